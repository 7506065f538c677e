// The matrix product and its activations, one output at a time, summed in double.
#include "naive.h"

#include <math.h>

static long least(long a, long b) { return a < b ? a : b; }

float ck_naive_activation(float x, long activation) {
    if (activation == ck_activation_relu) return x > 0 ? x : 0;
    if (activation == ck_activation_relu6) return x > 0 ? fminf(x, 6) : 0;
    if (activation == ck_activation_gelu) return (float)(0.5 * x * (1 + erf(x * M_SQRT1_2)));
    if (activation == ck_activation_silu) return (float)(x / (1 + exp(-(double)x)));
    return x;
}

float ck_naive_bfloat16(float x) {
    // The distance of two neighbours: eight bits of a mantissa, the first of which is not stored.
    int exponent;
    frexpf(x, &exponent);
    float step = ldexpf(1, exponent - 8);
    return isfinite(x) && x != 0 ? rintf(x / step) * step : x;
}

void ck_naive_linear(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_linear *t = task;
    const float *weight = t->weight;
    long row_blocks = (t->rows + t->row_block - 1) / t->row_block;
    for (long unit = begin; unit < end; unit++) {
        long row = unit % row_blocks * t->row_block;
        long column = unit / row_blocks * t->column_block;
        long row_end = least(row + t->row_block, t->rows);
        long column_end = least(column + t->column_block, t->outputs);
        for (long r = row; r < row_end; r++) {
            for (long o = column; o < column_end; o++) {
                double sum = t->bias ? t->bias[o] : 0;
                for (long i = 0; i < t->inputs; i++)
                    sum += (double)t->input[r * t->inputs + i] * weight[o * t->inputs + i];
                if (t->residual) sum += t->residual[r * t->outputs + o];
                t->output[r * t->outputs + o] = ck_naive_activation((float)sum, t->activation);
            }
        }
    }
}
