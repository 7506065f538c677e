// Convolution as a matrix product: blocks of windows are gathered part by part, never as a whole.

/// Room between gathered rows, so that they do not all fall into the same sets of the cache.
enum { gather_stride = longest_part + 16 };

/// Floats of the gathered rows.
INLINE long gathered_floats(const ck_convolution *t) { return t->row_block * gather_stride; }

static long convolution_scratch(const ck_convolution *t) {
    return gathered_floats(t) + product_scratch(t->numbers);
}

// Windows are made of runs too short for a call of memcpy to pay.
INLINE float *copy_run(float *to, const float *from, long count) {
    for (; count >= LANES; count -= LANES, to += LANES, from += LANES) store(to, load(from));
    for (; count >= 4; count -= 4, to += 4, from += 4) *(quad *)to = *(const quad *)from;
    for (; count > 0; count--) *to++ = *from++;
    return to;
}

INLINE float *zero_run(float *to, long count) {
    for (; count >= 4; count -= 4, to += 4) *(quad *)to = (quad)0.0f;
    for (; count > 0; count--) *to++ = 0;
    return to;
}

/// How windows lie in the map: runs of values side by side, a kernel row each, or one of its taps where these
/// are spread.
typedef struct {
    long length;          // of a run
    long across;          // runs in a kernel row
    long first, skipped;  // the run in which a part of the depth begins, and its values before that
    long count;           // values of the part
} gather_plan;

INLINE gather_plan gather_plan_of(const ck_convolution *t, long begin, long end) {
    long taps = t->dilation == 1 ? t->kernel_width : 1;
    long length = taps * t->channels;
    return (gather_plan){
        length, t->kernel_width / taps, begin / length, begin % length, end - begin};
}

/// A part of the window whose corner lies at (top, left) of an image; zeros outside the map.
INLINE void gather(
    const ck_convolution *t, const gather_plan *p, const float *image, long top, long left,
    float *window) {
    long line = p->first / p->across, column = p->first % p->across, from = p->skipped;
    for (long left_over = p->count; left_over > 0; from = 0) {
        long y = top + line * t->dilation, x = left + column * t->dilation;
        long to = least(p->length, from + left_over);
        const float *run = image + (y * t->width + x) * t->channels;
        // The part of the run that lies inside the map is first ..< last.
        long first = from, last = to;
        if (y < 0 || y >= t->height) last = from;
        else if (x < 0 || x * t->channels + p->length > t->width * t->channels) {
            first = clamp(-x * t->channels, from, to);
            last = clamp((t->width - x) * t->channels, first, to);
        }
        if (first > from) window = zero_run(window, first - from);
        window = copy_run(window, run + first, last - first);
        if (to > last) window = zero_run(window, to - last);
        left_over -= to - from;
        if (++column == p->across) column = 0, line++;
    }
}

/// The windows of `count` output pixels from `pixel` on.
static void gather_rows(
    const ck_convolution *t, const gather_plan *p, long pixel, long count, float *rows) {
    long area = t->output_height * t->output_width;
    long image = pixel / area, y = pixel % area / t->output_width, x = pixel % t->output_width;
    for (long r = 0; r < count; r++) {
        gather(
            t, p, t->input + image * t->height * t->width * t->channels,
            y * t->stride - t->padding, x * t->stride - t->padding, rows + r * gather_stride);
        if (++x < t->output_width) continue;
        x = 0;
        if (++y == t->output_height) y = 0, image++;
    }
}

static void convolution(const void *task, long begin, long end, float *scratch) {
    const ck_convolution *t = task;
    long pixels = t->batch * t->output_height * t->output_width;
    for (long unit = begin; unit < end; unit++) {
        long row = unit * t->row_block;
        block_task b = {
            .rows = scratch,
            .row_stride = gather_stride,
            .row_count = least(t->row_block, pixels - row),
            .weight = t->weight,
            .numbers = t->numbers,
            .outputs = t->outputs,
            .depth = t->kernel_height * t->kernel_width * t->channels,
            .bias = t->bias,
            .residual = t->residual ? t->residual + row * t->outputs : NULL,
            .output = t->output + row * t->outputs,
            .output_stride = t->outputs,
            .columns = t->outputs,
            .activation = t->activation,
            .scratch = scratch + gathered_floats(t),
        };
        for (b.begin = 0; b.begin < b.depth; b.begin = b.end) {
            b.end = least(b.begin + longest_part, b.depth);
            gather_plan part = gather_plan_of(t, b.begin, b.end);
            gather_rows(t, &part, row, b.row_count, scratch);
            product_block(&b);
        }
    }
}
