// The naive table: weights stay as PyTorch lays them out, next to no scratch is needed.
#include "../table.h"

#include "naive.h"

#include <math.h>
#include <string.h>

static long matrix_bytes(const ck_pack *t) {
    return t->outputs * t->inputs * t->height * t->width * (long)sizeof(float);
}

/// Weights as floats of the values that the numbers leave. Unit: one output.
static void pack(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_pack *t = task;
    long depth = t->inputs * t->height * t->width;
    for (long o = begin; o < end; o++) {
        const float *weight = t->weight + o * depth;
        float *to = (float *)t->packed + o * depth;
        float largest = 0;
        for (long i = 0; i < depth; i++) largest = fmaxf(largest, fabsf(weight[i]));
        // The factor is rounded before it is used, as elsewhere: ties fall to the same side.
        float scale = largest / 127, factor = largest > 0 ? 127 / largest : 0;
        for (long i = 0; i < depth; i++)
            to[i] = t->numbers == ck_numbers_float32 ? weight[i]
                  : t->numbers == ck_numbers_int8 ? rintf(weight[i] * factor) * scale
                                                  : ck_naive_bfloat16(weight[i]);
    }
}

static void pack_depthwise(
    const float *weight, long channels, long height, long width, void *packed) {
    memcpy(packed, weight, (size_t)(channels * height * width) * sizeof(float));
}

static long no_product_scratch(const ck_linear *task) { return (void)task, 0; }

static long no_scratch(const ck_convolution *task) { return (void)task, 0; }

static long no_attention_buffer(const ck_attention *task) { return (void)task, 0; }

static long inverted_residual_scratch(const ck_inverted_residual *task) {
    return task->hidden;  // of one output pixel
}

static long feed_forward_scratch(const ck_feed_forward *task) {
    return task->hidden + task->inputs;  // of one row
}

static long window_attention_scratch(const ck_window_attention *task) {
    return task->tokens;  // the scores of one query
}

static float peak(long numbers, long steps, double *operations) {
    (void)numbers;
    float sum = 0;
    for (long i = 0; i < steps; i++) sum = sum * 0.5f + 1;
    *operations = 2.0 * (double)steps;
    return sum;
}

const ck_table ck_table_naive = {
    .name = "naive",
    .matrix = {
        .panel = 1,
        .strip = 1,
        .matrix_bytes = matrix_bytes,
        .winograd_bytes = matrix_bytes,
        .pack = pack,
        .pack_winograd = pack,
        .pack_depthwise = pack_depthwise,
        .linear_scratch = no_product_scratch,
        .convolution_scratch = no_scratch,
        .winograd_scratch = no_scratch,
        .inverted_residual_scratch = inverted_residual_scratch,
        .feed_forward_scratch = feed_forward_scratch,
        .linear = ck_naive_linear,
        .convolution = ck_naive_convolution,
        .winograd = ck_naive_winograd,
        .depthwise = ck_naive_depthwise,
        .inverted_residual = ck_naive_inverted_residual,
        .feed_forward = ck_naive_feed_forward,
    },
    .grouped = ck_naive_grouped,
    .max_pool = ck_naive_max_pool,
    .layer_norm = ck_naive_layer_norm,
    .group_norm_statistics = ck_naive_group_norm_statistics,
    .group_norm_apply = ck_naive_group_norm_apply,
    .softmax = ck_naive_softmax,
    .attention_packed = no_attention_buffer,
    .attention_scratch = no_attention_buffer,
    .attention_pack = ck_naive_attention_pack,
    .attention = ck_naive_attention,
    .window_attention_scratch = window_attention_scratch,
    .window_attention = ck_naive_window_attention,
    .stored_linear = ck_naive_stored_linear,
    .step_attention = ck_naive_step_attention,
    .add = ck_naive_add,
    .multiply = ck_naive_multiply,
    .sigmoid = ck_naive_sigmoid,
    .tanh = ck_naive_tanh,
    .relu = ck_naive_relu,
    .gelu = ck_naive_gelu,
    .resize_nearest = ck_naive_resize_nearest,
    .resize_bilinear = ck_naive_resize_bilinear,
    .deformable = ck_naive_deformable,
    .peak = peak,
};
