/* Read texts, and prepare them step by step.

   What a code point is, and what a step makes of it, Python says, once for each code point: so both
   are Python's own. No state that a text leaves half done is kept here, because Python may run other
   code while it is asked. */

#include "scorer.h"
#include <string.h>
#include <wchar.h>

#define NO_SINGLE UINT32_MAX

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "wide characters must be code points");

static int
is_true(PyObject *character, const char *method)
{
    PyObject *result = PyObject_CallMethod(character, method, NULL);
    int truth = result == NULL ? -1 : PyObject_IsTrue(result);
    Py_XDECREF(result);
    return truth;
}

int
ask_kind(Scorer *self, uint32_t code)
{
    PyObject *character = PyUnicode_FromOrdinal((int)code);
    if (character == NULL)
        return -1;
    int word = is_true(character, "isalnum"), space = is_true(character, "isspace");
    int upper = is_true(character, "isupper"), digit = is_true(character, "isdigit");
    Py_DECREF(character);
    if (word < 0 || space < 0 || upper < 0 || digit < 0)
        return -1;
    word |= code == '_'; /* as in \w */
    self->kinds[code] = (uint8_t)(ASKED | word * WORD | space * SPACE | upper * UPPER | digit * DIGIT);
    return 0;
}

/* Copy a str, and ask for the kind of each of its code points. */
int
read_text(Scorer *self, PyObject *string, Text *text)
{
    Py_ssize_t length = PyUnicode_GetLength(string);
    if (length < 0)
        return -1;
    if (length > MAX_CHARACTERS)
        return refuse("the length of a text");
    text->length = length;
    text->chars = PyUnicode_AsUCS4Copy(string);
    if (text->chars == NULL)
        return -1;
    for (Py_ssize_t at = 0; at < length; at++)
        if (self->kinds[text->chars[at]] == 0 && ask_kind(self, text->chars[at]) < 0)
            return -1;
    return 0;
}

int
copy_text(const Text *from, Text *to)
{
    size_t bytes = (size_t)from->length * sizeof *from->chars;
    to->length = from->length;
    to->chars = PyMem_Malloc(bytes);
    if (to->chars == NULL)
        return no_memory();
    memcpy(to->chars, from->chars, bytes);
    return 0;
}

void
free_text(Text *text)
{
    PyMem_Free(text->chars);
    *text = (Text){0};
}

/* Ask what a step makes of a code point. */
static int
ask_step(Scorer *self, Step *step, uint32_t code)
{
    PyObject *character = PyUnicode_FromOrdinal((int)code);
    if (character == NULL)
        return -1;
    PyObject *result = PyObject_CallFunctionObjArgs(step->of_character, character, NULL);
    Py_DECREF(character);
    Py_ssize_t length = result == NULL ? -1 : PyUnicode_GetLength(result);
    uint32_t made = length == 1 ? PyUnicode_ReadChar(result, 0) : 0;
    Py_XDECREF(result);
    if (length < 0)
        return -1;
    if (length == 1 && self->kinds[made] == 0 && ask_kind(self, made) < 0)
        return -1;
    step->made[code] = length == 1 ? made + 1 : NO_SINGLE;
    return 0;
}

/* Let Python do a step for the whole text. */
static int
ask_for_text(Scorer *self, const Step *step, Text *text, Py_ssize_t submitted_length)
{
    PyObject *string = PyUnicode_FromWideChar((const wchar_t *)text->chars, text->length);
    if (string == NULL)
        return -1;
    PyObject *result = PyObject_CallFunction(step->of_text, "On", string, submitted_length);
    Py_DECREF(string);
    if (result == NULL)
        return -1;
    free_text(text);
    int done = read_text(self, result, text);
    Py_DECREF(result);
    return done;
}

static int
occurs(const Text *needle, const uint32_t *chars, Py_ssize_t length)
{
    const wchar_t *at = (const wchar_t *)chars, *end = at + length - needle->length + 1;
    const wchar_t first = (wchar_t)needle->chars[0];
    size_t bytes = (size_t)needle->length * sizeof first;
    while (at < end && (at = wmemchr(at, first, (size_t)(end - at))) != NULL) {
        if (memcmp(at, needle->chars, bytes) == 0)
            return 1;
        at++;
    }
    return 0;
}

static int
any_occurs(const Step *step, const Text *made)
{
    for (Py_ssize_t at = 0; at < step->needle_count; at++)
        if (occurs(&step->needles[at], made->chars, made->length))
            return 1;
    return 0;
}

/* Make a step's characters of a text between two spaces. Returns 0 if one makes no single one. */
static int
make_characters(Scorer *self, Step *step, const Text *text, Text *made)
{
    made->length = text->length + 2;
    made->chars = PyMem_Malloc((size_t)made->length * sizeof *made->chars);
    if (made->chars == NULL)
        return no_memory();
    const uint32_t *const cached = step->made;
    made->chars[0] = made->chars[text->length + 1] = ' ';
    for (Py_ssize_t at = 0; at < text->length; at++) {
        uint32_t code = text->chars[at];
        if (code >= TABLED)
            return 0;
        if (cached[code] == 0 && ask_step(self, step, code) < 0)
            return -1;
        if (cached[code] == NO_SINGLE)
            return 0;
        made->chars[at + 1] = cached[code] - 1;
    }
    return 1;
}

static int
do_step(Scorer *self, Step *step, Text *text, Py_ssize_t submitted_length)
{
    Text made = {0};
    int done = make_characters(self, step, text, &made);
    if (done == 0 || (done > 0 && any_occurs(step, &made)))
        done = ask_for_text(self, step, text, submitted_length);
    else if (done > 0 && step->needle_count == 0)
        memcpy(text->chars, made.chars + 1, (size_t)text->length * sizeof *text->chars);
    free_text(&made);
    return done < 0 ? -1 : 0;
}

/* Do all steps, in place. */
int
prepare(Scorer *self, const Steps *steps, Text *text, Py_ssize_t submitted_length)
{
    for (Py_ssize_t at = 0; at < steps->count; at++)
        if (do_step(self, &steps->steps[at], text, submitted_length) < 0)
            return -1;
    return 0;
}
