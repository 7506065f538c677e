// Matrix product: strips of rows against panels of packed weights, the sums held in registers.
//
// A panel holds `panel_width` outputs: [panel][depth][panel_width].

enum { line_floats = 16, bursts = 8 };

/// What one tile of the product is made of and where it goes.
typedef struct {
    const float *rows;  // first row, first value of this part of the depth
    long row_stride;
    const float *panel;  // weights of this part of the depth
    long depth;
    const float *bias;      // null, or before the first part only
    const float *residual;  // null, or after the last part only
    float *output;
    long output_stride;
    int sums_so_far;  // the output holds the sums of the parts before
    int rectified;  // values end at 0 and at the ceiling
    float ceiling;
    const float *ahead;  // memory that a later tile reads, to be fetched while this one is computed
    long ahead_lines;    // cache lines of it for each tile
} tile_task;

/// `vectors`: of the panel that are wanted.
INLINE void tile(const int rows, const int vectors, const tile_task *t) {
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int j = 0; j < vectors * LANES; j += line_floats)
            __builtin_prefetch(t->output + i * t->output_stride + j, 1, 3);
    }

    vec sum[STRIP][VECTORS];
    if (t->sums_so_far) {
        UNROLL for (int i = 0; i < rows; i++) {
            UNROLL for (int j = 0; j < vectors; j++)
                sum[i][j] = load(t->output + i * t->output_stride + j * LANES);
        }
    } else {
        UNROLL for (int j = 0; j < vectors; j++) {
            vec first = t->bias ? load(t->bias + j * LANES) : (vec)0.0f;
            UNROLL for (int i = 0; i < rows; i++) sum[i][j] = first;
        }
    }

    const float *a = t->rows, *b = t->panel;
    long stride = t->row_stride;
    // Prefetches come in bursts: all at once they would keep the rows' own loads waiting.
    const float *ahead = t->ahead;
    long lines = t->ahead_lines, burst = (lines + bursts - 1) / bursts;
    long part = lines > 0 ? (t->depth + bursts - 1) / bursts : t->depth;
    for (long left = t->depth; left > 0; left -= part) {
        for (long i = least(burst, lines); i > 0; i--, lines--, ahead += line_floats)
            __builtin_prefetch(ahead, 0, 2);
        for (long k = least(part, left); k > 0; k--) {
            vec weight[VECTORS];
            UNROLL for (int j = 0; j < vectors; j++) weight[j] = load(b + j * LANES);
            UNROLL for (int i = 0; i < rows; i++) {
                vec x = (vec)a[i * stride];
                UNROLL for (int j = 0; j < vectors; j++) sum[i][j] += x * weight[j];
            }
            a++;
            b += panel_width;
        }
    }

    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int j = 0; j < vectors; j++) {
            long at = i * t->output_stride + j * LANES;
            vec x = sum[i][j];
            if (t->residual) x += load(t->residual + at);
            if (t->rectified) x = smaller(relu_of(x), (vec)t->ceiling);
            store(t->output + at, x);
        }
    }
}

/// Tiles of one width for any number of rows.
#if STRIP > 8
#define TILES_8(name, vectors) \
    static void name##_8(const tile_task *t) { tile(8, vectors, t); }
#define TAKE_8(name) else if (rows >= 8) name##_8(&t), taken = 8;
#else
#define TILES_8(name, vectors)
#define TAKE_8(name)
#endif
#if STRIP > 4
#define TILES_4(name, vectors) \
    static void name##_4(const tile_task *t) { tile(4, vectors, t); }
#define TAKE_4(name) else if (rows >= 4) name##_4(&t), taken = 4;
#else
#define TILES_4(name, vectors)
#define TAKE_4(name)
#endif

#define TILES(name, vectors)                                                     \
    static void name##_strip(const tile_task *t) { tile(STRIP, vectors, t); }    \
    TILES_8(name, vectors)                                                       \
    TILES_4(name, vectors)                                                       \
    static void name##_2(const tile_task *t) { tile(2, vectors, t); }            \
    static void name##_1(const tile_task *t) { tile(1, vectors, t); }            \
    static void name(tile_task t, long rows) {                                   \
        while (rows > 0) {                                                       \
            long taken;                                                          \
            if (rows >= STRIP) name##_strip(&t), taken = STRIP;                  \
            TAKE_8(name)                                                         \
            TAKE_4(name)                                                         \
            else if (rows >= 2) name##_2(&t), taken = 2;                         \
            else name##_1(&t), taken = 1;                                        \
            rows -= taken;                                                       \
            t.rows += taken * t.row_stride;                                      \
            t.output += taken * t.output_stride;                                 \
            if (t.residual) t.residual += taken * t.output_stride;               \
            t.ahead += t.ahead_lines * line_floats;                              \
        }                                                                        \
    }
/// Rows against one panel, `rows` being any number.
TILES(tiles, VECTORS)
/// The same against the first vector of a panel, which has no more outputs.
TILES(thin_tiles, 1)
#if VECTORS == 4
/// And against the first two or three.
TILES(half_tiles, 2)
TILES(wide_tiles, 3)
#endif

/// Tiles of as many vectors as so many columns need.
INLINE void fitting_tiles(tile_task t, long rows, long columns) {
    long vectors = (columns + LANES - 1) / LANES;
    if (vectors == 1) thin_tiles(t, rows);
#if VECTORS == 4
    else if (vectors == 2) half_tiles(t, rows);
    else if (vectors == 3) wide_tiles(t, rows);
#endif
    else tiles(t, rows);
}

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
    const float *weight;  // packed, first panel of the block
    long depth;           // of a whole panel
    long begin, end;      // this part of the depth
    const float *bias, *residual;
    float *output;  // first row and column of the block
    long output_stride, columns;
    long activation;
    const float *ahead;  // what the next block reads, fetched meanwhile
    long ahead_floats;
} block_task;

/// Rows against the last, partly filled panel, by way of a tile of whole vectors.
static void narrow_tiles(tile_task t, long rows, long columns) {
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
        part.output = sums;
        part.residual = residual ? added : NULL;
        part.output_stride = panel_width;
        fitting_tiles(part, count, columns);
        for (long r = 0; r < count; r++)
            memcpy(output + (done + r) * t.output_stride, sums + r * panel_width, bytes);
    }
}

static void product_block(const block_task *b) {
    int first = b->begin == 0, last = b->end == b->depth;
    long strips = (b->row_count + STRIP - 1) / STRIP;
    long panels = (b->columns + panel_width - 1) / panel_width;
    long ahead_lines = b->ahead_floats / line_floats / (strips * panels);
    for (long column = 0; column < b->columns; column += panel_width) {
        tile_task t = {
            .rows = b->rows,
            .row_stride = b->row_stride,
            .panel = b->weight + column * b->depth + b->begin * panel_width,
            .depth = b->end - b->begin,
            .bias = first && b->bias ? b->bias + column : NULL,
            .residual = last && b->residual ? b->residual + column : NULL,
            .output = b->output + column,
            .output_stride = b->output_stride,
            .sums_so_far = !first,
            .rectified = last
                         && (b->activation == ck_activation_relu
                             || b->activation == ck_activation_relu6),
            .ceiling = b->activation == ck_activation_relu6 ? 6 : INFINITY,
            .ahead = b->ahead + column / panel_width * strips * ahead_lines * line_floats,
            .ahead_lines = ahead_lines,
        };
        long width = b->columns - column;
        if (width >= panel_width)
            tiles(t, b->row_count);
        else if (width % LANES == 0)
            fitting_tiles(t, b->row_count, width);
        else
            narrow_tiles(t, b->row_count, width);
    }
    if (last) smooth_rows(b->output, b->output_stride, b->row_count, b->columns, b->activation);
}

/// Longest part of the depth that is multiplied at once, so that a strip and a panel stay cached.
enum { longest_part = 512 };

static void linear(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_linear *t = task;
    long row_blocks = (t->rows + t->row_block - 1) / t->row_block;
    for (long unit = begin; unit < end; unit++) {
        long row = unit % row_blocks * t->row_block;
        long column = unit / row_blocks * t->column_block;
        block_task b = {
            .row_stride = t->inputs,
            .row_count = least(t->row_block, t->rows - row),
            .weight = (const float *)t->weight + column * t->inputs,
            .depth = t->inputs,
            .bias = t->bias ? t->bias + column : NULL,
            .residual = t->residual ? t->residual + row * t->outputs + column : NULL,
            .output = t->output + row * t->outputs + column,
            .output_stride = t->outputs,
            .columns = least(t->column_block, t->outputs - column),
            .activation = t->activation,
        };
        // The next block's rows, fetched in equal shares while the parts of this one are computed.
        int has_next = row + 2 * t->row_block <= t->rows;
        long parts = (b.depth + longest_part - 1) / longest_part;
        b.ahead = t->input + (row + t->row_block) * t->inputs;
        b.ahead_floats = has_next ? t->row_block * t->inputs / parts : 0;
        for (b.begin = 0; b.begin < b.depth; b.begin = b.end) {
            b.end = least(b.begin + longest_part, b.depth);
            b.rows = t->input + row * t->inputs + b.begin;
            product_block(&b);
            b.ahead += b.ahead_floats;
        }
    }
}

static long linear_bytes(long outputs, long inputs) {
    return round_up(outputs, panel_width) * inputs * (long)sizeof(float);
}

static void pack_linear(const float *weight, long outputs, long inputs, void *packed) {
    float *to = packed;
    for (long first = 0; first < outputs; first += panel_width) {
        for (long k = 0; k < inputs; k++)
            for (long o = first; o < first + panel_width; o++)
                *to++ = o < outputs ? weight[o * inputs + k] : 0;
    }
}
