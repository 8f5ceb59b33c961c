/* What the files of the accelerator share; module.c says what it is. */

#ifndef SCORER_H
#define SCORER_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>

#define CODE_POINTS 0x110000
#define TABLED 0x20000 /* of the few code points from here on, Python is asked each time */
#define MAX_CHARACTERS (1 << 28)
#define MAX_COLUMNS (1 << 21)
#define LOGARITHMS 256
#define FILTER_BITS 3 /* the logarithm of the filter's bits for each slot */

/* --- Values of the configuration ----------------------------------------------------------- */

enum Splitting { CHAR_WB, CHAR, USUAL_WORDS, RECIPE_WORDS };
enum Tf { COUNTED, SUBLINEAR, BINARY };
enum Norm { NO_NORM, L1, L2 };
enum Statistic { LENGTH, CAPITALS, DIGITS };

/* What a code point is, as bits; 0 if Python was not asked yet. */
enum Kind { ASKED = 1, WORD = 2, SPACE = 4, UPPER = 8, DIGIT = 16 };

/* --- Types --------------------------------------------------------------------------------- */

/* Code points, from PyMem_Malloc. */
typedef struct {
    uint32_t *chars;
    Py_ssize_t length;
} Text;

/* One step of preparing a text. `made` caches what `of_character` returns.

   Without needles, the step replaces each character by that. With needles, it replaces nothing,
   unless one of them occurs in what it would make of the text with a space on both sides. Then, and
   if a character makes no single one, Python's `of_text(text, length of the submitted text)` does
   the step. */
typedef struct {
    PyObject *of_character, *of_text;
    uint32_t *made; /* by code point: the other one plus 1, NO_SINGLE, or 0 if not asked yet */
    Py_ssize_t needle_count;
    Text *needles;
} Step;

typedef struct {
    Py_ssize_t count;
    Step *steps;
} Steps;

/* A place of a hash table. Terms of up to 4 usual characters are their own keys. */
typedef struct {
    uint64_t key;
    uint32_t count; /* in the current text; 0 between texts */
    int32_t number; /* the column of the block, plus 1; 0 if the place is empty */
} Slot;

/* An array of float or double, held by a reference. */
typedef struct {
    Py_buffer view;
    int held, is_float;
} Floats;

/* A text statistic: the bin of a value is the number of edges that are not above it. */
typedef struct {
    enum Statistic kind;
    Py_ssize_t edge_count;
    double *edges;
    int64_t *slots; /* of each bin's term, edge_count + 1, or -1 */
} Binned;

typedef struct {
    enum Splitting splitting;
    int least, most; /* tokens or characters of a term */
    enum Tf tf;
    enum Norm norm;
    double weight;
    Py_ssize_t first_column, width;
    Floats idf;       /* not held if there is none */
    uint32_t *pool;   /* all terms, with a separator between them */
    uint32_t *starts; /* where each term starts in the pool, and the next one would */
    Slot *slots;
    int shift;        /* 64 minus the bits of a slot's position */
    uint64_t *filter; /* bits: where a term's is 0, the block does not know it */
    Py_ssize_t statistic_count;
    Binned *statistics;
    Py_ssize_t start; /* the steps that come before those of the block */
    Steps steps;
} Block;

typedef struct {
    PyObject_HEAD
    uint8_t *kinds; /* by code point */
    Py_ssize_t block_count, start_count, width, rows;
    Block *blocks;
    Steps *starts;
    int is_pair;
    double *intercept;
    Floats linear, quadratic;
    double logarithms[LOGARITHMS]; /* 1 + ln(count) */
    uint32_t *touched;             /* the slots whose count is not 0, later their columns */
    double *values;                /* tf * idf of these columns */
    Py_ssize_t touched_count;
} Scorer;

/* --- Functions ----------------------------------------------------------------------------- */

/* Those that return an int return -1 with an exception set, else 0. */

static inline int
is_kind(const Scorer *self, uint32_t code, enum Kind kind)
{
    return (self->kinds[code] & kind) != 0;
}

static inline int
no_memory(void)
{
    PyErr_NoMemory();
    return -1;
}

static inline int
refuse(const char *what)
{
    PyErr_Format(PyExc_ValueError, "%s is out of range", what);
    return -1;
}

/* text.c */
int ask_kind(Scorer *self, uint32_t code);
int read_text(Scorer *self, PyObject *string, Text *text);
int copy_text(const Text *from, Text *to);
void free_text(Text *text);
int prepare(Scorer *self, const Steps *steps, Text *text, Py_ssize_t submitted_length);

/* terms.c */
int fill_table(Block *block, Py_ssize_t pool_length, uint32_t separator);
int64_t slot_of_term(const Block *block, const Text *term);
int count_terms(Scorer *self, const Block *block, const Text *submitted, const Text *prepared);

/* sums.c */
void add_share(Scorer *self, const Block *block, double *scores);

/* build.c */
int build(Scorer *self, PyObject *args);
void release(Scorer *self);

#endif
