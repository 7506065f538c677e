// Matrix product: blocks of rows and columns, part by part of the depth, tile by tile.

static void smooth_rows(float *output, long stride, long rows, long columns, long activation) {
    if (activation != ck_activation_gelu && activation != ck_activation_silu) return;
    for (long r = 0; r < rows; r++) {
        float *y = output + r * stride;
        long i = 0;
        for (; i + LANES <= columns; i += LANES) store(y + i, activated(load(y + i), activation));
        if (i == columns) continue;
        long rest = columns - i;
        store_some(y + i, activated(load_some(y + i, rest), activation), rest);
    }
}

/// One part of the depth of a block of outputs.
typedef struct {
    const float *rows;
    long row_stride, row_count;
    const void *weight;  // packed, of all outputs
    long numbers;        // its form
    long outputs, depth;  // of the whole
    long begin, end;      // this part of the depth
    const float *bias, *residual;
    float *output;  // first row and column of the block
    long output_stride;
    long column, columns;  // of the block, the first among all outputs
    long activation;
    const float *ahead;  // what the next block reads, fetched meanwhile
    long ahead_floats;
    float *scratch;  // `product_scratch`
} block_task;

/// Rows against the last, partly filled panel, by way of a tile of whole vectors.
static void narrow_tiles(long numbers, tile_task t, long rows, long columns) {
    float sums[STRIP * panel_width], added[STRIP * panel_width];
    float *output = t.output;
    const float *residual = t.residual;
    for (long done = 0; done < rows; done += STRIP) {
        long count = least(STRIP, rows - done);
        size_t bytes = (size_t)columns * sizeof(float);
        for (long r = 0; r < count; r++) {
            long at = (done + r) * t.output_stride;
            if (t.sums_so_far) memcpy(sums + r * panel_width, output + at, bytes);
            if (residual) memcpy(added + r * panel_width, residual + at, bytes);
        }
        tile_task part = t;
        part.rows = t.rows + done * t.row_stride;
        if (t.row_ranges) part.row_ranges = t.row_ranges + done;
        part.output = sums;
        part.residual = residual ? added : NULL;
        part.output_stride = panel_width;
        tiles_of(numbers, part, count, columns);
        for (long r = 0; r < count; r++)
            memcpy(output + (done + r) * t.output_stride, sums + r * panel_width, bytes);
    }
}

/// Rows of a block, of floats or of words, against all its panels.
static void rows_of_block(
    const block_task *b, const float *rows, long row_stride, const row_range *row_ranges,
    long first_row, long row_count) {
    int first = b->begin == 0, last = b->end == b->depth;
    long strips = (b->row_count + STRIP - 1) / STRIP;
    long panels = (b->columns + panel_width - 1) / panel_width;
    long ahead_lines = b->ahead_floats / line_floats / (strips * panels);
    const float *scales = scales_of(b->weight, b->outputs, b->depth, b->numbers);
    const float *sums = part_sums_of(b->weight, b->outputs, b->depth, b->begin, b->numbers);
    long side = word_values(b->numbers);
    long values = b->end - b->begin, at = first_row * b->output_stride;
    for (long column = 0; column < b->columns; column += panel_width) {
        long strip = column / panel_width * strips + first_row / STRIP;
        tile_task t = {
            .rows = rows,
            .row_stride = row_stride,
            .row_ranges = row_ranges,
            .panel = panel_at(b->weight, b->column + column, b->depth, b->begin, b->numbers),
            .panel_scales = scales ? scales + b->column + column : NULL,
            .panel_sums = sums ? sums + b->column + column : NULL,
            .depth = (values + side - 1) / side,
            .bias = first && b->bias ? b->bias + column : NULL,
            .residual = last && b->residual ? b->residual + at + column : NULL,
            .output = b->output + at + column,
            .output_stride = b->output_stride,
            .sums_so_far = !first,
            .rectified = last
                         && (b->activation == ck_activation_relu
                             || b->activation == ck_activation_relu6),
            .ceiling = b->activation == ck_activation_relu6 ? 6 : INFINITY,
            .ahead = b->ahead + strip * ahead_lines * line_floats,
            .ahead_lines = ahead_lines,
        };
        long width = least(b->columns - column, panel_width);
        if (width % LANES == 0) tiles_of(b->numbers, t, row_count, width);
        else narrow_tiles(b->numbers, t, row_count, width);
    }
}

static void product_block(const block_task *b) {
    if (word_values(b->numbers) > 1) {
        int32_t *words = (int32_t *)b->scratch;
        row_range *ranges = (row_range *)(words + rounded_count * rounded_stride);
        for (long row = 0; row < b->row_count; row += rounded_count) {
            long count = least(rounded_count, b->row_count - row);
            for (long r = 0; r < count; r++)
                round_row(
                    b->rows + (row + r) * b->row_stride, b->end - b->begin, b->numbers,
                    words + r * rounded_stride, ranges + r);
            rows_of_block(b, (const float *)words, rounded_stride, ranges, row, count);
        }
    } else {
        rows_of_block(b, b->rows, b->row_stride, NULL, 0, b->row_count);
    }
    if (b->end == b->depth)
        smooth_rows(b->output, b->output_stride, b->row_count, b->columns, b->activation);
}

/// All rows and the whole depth of a product; of what the next one reads, an equal share is fetched in each part.
static void whole_product(block_task b, const float *rows) {
    b.ahead_floats /= parts_of(b.depth);
    for (b.begin = 0; b.begin < b.depth; b.begin = b.end) {
        b.end = least(b.begin + longest_part, b.depth);
        b.rows = rows + b.begin;
        product_block(&b);
        b.ahead += b.ahead_floats;
    }
}

static void linear(const void *task, long begin, long end, float *scratch) {
    const ck_linear *t = task;
    long row_blocks = (t->rows + t->row_block - 1) / t->row_block;
    for (long unit = begin; unit < end; unit++) {
        long row = unit % row_blocks * t->row_block;
        long column = unit / row_blocks * t->column_block;
        block_task b = {
            .row_stride = t->inputs,
            .row_count = least(t->row_block, t->rows - row),
            .weight = t->weight,
            .numbers = t->numbers,
            .outputs = t->outputs,
            .depth = t->inputs,
            .bias = t->bias ? t->bias + column : NULL,
            .residual = t->residual ? t->residual + row * t->outputs + column : NULL,
            .output = t->output + row * t->outputs + column,
            .output_stride = t->outputs,
            .column = column,
            .columns = least(t->column_block, t->outputs - column),
            .activation = t->activation,
            .scratch = scratch,
        };
        int has_next = row + 2 * t->row_block <= t->rows;
        b.ahead = t->input + (row + t->row_block) * t->inputs;
        b.ahead_floats = has_next ? t->row_block * t->inputs : 0;
        whole_product(b, t->input + row * t->inputs);
    }
}

static long linear_scratch(const ck_linear *t) { return product_scratch(t->numbers); }
