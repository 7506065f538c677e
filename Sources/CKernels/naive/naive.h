/// The plainest form of every kernel: the reference that the fast ones are tested against.
#ifndef CKERNELS_NAIVE_H
#define CKERNELS_NAIVE_H

#include "ckernels_table.h"

#pragma clang fp contract(off)

void ck_naive_linear(const void *task, long begin, long end, float *scratch);
void ck_naive_convolution(const void *task, long begin, long end, float *scratch);
void ck_naive_winograd(const void *task, long begin, long end, float *scratch);
void ck_naive_depthwise(const void *task, long begin, long end, float *scratch);
void ck_naive_inverted_residual(const void *task, long begin, long end, float *scratch);
void ck_naive_feed_forward(const void *task, long begin, long end, float *scratch);
void ck_naive_grouped(const void *task, long begin, long end, float *scratch);
void ck_naive_max_pool(const void *task, long begin, long end, float *scratch);
void ck_naive_layer_norm(const void *task, long begin, long end, float *scratch);
void ck_naive_group_norm_statistics(const void *task, long begin, long end, float *scratch);
void ck_naive_group_norm_apply(const void *task, long begin, long end, float *scratch);
void ck_naive_softmax(const void *task, long begin, long end, float *scratch);
void ck_naive_attention_pack(const void *task, long begin, long end, float *scratch);
void ck_naive_attention(const void *task, long begin, long end, float *scratch);
void ck_naive_window_attention(const void *task, long begin, long end, float *scratch);
void ck_naive_stored_linear(const void *task, long begin, long end, float *scratch);
void ck_naive_step_attention(const void *task, long begin, long end, float *scratch);
void ck_naive_add(const void *task, long begin, long end, float *scratch);
void ck_naive_multiply(const void *task, long begin, long end, float *scratch);
void ck_naive_sigmoid(const void *task, long begin, long end, float *scratch);
void ck_naive_tanh(const void *task, long begin, long end, float *scratch);
void ck_naive_relu(const void *task, long begin, long end, float *scratch);
void ck_naive_gelu(const void *task, long begin, long end, float *scratch);
void ck_naive_resize_nearest(const void *task, long begin, long end, float *scratch);
void ck_naive_resize_bilinear(const void *task, long begin, long end, float *scratch);
void ck_naive_deformable(const void *task, long begin, long end, float *scratch);

float ck_naive_activation(float x, long activation);

/// The nearest bfloat16, ties to even.
float ck_naive_bfloat16(float x);

#endif
