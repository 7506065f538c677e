// Layer and group normalisation, softmax and the elementwise functions.

/// Of x + r, r being null or a row too; y may be x.
static void layer_norm_row(
    const float *x, const float *r, const float *weight, const float *bias, float *y, long columns,
    float epsilon) {
    long whole = columns / LANES * LANES, rest = columns - whole;
    vec sums = (vec)0.0f;
    for (long i = 0; i < whole; i += LANES) {
        vec v = load(x + i);
        if (r) v += load(r + i);
        store(y + i, v);
        sums += v;
    }
    float sum = sum_of(sums);
    for (long i = whole; i < columns; i++) {
        y[i] = x[i] + (r ? r[i] : 0);
        sum += y[i];
    }
    float mean = sum / (float)columns;

    vec squares = (vec)0.0f;
    for (long i = 0; i < whole; i += LANES) {
        vec d = load(y + i) - mean;
        squares += d * d;
    }
    float square = sum_of(squares);
    for (long i = whole; i < columns; i++) square += (y[i] - mean) * (y[i] - mean);
    float scale = 1 / sqrtf(square / (float)columns + epsilon);

    for (long i = 0; i < whole; i += LANES)
        store(y + i, (load(y + i) - mean) * scale * load(weight + i) + load(bias + i));
    if (rest) {
        vec v = (load_some(y + whole, rest) - mean) * scale * load_some(weight + whole, rest)
              + load_some(bias + whole, rest);
        store_some(y + whole, v, rest);
    }
}

static void layer_norm(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_layer_norm *t = task;
    for (long row = begin; row < end; row++) {
        long at = row * t->columns;
        layer_norm_row(
            t->input + at, t->residual ? t->residual + at : NULL, t->weight, t->bias,
            t->output + at, t->columns, t->epsilon);
    }
}

static void group_norm_statistics(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_group_norm *t = task;
    long blocks = (t->rows + t->row_block - 1) / t->row_block;
    for (long unit = begin; unit < end; unit++) {
        long first = unit % blocks * t->row_block, rows = least(t->row_block, t->rows - first);
        const float *x = t->input + (unit / blocks * t->rows + first) * t->channels;
        float *partial = t->partial + unit * 2 * t->channels;
        for (long c = 0; c < t->channels; c += LANES) {
            long some = t->channels - c;
            vec sum = (vec)0.0f, square = (vec)0.0f;
            for (long r = 0; r < rows; r++) sum += load_up_to(x + r * t->channels + c, some);
            vec mean = sum / (float)rows;
            for (long r = 0; r < rows; r++) {
                vec d = load_up_to(x + r * t->channels + c, some) - mean;
                square += d * d;
            }
            store_up_to(partial + c, mean, some);
            store_up_to(partial + t->channels + c, square, some);
        }
    }
}

static void group_norm_apply(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_group_norm *t = task;
    long blocks = (t->rows + t->row_block - 1) / t->row_block;
    for (long unit = begin; unit < end; unit++) {
        long image = unit / blocks, first = unit % blocks * t->row_block;
        long rows = least(t->row_block, t->rows - first);
        const float *scales = t->scale_shift + image * 2 * t->channels;
        const float *x = t->input + (image * t->rows + first) * t->channels;
        float *y = t->output + (image * t->rows + first) * t->channels;
        for (long r = 0; r < rows; r++, x += t->channels, y += t->channels) {
            for (long c = 0; c < t->channels; c += LANES) {
                long some = t->channels - c;
                vec scale = load_up_to(scales + c, some);
                vec shift = load_up_to(scales + t->channels + c, some);
                vec v = load_up_to(x + c, some) * scale + shift;
                store_up_to(y + c, activated(v, t->activation), some);
            }
        }
    }
}

/// y may be x.
static void softmax_row(const float *x, float *y, long columns) {
    long whole = columns / LANES * LANES, rest = columns - whole;
    vec tops = (vec)-INFINITY;
    for (long i = 0; i < whole; i += LANES) tops = larger(load(x + i), tops);
    float top = largest_of(tops);
    for (long i = whole; i < columns; i++) top = x[i] > top ? x[i] : top;

    vec sums = (vec)0.0f;
    for (long i = 0; i < whole; i += LANES) {
        vec e = exponential(load(x + i) - top);
        store(y + i, e);
        sums += e;
    }
    float sum = sum_of(sums);
    if (rest) {
        store_some(y + whole, exponential(load_some(x + whole, rest) - top), rest);
        for (long i = whole; i < columns; i++) sum += y[i];
    }

    float scale = 1 / sum;
    for (long i = 0; i < whole; i += LANES) store(y + i, load(y + i) * scale);
    for (long i = whole; i < columns; i++) y[i] *= scale;
}

static void softmax(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_softmax *t = task;
    for (long row = begin; row < end; row++)
        softmax_row(t->input + row * t->columns, t->output + row * t->columns, t->columns);
}

/// Defines an elementwise kernel; `result` is its value in terms of the vectors a and b.
#define ELEMENTWISE(name, result)                                                      \
    static void name(const void *task, long begin, long end, float *scratch) {         \
        (void)scratch;                                                                 \
        const ck_elementwise *t = task;                                                \
        while (begin < end) {                                                          \
            long offset = begin % t->period;                                           \
            long run = least(end - begin, t->period - offset);                         \
            for (long i = 0; i < run; i += LANES) {                                    \
                vec a = load_up_to(t->a + begin + i, run - i);                         \
                vec b = load_up_to(t->b + offset + i, run - i);                        \
                (void)b;                                                               \
                store_up_to(t->output + begin + i, result, run - i);                   \
            }                                                                          \
            begin += run;                                                              \
        }                                                                              \
    }

ELEMENTWISE(add, a + b)
ELEMENTWISE(multiply, a *b)
ELEMENTWISE(sigmoid, sigmoid_of(a))
ELEMENTWISE(hyperbolic_tangent, tanh_of(a))
ELEMENTWISE(relu, relu_of(a))
ELEMENTWISE(gelu, gelu_of(a))
