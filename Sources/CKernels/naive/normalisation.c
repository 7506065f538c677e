// Layer and group normalisation, softmax and the elementwise functions, in double.
#include "naive.h"

#include <math.h>
#include <stddef.h>

void ck_naive_layer_norm(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_layer_norm *t = task;
    for (long row = begin; row < end; row++) {
        const float *x = t->input + row * t->columns;
        const float *r = t->residual ? t->residual + row * t->columns : NULL;
        float *y = t->output + row * t->columns;
        double mean = 0, square = 0;
        for (long i = 0; i < t->columns; i++) mean += (double)x[i] + (r ? r[i] : 0);
        mean /= (double)t->columns;
        for (long i = 0; i < t->columns; i++) {
            double d = (double)x[i] + (r ? r[i] : 0) - mean;
            square += d * d;
        }
        double scale = 1 / sqrt(square / (double)t->columns + t->epsilon);
        for (long i = 0; i < t->columns; i++) {
            double d = (double)x[i] + (r ? r[i] : 0) - mean;
            y[i] = (float)(d * scale * t->weight[i] + t->bias[i]);
        }
    }
}

static long last_row(const ck_group_norm *t, long first) {
    return first + t->row_block < t->rows ? first + t->row_block : t->rows;
}

void ck_naive_group_norm_statistics(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_group_norm *t = task;
    long blocks = (t->rows + t->row_block - 1) / t->row_block;
    for (long unit = begin; unit < end; unit++) {
        long first = unit % blocks * t->row_block, last = last_row(t, first);
        const float *x = t->input + unit / blocks * t->rows * t->channels;
        float *partial = t->partial + unit * 2 * t->channels;
        for (long c = 0; c < t->channels; c++) {
            double mean = 0, square = 0;
            for (long r = first; r < last; r++) mean += x[r * t->channels + c];
            mean /= (double)(last - first);
            for (long r = first; r < last; r++) {
                double d = x[r * t->channels + c] - mean;
                square += d * d;
            }
            partial[c] = (float)mean;
            partial[t->channels + c] = (float)square;
        }
    }
}

void ck_naive_group_norm_apply(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_group_norm *t = task;
    long blocks = (t->rows + t->row_block - 1) / t->row_block;
    for (long unit = begin; unit < end; unit++) {
        long image = unit / blocks, first = unit % blocks * t->row_block;
        const float *scale = t->scale_shift + image * 2 * t->channels;
        const float *shift = scale + t->channels;
        for (long r = first; r < last_row(t, first); r++) {
            long at = (image * t->rows + r) * t->channels;
            for (long c = 0; c < t->channels; c++)
                t->output[at + c] =
                    ck_naive_activation(t->input[at + c] * scale[c] + shift[c], t->activation);
        }
    }
}

void ck_naive_softmax(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_softmax *t = task;
    for (long row = begin; row < end; row++) {
        const float *x = t->input + row * t->columns;
        float *y = t->output + row * t->columns;
        double largest = -INFINITY, sum = 0;
        for (long i = 0; i < t->columns; i++) largest = fmax(largest, x[i]);
        for (long i = 0; i < t->columns; i++) sum += exp(x[i] - largest);
        for (long i = 0; i < t->columns; i++) y[i] = (float)(exp(x[i] - largest) / sum);
    }
}

void ck_naive_add(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_elementwise *t = task;
    for (long i = begin; i < end; i++) t->output[i] = t->a[i] + t->b[i % t->period];
}

void ck_naive_multiply(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_elementwise *t = task;
    for (long i = begin; i < end; i++) t->output[i] = t->a[i] * t->b[i % t->period];
}

void ck_naive_sigmoid(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_elementwise *t = task;
    for (long i = begin; i < end; i++) t->output[i] = (float)(1 / (1 + exp(-(double)t->a[i])));
}

void ck_naive_tanh(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_elementwise *t = task;
    for (long i = begin; i < end; i++) t->output[i] = (float)tanh(t->a[i]);
}

void ck_naive_relu(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_elementwise *t = task;
    for (long i = begin; i < end; i++)
        t->output[i] = ck_naive_activation(t->a[i], ck_activation_relu);
}

void ck_naive_gelu(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_elementwise *t = task;
    for (long i = begin; i < end; i++)
        t->output[i] = ck_naive_activation(t->a[i], ck_activation_gelu);
}
