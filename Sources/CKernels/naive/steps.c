// Steps of a decoder, in double.
#include "naive.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static double half(uint16_t bits) {
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double magnitude = exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25);
    return bits & 0x8000 ? -magnitude : magnitude;
}

static double number(const ck_stored_linear *t, long i) {
    if (t->type == ck_stored_int8) return ((const int8_t *)t->weight)[i];
    if (t->type == ck_stored_float16) {
        uint16_t bits;
        memcpy(&bits, (const char *)t->weight + 2 * i, sizeof bits);
        return half(bits);
    }
    float value;
    memcpy(&value, (const char *)t->weight + 4 * i, sizeof value);
    return value;
}

void ck_naive_stored_linear(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_stored_linear *t = task;
    for (long o = begin; o < end; o++) {
        for (long row = 0; row < t->rows; row++) {
            double sum = 0;
            for (long i = 0; i < t->inputs; i++)
                sum += number(t, o * t->inputs + i) * t->input[row * t->inputs + i];
            if (t->scales) sum *= t->scales[o];
            if (t->bias) sum += t->bias[o];
            if (t->residual) sum += t->residual[row * t->outputs + o];
            t->output[row * t->outputs + o] = ck_naive_activation((float)sum, t->activation);
        }
    }
}

void ck_naive_step_attention(const void *task, long begin, long end, float *scratch) {
    const ck_step_attention *t = task;
    long width = t->heads * t->dimension;
    for (long unit = begin; unit < end; unit++) {
        long row = unit / t->heads, at = unit % t->heads * t->dimension;
        long keys = t->keys + row * t->growth;
        const float *query = t->query + row * width + at;
        const float *key = t->key + row * t->stride + at, *value = t->value + row * t->stride + at;
        double top = -INFINITY, total = 0;
        for (long k = 0; k < keys; k++) {
            double score = 0;
            for (long d = 0; d < t->dimension; d++) score += (double)query[d] * key[k * width + d];
            scratch[k] = (float)(score * t->scale);
            if (scratch[k] > top) top = scratch[k];
        }
        for (long k = 0; k < keys; k++) total += exp(scratch[k] - top);
        for (long d = 0; d < t->dimension; d++) {
            double sum = 0;
            for (long k = 0; k < keys; k++)
                sum += exp(scratch[k] - top) * value[k * width + d];
            t->output[row * width + at + d] = (float)(sum / total);
        }
    }
}
