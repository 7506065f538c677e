// The forms of packed weights: [panel][depth][panel_width], a panel being `panel_width` outputs.
//
//   float32   as they are
//   bfloat16  their upper halves, rounded; vectors 2i and 2i + 1 of a panel share their words
//   int8      scaled by output to -127…127, two neighbours of the depth side by side:
//             [panel][depth / 2][panel_width][2]; behind all panels a scale for each output
//
// Rows against int8 are scaled to -32767…32767, each part of the depth for itself. A part has at most 512
// values: 512 · 127 · 32767 < 2³¹, so no sum overflows.

/// Longest part of the depth that is multiplied at once, so that a strip and a panel stay cached.
enum { longest_part = 512 };

/// Bytes that a value of the depth takes in a panel.
INLINE long depth_bytes(long numbers) {
    return panel_width * (numbers == ck_numbers_float32 ? 4 : numbers == ck_numbers_bfloat16 ? 2 : 1);
}

/// Values of the depth that a panel has room for.
INLINE long depth_room(long depth, long numbers) {
    return numbers == ck_numbers_int8 ? round_up(depth, 2) : depth;
}

INLINE long panel_bytes(long depth, long numbers) {
    return depth_room(depth, numbers) * depth_bytes(numbers);
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

static long packed_bytes(long outputs, long depth, long numbers) {
    long padded = round_up(outputs, panel_width);
    long scales = numbers == ck_numbers_int8 ? padded * (long)sizeof(float) : 0;
    return padded / panel_width * panel_bytes(depth, numbers) + scales;
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
INLINE void pack_depth(
    const float *values, const float *factors, long k, long numbers, char *panel) {
    if (numbers == ck_numbers_float32) {
        memcpy(panel + k * depth_bytes(numbers), values, panel_width * sizeof(float));
    } else if (numbers == ck_numbers_bfloat16) {
        uint16_t *row = (uint16_t *)(void *)(panel + k * depth_bytes(numbers));
        for (long lane = 0; lane < panel_width; lane++) {
            long vector = lane / LANES;
            row[vector / 2 * 2 * LANES + lane % LANES * 2 + vector % 2] = bfloat_of(values[lane]);
        }
    } else {
        char *row = panel + k / 2 * 2 * panel_width + k % 2;
        for (long lane = 0; lane < panel_width; lane += LANES) {
            ints whole = nearest(load(values + lane) * load(factors + lane));
            for (long i = 0; i < LANES; i++) row[2 * (lane + i)] = (char)whole[i];
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
    long area = t->height * t->width, depth = t->inputs * area;
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
            // The neighbour that the last one of an odd depth lacks.
            memset(panel + panel_bytes(depth, t->numbers) - 2 * panel_width, 0, 2 * panel_width);
        }
        for (long tap = 0; tap < area; tap++) {
            for (long c = 0; c < t->inputs; c++) {
                float values[panel_width] = {0};
                const float *weight = t->weight + (first * t->inputs + c) * area + tap;
                for (long o = 0; o < count; o++) values[o] = weight[o * depth];
                pack_depth(values, factors, tap * t->inputs + c, t->numbers, panel);
            }
        }
    }
}

/// Rows of a part of the depth as 16-bit numbers, and what each row was divided by.
typedef struct {
    int32_t *pairs;  // [rows][pair_stride]
    float *scales;
} whole_rows;

enum {
    /// Rows that are made whole numbers at once.
    whole_count = 10 * STRIP,
    /// Room between them, so that they do not all fall into the same sets of the cache.
    pair_stride = longest_part / 2 + 16
};

/// Floats of scratch that products with weights of such numbers need.
INLINE long product_scratch(long numbers) {
    return numbers == ck_numbers_int8 ? whole_count * pair_stride + round_up(whole_count, 16) : 0;
}

/// A row of `depth` floats.
static void round_row(const float *row, long depth, int32_t *pairs, float *scale) {
    float largest = largest_magnitude(row, depth);
    float factor = largest > 0 ? 32767 / largest : 0;
    *scale = largest / 32767;
    int16_t *to = (int16_t *)pairs;
    long i = 0;
    for (; i + LANES <= depth; i += LANES) store_shorts(to + i, nearest(load(row + i) * factor));
    for (; i < depth; i++) to[i] = (int16_t)lrintf(row[i] * factor);
    if (depth % 2) to[depth] = 0;
}
