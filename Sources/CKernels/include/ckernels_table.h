/// One table of kernels per instruction set, chosen at run time.
#ifndef CKERNELS_TABLE_H
#define CKERNELS_TABLE_H

#include "ckernels_pool.h"
#include "ckernels_tasks.h"

typedef enum {
    ck_isa_naive = 0,
    ck_isa_sse2 = 1,
    ck_isa_avx2 = 2,
    ck_isa_avx512 = 3,
    ck_isa_avx512bf16 = 4,  // and VNNI
    ck_isa_neon = 5,
    ck_isa_count = 6
} ck_isa;

/// Products with packed weights, whose numbers (`ck_numbers_…`) the tasks name.
typedef struct {
    /// Width of a packed weight panel; outputs are padded to a multiple of it. 1: not packed.
    long panel;
    /// Rows that one step of the inner kernel takes.
    long strip;

    /// Bytes that packed weights take.
    long (*matrix_bytes)(const ck_pack *task);
    /// Always float32: transformed weights lose too much where they are rounded.
    long (*winograd_bytes)(const ck_pack *task);
    ck_kernel pack;
    ck_kernel pack_winograd;
    void (*pack_depthwise)(
        const float *weight, long channels, long height, long width, void *packed);

    /// Floats of scratch that each worker needs.
    long (*linear_scratch)(const ck_linear *task);
    long (*convolution_scratch)(const ck_convolution *task);
    long (*winograd_scratch)(const ck_convolution *task);
    long (*inverted_residual_scratch)(const ck_inverted_residual *task);
    long (*feed_forward_scratch)(const ck_feed_forward *task);

    ck_kernel linear;
    ck_kernel convolution;
    ck_kernel winograd;
    ck_kernel depthwise;
    ck_kernel inverted_residual;
    ck_kernel feed_forward;
} ck_matrix_kernels;

typedef struct {
    const char *name;
    ck_matrix_kernels matrix;

    /// Convolution with any number of groups; rare, the same in every table.
    ck_kernel grouped;
    ck_kernel max_pool;
    ck_kernel layer_norm;
    ck_kernel group_norm_statistics;
    ck_kernel group_norm_apply;
    ck_kernel softmax;

    long (*attention_packed)(const ck_attention *task);
    long (*attention_scratch)(const ck_attention *task);
    ck_kernel attention_pack;
    ck_kernel attention;

    long (*window_attention_scratch)(const ck_window_attention *task);
    ck_kernel window_attention;

    ck_kernel stored_linear;
    ck_kernel step_attention;

    ck_kernel add;
    ck_kernel multiply;
    ck_kernel sigmoid;
    ck_kernel tanh;
    ck_kernel relu;
    ck_kernel gelu;
    ck_kernel resize_nearest;
    ck_kernel resize_bilinear;
    ck_kernel deformable;

    /// Runs independent multiply-adds of such numbers for `steps` steps and returns a value that depends on
    /// all of them; `*operations` receives their number. For measuring the machine's peak.
    float (*peak)(long numbers, long steps, double *operations);
} ck_table;

/// The table of an instruction set; null where the machine lacks it.
const ck_table *ck_table_get(ck_isa isa);

/// The fastest instruction set that the machine has.
ck_isa ck_best_isa(void);

/// Second step of `ck_group_norm`.
void ck_group_norm_combine(const ck_group_norm *task);

// The same for every instruction set.
void ck_gather_rows(const void *task, long begin, long end, float *scratch);
void ck_scatter_rows(const void *task, long begin, long end, float *scratch);
void ck_place_columns(const void *task, long begin, long end, float *scratch);
void ck_relative_bias(const void *task, long begin, long end, float *scratch);

#endif
