/* Find terms in a block's hash table, and count those that occur in a text. Nothing here calls
   Python, so no other code sees counts that are half done. */

#include "scorer.h"
#include <string.h>

#define MULTIPLIER UINT64_C(0x9E3779B97F4A7C15) /* 2^64 divided by the golden ratio, odd */
#define PACKED_BITS 15
#define LONG (UINT64_C(1) << 63)
#define NOT_PACKED UINT64_MAX
#define AT_ONCE 32

/* A term as it grows: its hash and, of up to 4 code points below 2^15 - 1, all of them packed. */
typedef struct {
    uint64_t hash, packed;
} Key;

static const Key EMPTY = {0, 0};

static inline Key
longer(Key key, uint32_t code)
{
    key.hash = (key.hash ^ code) * MULTIPLIER;
    /* The first of 4 packed code points is not 0 in bits 45 to 59, so a fifth has no room. */
    if (code >= (1 << PACKED_BITS) - 1 || key.packed >> 3 * PACKED_BITS != 0)
        key.packed = NOT_PACKED;
    else
        key.packed = key.packed << PACKED_BITS | (code + 1);
    return key;
}

/* What a slot holds as its key, and where the search for it begins. */
static inline uint64_t
slot_key(Key key)
{
    return key.packed == NOT_PACKED ? key.hash | LONG : key.packed;
}

static inline size_t
first_position(const Block *block, uint64_t sought)
{
    return (size_t)(sought * MULTIPLIER >> block->shift);
}

/* Return the bit of the filter that each term with this key has set, and its word. */
static inline uint64_t
filter_bit(const Block *block, uint64_t sought, uint64_t **word)
{
    uint64_t at = sought * MULTIPLIER >> (block->shift - FILTER_BITS);
    *word = &block->filter[at >> 6];
    return at & 63;
}

/* Return the slot of a term, or the empty one where it would be: some are always empty. */
static inline Slot *
find_slot(const Block *block, uint64_t sought, const uint32_t *chars, size_t length)
{
    Slot *const slots = block->slots;
    const size_t mask = ((size_t)1 << (64 - block->shift)) - 1;
    for (size_t at = first_position(block, sought);; at = (at + 1) & mask) {
        Slot *slot = &slots[at];
        if (slot->number == 0 || (slot->key == sought && sought < LONG))
            return slot;
        if (slot->key != sought)
            continue;
        const uint32_t *start = &block->starts[slot->number - 1];
        if (start[1] - start[0] - 1 == length &&
            memcmp(block->pool + start[0], chars, length * sizeof *chars) == 0)
            return slot;
    }
}

/* Put some terms, whose keys are known, into the table. */
static int
fill_slots(const Block *block, const uint64_t *keys, Py_ssize_t first, Py_ssize_t count)
{
    for (Py_ssize_t at = 0; at < count; at++) {
        const uint32_t *start = &block->starts[first + at];
        Slot *slot = find_slot(block, keys[at], block->pool + start[0], start[1] - start[0] - 1);
        if (slot->number != 0)
            return refuse("a term that occurs more than once");
        uint64_t *word, bit = filter_bit(block, keys[at], &word);
        *word |= UINT64_C(1) << bit;
        slot->key = keys[at];
        slot->number = (int32_t)(first + at + 1);
    }
    return 0;
}

/* Fill the empty table of a block; raises ValueError for a repeated term or another number of them. */
int
fill_table(Block *block, Py_ssize_t pool_length, uint32_t separator)
{
    uint64_t keys[AT_ONCE]; /* of terms whose slots are fetched into the cache together */
    Py_ssize_t column = 0, filled = 0;
    Key key = EMPTY;
    for (Py_ssize_t at = 0; at <= pool_length && column < block->width; at++) {
        if (at < pool_length && block->pool[at] != separator) {
            key = longer(key, block->pool[at]);
            continue;
        }
        keys[column - filled] = slot_key(key);
        __builtin_prefetch(&block->slots[first_position(block, slot_key(key))], 1);
        block->starts[++column] = (uint32_t)at + 1;
        key = EMPTY;
        if (column - filled == AT_ONCE || column == block->width) {
            if (fill_slots(block, keys, filled, column - filled) < 0)
                return -1;
            filled = column;
        }
    }
    if (column < block->width || block->starts[column] != (uint64_t)pool_length + 1)
        return refuse("the number of terms");
    return 0;
}

/* Return the position of a term's slot, or -1 if the block does not know it. */
int64_t
slot_of_term(const Block *block, const Text *term)
{
    Key key = EMPTY;
    for (Py_ssize_t at = 0; at < term->length; at++)
        key = longer(key, term->chars[at]);
    const Slot *slot = find_slot(block, slot_key(key), term->chars, (size_t)term->length);
    return slot->number == 0 ? -1 : slot - block->slots;
}

/* Terms to count, which the filter lets pass. Their slots are fetched into the cache together. */
typedef struct {
    Scorer *scorer;
    const Block *block;
    int count;
    struct {
        uint64_t key;
        const uint32_t *chars;
        size_t length;
    } terms[AT_ONCE];
} Pending;

static void
count_pending(Pending *pending)
{
    const Block *block = pending->block;
    Slot *const slots = block->slots;
    uint32_t *const touched = pending->scorer->touched;
    Py_ssize_t touched_count = pending->scorer->touched_count;
    for (int at = 0; at < pending->count; at++)
        __builtin_prefetch(&slots[first_position(block, pending->terms[at].key)], 1);
    for (int at = 0; at < pending->count; at++) {
        Slot *slot = find_slot(block, pending->terms[at].key, pending->terms[at].chars,
                               pending->terms[at].length);
        if (slot->number != 0 && slot->count++ == 0)
            touched[touched_count++] = (uint32_t)(slot - slots);
    }
    pending->scorer->touched_count = touched_count;
    pending->count = 0;
}

static inline void
add_term(Pending *pending, Key key, const uint32_t *chars, size_t length)
{
    uint64_t sought = slot_key(key);
    uint64_t *word, bit = filter_bit(pending->block, sought, &word);
    pending->terms[pending->count].key = sought;
    pending->terms[pending->count].chars = chars;
    pending->terms[pending->count].length = length;
    /* No branch: whether a term passes cannot be predicted. */
    pending->count += (int)(*word >> bit & 1);
    if (pending->count == AT_ONCE)
        count_pending(pending);
}

/* Add the runs of `least` to `most` characters. */
static void
add_characters(Pending *pending, const uint32_t *chars, Py_ssize_t length, Py_ssize_t least)
{
    const Py_ssize_t most = pending->block->most;
    for (Py_ssize_t start = 0; start + least <= length; start++) {
        const Py_ssize_t longest = Py_MIN(most, length - start);
        Key key = EMPTY;
        for (Py_ssize_t size = 1; size <= longest; size++) {
            key = longer(key, chars[start + size - 1]);
            if (size >= least)
                add_term(pending, key, chars + start, (size_t)size);
        }
    }
}

/* Add the terms of each word, with a space on both sides. */
static void
add_padded_words(Pending *pending, const Text *text, uint32_t *buffer)
{
    const Scorer *self = pending->scorer;
    Py_ssize_t at = 0;
    while (at < text->length) {
        if (is_kind(self, text->chars[at], SPACE)) {
            at++;
            continue;
        }
        Py_ssize_t length = 0;
        buffer[length++] = ' ';
        while (at < text->length && !is_kind(self, text->chars[at], SPACE))
            buffer[length++] = text->chars[at++];
        buffer[length++] = ' ';
        add_characters(pending, buffer, length, Py_MIN(pending->block->least, length));
        buffer += length; /* the pending terms are parts of it */
    }
}

/* Add the terms of a text in which each run of white spaces is one space. */
static void
add_runs(Pending *pending, const Text *text, uint32_t *buffer)
{
    const Scorer *self = pending->scorer;
    Py_ssize_t length = 0;
    for (Py_ssize_t at = 0, end; at < text->length; at = end) {
        end = at + 1;
        if (is_kind(self, text->chars[at], SPACE))
            while (end < text->length && is_kind(self, text->chars[end], SPACE))
                end++;
        buffer[length++] = end - at > 1 ? ' ' : text->chars[at];
    }
    add_characters(pending, buffer, length, pending->block->least);
}

static Py_ssize_t
word_end(const Scorer *self, const Text *text, Py_ssize_t at)
{
    while (at < text->length && is_kind(self, text->chars[at], WORD))
        at++;
    return at;
}

/* Return where the token at a position ends, or the position itself if there is none. */
static Py_ssize_t
token_end(const Scorer *self, const Block *block, const Text *text, Py_ssize_t at)
{
    Py_ssize_t end = word_end(self, text, at);
    if (block->splitting == USUAL_WORDS) /* (?u)\b\w\w+\b */
        return end - at > 1 ? end : at;
    if (end > at) /* <\w+>|\w+|[^\w\s] */
        return end;
    if (text->chars[at] == '<') {
        end = word_end(self, text, at + 1);
        if (end > at + 1 && end < text->length && text->chars[end] == '>')
            return end + 1;
    }
    return is_kind(self, text->chars[at], SPACE) ? at : at + 1;
}

/* Write all tokens with a space after each, and where each ends; return how many there are. */
static Py_ssize_t
join_tokens(const Scorer *self, const Block *block, const Text *text, uint32_t *buffer, uint32_t *ends)
{
    Py_ssize_t count = 0, filled = 0;
    for (Py_ssize_t at = 0, end; at < text->length; at = Py_MAX(end, at + 1)) {
        end = token_end(self, block, text, at);
        if (end == at)
            continue;
        memcpy(buffer + filled, text->chars + at, (size_t)(end - at) * sizeof *buffer);
        filled += end - at;
        ends[count++] = (uint32_t)filled;
        buffer[filled++] = ' ';
    }
    return count;
}

/* Add the runs of `least` to `most` tokens, joined by spaces: parts of the buffer. */
static void
add_tokens(Pending *pending, const uint32_t *buffer, const uint32_t *ends, Py_ssize_t count)
{
    const Block *block = pending->block;
    for (Py_ssize_t first = 0; first < count; first++) {
        Py_ssize_t start = first == 0 ? 0 : ends[first - 1] + 1, at = start;
        Py_ssize_t last = Py_MIN(first + block->most, count);
        Key key = EMPTY;
        for (Py_ssize_t token = first; token < last; token++) {
            while (at < ends[token])
                key = longer(key, buffer[at++]);
            if (token - first + 1 >= block->least)
                add_term(pending, key, buffer + start, (size_t)(at - start));
            key = longer(key, buffer[at++]); /* the space */
        }
    }
}

static double
value_of(const Scorer *self, const Text *submitted, enum Statistic statistic)
{
    if (statistic == LENGTH)
        return (double)submitted->length;
    Py_ssize_t counted = 0;
    for (Py_ssize_t at = 0; at < submitted->length; at++)
        counted += is_kind(self, submitted->chars[at], statistic == CAPITALS ? UPPER : DIGIT);
    return (double)counted / (double)Py_MAX(submitted->length, 1);
}

/* Count the term of each text statistic's bin. */
static void
count_statistics(Scorer *self, const Block *block, const Text *submitted)
{
    for (Py_ssize_t number = 0; number < block->statistic_count; number++) {
        const Binned *binned = &block->statistics[number];
        double value = value_of(self, submitted, binned->kind);
        Py_ssize_t bin = 0;
        while (bin < binned->edge_count && binned->edges[bin] <= value)
            bin++;
        int64_t at = binned->slots[bin];
        if (at >= 0 && block->slots[at].count++ == 0)
            self->touched[self->touched_count++] = (uint32_t)at;
    }
}

/* Count all terms of a text that is prepared for a block, and of the submitted text's statistics. */
int
count_terms(Scorer *self, const Block *block, const Text *submitted, const Text *prepared)
{
    /* A token or a word has at least one character, and gets two more at most. */
    size_t room = 2 * (size_t)prepared->length + 2;
    int has_tokens = block->splitting == USUAL_WORDS || block->splitting == RECIPE_WORDS;
    uint32_t *buffer = PyMem_Malloc((has_tokens ? 2 : 1) * room * sizeof *buffer);
    if (buffer == NULL)
        return no_memory();
    Pending pending = {.scorer = self, .block = block, .count = 0};
    if (block->splitting == CHAR_WB)
        add_padded_words(&pending, prepared, buffer);
    else if (block->splitting == CHAR)
        add_runs(&pending, prepared, buffer);
    else {
        uint32_t *ends = buffer + room;
        add_tokens(&pending, buffer, ends, join_tokens(self, block, prepared, buffer, ends));
    }
    count_pending(&pending);
    count_statistics(self, block, submitted);
    PyMem_Free(buffer);
    return 0;
}
