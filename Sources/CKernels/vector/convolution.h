// Convolution as a matrix product: blocks of windows are gathered part by part, never as a whole.

/// Room between gathered rows, so that they do not all fall into the same sets of the cache.
enum { gather_stride = longest_part + 16 };

static long convolution_scratch(const ck_convolution *t) { return t->row_block * gather_stride; }

static long convolution_bytes(long outputs, long inputs, long height, long width) {
    return linear_bytes(outputs, inputs * height * width);
}

/// Depth runs over kernel rows, then kernel columns, then channels, as a window lies in memory.
static void pack_convolution(
    const float *weight, long outputs, long inputs, long height, long width, void *packed) {
    float *to = packed;
    long area = height * width;
    for (long first = 0; first < outputs; first += panel_width)
        for (long tap = 0; tap < area; tap++)
            for (long c = 0; c < inputs; c++)
                for (long o = first; o < first + panel_width; o++)
                    *to++ = o < outputs ? weight[(o * inputs + c) * area + tap] : 0;
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
    long row_length = t->kernel_width * t->channels;
    // The part of a kernel row that lies inside the map is inside ..< outside.
    long inside = clamp(-left * t->channels, 0, row_length);
    long outside = clamp((t->width - left) * t->channels, inside, row_length);
    long y = top + begin / row_length, from = begin % row_length;
    for (long left_over = end - begin; left_over > 0; y++, from = 0) {
        long to = least(row_length, from + left_over);
        long first = clamp(inside, from, to), last = clamp(outside, first, to);
        if (y < 0 || y >= t->height) last = first;
        window = zero_run(window, first - from);
        window = copy_run(
            window, image + (y * t->width + left) * t->channels + first, last - first);
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
            .depth = t->kernel_height * t->kernel_width * t->channels,
            .bias = t->bias,
            .residual = t->residual ? t->residual + row * t->outputs : NULL,
            .output = t->output + row * t->outputs,
            .output_stride = t->outputs,
            .columns = t->outputs,
            .activation = t->activation,
        };
        for (b.begin = 0; b.begin < b.depth; b.begin = b.end) {
            b.end = least(b.begin + longest_part, b.depth);
            for (long r = 0; r < b.row_count; r++)
                gather(t, row + r, b.begin, b.end, scratch + r * gather_stride);
            product_block(&b);
        }
    }
}

/// Filters with channels last: [height][width][channels].
static void pack_depthwise(
    const float *weight, long channels, long height, long width, void *packed) {
    float *to = packed;
    for (long tap = 0; tap < height * width; tap++)
        for (long c = 0; c < channels; c++) *to++ = weight[c * height * width + tap];
}

static void depthwise(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_convolution *t = task;
    const float *weight = t->weight;
    for (long line = begin; line < end; line++) {
        const float *image = t->input + line / t->output_height * t->height * t->width * t->channels;
        long top = line % t->output_height * t->stride - t->padding;
        long i0 = top < 0 ? -top : 0, i1 = least(t->kernel_height, t->height - top);
        for (long x = 0; x < t->output_width; x++) {
            long left = x * t->stride - t->padding;
            long j0 = left < 0 ? -left : 0, j1 = least(t->kernel_width, t->width - left);
            long at = (line * t->output_width + x) * t->channels;
            for (long c = 0; c < t->channels; c += LANES) {
                long some = t->channels - c;
                int whole = some >= LANES;
                vec sum = (vec)0.0f;
                if (t->bias) sum = whole ? load(t->bias + c) : load_some(t->bias + c, some);
                for (long i = i0; i < i1; i++) {
                    for (long j = j0; j < j1; j++) {
                        const float *p = image + ((top + i) * t->width + left + j) * t->channels + c;
                        const float *w = weight + (i * t->kernel_width + j) * t->channels + c;
                        vec pixel = whole ? load(p) : load_some(p, some);
                        vec factor = whole ? load(w) : load_some(w, some);
                        sum += pixel * factor;
                    }
                }
                if (t->residual)
                    sum += whole ? load(t->residual + at + c) : load_some(t->residual + at + c, some);
                sum = activated(sum, t->activation);
                if (whole) store(t->output + at + c, sum);
                else store_some(t->output + at + c, sum, some);
            }
        }
    }
}
