// One filter per channel. Neighbouring output pixels of a line are computed together, so that a
// weight serves all of them and an input all taps that see it.

/// Filters with channels last: [height][width][channels].
static void pack_depthwise(
    const float *weight, long channels, long height, long width, void *packed) {
    float *to = packed;
    for (long tap = 0; tap < height * width; tap++)
        for (long c = 0; c < channels; c++) *to++ = weight[c * height * width + tap];
}

/// Where one line of the output is made.
typedef struct {
    const ck_convolution *task;
    const float *input;   // first input line that the filter meets, first column
    const float *weight;  // of that line
    long rows;            // lines that the filter meets, those outside the map not counted
    const float *residual;
    float *output;
} depthwise_line;

enum { most_together = 8, widest_filter = 5 };

/// `pixels` neighbours from column `x` on, whose windows lie inside the map from left to right, in
/// all channels that fill a vector.
INLINE void depthwise_pixels(
    const int pixels, const int kernel, const int stride, const depthwise_line *l, long x) {
    const ck_convolution *t = l->task;
    long channels = t->channels, line = t->width * channels, at = x * channels;
    const float *input = l->input + (x * stride - t->padding) * channels;
    for (long c = 0; c + LANES <= channels; c += LANES) {
        vec sum[most_together];
        vec first = t->bias ? load(t->bias + c) : (vec)0.0f;
        UNROLL for (int p = 0; p < pixels; p++) sum[p] = first;
        const float *from = input + c, *filter = l->weight + c;
        for (long i = l->rows; i > 0; i--, from += line, filter += kernel * channels) {
            vec tap[widest_filter];
            UNROLL for (int j = 0; j < kernel; j++) tap[j] = load(filter + j * channels);
            const float *next = from;
            UNROLL for (int s = 0; s < (pixels - 1) * stride + kernel; s++, next += channels) {
                vec seen = load(next);
                UNROLL for (int j = 0; j < kernel; j++) {
                    if (s >= j && (s - j) % stride == 0 && (s - j) / stride < pixels)
                        sum[(s - j) / stride] += seen * tap[j];
                }
            }
        }
        UNROLL for (int p = 0; p < pixels; p++) {
            long here = at + p * channels + c;
            if (l->residual) sum[p] += load(l->residual + here);
            store(l->output + here, activated(sum[p], t->activation));
        }
    }
}

/// The pixel at column `x`, wherever it lies, from channel `c` on.
static void depthwise_pixel(const depthwise_line *l, long x, long c) {
    const ck_convolution *t = l->task;
    long channels = t->channels, left = x * t->stride - t->padding;
    long j0 = left < 0 ? -left : 0, j1 = least(t->kernel_width, t->width - left);
    for (; c < channels; c += LANES) {
        long some = channels - c, at = x * channels + c;
        vec sum = t->bias ? load_up_to(t->bias + c, some) : (vec)0.0f;
        for (long i = 0; i < l->rows; i++) {
            const float *input = l->input + (i * t->width + left) * channels + c;
            const float *weight = l->weight + i * t->kernel_width * channels + c;
            for (long j = j0; j < j1; j++)
                sum += load_up_to(input + j * channels, some)
                       * load_up_to(weight + j * channels, some);
        }
        if (l->residual) sum += load_up_to(l->residual + at, some);
        store_up_to(l->output + at, activated(sum, t->activation), some);
    }
}

#define DEPTHWISE(kernel, stride)                                                                \
    static void depthwise_8_##kernel##_##stride(const depthwise_line *l, long x) {               \
        depthwise_pixels(8, kernel, stride, l, x);                                               \
    }                                                                                            \
    static void depthwise_4_##kernel##_##stride(const depthwise_line *l, long x) {               \
        depthwise_pixels(4, kernel, stride, l, x);                                               \
    }
DEPTHWISE(3, 1)
DEPTHWISE(3, 2)
DEPTHWISE(5, 1)
DEPTHWISE(5, 2)
#undef DEPTHWISE

/// The code for one size of filter: eight pixels at once, and four.
typedef struct {
    long kernel, stride;
    void (*eight)(const depthwise_line *l, long x);
    void (*four)(const depthwise_line *l, long x);
} depthwise_code;

static const depthwise_code depthwise_codes[] = {
    {3, 1, depthwise_8_3_1, depthwise_4_3_1},
    {3, 2, depthwise_8_3_2, depthwise_4_3_2},
    {5, 1, depthwise_8_5_1, depthwise_4_5_1},
    {5, 2, depthwise_8_5_2, depthwise_4_5_2},
};

/// Null for filters of other sizes, which are computed pixel by pixel.
static const depthwise_code *depthwise_code_of(const ck_convolution *t) {
    for (size_t i = 0; i < sizeof depthwise_codes / sizeof *depthwise_codes; i++) {
        const depthwise_code *code = depthwise_codes + i;
        if (t->kernel_height == code->kernel && t->kernel_width == code->kernel
            && t->stride == code->stride)
            return code;
    }
    return NULL;
}

/// How the lines of a map are filtered.
typedef struct {
    const ck_convolution *task;
    const depthwise_code *code;  // or null
    long inside, outside;        // between these columns no window touches the end of a line
} depthwise_plan;

static depthwise_plan depthwise_planned(const ck_convolution *t) {
    long reach = t->width + t->padding - t->kernel_width;
    depthwise_plan plan = {
        .task = t,
        .code = depthwise_code_of(t),
        .inside = (t->padding + t->stride - 1) / t->stride,
        .outside = reach < 0 ? 0 : least(reach / t->stride + 1, t->output_width),
    };
    if (plan.outside - plan.inside < 4) plan.code = NULL;
    return plan;
}

/// Line `y` of the output, of input lines that begin with the one numbered `first`.
static void depthwise_output_line(
    const depthwise_plan *plan, const float *lines, long first, long y, const float *residual,
    float *output) {
    const ck_convolution *t = plan->task;
    long top = y * t->stride - t->padding, above = top < 0 ? -top : 0;
    depthwise_line l = {
        .task = t,
        .input = lines + (top + above - first) * t->width * t->channels,
        .weight = (const float *)t->weight + above * t->kernel_width * t->channels,
        .rows = least(t->kernel_height, t->height - top) - above,
        .residual = residual,
        .output = output,
    };
    const depthwise_code *code = plan->code;
    long narrow = t->channels % LANES, whole = t->channels - narrow;
    for (long x = 0; x < t->output_width; x++) {
        if (!code || x < plan->inside || x >= plan->outside) depthwise_pixel(&l, x, 0);
        else if (narrow) depthwise_pixel(&l, x, whole);
    }
    if (!code) return;
    long x = plan->inside;
    for (; x + 8 <= plan->outside; x += 8) code->eight(&l, x);
    for (; x + 4 <= plan->outside; x += 4) code->four(&l, x);
    if (x < plan->outside) code->four(&l, plan->outside - 4);  // some of them once more
}

static void depthwise(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_convolution *t = task;
    depthwise_plan plan = depthwise_planned(t);
    long size = t->output_width * t->channels;
    for (long unit = begin; unit < end; unit++) {
        long image = unit / t->output_height;
        depthwise_output_line(
            &plan, t->input + image * t->height * t->width * t->channels, 0,
            unit % t->output_height, t->residual ? t->residual + unit * size : NULL,
            t->output + unit * size);
    }
}
