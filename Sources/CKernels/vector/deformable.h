// Multi-scale deformable sampling. First the corners that a vector of points reads and their weights, then
// sums over them, a vector of channels at a time.

typedef float pairs __attribute__((ext_vector_type(2 * LANES), aligned(4)));

/// What the points of a head read: of each the four cells around it. A cell outside the map has no weight.
typedef struct {
    long count;  // points
    int32_t offset[4][LANES];
    float weight[4][LANES];
} corners;

/// Of each point of a head its level's height, width and first cell; lanes without a point are zeros.
typedef struct {
    vec *height, *width;
    ints *first;
} levels_of_points;

static levels_of_points levels_of(const ck_deformable *t, float *scratch) {
    long count = t->levels * t->points, vectors = (count + LANES - 1) / LANES;
    memset(scratch, 0, (size_t)(3 * vectors) * sizeof(vec));
    float *height = scratch, *width = height + vectors * LANES;
    int32_t *first = (int32_t *)(width + vectors * LANES), cell = 0;
    for (long i = 0; i < count; i++) {
        const long *shape = t->shapes + 2 * (i / t->points);
        height[i] = (float)shape[0];
        width[i] = (float)shape[1];
        first[i] = cell;
        if ((i + 1) % t->points == 0) cell += (int32_t)(shape[0] * shape[1]);
    }
    return (levels_of_points){(vec *)(void *)height, (vec *)(void *)width, (ints *)(void *)first};
}

/// - `index`: of the vector among those of `levels`; `locations`: of its points, x then y.
INLINE void find_corners(
    corners *list, const levels_of_points *levels, long index, const float *locations,
    const float *weights, long pitch) {
    vec height = levels->height[index], width = levels->width[index];
    float places[2 * LANES] = {0};
    if (list->count < LANES) {
        memcpy(places, locations, (size_t)(2 * list->count) * sizeof(float));
        locations = places;
    }
    pairs place = *(const pairs *)(const void *)locations;
    vec x = place.even * width - 0.5f, y = place.odd * height - 0.5f;
    vec weight = load_up_to(weights, list->count);

    ints inside = (y > -1.0f) & (y < height) & (x > -1.0f) & (x < width);
    x = (vec)((ints)x & inside);
    y = (vec)((ints)y & inside);
    vec left = __builtin_elementwise_floor(x), top = __builtin_elementwise_floor(y);
    vec across = x - left, down = y - top;
    ints column = __builtin_convertvector(left, ints), row = __builtin_convertvector(top, ints);
    ints columns = __builtin_convertvector(width, ints), rows = __builtin_convertvector(height, ints);
    UNROLL for (int i = 0; i < 2; i++) {
        UNROLL for (int j = 0; j < 2; j++) {
            ints r = row + i, c = column + j;
            ints valid = inside & (r >= 0) & (r < rows) & (c >= 0) & (c < columns);
            vec share = weight * (i ? down : 1.0f - down) * (j ? across : 1.0f - across);
            ints cell = levels->first[index] + r * columns + c;
            *(loose_ints *)list->offset[2 * i + j] = cell * (int32_t)pitch & valid;
            store(list->weight[2 * i + j], (vec)((ints)share & valid));
        }
    }
}

/// output += Σ weight · map[offset] for so many vectors of channels. The four corners are summed apart, or each
/// multiply-add would wait for the one before.
INLINE void add_vectors(const int vectors, const corners *list, const float *map, float *output) {
    vec sum[4][2];
    UNROLL for (int corner = 0; corner < 4; corner++) {
        UNROLL for (int i = 0; i < vectors; i++) sum[corner][i] = (vec)0.0f;
    }
    for (long k = 0; k < list->count; k++) {
        UNROLL for (int corner = 0; corner < 4; corner++) {
            const float *cell = map + list->offset[corner][k];
            vec weight = (vec)list->weight[corner][k];
            UNROLL for (int i = 0; i < vectors; i++)
                sum[corner][i] += weight * load(cell + i * LANES);
        }
    }
    UNROLL for (int i = 0; i < vectors; i++) {
        vec all = (sum[0][i] + sum[1][i]) + (sum[2][i] + sum[3][i]);
        store(output + i * LANES, load(output + i * LANES) + all);
    }
}

/// The same for `dimension` channels.
static void add_corners(const corners *list, const float *map, float *output, long dimension) {
    long channel = 0;
    for (; channel + 2 * LANES <= dimension; channel += 2 * LANES)
        add_vectors(2, list, map + channel, output + channel);
    if (channel + LANES <= dimension) {
        add_vectors(1, list, map + channel, output + channel);
        channel += LANES;
    }
    for (; channel + 4 <= dimension; channel += 4) {
        quad sum = *(const quad *)(output + channel);
        for (long corner = 0; corner < 4; corner++)
            for (long k = 0; k < list->count; k++)
                sum += list->weight[corner][k]
                       * *(const quad *)(map + list->offset[corner][k] + channel);
        *(quad *)(output + channel) = sum;
    }
    for (; channel < dimension; channel++) {
        float sum = output[channel];
        for (long corner = 0; corner < 4; corner++)
            for (long k = 0; k < list->count; k++)
                sum += list->weight[corner][k] * map[list->offset[corner][k] + channel];
        output[channel] = sum;
    }
}

static void deformable(const void *task, long begin, long end, float *scratch) {
    const ck_deformable *t = task;
    long pitch = t->heads * t->dimension, points = t->levels * t->points;
    levels_of_points levels = levels_of(t, scratch);
    for (long unit = begin; unit < end; unit++) {
        const float *image = t->value + unit / t->queries * t->positions * pitch;
        float *output = t->output + unit * pitch;
        memset(output, 0, (size_t)pitch * sizeof(float));
        for (long head = 0; head < t->heads; head++) {
            long at = (unit * t->heads + head) * points;
            for (long first = 0; first < points; first += LANES, at += LANES) {
                corners list = {.count = least(LANES, points - first)};
                find_corners(
                    &list, &levels, first / LANES, t->locations + 2 * at, t->weights + at, pitch);
                add_corners(
                    &list, image + head * t->dimension, output + head * t->dimension,
                    t->dimension);
            }
        }
    }
}
