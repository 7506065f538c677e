// Widening, activation, narrowing and normalisation of a few rows at a time: what lies between is several times as
// wide as input and output and never leaves the core's own cache.

/// Room between rows of what lies between, so that they do not all fall into the same sets of the cache.
enum { hidden_stride = longest_part + 16 };

// Neighbours that belong together are never cut into two parts.
_Static_assert((long)ck_longest_group <= (long)longest_part, "a softmax over two parts");

static long hidden_floats(const ck_feed_forward *t) { return t->row_block * hidden_stride; }

/// Floats of the rows with what is added to them.
static long placed_floats(const ck_feed_forward *t) {
    return t->added ? round_up(t->row_block * t->inputs, line_floats) : 0;
}

static long feed_forward_scratch(const ck_feed_forward *t) {
    long widening = product_scratch(t->widening_numbers);
    long narrowing = product_scratch(t->narrowing_numbers);
    return hidden_floats(t) + placed_floats(t) + (widening > narrowing ? widening : narrowing);
}

/// What is widened of `count` rows from `row` on: they themselves, or with what is added to them, in `placed`.
static const float *placed_rows(
    const ck_feed_forward *t, long row, long count, float *placed) {
    const float *rows = t->input + row * t->inputs;
    if (!t->added) return rows;
    ck_elementwise sum = {.a = rows, .output = placed, .period = t->inputs};
    for (long r = 0; r < count; r++, sum.a += t->inputs, sum.output += t->inputs) {
        sum.b = t->added + (row + r) % t->added_rows * t->inputs;
        add(&sum, 0, t->inputs, NULL);
    }
    return placed;
}

/// Columns `begin ..< end` of what lies between, at most `longest_part` of them, of `count` rows from `row` on.
static void widen(
    const ck_feed_forward *t, const float *rows, long row, long count, long begin, long end,
    float *hidden, float *scratch) {
    int has_next = row + 2 * t->row_block <= t->rows;
    block_task b = {
        .row_stride = t->inputs,
        .row_count = count,
        .weight = t->widening,
        .numbers = t->widening_numbers,
        .outputs = t->hidden,
        .depth = t->inputs,
        .bias = t->widening_bias ? t->widening_bias + begin : NULL,
        .output = hidden,
        .output_stride = hidden_stride,
        .column = begin,
        .columns = end - begin,
        .activation = t->activation,
        .ahead = t->input + (row + t->row_block) * t->inputs,
        .ahead_floats = has_next && begin == 0 ? t->row_block * t->inputs : 0,
        .scratch = scratch,
    };
    whole_product(b, rows);
    if (!t->softmax_over) return;
    for (long r = 0; r < count; r++) {
        for (long c = 0; c < end - begin; c += t->softmax_over) {
            float *group = hidden + r * hidden_stride + c;
            softmax_row(group, group, t->softmax_over);
        }
    }
}

static void feed_forward(const void *task, long begin, long end, float *scratch) {
    const ck_feed_forward *t = task;
    float *placed = scratch + hidden_floats(t), *product = placed + placed_floats(t);
    for (long unit = begin; unit < end; unit++) {
        long row = unit * t->row_block, count = least(t->row_block, t->rows - row);
        const float *rows = placed_rows(t, row, count, placed);
        float *output = t->output + row * t->outputs;
        block_task b = {
            .rows = scratch,
            .row_stride = hidden_stride,
            .row_count = count,
            .weight = t->narrowing,
            .numbers = t->narrowing_numbers,
            .outputs = t->outputs,
            .depth = t->hidden,
            .bias = t->narrowing_bias,
            .residual = t->residual ? t->residual + row * t->outputs : NULL,
            .output = output,
            .output_stride = t->outputs,
            .columns = t->outputs,
            .scratch = product,
        };
        for (b.begin = 0; b.begin < b.depth; b.begin = b.end) {
            b.end = least(b.begin + longest_part, b.depth);
            widen(t, rows, row, count, b.begin, b.end, scratch, product);
            product_block(&b);
        }
        if (!t->norm_weight) continue;
        for (long r = 0; r < count; r++) {
            float *y = output + r * t->outputs;
            layer_norm_row(y, NULL, t->norm_weight, t->norm_bias, y, t->outputs, t->norm_epsilon);
        }
    }
}
