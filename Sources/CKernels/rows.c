// Rows of a matrix, moved; the table of relative positions, spread over pairs of tokens. Memory sets
// the pace, so every instruction set has the same.
#include "ckernels_table.h"

#include <math.h>
#include <string.h>

void ck_gather_rows(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_rows *t = task;
    size_t bytes = (size_t)t->columns * sizeof(float);
    for (long i = begin; i < end; i++) {
        float *to = t->output + i * t->columns;
        if (t->rows[i] < 0) memset(to, 0, bytes);
        else memcpy(to, t->input + t->rows[i] * t->columns, bytes);
    }
}

void ck_scatter_rows(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_rows *t = task;
    for (long i = begin; i < end; i++)
        memcpy(
            t->output + t->rows[i] * t->columns, t->input + i * t->columns,
            (size_t)t->columns * sizeof(float));
}

void ck_place_columns(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_columns *t = task;
    long blocks = (t->columns + t->block - 1) / t->block;
    long row = begin / blocks, block = begin % blocks;
    for (long unit = begin; unit < end; unit++) {
        long first = block * t->block, left = t->columns - first;
        long count = left < t->block ? left : t->block;
        const float *from = t->input + row * t->columns + first;
        float *to = t->output + row * t->stride + first;
        // Of a few columns, a call for each row would take longer than the copying.
        if (count > 64) memcpy(to, from, (size_t)count * sizeof(float));
        else
            for (long c = 0; c < count; c++) to[c] = from[c];
        if (++block == blocks) block = 0, row++;
    }
}

void ck_relative_bias(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_relative_bias_task *t = task;
    for (long row = begin; row < end; row++) {
        const float *table = t->table + row / t->tokens * t->entries;
        const float *zero = table + t->origin + t->codes[row % t->tokens];
        float *to = t->output + row * t->pitch;
        for (long key = 0; key < t->tokens; key++) to[key] = zero[-t->codes[key]];
        for (long key = t->tokens; key < t->pitch; key++) to[key] = -INFINITY;
    }
}
