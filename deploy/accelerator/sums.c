/* Weight the counts of a block, and add them up:

       v_j = tf_j * idf_j,  x_j = weight * v_j / norm
       score_k = intercept_k + sum_j (linear_kj + quadratic_kj * x_j) * x_j

   as chalicelib/scoring/tfidf_block.py and classifier.py do, in the order in which the terms occur. */

#include "scorer.h"
#include <math.h>

static inline double
element(const Floats *floats, Py_ssize_t at)
{
    return floats->is_float ? (double)((const float *)floats->view.buf)[at]
                            : ((const double *)floats->view.buf)[at];
}

/* Turn the counts into values, and the touched slots into columns; returns weight / norm. */
static double
take_counts(Scorer *self, const Block *block)
{
    const double *const tf_of = self->logarithms;
    const enum Tf tf = block->tf;
    const int has_idf = block->idf.held;
    Slot *const slots = block->slots;
    double sum = 0.0, squares = 0.0;
    for (Py_ssize_t at = 0; at < self->touched_count; at++) {
        Slot *slot = &slots[self->touched[at]];
        uint32_t column = (uint32_t)slot->number - 1, count = slot->count;
        double value = has_idf ? element(&block->idf, column) : 1.0;
        if (count > 1 && tf != BINARY)
            value *= tf == COUNTED ? count : count < LOGARITHMS ? tf_of[count] : 1.0 + log(count);
        sum += fabs(value);
        squares += value * value;
        slot->count = 0;
        self->touched[at] = column;
        self->values[at] = value;
    }
    double norm = block->norm == L2 ? sqrt(squares) : block->norm == L1 ? sum : 1.0;
    return block->weight / (norm == 0.0 ? 1.0 : norm);
}

/* Add a block's share to the score of each row, and forget its counts. */
void
add_share(Scorer *self, const Block *block, double *scores)
{
    const Py_ssize_t count = self->touched_count;
    const double scale = take_counts(self, block), *const values = self->values;
    const int is_quadratic = self->quadratic.held;
    for (Py_ssize_t row = 0; row < self->rows; row++) {
        Py_ssize_t offset = row * self->width + block->first_column;
        double total = 0.0;
        for (Py_ssize_t at = 0; at < count; at++) {
            Py_ssize_t position = offset + self->touched[at];
            double factor = element(&self->linear, position);
            if (is_quadratic)
                factor += element(&self->quadratic, position) * (scale * values[at]);
            total += factor * values[at];
        }
        scores[row] += scale * total;
    }
    self->touched_count = 0;
}
