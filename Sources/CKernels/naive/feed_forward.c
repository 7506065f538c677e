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
        row_of_linear((ck_linear){
            .input = t->input + row * t->inputs,
            .weight = t->widening,
            .bias = t->widening_bias,
            .output = scratch,
            .inputs = t->inputs,
            .outputs = t->hidden,
            .activation = t->activation,
        });
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
