// The naive table: weights stay as PyTorch lays them out, next to no scratch is needed.
#include "../table.h"

#include "naive.h"

#include <string.h>

static long linear_bytes(long outputs, long inputs) {
    return outputs * inputs * (long)sizeof(float);
}

static void pack_linear(const float *weight, long outputs, long inputs, void *packed) {
    memcpy(packed, weight, (size_t)(outputs * inputs) * sizeof(float));
}

static long convolution_bytes(long outputs, long inputs, long height, long width) {
    return linear_bytes(outputs, inputs * height * width);
}

static void pack_convolution(
    const float *weight, long outputs, long inputs, long height, long width, void *packed) {
    pack_linear(weight, outputs, inputs * height * width, packed);
}

static long winograd_bytes(long outputs, long inputs) { return linear_bytes(outputs, inputs * 9); }

static void pack_winograd(const float *weight, long outputs, long inputs, void *packed) {
    pack_linear(weight, outputs, inputs * 9, packed);
}

static void pack_depthwise(
    const float *weight, long channels, long height, long width, void *packed) {
    pack_linear(weight, channels, height * width, packed);
}

static long no_scratch(const ck_convolution *task) { return (void)task, 0; }

static long no_attention_buffer(const ck_attention *task) { return (void)task, 0; }

static long inverted_residual_scratch(const ck_inverted_residual *task) {
    return task->hidden;  // of one output pixel
}

static long window_attention_scratch(const ck_window_attention *task) {
    return task->tokens;  // the scores of one query
}

static float peak(long steps, double *flops) {
    float sum = 0;
    for (long i = 0; i < steps; i++) sum = sum * 0.5f + 1;
    *flops = 2.0 * (double)steps;
    return sum;
}

const ck_table ck_table_naive = {
    .name = "naive",
    .f32 = {
        .panel = 1,
        .strip = 1,
        .linear_bytes = linear_bytes,
        .pack_linear = pack_linear,
        .convolution_bytes = convolution_bytes,
        .pack_convolution = pack_convolution,
        .winograd_bytes = winograd_bytes,
        .pack_winograd = pack_winograd,
        .pack_depthwise = pack_depthwise,
        .convolution_scratch = no_scratch,
        .winograd_scratch = no_scratch,
        .inverted_residual_scratch = inverted_residual_scratch,
        .linear = ck_naive_linear,
        .convolution = ck_naive_convolution,
        .winograd = ck_naive_winograd,
        .depthwise = ck_naive_depthwise,
        .inverted_residual = ck_naive_inverted_residual,
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
