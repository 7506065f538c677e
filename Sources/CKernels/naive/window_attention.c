// Attention between the tokens of a window, straight from its definition, in double.
#include "naive.h"

#include <math.h>
#include <stddef.h>

/// `part`: 0 query, 1 key, 2 value of one head of a window's token.
static const float *projected(
    const ck_window_attention *t, long window, long token, long part, long head) {
    long place = t->places[window * t->tokens + token], width = t->heads * t->dimension;
    const float *row = place < 0 ? t->padding : t->projections + place * 3 * width;
    return row + part * width + head * t->dimension;
}

static float score_of(const ck_window_attention *t, long window, long head, long query, long key) {
    const float *q = projected(t, window, query, 0, head), *k = projected(t, window, key, 1, head);
    double score = 0;
    for (long i = 0; i < t->dimension; i++) score += (double)q[i] * t->scale * k[i];
    score += t->bias[(head * t->tokens + query) * t->pitch + key];
    const uint8_t *regions = t->regions ? t->regions + window * t->tokens : NULL;
    if (regions && regions[query] != regions[key]) score += t->penalty;
    return (float)score;
}

void ck_naive_window_attention(const void *task, long begin, long end, float *scratch) {
    const ck_window_attention *t = task;
    for (long unit = begin; unit < end; unit++) {
        long window = unit % t->windows, head = unit / t->windows;
        for (long query = 0; query < t->tokens; query++) {
            long place = t->places[window * t->tokens + query];
            if (place < 0) continue;
            double largest = -INFINITY, sum = 0;
            for (long key = 0; key < t->tokens; key++) {
                scratch[key] = score_of(t, window, head, query, key);
                largest = fmax(largest, scratch[key]);
            }
            for (long key = 0; key < t->tokens; key++) {
                scratch[key] = (float)exp(scratch[key] - largest);
                sum += scratch[key];
            }
            float *output = t->output + (place * t->heads + head) * t->dimension;
            for (long i = 0; i < t->dimension; i++) {
                double value = 0;
                for (long key = 0; key < t->tokens; key++)
                    value += (double)scratch[key] * projected(t, window, key, 2, head)[i];
                output[i] = (float)(value / sum);
            }
        }
    }
}
