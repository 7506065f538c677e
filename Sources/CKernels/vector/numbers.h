// The forms of packed weights: [panel][depth][panel_width], a panel being `panel_width` outputs.
//
//   float32   as they are
//   bfloat16  their upper halves, rounded; vectors 2i and 2i + 1 of a panel share their words. Where the
//             instruction set multiplies pairs of them, two neighbours of the depth lie side by side:
//             [panel][depth / 2][panel_width][2]
//   int8      scaled by output to -127…127, neighbours of the depth side by side, two of them or four:
//             [panel][depth / 4][panel_width][4]; behind all panels a scale for each output and, of fours,
//             the sums of each part's weights: [part][output]
//
// Where neighbours lie side by side, rows are rounded too, each part of the depth for itself: to bfloat16;
// against pairs of int8 to -32767…32767 of their largest value; against fours to 0…255 between their least
// and their largest. A part has at most 512 values: 512 · 127 · 32767 < 2³¹, so no sum overflows.

enum {
    /// Longest part of the depth that is multiplied at once, so that a strip and a panel stay cached.
    longest_part = 512,
#ifdef ADD_BFLOAT_PAIRS
    word_bfloats = 2,
#else
    word_bfloats = 1,
#endif
#ifdef ADD_QUADS
    word_bytes = 4
#else
    word_bytes = 2
#endif
};

/// Values of the depth that lie side by side in a word of weights; 1 where rows stay float32.
INLINE long word_values(long numbers) {
    return numbers == ck_numbers_int8       ? word_bytes
           : numbers == ck_numbers_bfloat16 ? word_bfloats
                                            : 1;
}

/// Bytes that a value of the depth takes in a panel.
INLINE long depth_bytes(long numbers) {
    return panel_width * (numbers == ck_numbers_float32 ? 4 : numbers == ck_numbers_bfloat16 ? 2 : 1);
}

INLINE long panel_bytes(long depth, long numbers) {
    return round_up(depth, word_values(numbers)) * depth_bytes(numbers);
}

/// Weights from value `begin` of the depth on, of the panel that begins with output `column`.
INLINE const void *panel_at(
    const void *packed, long column, long depth, long begin, long numbers) {
    return (const char *)packed + column / panel_width * panel_bytes(depth, numbers)
           + begin * depth_bytes(numbers);
}

/// Scales of the outputs, behind the panels; null where there are none.
INLINE const float *scales_of(const void *packed, long outputs, long depth, long numbers) {
    if (numbers != ck_numbers_int8) return NULL;
    return (const float *)panel_at(packed, round_up(outputs, panel_width), depth, 0, numbers);
}

/// Of all outputs the sums of the weights of the part that begins with value `begin`, behind the scales;
/// null where there are none.
INLINE const float *part_sums_of(
    const void *packed, long outputs, long depth, long begin, long numbers) {
    if (numbers != ck_numbers_int8 || word_bytes < 4) return NULL;
    return scales_of(packed, outputs, depth, numbers)
           + (1 + begin / longest_part) * round_up(outputs, panel_width);
}

INLINE long parts_of(long depth) { return (depth + longest_part - 1) / longest_part; }

static long packed_bytes(long outputs, long depth, long numbers) {
    long padded = round_up(outputs, panel_width);
    long behind = numbers == ck_numbers_int8 ? 1 + (word_bytes < 4 ? 0 : parts_of(depth)) : 0;
    return padded / panel_width * panel_bytes(depth, numbers)
           + behind * padded * (long)sizeof(float);
}

static long matrix_bytes(const ck_pack *t) {
    return packed_bytes(t->outputs, t->inputs * t->height * t->width, t->numbers);
}

/// Rounded to the nearest, ties to even.
INLINE uint16_t bfloat_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (x != x) return (uint16_t)(bits >> 16 | 0x40);
    return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

/// Value `k` of the depth of all outputs of a panel.
///
/// - `factors`: of int8, what each output is multiplied with.
/// - `sums`: of int8 in fours, what the weights of this part of the depth are added to.
INLINE void pack_depth(
    const float *values, const float *factors, long k, long numbers, char *panel, float *sums) {
    long side = word_values(numbers);
    char *row = panel + k / side * side * depth_bytes(numbers);
    if (numbers == ck_numbers_float32) {
        memcpy(row, values, panel_width * sizeof(float));
    } else if (numbers == ck_numbers_bfloat16) {
        uint16_t *to = (uint16_t *)(void *)row;
        for (long lane = 0; lane < panel_width; lane++) {
            long vector = lane / LANES;
            long at = side == 2 ? lane * 2 + k % 2 : vector / 2 * 2 * LANES + lane % LANES * 2 + vector % 2;
            to[at] = bfloat_of(values[lane]);
        }
    } else {
        for (long lane = 0; lane < panel_width; lane += LANES) {
            ints whole = nearest(load(values + lane) * load(factors + lane));
            for (long i = 0; i < LANES; i++) row[side * (lane + i) + k % side] = (char)whole[i];
            if (sums) store(sums + lane, load(sums + lane) + __builtin_convertvector(whole, vec));
        }
    }
}

static float largest_magnitude(const float *values, long count) {
    vec top = (vec)0.0f;
    long i = 0;
    for (; i + LANES <= count; i += LANES) top = larger(magnitude(load(values + i)), top);
    if (i < count) top = larger(magnitude(load_some(values + i, count - i)), top);
    return largest_of(top);
}

/// The depth runs over kernel rows, then kernel columns, then channels, as a window lies in memory.
static void pack(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_pack *t = task;
    long area = t->height * t->width, depth = t->inputs * area, side = word_values(t->numbers);
    for (long unit = begin; unit < end; unit++) {
        long first = unit * panel_width, count = least(panel_width, t->outputs - first);
        char *panel = (char *)t->packed + unit * panel_bytes(depth, t->numbers);
        float factors[panel_width] = {0};
        if (t->numbers == ck_numbers_int8) {
            float *scales =
                (float *)scales_of(t->packed, t->outputs, depth, t->numbers) + first;
            for (long o = 0; o < panel_width; o++) {
                float top = o < count ? largest_magnitude(t->weight + (first + o) * depth, depth) : 0;
                scales[o] = top / 127;
                factors[o] = top > 0 ? 127 / top : 0;
            }
        }
        // The neighbours that the last ones lack.
        if (depth % side) {
            long whole = depth / side * side;
            memset(panel + whole * depth_bytes(t->numbers), 0, (size_t)(side * depth_bytes(t->numbers)));
        }
        float *sums = NULL;
        for (long k = 0; k < depth; k++) {
            float values[panel_width] = {0};
            const float *weight = t->weight + (first * t->inputs + k % t->inputs) * area + k / t->inputs;
            for (long o = 0; o < count; o++) values[o] = weight[o * depth];
            if (k % longest_part == 0) {
                sums = (float *)part_sums_of(t->packed, t->outputs, depth, k, t->numbers);
                if (sums) memset(sums += first, 0, panel_width * sizeof(float));
            }
            pack_depth(values, factors, k, t->numbers, panel, sums);
        }
    }
}

/// What a row of whole numbers means: number · scale + least.
typedef struct {
    float scale, least;
} row_range;

enum {
    /// Rows that are rounded at once.
    rounded_count = 10 * STRIP,
    /// Words between them, so that they do not all fall into the same sets of the cache.
    rounded_stride = longest_part / 2 + 16
};

/// Floats of scratch that products with weights of such numbers need: rounded rows, and their ranges.
INLINE long product_scratch(long numbers) {
    return word_values(numbers) > 1 ? rounded_count * (rounded_stride + 2) : 0;
}

// A row of `depth` floats as words of neighbours; zeros for those that the last ones lack.

#ifdef ADD_BFLOAT_PAIRS
static void round_to_bfloats(const float *row, long depth, int32_t *words) {
    long i = 0;
    for (; i + 2 * LANES <= depth; i += 2 * LANES)
        *(loose_ints *)(words + i / 2) = BFLOAT_PAIRS(load(row + i), load(row + i + LANES));
    if (i == depth) return;
    vec low = load_up_to(row + i, depth - i);
    vec high = depth - i > LANES ? load_some(row + i + LANES, depth - i - LANES) : (vec)0.0f;
    *(loose_ints *)(words + i / 2) = BFLOAT_PAIRS(low, high);
}
#endif

#ifdef ADD_QUADS
static row_range round_to_whole(const float *row, long depth, int32_t *words) {
    long whole = depth / LANES * LANES;
    vec low = whole ? load(row) : (vec)row[0], high = low;
    for (long i = 0; i < whole; i += LANES) {
        vec x = load(row + i);
        low = smaller(x, low);
        high = larger(x, high);
    }
    float bottom = smallest_of(low), top = largest_of(high);
    for (long i = whole; i < depth; i++) {
        bottom = SMALLER(row[i], bottom);
        top = LARGER(row[i], top);
    }
    float factor = top > bottom ? 255 / (top - bottom) : 0;
    uint8_t *to = (uint8_t *)words;
    for (long i = 0; i < whole; i += LANES)
        store_bytes(to + i, nearest((load(row + i) - bottom) * factor));
    if (whole < depth) {
        ints last = nearest((load_some(row + whole, depth - whole) - bottom) * factor);
        for (long i = whole; i < depth; i++) to[i] = (uint8_t)last[i - whole];
    }
    memset(to + depth, 0, (size_t)(round_up(depth, 4) - depth));
    return (row_range){(top - bottom) / 255, bottom};
}
#else
static row_range round_to_whole(const float *row, long depth, int32_t *words) {
    float largest = largest_magnitude(row, depth);
    float factor = largest > 0 ? 32767 / largest : 0;
    int16_t *to = (int16_t *)words;
    long i = 0;
    for (; i + LANES <= depth; i += LANES) store_shorts(to + i, nearest(load(row + i) * factor));
    for (; i < depth; i++) to[i] = (int16_t)lrintf(row[i] * factor);
    if (depth % 2) to[depth] = 0;
    return (row_range){largest / 32767, 0};
}
#endif

/// Rounded as the weights want it; the range is that of whole numbers.
INLINE void round_row(
    const float *row, long depth, long numbers, int32_t *words, row_range *range) {
#ifdef ADD_BFLOAT_PAIRS
    if (numbers == ck_numbers_bfloat16) {
        round_to_bfloats(row, depth, words);
        return;
    }
#endif
    (void)numbers;
    *range = round_to_whole(row, depth, words);
}
