/// What each kernel is told to do. Feature maps are channels last: `[batch, height, width, channels]`.
#ifndef CKERNELS_TASKS_H
#define CKERNELS_TASKS_H

#include <stdint.h>

enum {
    ck_activation_none = 0,
    ck_activation_relu = 1,
    ck_activation_gelu = 2,
    ck_activation_relu6 = 3,  // min(max(x, 0), 6)
    ck_activation_silu = 4,   // x / (1 + exp(-x))
};

/// Channels of what lies between the layers of a feed-forward network at most, where neighbours belong together.
enum { ck_longest_group = 512 };

/// How packed weights are stored; sums, activations and everything else are float32. Some instruction
/// sets round the rows that they are multiplied with, meanwhile (vector/numbers.h).
enum {
    ck_numbers_float32 = 0,
    ck_numbers_bfloat16 = 1,
    ck_numbers_int8 = 2,  // scaled by output
};

/// Weights from PyTorch's layout `[outputs, inputs / groups, height, width]` to that of the kernels, in
/// `matrix_bytes` or `winograd_bytes`. Unit: one panel of outputs. Scratch: none.
typedef struct {
    const float *weight;
    void *packed;
    long numbers;
    long outputs, inputs, height, width;
} ck_pack;

/// output = activation(input · weightᵀ + bias + residual).
///
/// `weight` is packed by the same table's `pack`; `bias` is padded with zeros to a whole
/// number of panels, and `residual` has the shape of `output`; both may be null.
/// Unit: one block of `row_block` rows times `column_block` columns, rows counting fastest.
/// Scratch: `linear_scratch`.
typedef struct {
    const float *input;  // [rows, inputs]
    const void *weight;
    long numbers;
    const float *bias;
    const float *residual;
    float *output;  // [rows, outputs]
    long rows, inputs, outputs;
    long activation;
    long row_block, column_block;
} ck_linear;

enum { ck_stored_float32 = 0, ck_stored_float16 = 1, ck_stored_int8 = 2 };

/// output = activation((input · weightᵀ) · scales + bias + residual) for few rows.
///
/// `weight` lies as a file stores it, at any address: float32, float16 without infinities, or int8;
/// `scales`, `bias` (both `[outputs]`) and `residual` may be null; ReLU is not offered.
/// Unit: one output, in all rows. Scratch: none.
typedef struct {
    const float *input;  // [rows, inputs]
    const void *weight;  // [outputs, inputs]
    const float *scales;
    const float *bias;
    const float *residual;
    float *output;  // [rows, outputs]
    long rows, inputs, outputs;
    long type;
    long activation;
} ck_stored_linear;

/// softmax(query · keyᵀ · scale) · value for each head, one query for each sequence.
///
/// Keys and values of sequence r begin `stride` · r floats in; with a stride of 0 all sequences look
/// at the same ones, each at `growth` more of them than the one before. Unit: one (sequence, head).
/// Scratch: the last one's keys, in floats.
typedef struct {
    const float *query;  // [sequences, heads · dimension]
    const float *key;    // [keys, heads · dimension] of each sequence
    const float *value;
    float *output;  // [sequences, heads · dimension]
    long sequences, heads, dimension, keys, growth, stride;
    float scale;
} ck_step_attention;

/// output = activation(convolution(input, weight) + bias + residual), zero padding.
///
/// `padding` counts the zeros above the map and at its left; the size of the output says how many
/// are needed below and at the right. `dilation` is the step between what a kernel's neighbouring
/// weights read; `winograd` and `depthwise` know 1 alone.
///
/// - `convolution`: `weight` from `pack`; unit: one block of `row_block`
///   output pixels. Scratch: `convolution_scratch`.
/// - `winograd`: 3×3, stride 1, padding 1; `weight` from `pack_winograd`; unit: one block of
///   `row_block` tiles of 4×4 output pixels times `column_block` outputs, tiles counting fastest. Scratch: `winograd_scratch`.
///   It alone can add the residual behind the activation, and keep of every 2×2 output pixels the largest:
///   then `output` is half as high and wide as output_height, which is even, and output_width.
/// - `depthwise`: one filter per channel; `weight` from `pack_depthwise`; unit: one output line.
typedef struct {
    const float *input;
    const void *weight;
    long numbers;
    const float *bias;
    const float *residual;
    float *output;
    long batch, height, width, channels;
    long output_height, output_width, outputs;
    long kernel_height, kernel_width, stride, padding, dilation, groups;
    long activation;
    long residual_last, halved;  // 0 or 1
    long row_block, column_block;
} ck_convolution;

/// output = activation(projection · filtered + bias + residual), where
/// filtered = hidden_activation(filter per channel over hidden_activation(expansion · input)).
///
/// Zeros around what the filter reads, counted as in `ck_convolution`. Without an expansion (null)
/// the filter reads the input. `expansion` and `projection` from `pack`, `filter` from
/// `pack_depthwise`. Unit: one band of `lines` output lines of an image, of which `step` are made at
/// once. Scratch: `inverted_residual_scratch`.
typedef struct {
    const float *input;  // [batch, height, width, inputs]
    const void *expansion, *filter, *projection;
    long expansion_numbers, projection_numbers;
    const float *expansion_bias, *filter_bias, *projection_bias;  // or null
    const float *residual;                                        // the shape of output, or null
    float *output;  // [batch, output_height, output_width, outputs]
    long batch, height, width, inputs, hidden;
    long output_height, output_width, outputs;
    long kernel, stride, padding;
    long hidden_activation, activation;
    long lines, step;
} ck_inverted_residual;

/// output = norm(narrowing · activation(widening · (input + added) + bias) + bias + residual) of each row.
///
/// `widening` and `narrowing` from `pack`, their biases padded as for `ck_linear`. What is `added` repeats
/// after `added_rows`. In the place of the activation may stand a softmax over every `softmax_over`
/// neighbours of `hidden`, at most `ck_longest_group`. Without `norm_weight` (null) rows stay as they are.
/// Unit: `row_block` rows. Scratch: `feed_forward_scratch`.
typedef struct {
    const float *input;  // [rows, inputs]
    const float *added;  // [added_rows, inputs], or null
    long added_rows;
    const void *widening, *narrowing;
    long widening_numbers, narrowing_numbers;
    const float *widening_bias, *narrowing_bias;  // or null
    const float *residual;                        // [rows, outputs], or null
    const float *norm_weight, *norm_bias;         // [outputs]
    float norm_epsilon;
    float *output;  // [rows, outputs]
    long rows, inputs, hidden, outputs;
    long activation;
    long softmax_over;  // or 0
    long row_block;
} ck_feed_forward;

/// Largest value of each window; what lies outside the map never wins. Unit: one output line.
typedef struct {
    const float *input;
    float *output;
    long batch, height, width, channels, output_height, output_width;
    long kernel, stride, padding;
} ck_max_pool;

/// output = weight · (x - mean) / sqrt(variance + epsilon) + bias over the last axis,
/// x = input + residual. Unit: one row.
typedef struct {
    const float *input;
    const float *residual;  // or null
    const float *weight;
    const float *bias;
    float *output;
    long columns;
    float epsilon;
} ck_layer_norm;

/// Group normalisation of `[batch, rows, channels]` in three steps.
///
/// 1. `group_norm_statistics`, unit: one (image, block of `row_block` rows); writes the mean and the
///    sum of squared deviations of each channel: `partial[unit][2][channels]`.
/// 2. `ck_group_norm_combine`: `scale_shift[image][2][channels]`, so that y = x · scale + shift.
/// 3. `group_norm_apply`, units as in step 1.
typedef struct {
    const float *input;
    const float *weight;
    const float *bias;
    float *partial;
    float *scale_shift;
    float *output;
    long batch, rows, channels, groups, row_block;
    long activation;
    float epsilon;
} ck_group_norm;

/// exp(x) over its sum along the last axis. Unit: one row.
typedef struct {
    const float *input;
    float *output;
    long columns;
} ck_softmax;

/// softmax(query · keyᵀ · scale) · value for each head, without the matrix of scores.
///
/// `excluded[batch][keys]` (or null): non-zero where nobody may look; a query with nothing left to
/// look at gets zeros. First `attention_pack`, unit: one (batch, head), fills `packed`, of
/// `attention_packed(task)` floats. Then `attention`, unit: one (batch, head, block of
/// `query_block` queries). Scratch: `attention_scratch`.
typedef struct {
    const float *query;  // [batch, queries, heads · dimension]
    const float *key;    // [batch, keys, heads · dimension]
    const float *value;  // [batch, keys, heads · dimension]
    const uint8_t *excluded;
    float *packed;
    float *output;  // [batch, queries, heads · dimension]
    long batch, heads, queries, keys, dimension;
    long query_block;
    float scale;
} ck_attention;

/// softmax(query · keyᵀ · scale + bias) · value for each head, between the tokens of each window.
///
/// A window's tokens are rows of `projections`, which `places` names; a negative place stands for
/// `padding`, to which others attend as to any token, but which gets no output. Where `regions` is
/// given, `penalty` is added to the score of two tokens of different regions.
/// Unit: one (head, window), windows counting fastest. Scratch: `window_attention_scratch`.
typedef struct {
    const float *projections;  // [rows, 3 · heads · dimension]: query, key, value
    const float *padding;      // [3 · heads · dimension]
    const int32_t *places;     // [windows, tokens]
    const uint8_t *regions;    // [windows, tokens], or null
    const float *bias;         // [heads, tokens, pitch], minus infinity behind the tokens
    float *output;             // [rows, heads · dimension]
    long windows, tokens, heads, dimension;
    long pitch;  // a multiple of the panel's width
    float scale, penalty;
} ck_window_attention;

/// What a table of relative positions says of each pair of tokens:
/// output[head][i][j] = table[head][origin + codes[i] - codes[j]], and minus infinity for j behind
/// the tokens. Unit: one (head, token).
typedef struct {
    const float *table;  // [heads, entries]
    const int32_t *codes;
    float *output;  // [heads, tokens, pitch]
    long entries, origin, tokens, pitch;
} ck_relative_bias_task;

/// Rows moved: output[i] = input[rows[i]], zeros where that is negative, by `ck_gather_rows`;
/// output[rows[i]] = input[i] by `ck_scatter_rows`. Unit: one i.
typedef struct {
    const float *input;
    const int32_t *rows;
    float *output;
    long columns;
} ck_rows;

/// A matrix as some of the columns of a wider one. Unit: `block` columns of one row, or those that are left.
typedef struct {
    const float *input;  // [rows, columns]
    float *output;       // its first value in the wider matrix
    long columns, stride, block;
} ck_columns;

/// output[i] = f(a[i], b[i mod period]) for `add` and `multiply`; output[i] = f(a[i]) for the
/// functions of one variable, which ignore b. Unit: one element.
typedef struct {
    const float *a;
    const float *b;
    float *output;
    long period;
} ck_elementwise;

/// Unit: one output line.
///
/// - `resize_nearest`: source = min(floor(i · in/out), in - 1).
/// - `resize_bilinear`: source = max((i + 0.5) · in/out - 0.5, 0), border repeated.
/// Both in float32, as PyTorch's `mode="nearest"` and `align_corners=False`.
typedef struct {
    const float *input;
    float *output;
    long batch, height, width, channels, output_height, output_width;
} ck_resize;

/// Multi-scale deformable sampling (Zhu et al., Deformable DETR, arXiv:2010.04159, eq. 3).
///
/// Each point reads its level bilinearly at (x · width - 0.5, y · height - 0.5); what lies outside
/// the map is zero. Unit: one (batch, query). Scratch: 48 floats for every sixteen points of a head.
typedef struct {
    const float *value;      // [batch, positions, heads · dimension]
    const float *locations;  // [batch, queries, heads, levels, points, 2], x then y, 0 … 1
    const float *weights;    // [batch, queries, heads, levels · points]
    float *output;           // [batch, queries, heads · dimension]
    const long *shapes;      // [levels][2]: height, width
    long batch, queries, heads, dimension, levels, points, positions;
} ck_deformable;

#endif
