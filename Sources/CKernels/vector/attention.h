// Attention by blocks of keys with a running maximum and sum, so that no row of scores is ever
// stored as a whole (Milakov and Gimelshein, arXiv:1805.02867; Dao et al., arXiv:2205.14135).

enum { key_block = 128 / panel_width * panel_width };

/// Where the parts of one packed head begin.
typedef struct {
    long keys;    // rounded up to whole panels
    long mask;    // 0 or minus infinity for each key
    long values;  // [panel of the dimension][key][panel_width]
    long size;
    long width;  // the dimension rounded up to whole panels
} packed_head;

static packed_head head_of(const ck_attention *t) {
    packed_head h = {
        .keys = round_up(t->keys, panel_width), .width = round_up(t->dimension, panel_width)};
    h.mask = h.keys * t->dimension;
    h.values = h.mask + h.keys;
    h.size = h.values + h.keys * h.width;
    return h;
}

static long attention_packed(const ck_attention *t) {
    return t->batch * t->heads * head_of(t).size;
}

static long attention_scratch(const ck_attention *t) {
    return t->query_block * (t->dimension + head_of(t).width + 2) + STRIP * key_block;
}

static void attention_pack(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_attention *t = task;
    packed_head h = head_of(t);
    long pitch = t->heads * t->dimension;
    for (long pair = begin; pair < end; pair++) {
        long batch = pair / t->heads, first = batch * t->keys * pitch + pair % t->heads * t->dimension;
        float *packed = t->packed + pair * h.size;
        memset(packed, 0, (size_t)h.size * sizeof(float));
        for (long k = 0; k < t->keys; k++) {
            const float *key = t->key + first + k * pitch, *value = t->value + first + k * pitch;
            float *column = packed + k / panel_width * panel_width * t->dimension + k % panel_width;
            for (long i = 0; i < t->dimension; i++) column[i * panel_width] = key[i];
            float *row = packed + h.values + k * panel_width;
            for (long i = 0; i < t->dimension; i += panel_width)
                memcpy(
                    row + i * h.keys, value + i,
                    (size_t)least(panel_width, t->dimension - i) * sizeof(float));
        }
        for (long k = 0; k < h.keys; k++) {
            int hidden = k >= t->keys || (t->excluded && t->excluded[batch * t->keys + k]);
            packed[h.mask + k] = hidden ? -INFINITY : 0;
        }
    }
}

/// Weights of one query for a block of keys in place of their scores; what was summed before is
/// brought to the new maximum.
INLINE void weigh(
    float *scores, const float *mask, long keys, float *top, float *sum, float *output,
    long width) {
    vec tops = (vec)*top;
    for (long k = 0; k < keys; k += LANES) {
        vec s = load(scores + k) + load(mask + k);
        store(scores + k, s);
        tops = larger(s, tops);
    }
    float highest = largest_of(tops);
    vec sums = (vec)0.0f;
    for (long k = 0; k < keys; k += LANES) {
        vec e = exponential(load(scores + k) - highest);
        store(scores + k, e);
        sums += e;
    }
    vec shrink = exponential((vec)(*top - highest));
    for (long i = 0; i < width; i += LANES) store(output + i, load(output + i) * shrink);
    *sum = *sum * shrink[0] + sum_of(sums);
    *top = highest;
}

static void attend(
    const ck_attention *t, const packed_head *h, const float *packed, const float *query,
    float *output, long rows, float *scratch) {
    long pitch = t->heads * t->dimension, seen = round_up(t->keys, LANES);
    float *scaled = scratch, *sums = scaled + t->query_block * t->dimension;
    float *tops = sums + t->query_block * h->width, *totals = tops + t->query_block;
    float *scores = totals + t->query_block;
    for (long r = 0; r < rows; r++) {
        for (long i = 0; i < t->dimension; i++)
            scaled[r * t->dimension + i] = query[r * pitch + i] * t->scale;
        tops[r] = -1e30f;  // finite, so that a block without a visible key leaves no NaN
        totals[r] = 0;
    }
    memset(sums, 0, (size_t)(rows * h->width) * sizeof(float));

    for (long key = 0; key < seen; key += key_block) {
        long keys = least(key_block, seen - key);
        for (long row = 0; row < rows; row += STRIP) {
            long count = least(STRIP, rows - row);
            for (long column = 0; column < keys; column += panel_width) {
                tile_task product = {
                    .rows = scaled + row * t->dimension,
                    .row_stride = t->dimension,
                    .panel = packed + (key + column) * t->dimension,
                    .depth = t->dimension,
                    .output = scores + column,
                    .output_stride = key_block,
                };
                fitting_tiles(product, count, least(panel_width, keys - column));
            }
            for (long r = 0; r < count; r++)
                weigh(
                    scores + r * key_block, packed + h->mask + key, keys, tops + row + r,
                    totals + row + r, sums + (row + r) * h->width, h->width);
            for (long column = 0; column < h->width; column += panel_width) {
                tile_task product = {
                    .rows = scores,
                    .row_stride = key_block,
                    .panel = packed + h->values + column * h->keys + key * panel_width,
                    .depth = keys,
                    .output = sums + row * h->width + column,
                    .output_stride = h->width,
                    .sums_so_far = 1,
                };
                fitting_tiles(product, count, least(panel_width, t->dimension - column));
            }
        }
    }
    for (long r = 0; r < rows; r++) {
        float scale = totals[r] > 0 ? 1 / totals[r] : 0;
        for (long i = 0; i < t->dimension; i++)
            output[r * pitch + i] = sums[r * h->width + i] * scale;
    }
}

static void attention(const void *task, long begin, long end, float *scratch) {
    const ck_attention *t = task;
    packed_head h = head_of(t);
    long blocks = (t->queries + t->query_block - 1) / t->query_block;
    for (long unit = begin; unit < end; unit++) {
        long pair = unit / blocks, row = unit % blocks * t->query_block;
        long at = (pair / t->heads * t->queries + row) * t->heads * t->dimension
                  + pair % t->heads * t->dimension;
        attend(
            t, &h, t->packed + pair * h.size, t->query + at, t->output + at,
            least(t->query_block, t->queries - row), scratch);
    }
}
