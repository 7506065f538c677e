// Tiles of a matrix product: a strip of rows against a panel of packed weights, the sums held in registers.
//
// A panel holds `panel_width` outputs, in one of the forms of numbers.h.

enum { line_floats = 16, bursts = 8 };

/// What one tile of the product is made of and where it goes.
typedef struct {
    const float *rows;  // first row, first value of this part of the depth, or words of rounded ones
    long row_stride;    // in values of four bytes
    const void *panel;  // weights of this part of the depth
    long depth;         // in values of four bytes
    const row_range *row_ranges;               // of int8
    const float *panel_scales, *panel_sums;  // of int8; the sums where rows have a least value
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

/// What the sums begin with.
INLINE void begin_sums(
    const int rows, const int vectors, const tile_task *t, vec sum[STRIP][VECTORS]) {
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
}

INLINE void end_sums(
    const int rows, const int vectors, const tile_task *t, vec sum[STRIP][VECTORS]) {
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

// Prefetches come in bursts over the depth: all at once they would keep the rows' own loads waiting.
#define OVER_THE_DEPTH(t, step)                                                     \
    const float *ahead = (t)->ahead;                                                \
    long lines = (t)->ahead_lines, burst = (lines + bursts - 1) / bursts;           \
    long part = lines > 0 ? ((t)->depth + bursts - 1) / bursts : (t)->depth;        \
    for (long left = (t)->depth; left > 0; left -= part) {                          \
        for (long i = least(burst, lines); i > 0; i--, lines--, ahead += line_floats) \
            __builtin_prefetch(ahead, 0, 2);                                        \
        for (long k = least(part, left); k > 0; k--) step                           \
    }

INLINE void add_floats(
    const int rows, const int vectors, const tile_task *t, vec sum[STRIP][VECTORS]) {
    const float *a = t->rows, *b = t->panel;
    long stride = t->row_stride;
    OVER_THE_DEPTH(t, {
        vec weight[VECTORS];
        UNROLL for (int j = 0; j < vectors; j++) weight[j] = load(b + j * LANES);
        UNROLL for (int i = 0; i < rows; i++) {
            vec x = (vec)a[i * stride];
            UNROLL for (int j = 0; j < vectors; j++) sum[i][j] += x * weight[j];
        }
        a++;
        b += panel_width;
    })
}

#ifdef ADD_BFLOAT_PAIRS
/// Pairs of bfloat16 against pairs of them.
INLINE void add_bfloats(
    const int rows, const int vectors, const tile_task *t, vec sum[STRIP][VECTORS]) {
    const int32_t *a = (const int32_t *)t->rows, *b = t->panel;
    long stride = t->row_stride;
    OVER_THE_DEPTH(t, {
        ints weight[VECTORS];
        UNROLL for (int j = 0; j < vectors; j++) weight[j] = load_ints(b + j * LANES);
        UNROLL for (int i = 0; i < rows; i++) {
            ints x = (ints)a[i * stride];
            UNROLL for (int j = 0; j < vectors; j++)
                sum[i][j] = ADD_BFLOAT_PAIRS(sum[i][j], x, weight[j]);
        }
        a++;
        b += panel_width;
    })
}
#else
/// Two vectors of bfloat16 lie in one of words: the first in their lower halves.
INLINE void add_bfloats(
    const int rows, const int vectors, const tile_task *t, vec sum[STRIP][VECTORS]) {
    const float *a = t->rows;
    const int32_t *b = t->panel;
    long stride = t->row_stride;
    OVER_THE_DEPTH(t, {
        vec weight[VECTORS];
        UNROLL for (int j = 0; j < vectors; j += 2) {
            ints words = load_ints(b + j / 2 * LANES);
            weight[j] = (vec)(words << 16);
            if (j + 1 < vectors) weight[j + 1] = (vec)(words & (int32_t)0xFFFF0000);
        }
        UNROLL for (int i = 0; i < rows; i++) {
            vec x = (vec)a[i * stride];
            UNROLL for (int j = 0; j < vectors; j++) sum[i][j] += x * weight[j];
        }
        a++;
        b += panel_width / 2;
    })
}

#endif

#ifdef ADD_QUADS
/// Four unsigned bytes of a row against four signed ones.
INLINE ints words_of_weights(const int8_t *at) { return load_ints((const int32_t *)(const void *)at); }
#define ADD_WORDS(sums, x, weights) ADD_QUADS(sums, x, weights)
typedef ints weight_words;
#else
/// Pairs of 16-bit rows against pairs of 8-bit weights.
INLINE shorts words_of_weights(const int8_t *at) { return widened(at); }
#define ADD_WORDS(sums, x, weights) ((sums) + PAIR_SUMS((shorts)(x), weights))
typedef shorts weight_words;
#endif

/// Whole numbers; no sum of a part overflows (see numbers.h).
INLINE void add_whole(
    const int rows, const int vectors, const tile_task *t, vec sum[STRIP][VECTORS]) {
    const int32_t *a = (const int32_t *)t->rows;
    const int8_t *b = t->panel;
    long stride = t->row_stride;
    ints whole[STRIP][VECTORS];
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int j = 0; j < vectors; j++) whole[i][j] = (ints)0;
    }
    OVER_THE_DEPTH(t, {
        weight_words weight[VECTORS];
        UNROLL for (int j = 0; j < vectors; j++)
            weight[j] = words_of_weights(b + j * word_bytes * LANES);
        UNROLL for (int i = 0; i < rows; i++) {
            ints x = (ints)a[i * stride];
            UNROLL for (int j = 0; j < vectors; j++)
                whole[i][j] = ADD_WORDS(whole[i][j], x, weight[j]);
        }
        a++;
        b += word_bytes * panel_width;
    })
    begin_sums(rows, vectors, t, sum);
    UNROLL for (int j = 0; j < vectors; j++) {
        vec scale = load(t->panel_scales + j * LANES);
        vec all = t->panel_sums ? load(t->panel_sums + j * LANES) * scale : (vec)0.0f;
        UNROLL for (int i = 0; i < rows; i++) {
            vec x = __builtin_convertvector(whole[i][j], vec) * (t->row_ranges[i].scale * scale);
            sum[i][j] += t->panel_sums ? x + t->row_ranges[i].least * all : x;
        }
    }
}

/// `vectors`: of the panel that are wanted; `numbers`: how its weights are stored.
INLINE void tile(const int rows, const int vectors, const int numbers, const tile_task *t) {
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int j = 0; j < vectors * LANES; j += line_floats)
            __builtin_prefetch(t->output + i * t->output_stride + j, 1, 3);
    }
    vec sum[STRIP][VECTORS];
    if (numbers == ck_numbers_int8) {
        add_whole(rows, vectors, t, sum);
    } else {
        begin_sums(rows, vectors, t, sum);
        if (numbers == ck_numbers_bfloat16) add_bfloats(rows, vectors, t, sum);
        else add_floats(rows, vectors, t, sum);
    }
    end_sums(rows, vectors, t, sum);
}

/// Tiles of one width for any number of rows.
#if STRIP > 8
#define TILES_8(name, vectors, numbers) \
    static void name##_8(const tile_task *t) { tile(8, vectors, numbers, t); }
#define TAKE_8(name) else if (rows >= 8) name##_8(&t), taken = 8;
#else
#define TILES_8(name, vectors, numbers)
#define TAKE_8(name)
#endif
#if STRIP > 4
#define TILES_4(name, vectors, numbers) \
    static void name##_4(const tile_task *t) { tile(4, vectors, numbers, t); }
#define TAKE_4(name) else if (rows >= 4) name##_4(&t), taken = 4;
#else
#define TILES_4(name, vectors, numbers)
#define TAKE_4(name)
#endif

#define TILES(name, vectors, numbers)                                                     \
    static void name##_strip(const tile_task *t) { tile(STRIP, vectors, numbers, t); }    \
    TILES_8(name, vectors, numbers)                                                       \
    TILES_4(name, vectors, numbers)                                                       \
    static void name##_2(const tile_task *t) { tile(2, vectors, numbers, t); }            \
    static void name##_1(const tile_task *t) { tile(1, vectors, numbers, t); }            \
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
            if (t.row_ranges) t.row_ranges += taken;                             \
            t.output += taken * t.output_stride;                                 \
            if (t.residual) t.residual += taken * t.output_stride;               \
            t.ahead += t.ahead_lines * line_floats;                              \
        }                                                                        \
    }
#if VECTORS == 4
#define TILES_OF(prefix, numbers)                                                \
    TILES(prefix##tiles, VECTORS, numbers)                                       \
    TILES(prefix##thin_tiles, 1, numbers)                                        \
    TILES(prefix##half_tiles, 2, numbers)                                        \
    TILES(prefix##wide_tiles, 3, numbers)
#define TAKE_HALF(prefix)                                                        \
    else if (vectors == 2) prefix##half_tiles(t, rows);                          \
    else if (vectors == 3) prefix##wide_tiles(t, rows);
#else
#define TILES_OF(prefix, numbers)                                                \
    TILES(prefix##tiles, VECTORS, numbers)                                       \
    TILES(prefix##thin_tiles, 1, numbers)
#define TAKE_HALF(prefix)
#endif

/// Rows against one panel, `rows` being any number; thin, half and wide: against the first one, two or
/// three vectors of a panel that has no more outputs.
TILES_OF(, ck_numbers_float32)
TILES_OF(bfloat_, ck_numbers_bfloat16)
TILES_OF(whole_, ck_numbers_int8)

/// Tiles of as many vectors as so many columns need.
#define FITTING_TILES(prefix)                                                    \
    static void prefix##fitting_tiles(tile_task t, long rows, long columns) {    \
        long vectors = (columns + LANES - 1) / LANES;                            \
        if (vectors == 1) prefix##thin_tiles(t, rows);                           \
        TAKE_HALF(prefix)                                                        \
        else prefix##tiles(t, rows);                                             \
    }
FITTING_TILES()
FITTING_TILES(bfloat_)
FITTING_TILES(whole_)

/// The same of weights of any kind of numbers.
static void tiles_of(long numbers, tile_task t, long rows, long columns) {
    switch (numbers) {
    case ck_numbers_bfloat16: bfloat_fitting_tiles(t, rows, columns); break;
    case ck_numbers_int8: whole_fitting_tiles(t, rows, columns); break;
    default: fitting_tiles(t, rows, columns);
    }
}
