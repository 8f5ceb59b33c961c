/* The module `accelerator`: a Scorer scores texts as the classes of chalicelib/scoring do, in C.

   chalicelib/scoring/accelerated.py builds it from a checked vectorizer and classifier, and says which
   ones it can take. A call prepares the text for each block (text.c), counts the terms that the block
   knows (terms.c) and adds the block's share to the scores (sums.c).

   Texts are code points (UCS4), so lone surrogates need no rule of their own. The limited API of
   Python 3.11 and C11, with nothing global; a Scorer is used by one thread at a time, because a call
   holds the GIL wherever it uses what calls share. */

#include "scorer.h"
#include <string.h>

static PyObject *
as_tuple(const Scorer *self, const double *scores)
{
    if (self->is_pair)
        return Py_BuildValue("(dd)", 0.0, scores[0]);
    PyObject *result = PyTuple_New(self->rows);
    for (Py_ssize_t row = 0; result != NULL && row < self->rows; row++) {
        PyObject *score = PyFloat_FromDouble(scores[row]);
        if (score == NULL || PyTuple_SetItem(result, row, score) < 0)
            Py_CLEAR(result);
    }
    return result;
}

/* Add the share of a block, whose first steps are done. */
static int
score_block(Scorer *self, Block *block, const Text *submitted, const Text *started, double *scores)
{
    Text prepared = {0};
    int done = copy_text(started, &prepared);
    if (done == 0)
        done = prepare(self, &block->steps, &prepared, submitted->length);
    if (done == 0)
        done = count_terms(self, block, submitted, &prepared);
    if (done == 0)
        add_share(self, block, scores);
    free_text(&prepared);
    return done;
}

/* Add the shares of all blocks. Blocks that start alike follow one another. */
static int
score_blocks(Scorer *self, const Text *submitted, double *scores)
{
    Text started = {0};
    Py_ssize_t start = -1;
    int done = 0;
    for (Py_ssize_t at = 0; done == 0 && at < self->block_count; at++) {
        Block *block = &self->blocks[at];
        if (block->start != start) {
            start = block->start;
            free_text(&started);
            done = copy_text(submitted, &started);
            if (done == 0)
                done = prepare(self, &self->starts[start], &started, submitted->length);
        }
        if (done == 0)
            done = score_block(self, block, submitted, &started, scores);
    }
    free_text(&started);
    return done;
}

PyDoc_STRVAR(score_doc, "score($self, text, /)\n--\n\nReturn the scores of a text as a tuple.");

static PyObject *
Scorer_score(PyObject *object, PyObject *string)
{
    Scorer *self = (Scorer *)object;
    if (!PyUnicode_Check(string))
        return PyErr_Format(PyExc_TypeError, "expected a str");
    PyObject *result = NULL;
    Text submitted = {0};
    double *scores = PyMem_Malloc((size_t)self->rows * sizeof *scores);
    if (scores == NULL)
        return PyErr_NoMemory();
    memcpy(scores, self->intercept, (size_t)self->rows * sizeof *scores);
    if (read_text(self, string, &submitted) == 0 && score_blocks(self, &submitted, scores) == 0)
        result = as_tuple(self, scores);
    free_text(&submitted);
    PyMem_Free(scores);
    return result;
}

static PyObject *
Scorer_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    if (keywords != NULL && PyDict_Size(keywords) > 0)
        return PyErr_Format(PyExc_TypeError, "Scorer takes no keyword arguments");
    PyObject *object = PyType_GenericAlloc(type, 0); /* all zero */
    if (object != NULL && build((Scorer *)object, args) < 0)
        Py_CLEAR(object);
    return object;
}

static int
visit_steps(const Steps *steps, visitproc visit, void *arg)
{
    for (Py_ssize_t at = 0; at < steps->count; at++) {
        Py_VISIT(steps->steps[at].of_character);
        Py_VISIT(steps->steps[at].of_text);
    }
    return 0;
}

static int
Scorer_traverse(PyObject *object, visitproc visit, void *arg)
{
    Scorer *self = (Scorer *)object;
    int stopped = 0;
    Py_VISIT(Py_TYPE(object));
    for (Py_ssize_t at = 0; stopped == 0 && at < self->block_count; at++)
        stopped = visit_steps(&self->blocks[at].steps, visit, arg);
    for (Py_ssize_t at = 0; stopped == 0 && at < self->start_count; at++)
        stopped = visit_steps(&self->starts[at], visit, arg);
    return stopped;
}

static void
Scorer_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    release((Scorer *)object);
    PyObject_GC_Del(object);
    Py_DECREF(type);
}

static PyMethodDef scorer_methods[] = {
    {"score", Scorer_score, METH_O, score_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot scorer_slots[] = {
    {Py_tp_doc, "Scorer(blocks, starts, width, intercept, linear, quadratic, is_pair): scores texts."},
    {Py_tp_new, Scorer_new},
    {Py_tp_traverse, Scorer_traverse},
    {Py_tp_dealloc, Scorer_dealloc},
    {Py_tp_methods, scorer_methods},
    {0, NULL},
};

static PyType_Spec scorer_spec = {
    .name = "accelerator.Scorer",
    .basicsize = sizeof(Scorer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = scorer_slots,
};

static int
add_types(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &scorer_spec, NULL);
    int added = type == NULL ? -1 : PyModule_AddType(module, (PyTypeObject *)type);
    Py_XDECREF(type);
    return added;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, add_types},
    {0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "accelerator",
    .m_doc = "Scores texts in C; see chalicelib/scoring/accelerated.py.",
    .m_slots = module_slots,
};

PyMODINIT_FUNC
PyInit_accelerator(void)
{
    return PyModuleDef_Init(&module);
}
