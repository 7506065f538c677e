// 3×3 convolution by F(4×4, 3×3), Lavin and Gray, "Fast Algorithms for Convolutional Neural
// Networks" (arXiv:1509.09308), with the points 0, ±1, ±2, ∞: 36 products make 16 outputs.
//
// A block of tiles goes through three steps: input windows of 6×6 to 36 matrices [tile][channel],
// one product each with the transformed weights, and sums of 36 back to 4×4 outputs. Outputs are
// taken a group of panels at a time, which bounds the room the sums need.

enum {
    points = 6,
    positions = points * points,
    tile_outputs = 4,
    /// Panels whose sums are held at once.
    group_panels = 64 / panel_width > 0 ? 64 / panel_width : 1,
    group_width = group_panels * panel_width,
    /// Room between rows and between positions, so that they fall into different cache sets.
    skew = 16
};

typedef struct {
    long tiles;         // of a full block
    long channels;      // rounded up to whole vectors
    long row, matrix;   // strides of the transformed input
    long sum_row, sum_matrix;
} winograd_layout;

static winograd_layout layout_of(const ck_convolution *t) {
    winograd_layout l = {.tiles = t->row_block, .channels = round_up(t->channels, LANES)};
    l.row = l.channels + skew;
    l.matrix = l.tiles * l.row + skew;
    l.sum_row = least(group_width, round_up(t->outputs, panel_width)) + skew;
    l.sum_matrix = l.tiles * l.sum_row + skew;
    return l;
}

static long winograd_scratch(const ck_convolution *t) {
    winograd_layout l = layout_of(t);
    return positions * (l.matrix + l.sum_matrix + l.channels);
}

static long winograd_bytes(const ck_pack *t) {
    return positions * packed_bytes(t->outputs, t->inputs, ck_numbers_float32);
}

/// G · filter · Gᵀ in double: [panel][position][input][panel_width].
static void pack_winograd(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_pack *t = task;
    const float *weight = t->weight;
    long outputs = t->outputs, inputs = t->inputs;
    static const double g[points][3] = {
        {1. / 4, 0, 0},           {-1. / 6, -1. / 6, -1. / 6}, {-1. / 6, 1. / 6, -1. / 6},
        {1. / 24, 1. / 12, 1. / 6}, {1. / 24, -1. / 12, 1. / 6}, {0, 0, 1},
    };
    for (long unit = begin; unit < end; unit++) {
        long first = unit * panel_width;
        float *panel = (float *)t->packed + first * positions * inputs;
        for (long c = 0; c < inputs; c++) {
            // The filters of a panel side by side, so that the compiler works on vectors of them.
            double filter[9][panel_width], half[points][3][panel_width];
            for (int k = 0; k < 9; k++)
                for (int lane = 0; lane < panel_width; lane++)
                    filter[k][lane] = first + lane < outputs
                        ? weight[((first + lane) * inputs + c) * 9 + k] : 0;
            for (int i = 0; i < points; i++)
                for (int j = 0; j < 3; j++)
                    for (int lane = 0; lane < panel_width; lane++)
                        half[i][j][lane] = g[i][0] * filter[j][lane] + g[i][1] * filter[3 + j][lane]
                                         + g[i][2] * filter[6 + j][lane];
            for (int i = 0; i < points; i++)
                for (int j = 0; j < points; j++) {
                    float *row = panel + ((i * points + j) * inputs + c) * panel_width;
                    for (int lane = 0; lane < panel_width; lane++)
                        row[lane] = (float)(half[i][0][lane] * g[j][0] + half[i][1][lane] * g[j][1]
                                            + half[i][2][lane] * g[j][2]);
                }
        }
    }
}

/// Bᵀ · d for six values `step` apart.
INLINE void transform_input(vec *to, const vec *d, const int step) {
    vec d0 = d[0], d1 = d[step], d2 = d[2 * step];
    vec d3 = d[3 * step], d4 = d[4 * step], d5 = d[5 * step];
    vec even = d4 - 4.0f * d2, odd = d3 - 4.0f * d1;
    vec outer = d4 - d2, inner = 2.0f * (d3 - d1);
    to[0] = 4.0f * d0 + (d4 - 5.0f * d2);
    to[step] = even + odd;
    to[2 * step] = even - odd;
    to[3 * step] = outer + inner;
    to[4 * step] = outer - inner;
    to[5 * step] = 4.0f * d1 + (d5 - 5.0f * d3);
}

/// Aᵀ · m: six sums `step` apart to four outputs.
INLINE void transform_sums(vec *to, const int to_step, const vec *m, const int step) {
    vec m0 = m[0], m1 = m[step], m2 = m[2 * step];
    vec m3 = m[3 * step], m4 = m[4 * step], m5 = m[5 * step];
    vec sum1 = m1 + m2, difference1 = m1 - m2, sum2 = m3 + m4, difference2 = m3 - m4;
    to[0] = m0 + sum1 + sum2;
    to[to_step] = difference1 + 2.0f * difference2;
    to[2 * to_step] = sum1 + 4.0f * sum2;
    to[3 * to_step] = difference1 + 8.0f * difference2 + m5;
}

/// Where a tile lies.
typedef struct {
    long image, top, left;
} place;

INLINE place place_of(const ck_convolution *t, long tile_index) {
    long down = (t->output_height + 3) / 4, across = (t->output_width + 3) / 4;
    return (place){
        tile_index / (down * across), tile_index / across % down * tile_outputs,
        tile_index % across * tile_outputs};
}

/// The 6×6 window of a tile, copied with zeros outside the map and behind the last channel.
static void copy_window(const ck_convolution *t, place p, float *window, long channels) {
    for (long i = 0; i < points; i++) {
        for (long j = 0; j < points; j++, window += channels) {
            long y = p.top + i - 1, x = p.left + j - 1;
            long inside = y >= 0 && y < t->height && x >= 0 && x < t->width ? t->channels : 0;
            const float *pixel = t->input + ((p.image * t->height + y) * t->width + x) * t->channels;
            if (inside) memcpy(window, pixel, (size_t)inside * sizeof(float));
            memset(window + inside, 0, (size_t)(channels - inside) * sizeof(float));
        }
    }
}

static void tile_input(
    const ck_convolution *t, const winograd_layout *l, place p, float *to, float *window) {
    const float *from = t->input
                        + ((p.image * t->height + p.top - 1) * t->width + p.left - 1) * t->channels;
    long line = t->width * t->channels, pixel = t->channels;
    int whole = p.top > 0 && p.left > 0 && p.top + 5 <= t->height && p.left + 5 <= t->width
                && l->channels == t->channels;
    if (!whole) {
        copy_window(t, p, window, l->channels);
        from = window;
        line = points * l->channels;
        pixel = l->channels;
    }
    for (long c = 0; c < l->channels; c += LANES) {
        vec d[positions];
        UNROLL for (int i = 0; i < points; i++) {
            UNROLL for (int j = 0; j < points; j++)
                d[i * points + j] = load(from + i * line + j * pixel + c);
        }
        UNROLL for (int j = 0; j < points; j++) transform_input(d + j, d + j, points);
        UNROLL for (int i = 0; i < points; i++) {
            transform_input(d + i * points, d + i * points, 1);
            UNROLL for (int j = 0; j < points; j++)
                store(to + (i * points + j) * l->matrix + c, d[i * points + j]);
        }
    }
}

/// Sums of one tile to outputs `first ..< first + width`.
static void tile_output(
    const ck_convolution *t, const winograd_layout *l, place p, const float *sums, long first,
    long width) {
    long height = least(tile_outputs, t->output_height - p.top);
    long across = least(tile_outputs, t->output_width - p.left);
    long corner = (p.image * t->output_height + p.top) * t->output_width + p.left;
    for (long c = 0; c < width; c += LANES) {
        vec half[tile_outputs * points], y[tile_outputs * tile_outputs];
        UNROLL for (int j = 0; j < points; j++) {
            vec m[points];
            UNROLL for (int i = 0; i < points; i++)
                m[i] = load(sums + (i * points + j) * l->sum_matrix + c);
            transform_sums(half + j, points, m, 1);
        }
        UNROLL for (int i = 0; i < tile_outputs; i++)
            transform_sums(y + i * tile_outputs, 1, half + i * points, 1);

        vec bias = t->bias ? load(t->bias + first + c) : (vec)0.0f;
        long some = least(LANES, width - c);
        for (long i = 0; i < height; i++) {
            for (long j = 0; j < across; j++) {
                long at = (corner + i * t->output_width + j) * t->outputs + first + c;
                vec *x = y + i * tile_outputs + j;
                vec added = t->residual ? load_up_to(t->residual + at, some) : (vec)0.0f;
                if (t->residual_last) *x = activated(*x + bias, t->activation) + added;
                else if (t->residual) *x = activated(*x + bias + added, t->activation);
                else *x = activated(*x + bias, t->activation);
                if (!t->halved) store_up_to(t->output + at, *x, some);
            }
        }
        if (!t->halved) continue;
        long line = t->output_width / 2;
        long middle = (p.image * t->output_height / 2 + p.top / 2) * line + p.left / 2;
        for (long i = 0; i < height; i += 2) {
            for (long j = 0; j < across; j += 2) {
                const vec *x = y + i * tile_outputs + j;
                vec top = larger(x[0], x[1]), bottom = larger(x[tile_outputs], x[tile_outputs + 1]);
                long at = (middle + i / 2 * line + j / 2) * t->outputs + first + c;
                store_up_to(t->output + at, larger(top, bottom), some);
            }
        }
    }
}

static void winograd(const void *task, long begin, long end, float *scratch) {
    const ck_convolution *t = task;
    winograd_layout l = layout_of(t);
    const float *weight = t->weight;
    float *transformed = scratch, *sums = transformed + positions * l.matrix;
    float *window = sums + positions * l.sum_matrix;
    long down = (t->output_height + 3) / 4, across = (t->output_width + 3) / 4;
    long panel_size = positions * t->channels * panel_width;
    long tiles_in_all = t->batch * down * across;
    long blocks = (tiles_in_all + l.tiles - 1) / l.tiles;
    for (long unit = begin; unit < end; unit++) {
        long first = unit % blocks * l.tiles, count = least(l.tiles, tiles_in_all - first);
        long column = unit / blocks * t->column_block;
        long column_end = least(column + t->column_block, t->outputs);
        for (long i = 0; i < count; i++)
            tile_input(t, &l, place_of(t, first + i), transformed + i * l.row, window);
        for (long group = column; group < column_end; group += group_width) {
            long width = least(group_width, column_end - group);
            for (long position = 0; position < positions; position++) {
                for (long o = 0; o < width; o += panel_width) {
                    const float *panel = weight + (group + o) / panel_width * panel_size;
                    tile_task product = {
                        .rows = transformed + position * l.matrix,
                        .row_stride = l.row,
                        .panel = panel + position * t->channels * panel_width,
                        .depth = t->channels,
                        .output = sums + position * l.sum_matrix + o,
                        .output_stride = l.sum_row,
                    };
                    fitting_tiles(product, count, least(width - o, t->outputs - group - o));
                }
            }
            for (long i = 0; i < count; i++)
                tile_output(t, &l, place_of(t, first + i), sums + i * l.sum_row, group, width);
        }
    }
}
