// Attention, straight from its definition.
#include "naive.h"

#include <math.h>

void ck_naive_attention_pack(const void *task, long begin, long end, float *scratch) {
    (void)task, (void)begin, (void)end, (void)scratch;
}

/// One head of one query. Two passes over the keys, so no row of scores is kept either.
static void attend(const ck_attention *t, long batch, long head, long row) {
    long width = t->heads * t->dimension;
    const float *query = t->query + (batch * t->queries + row) * width + head * t->dimension;
    float *output = t->output + (batch * t->queries + row) * width + head * t->dimension;
    double largest = -INFINITY, sum = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (long k = 0; k < t->keys; k++) {
            if (t->excluded && t->excluded[batch * t->keys + k]) continue;
            long at = (batch * t->keys + k) * width + head * t->dimension;
            double score = 0;
            for (long i = 0; i < t->dimension; i++) score += (double)query[i] * t->key[at + i];
            score *= t->scale;
            if (pass == 0) {
                largest = fmax(largest, score);
                continue;
            }
            double weight = exp(score - largest), before = sum;
            sum += weight;
            for (long i = 0; i < t->dimension; i++)
                output[i] = (float)((output[i] * before + weight * t->value[at + i]) / sum);
        }
        if (pass == 0)
            for (long i = 0; i < t->dimension; i++) output[i] = 0;
    }
}

void ck_naive_attention(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_attention *t = task;
    long blocks = (t->queries + t->query_block - 1) / t->query_block;
    for (long unit = begin; unit < end; unit++) {
        long pair = unit / blocks, first = unit % blocks * t->query_block;
        for (long row = first; row < first + t->query_block && row < t->queries; row++)
            attend(t, pair / t->heads, pair % t->heads, row);
    }
}
