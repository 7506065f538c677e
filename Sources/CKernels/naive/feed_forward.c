// Two linear layers and a normalisation, one row at a time.
#include "naive.h"

#include <stddef.h>

/// One row through a linear layer.
static void row_of_linear(ck_linear layer) {
    layer.rows = layer.row_block = 1;
    layer.column_block = layer.outputs;
    ck_naive_linear(&layer, 0, 1, NULL);
}

void ck_naive_feed_forward(const void *task, long begin, long end, float *scratch) {
    const ck_feed_forward *t = task;
    long last = end * t->row_block < t->rows ? end * t->row_block : t->rows;
    for (long row = begin * t->row_block; row < last; row++) {
        float *output = t->output + row * t->outputs;
        const float *added = t->added ? t->added + row % t->added_rows * t->inputs : NULL;
        float *placed = scratch + t->hidden;
        for (long i = 0; i < t->inputs; i++)
            placed[i] = t->input[row * t->inputs + i] + (added ? added[i] : 0);
        row_of_linear((ck_linear){
            .input = placed,
            .weight = t->widening,
            .bias = t->widening_bias,
            .output = scratch,
            .inputs = t->inputs,
            .outputs = t->hidden,
            .activation = t->activation,
        });
        if (t->softmax_over) {
            ck_softmax groups = {
                .input = scratch, .output = scratch, .columns = t->softmax_over};
            ck_naive_softmax(&groups, 0, t->hidden / t->softmax_over, NULL);
        }
        row_of_linear((ck_linear){
            .input = scratch,
            .weight = t->narrowing,
            .bias = t->narrowing_bias,
            .residual = t->residual ? t->residual + row * t->outputs : NULL,
            .output = output,
            .inputs = t->hidden,
            .outputs = t->outputs,
        });
        if (!t->norm_weight) continue;
        ck_layer_norm norm = {
            .input = output,
            .weight = t->norm_weight,
            .bias = t->norm_bias,
            .output = output,
            .columns = t->outputs,
            .epsilon = t->norm_epsilon,
        };
        ck_naive_layer_norm(&norm, 0, 1, NULL);
    }
}
