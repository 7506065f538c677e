// Multi-scale deformable sampling. First the corners that a head reads and their weights, then sums
// over them, a vector of channels at a time.

enum { batch_of_points = 16 };

typedef struct {
    long count;
    long offset[4 * batch_of_points];
    float weight[4 * batch_of_points];
} corners;

/// Adds the corners inside the map of a point at (y, x), in pixels.
INLINE void add_point(
    corners *list, float y, float x, long height, long width, long first, long pitch, float weight) {
    if (!(y > -1 && y < (float)height && x > -1 && x < (float)width)) return;
    float top = floorf(y), left = floorf(x);
    float down = y - top, across = x - left;
    long row = (long)top, column = (long)left;
    for (long i = 0; i < 2; i++) {
        for (long j = 0; j < 2; j++) {
            long r = row + i, c = column + j;
            if (r < 0 || r >= height || c < 0 || c >= width) continue;
            list->offset[list->count] = (first + r * width + c) * pitch;
            list->weight[list->count++] =
                weight * (i ? down : 1 - down) * (j ? across : 1 - across);
        }
    }
}

/// output += Σ weight · map[offset] for so many vectors of channels. Even and odd corners are summed
/// apart, or each multiply-add would wait for the one before.
INLINE void add_vectors(const int vectors, const corners *list, const float *map, float *output) {
    vec even[2], odd[2];
    UNROLL for (int i = 0; i < vectors; i++) {
        even[i] = load(output + i * LANES);
        odd[i] = (vec)0.0f;
    }
    long k = 0;
    for (; k + 2 <= list->count; k += 2) {
        const float *a = map + list->offset[k], *b = map + list->offset[k + 1];
        UNROLL for (int i = 0; i < vectors; i++) {
            even[i] += list->weight[k] * load(a + i * LANES);
            odd[i] += list->weight[k + 1] * load(b + i * LANES);
        }
    }
    if (k < list->count) {
        UNROLL for (int i = 0; i < vectors; i++)
            even[i] += list->weight[k] * load(map + list->offset[k] + i * LANES);
    }
    UNROLL for (int i = 0; i < vectors; i++) store(output + i * LANES, even[i] + odd[i]);
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
        for (long k = 0; k < list->count; k++)
            sum += list->weight[k] * *(const quad *)(map + list->offset[k] + channel);
        *(quad *)(output + channel) = sum;
    }
    for (; channel < dimension; channel++) {
        float sum = output[channel];
        for (long k = 0; k < list->count; k++)
            sum += list->weight[k] * map[list->offset[k] + channel];
        output[channel] = sum;
    }
}

static void deformable(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_deformable *t = task;
    long pitch = t->heads * t->dimension;
    for (long unit = begin; unit < end; unit++) {
        const float *image = t->value + unit / t->queries * t->positions * pitch;
        float *output = t->output + unit * pitch;
        memset(output, 0, (size_t)pitch * sizeof(float));
        for (long head = 0; head < t->heads; head++) {
            const float *map = image + head * t->dimension;
            float *sums = output + head * t->dimension;
            long at = (unit * t->heads + head) * t->levels * t->points, first = 0, waiting = 0;
            corners list = {.count = 0};
            for (long level = 0; level < t->levels; level++) {
                long height = t->shapes[2 * level], width = t->shapes[2 * level + 1];
                for (long point = 0; point < t->points; point++, at++) {
                    if (waiting++ == batch_of_points) {
                        add_corners(&list, map, sums, t->dimension);
                        list.count = 0;
                        waiting = 1;
                    }
                    float x = t->locations[2 * at] * (float)width - 0.5f;
                    float y = t->locations[2 * at + 1] * (float)height - 0.5f;
                    add_point(&list, y, x, height, width, first, pitch, t->weights[at]);
                }
                first += height * width;
            }
            add_corners(&list, map, sums, t->dimension);
        }
    }
}
