// Steps of a decoder: few rows against a matrix as a file stores it, and their attention to what came
// before. Every weight is read once a step, so that bytes, not arithmetic, set the pace.

typedef int8_t small_ints __attribute__((ext_vector_type(LANES), aligned(1)));
typedef uint16_t halves __attribute__((ext_vector_type(LANES), aligned(1)));
typedef float free_vec __attribute__((ext_vector_type(LANES), aligned(1)));

/// LANES stored numbers from number i on, as floats; halves are finite.
INLINE vec stored(const void *numbers, long i, const int type) {
    if (type == ck_stored_int8)
        return __builtin_convertvector(*(const small_ints *)((const int8_t *)numbers + i), vec);
    if (type == ck_stored_float16) {
        halves half = *(const halves *)((const char *)numbers + 2 * i);
        ints bits = __builtin_convertvector(half, ints);
        vec magnitude = (vec)((bits & 0x7fff) << 13) * 0x1p112f;
        return (vec)((ints)magnitude | (bits & 0x8000) << 16);
    }
    return *(const free_vec *)((const char *)numbers + 4 * i);
}

/// The stored numbers behind the last whole vector, zeros behind them.
INLINE vec stored_rest(const void *numbers, long i, long count, const int type) {
    long size = type == ck_stored_int8 ? 1 : type == ck_stored_float16 ? 2 : 4;
    char some[4 * LANES] = {0};
    memcpy(some, (const char *)numbers + size * i, (size_t)(size * count));
    return stored(some, 0, type);
}

/// Products of one stored row with `rows` rows of the input, each as several sums that do not wait
/// for one another.
INLINE void stored_products(
    const ck_stored_linear *t, const void *numbers, const float *input, const int type,
    const int rows, const int chains, float *results) {
    vec sum[4][4];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int c = 0; c < chains; c++) sum[r][c] = (vec)0.0f;
    }
    long i = 0;
    for (; i + chains * LANES <= t->inputs; i += chains * LANES) {
        UNROLL for (int c = 0; c < chains; c++) {
            vec weight = stored(numbers, i + c * LANES, type);
            UNROLL for (int r = 0; r < rows; r++)
                sum[r][c] += weight * load(input + r * t->inputs + i + c * LANES);
        }
    }
    for (; i < t->inputs; i += LANES) {
        long count = least(LANES, t->inputs - i);
        vec weight = count == LANES ? stored(numbers, i, type)
                                    : stored_rest(numbers, i, count, type);
        UNROLL for (int r = 0; r < rows; r++) {
            const float *x = input + r * t->inputs + i;
            sum[r][0] += weight * (count == LANES ? load(x) : load_some(x, count));
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        vec total = sum[r][0];
        UNROLL for (int c = 1; c < chains; c++) total += sum[r][c];
        results[r] = sum_of(total);
    }
}

INLINE void stored_block(const ck_stored_linear *t, long begin, long end, const int type) {
    long size = type == ck_stored_int8 ? 1 : type == ck_stored_float16 ? 2 : 4;
    for (long o = begin; o < end; o++) {
        const void *numbers = (const char *)t->weight + size * t->inputs * o;
        float scale = t->scales ? t->scales[o] : 1, bias = t->bias ? t->bias[o] : 0;
        for (long row = 0; row < t->rows;) {
            const float *input = t->input + row * t->inputs;
            float results[4];
            long taken = t->rows - row >= 4 ? 4 : 1;
            if (taken == 4) stored_products(t, numbers, input, type, 4, 2, results);
            else stored_products(t, numbers, input, type, 1, 4, results);
            for (long r = 0; r < taken; r++) {
                long at = (row + r) * t->outputs + o;
                float added = t->residual ? t->residual[at] : 0;
                t->output[at] = results[r] * scale + bias + added;
            }
            row += taken;
        }
    }
    smooth_rows(t->output + begin, t->outputs, t->rows, end - begin, t->activation);
}

static void stored_linear(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_stored_linear *t = task;
    if (t->type == ck_stored_int8) stored_block(t, begin, end, ck_stored_int8);
    else if (t->type == ck_stored_float16) stored_block(t, begin, end, ck_stored_float16);
    else stored_block(t, begin, end, ck_stored_float32);
}

/// Product of two rows of any length.
INLINE float row_product(const float *a, const float *b, long count) {
    vec sum = (vec)0.0f;
    long i = 0;
    for (; i + LANES <= count; i += LANES) sum += load(a + i) * load(b + i);
    if (i < count) sum += load_some(a + i, count - i) * load_some(b + i, count - i);
    return sum_of(sum);
}

static void step_attention(const void *task, long begin, long end, float *scratch) {
    const ck_step_attention *t = task;
    long width = t->heads * t->dimension;
    for (long unit = begin; unit < end; unit++) {
        long row = unit / t->heads, at = unit % t->heads * t->dimension;
        long keys = t->keys + row * t->growth;
        const float *query = t->query + row * width + at;
        const float *key = t->key + row * t->stride + at, *value = t->value + row * t->stride + at;
        float top = -INFINITY;
        for (long k = 0; k < keys; k++) {
            scratch[k] = row_product(query, key + k * width, t->dimension) * t->scale;
            top = LARGER(top, scratch[k]);
        }
        vec sums = (vec)0.0f;
        for (long k = 0; k < keys; k += LANES) {
            long count = least(LANES, keys - k);
            vec weight = exponential(load_up_to(scratch + k, count) - top);
            store_up_to(scratch + k, weight, count);
            sums += load_up_to(scratch + k, count);
        }
        float scale = 1 / sum_of(sums);
        float *output = t->output + row * width + at;
        for (long d = 0; d < t->dimension; d += LANES) {
            long count = least(LANES, t->dimension - d);
            vec sum = (vec)0.0f;
            for (long k = 0; k < keys; k++)
                sum += scratch[k] * load_up_to(value + k * width + d, count);
            store_up_to(output + d, sum * scale, count);
        }
    }
}
