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

/// Values `begin ..< end` of the window that makes one output pixel; zeros outside the map.
static void gather(const ck_convolution *t, long pixel, long begin, long end, float *window) {
    long area = t->output_height * t->output_width;
    const float *image = t->input + pixel / area * t->height * t->width * t->channels;
    long top = pixel % area / t->output_width * t->stride - t->padding;
    long left = pixel % t->output_width * t->stride - t->padding;
    // Values that lie side by side in the map: a kernel row, or one of its taps where these are spread.
    long taps = t->dilation == 1 ? t->kernel_width : 1, runs = t->kernel_width / taps;
    long length = taps * t->channels;
    long run = begin / length, from = begin % length;
    for (long left_over = end - begin; left_over > 0; run++, from = 0) {
        long y = top + run / runs * t->dilation, x = left + run % runs * t->dilation;
        // The part of the run that lies inside the map is inside ..< outside.
        long inside = clamp(-x * t->channels, 0, length);
        long outside = clamp((t->width - x) * t->channels, inside, length);
        long to = least(length, from + left_over);
        long first = clamp(inside, from, to), last = clamp(outside, first, to);
        if (y < 0 || y >= t->height) last = first;
        window = zero_run(window, first - from);
        window = copy_run(window, image + (y * t->width + x) * t->channels + first, last - first);
        window = zero_run(window, to - last);
        left_over -= to - from;
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
            for (long r = 0; r < b.row_count; r++)
                gather(t, row + r, b.begin, b.end, scratch + r * gather_stride);
            product_block(&b);
        }
    }
}
