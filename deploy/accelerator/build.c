/* Build a Scorer from Python's objects, each checked for its range, and release it. */

#include "scorer.h"
#include <math.h>
#include <string.h>

static void *
zeros(Py_ssize_t count, size_t size)
{
    void *memory = PyMem_Calloc((size_t)count + 1, size);
    if (memory == NULL)
        PyErr_NoMemory();
    return memory;
}

/* Hold an array of `length` numbers. */
static int
hold_floats(PyObject *array, Py_ssize_t length, Floats *floats)
{
    if (PyObject_GetBuffer(array, &floats->view, PyBUF_FORMAT | PyBUF_ND) < 0)
        return -1;
    floats->held = 1;
    const char *format = floats->view.format == NULL ? "B" : floats->view.format;
    floats->is_float = strcmp(format, "f") == 0;
    if (!floats->is_float && strcmp(format, "d") != 0)
        return refuse("the type of an array");
    Py_ssize_t size = (Py_ssize_t)(floats->is_float ? sizeof(float) : sizeof(double));
    return floats->view.len == length * size ? 0 : refuse("the length of an array");
}

/* A step is (of_character, of_text, needles). */
static int
build_step(Scorer *self, PyObject *item, Step *step)
{
    PyObject *needles;
    if (!PyArg_ParseTuple(item, "OOO!", &step->of_character, &step->of_text, &PyTuple_Type, &needles)) {
        step->of_character = step->of_text = NULL;
        return -1;
    }
    Py_INCREF(step->of_character);
    Py_INCREF(step->of_text);
    Py_ssize_t count = PyTuple_Size(needles);
    step->made = zeros(TABLED, sizeof *step->made);
    step->needles = zeros(count, sizeof *step->needles);
    if (step->made == NULL || step->needles == NULL)
        return -1;
    step->needle_count = count;
    for (Py_ssize_t at = 0; at < count; at++) {
        if (read_text(self, PyTuple_GetItem(needles, at), &step->needles[at]) < 0)
            return -1;
        if (step->needles[at].length == 0)
            return refuse("the length of a needle");
    }
    return 0;
}

static int
build_steps(Scorer *self, PyObject *items, Steps *steps)
{
    if (!PyTuple_Check(items))
        return refuse("the type of steps");
    Py_ssize_t count = PyTuple_Size(items);
    steps->steps = zeros(count, sizeof *steps->steps);
    if (steps->steps == NULL)
        return -1;
    steps->count = count;
    for (Py_ssize_t at = 0; at < count; at++)
        if (build_step(self, PyTuple_GetItem(items, at), &steps->steps[at]) < 0)
            return -1;
    return 0;
}

/* A statistic is (kind, edges, terms): a tuple of numbers, and the term of each bin. */
static int
build_statistic(Scorer *self, const Block *block, PyObject *item, Binned *binned)
{
    PyObject *edges, *terms;
    int kind;
    if (!PyArg_ParseTuple(item, "iO!O!", &kind, &PyTuple_Type, &edges, &PyTuple_Type, &terms))
        return -1;
    Py_ssize_t count = PyTuple_Size(edges);
    if (kind < LENGTH || kind > DIGITS || PyTuple_Size(terms) != count + 1)
        return refuse("a statistic");
    binned->kind = (enum Statistic)kind;
    binned->edge_count = count;
    binned->edges = zeros(count, sizeof *binned->edges);
    binned->slots = zeros(count, sizeof *binned->slots);
    if (binned->edges == NULL || binned->slots == NULL)
        return -1;
    for (Py_ssize_t at = 0; at < count; at++)
        binned->edges[at] = PyFloat_AsDouble(PyTuple_GetItem(edges, at));
    for (Py_ssize_t at = 0; at <= count && !PyErr_Occurred(); at++) {
        Text term = {0};
        if (read_text(self, PyTuple_GetItem(terms, at), &term) == 0)
            binned->slots[at] = slot_of_term(block, &term);
        free_text(&term);
    }
    return PyErr_Occurred() ? -1 : 0;
}

static int
build_statistics(Scorer *self, Block *block, PyObject *items)
{
    Py_ssize_t count = PyTuple_Size(items);
    block->statistics = zeros(count, sizeof *block->statistics);
    if (block->statistics == NULL)
        return -1;
    block->statistic_count = count;
    for (Py_ssize_t at = 0; at < count; at++)
        if (build_statistic(self, block, PyTuple_GetItem(items, at), &block->statistics[at]) < 0)
            return -1;
    return 0;
}

static int
build_table(Block *block, PyObject *terms, PyObject *separator)
{
    Py_ssize_t length = PyUnicode_GetLength(terms);
    if (length > MAX_CHARACTERS || PyUnicode_GetLength(separator) != 1)
        return refuse("the length of the terms or their separator");
    int bits = 1; /* of a slot's position; at most half of the slots are in use */
    while (((Py_ssize_t)1 << bits) < 2 * block->width)
        bits++;
    block->shift = 64 - bits;
    block->pool = PyUnicode_AsUCS4Copy(terms);
    block->starts = zeros(block->width, sizeof *block->starts);
    block->slots = zeros((Py_ssize_t)1 << bits, sizeof *block->slots);
    block->filter = zeros((Py_ssize_t)1 << bits >> (6 - FILTER_BITS), sizeof *block->filter);
    if (block->pool == NULL || block->starts == NULL || block->slots == NULL || block->filter == NULL)
        return -1;
    return fill_table(block, length, PyUnicode_ReadChar(separator, 0));
}

/* A block is a tuple of the values that are parsed first here. */
static int
build_block(Scorer *self, PyObject *item, Block *block)
{
    int splitting, tf, norm;
    PyObject *terms, *separator, *idf, *statistics, *steps;
    if (!PyArg_ParseTuple(item, "iiiiidnnUUOO!nO", &splitting, &block->least, &block->most, &tf, &norm,
                          &block->weight, &block->first_column, &block->width, &terms, &separator,
                          &idf, &PyTuple_Type, &statistics, &block->start, &steps))
        return -1;
    if (splitting < CHAR_WB || splitting > RECIPE_WORDS || tf < COUNTED || tf > BINARY ||
        norm < NO_NORM || norm > L2)
        return refuse("a rule of a block");
    if (block->least < 1 || block->most < block->least || block->most > MAX_CHARACTERS)
        return refuse("the sizes of terms");
    if (block->width < 1 || block->width > self->width || block->first_column < 0 ||
        block->first_column > self->width - block->width)
        return refuse("the columns of a block");
    if (block->start < 0 || block->start >= self->start_count)
        return refuse("the start of a block");
    block->splitting = (enum Splitting)splitting;
    block->tf = (enum Tf)tf;
    block->norm = (enum Norm)norm;
    if (idf != Py_None && hold_floats(idf, block->width, &block->idf) < 0)
        return -1;
    if (build_steps(self, steps, &block->steps) < 0 || build_table(block, terms, separator) < 0)
        return -1;
    return build_statistics(self, block, statistics);
}

static int
build_rows(Scorer *self, PyObject *intercept, PyObject *linear, PyObject *quadratic)
{
    Py_ssize_t rows = PyTuple_Size(intercept);
    if (rows < 1 || (self->is_pair && rows != 1))
        return refuse("the number of rows");
    self->intercept = zeros(rows, sizeof *self->intercept);
    if (self->intercept == NULL)
        return -1;
    self->rows = rows;
    for (Py_ssize_t row = 0; row < rows; row++)
        self->intercept[row] = PyFloat_AsDouble(PyTuple_GetItem(intercept, row));
    if (PyErr_Occurred() || hold_floats(linear, rows * self->width, &self->linear) < 0)
        return -1;
    return quadratic == Py_None ? 0 : hold_floats(quadratic, rows * self->width, &self->quadratic);
}

/* Make what all blocks share. Only the parts of `kinds` that are used take memory. */
static int
build_shared(Scorer *self)
{
    self->kinds = zeros(CODE_POINTS, sizeof *self->kinds);
    self->touched = zeros(self->width, sizeof *self->touched);
    self->values = zeros(self->width, sizeof *self->values);
    if (self->kinds == NULL || self->touched == NULL || self->values == NULL)
        return -1;
    for (uint32_t count = 1; count < LOGARITHMS; count++)
        self->logarithms[count] = 1.0 + log(count);
    return ask_kind(self, ' '); /* which padding adds */
}

static int
build_parts(Scorer *self, PyObject *starts, PyObject *blocks)
{
    Py_ssize_t start_count = PyTuple_Size(starts), block_count = PyTuple_Size(blocks);
    self->starts = zeros(start_count, sizeof *self->starts);
    self->blocks = zeros(block_count, sizeof *self->blocks);
    if (self->starts == NULL || self->blocks == NULL)
        return -1;
    self->start_count = start_count;
    self->block_count = block_count;
    for (Py_ssize_t at = 0; at < start_count; at++)
        if (build_steps(self, PyTuple_GetItem(starts, at), &self->starts[at]) < 0)
            return -1;
    for (Py_ssize_t at = 0; at < block_count; at++)
        if (build_block(self, PyTuple_GetItem(blocks, at), &self->blocks[at]) < 0)
            return -1;
    return 0;
}

int
build(Scorer *self, PyObject *args)
{
    PyObject *blocks, *starts, *intercept, *linear, *quadratic;
    if (!PyArg_ParseTuple(args, "O!O!nO!OOp:Scorer", &PyTuple_Type, &blocks, &PyTuple_Type, &starts,
                          &self->width, &PyTuple_Type, &intercept, &linear, &quadratic, &self->is_pair))
        return -1;
    if (self->width < 1 || self->width > MAX_COLUMNS)
        return refuse("the number of columns");
    if (build_rows(self, intercept, linear, quadratic) < 0 || build_shared(self) < 0)
        return -1;
    return build_parts(self, starts, blocks);
}

static void
release_steps(Steps *steps)
{
    for (Py_ssize_t at = 0; at < steps->count; at++) {
        Step *step = &steps->steps[at];
        for (Py_ssize_t needle = 0; needle < step->needle_count; needle++)
            free_text(&step->needles[needle]);
        PyMem_Free(step->needles);
        PyMem_Free(step->made);
        Py_XDECREF(step->of_character);
        Py_XDECREF(step->of_text);
    }
    PyMem_Free(steps->steps);
}

static void
release_floats(Floats *floats)
{
    if (floats->held)
        PyBuffer_Release(&floats->view);
}

static void
release_block(Block *block)
{
    for (Py_ssize_t at = 0; at < block->statistic_count; at++) {
        PyMem_Free(block->statistics[at].edges);
        PyMem_Free(block->statistics[at].slots);
    }
    PyMem_Free(block->statistics);
    PyMem_Free(block->pool);
    PyMem_Free(block->starts);
    PyMem_Free(block->slots);
    PyMem_Free(block->filter);
    release_steps(&block->steps);
    release_floats(&block->idf);
}

/* Free all that was built, be it complete or not. */
void
release(Scorer *self)
{
    for (Py_ssize_t at = 0; at < self->block_count; at++)
        release_block(&self->blocks[at]);
    for (Py_ssize_t at = 0; at < self->start_count; at++)
        release_steps(&self->starts[at]);
    PyMem_Free(self->blocks);
    PyMem_Free(self->starts);
    PyMem_Free(self->kinds);
    PyMem_Free(self->intercept);
    PyMem_Free(self->touched);
    PyMem_Free(self->values);
    release_floats(&self->linear);
    release_floats(&self->quadratic);
}
