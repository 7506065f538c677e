// Max pooling and resizing of channels-last maps.

static void max_pool(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_max_pool *t = task;
    for (long line = begin; line < end; line++) {
        const float *image = t->input + line / t->output_height * t->height * t->width * t->channels;
        long top = line % t->output_height * t->stride - t->padding;
        long i0 = top < 0 ? 0 : top, i1 = least(top + t->kernel, t->height);
        for (long x = 0; x < t->output_width; x++) {
            long left = x * t->stride - t->padding;
            long j0 = left < 0 ? 0 : left, j1 = least(left + t->kernel, t->width);
            float *y = t->output + (line * t->output_width + x) * t->channels;
            for (long c = 0; c < t->channels; c += LANES) {
                long some = t->channels - c;
                vec most = (vec)-INFINITY;
                for (long i = i0; i < i1; i++)
                    for (long j = j0; j < j1; j++)
                        most = larger(
                            load_up_to(image + (i * t->width + j) * t->channels + c, some), most);
                store_up_to(y + c, most, some);
            }
        }
    }
}

static void resize_nearest(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_resize *t = task;
    float down = (float)t->height / (float)t->output_height;
    float across = (float)t->width / (float)t->output_width;
    for (long line = begin; line < end; line++) {
        long y = least((long)((float)(line % t->output_height) * down), t->height - 1);
        const float *from =
            t->input + (line / t->output_height * t->height + y) * t->width * t->channels;
        float *to = t->output + line * t->output_width * t->channels;
        for (long x = 0; x < t->output_width; x++, to += t->channels)
            copy_run(
                to, from + least((long)((float)x * across), t->width - 1) * t->channels,
                t->channels);
    }
}

/// The two source positions of one output position, and the share of the second.
typedef struct {
    long first, second;
    float share;
} neighbours;

INLINE neighbours neighbours_of(long i, long size, float scale) {
    float at = ((float)i + 0.5f) * scale - 0.5f;
    if (at < 0) at = 0;
    long first = least((long)at, size - 1);
    return (neighbours){first, least(first + 1, size - 1), at - (float)first};
}

static void resize_bilinear(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_resize *t = task;
    float down = (float)t->height / (float)t->output_height;
    float across = (float)t->width / (float)t->output_width;
    for (long line = begin; line < end; line++) {
        neighbours v = neighbours_of(line % t->output_height, t->height, down);
        const float *image = t->input + line / t->output_height * t->height * t->width * t->channels;
        const float *upper = image + v.first * t->width * t->channels;
        const float *lower = image + v.second * t->width * t->channels;
        float *to = t->output + line * t->output_width * t->channels;
        for (long x = 0; x < t->output_width; x++, to += t->channels) {
            neighbours u = neighbours_of(x, t->width, across);
            long left = u.first * t->channels, right = u.second * t->channels;
            float before = 1 - u.share, above = 1 - v.share;
            long c = 0;
            for (; c + LANES <= t->channels; c += LANES) {
                vec over = before * load(upper + left + c) + u.share * load(upper + right + c);
                vec under = before * load(lower + left + c) + u.share * load(lower + right + c);
                store(to + c, above * over + v.share * under);
            }
            for (; c < t->channels; c++) {
                float over = before * upper[left + c] + u.share * upper[right + c];
                float under = before * lower[left + c] + u.share * lower[right + c];
                to[c] = above * over + v.share * under;
            }
        }
    }
}
