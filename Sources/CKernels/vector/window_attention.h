// Attention of the tokens of a window to each other. A strip of scores fits the nearest cache, so
// its rows are normalised as wholes; keys and values are packed once for all queries of a window.

/// Where the parts of a worker's scratch begin.
typedef struct {
    long values;   // [panel of the dimension][token][panel_width], behind the keys' panels
    long queries;  // [STRIP][dimension], scaled
    long scores;   // [STRIP][pitch]
    long sums;     // [STRIP][width]
    long regions;  // [pitch]
    long size;
    long width;  // the dimension rounded up to whole panels
} window_room;

static window_room window_room_of(const ck_window_attention *t) {
    window_room r = {.width = round_up(t->dimension, panel_width)};
    r.values = t->pitch * t->dimension;
    r.queries = r.values + t->tokens * r.width;
    r.scores = r.queries + STRIP * t->dimension;
    r.sums = r.scores + STRIP * t->pitch;
    r.regions = r.sums + STRIP * r.width;
    r.size = r.regions + t->pitch;
    return r;
}

static long window_attention_scratch(const ck_window_attention *t) {
    return window_room_of(t).size;
}

/// Query, key and value of one token of a window, all heads.
INLINE const float *projected(const ck_window_attention *t, long place) {
    return place < 0 ? t->padding : t->projections + place * 3 * t->heads * t->dimension;
}

static void pack_window(
    const ck_window_attention *t, const window_room *r, const int32_t *places, long head,
    float *scratch) {
    long heads = t->heads * t->dimension;
    memset(scratch, 0, (size_t)r->queries * sizeof(float));
    for (long token = 0; token < t->tokens; token++) {
        const float *key = projected(t, places[token]) + heads + head * t->dimension;
        const float *value = key + heads;
        float *column =
            scratch + token / panel_width * panel_width * t->dimension + token % panel_width;
        for (long i = 0; i < t->dimension; i++) column[i * panel_width] = key[i];
        float *row = scratch + r->values + token * panel_width;
        for (long i = 0; i < t->dimension; i += panel_width)
            memcpy(
                row + i * t->tokens, value + i,
                (size_t)least(panel_width, t->dimension - i) * sizeof(float));
    }
}

/// Exponentials of one row of scores in place of them; returns one over their sum. Tokens of
/// another region than `own` count for less, where there are regions.
INLINE float soften(
    float *scores, const float *regions, float own, float penalty, long keys) {
    vec tops = (vec)-INFINITY;
    for (long k = 0; k < keys; k += LANES) {
        vec s = load(scores + k);
        if (regions) {
            s = load(regions + k) == own ? s : s + penalty;
            store(scores + k, s);
        }
        tops = larger(s, tops);
    }
    float top = largest_of(tops);
    vec sums = (vec)0.0f;
    for (long k = 0; k < keys; k += LANES) {
        vec e = exponential(load(scores + k) - top);
        store(scores + k, e);
        sums += e;
    }
    return 1 / sum_of(sums);
}

/// A strip of a window's queries; those of padding are answered, but nobody reads the answer.
static void attend_in_window(
    const ck_window_attention *t, const window_room *r, const int32_t *places, long head,
    long first, const float *regions, float *scratch) {
    long count = least(STRIP, t->tokens - first);
    int wanted = 0;
    for (long i = 0; i < count; i++) wanted |= places[first + i] >= 0;
    if (!wanted) return;

    float *queries = scratch + r->queries, *scores = scratch + r->scores;
    float *sums = scratch + r->sums;
    for (long i = 0; i < count; i++) {
        const float *query = projected(t, places[first + i]) + head * t->dimension;
        for (long d = 0; d < t->dimension; d++) queries[i * t->dimension + d] = query[d] * t->scale;
    }
    const float *bias = t->bias + (head * t->tokens + first) * t->pitch;
    for (long column = 0; column < t->pitch; column += panel_width) {
        tile_task product = {
            .rows = queries,
            .row_stride = t->dimension,
            .panel = scratch + column * t->dimension,
            .depth = t->dimension,
            .residual = bias + column,
            .output = scores + column,
            .output_stride = t->pitch,
        };
        tiles(product, count);
    }
    float shares[STRIP];
    for (long i = 0; i < count; i++)
        shares[i] = soften(
            scores + i * t->pitch, regions, regions ? regions[first + i] : 0, t->penalty, t->pitch);
    for (long column = 0; column < r->width; column += panel_width) {
        tile_task product = {
            .rows = scores,
            .row_stride = t->pitch,
            .panel = scratch + r->values + column * t->tokens,
            .depth = t->tokens,
            .output = sums + column,
            .output_stride = r->width,
        };
        tiles(product, count);
    }
    for (long i = 0; i < count; i++) {
        if (places[first + i] < 0) continue;
        float *output = t->output + (places[first + i] * t->heads + head) * t->dimension;
        for (long d = 0; d < t->dimension; d++) output[d] = sums[i * r->width + d] * shares[i];
    }
}

static void window_attention(const void *task, long begin, long end, float *scratch) {
    const ck_window_attention *t = task;
    window_room r = window_room_of(t);
    for (long unit = begin; unit < end; unit++) {
        long window = unit % t->windows, head = unit / t->windows;
        const int32_t *places = t->places + window * t->tokens;
        float *regions = NULL;
        if (t->regions) {
            const uint8_t *own = t->regions + window * t->tokens;
            int mixed = 0;
            for (long i = 0; i < t->tokens; i++) mixed |= own[i] != own[0];
            if (mixed) {
                regions = scratch + r.regions;
                for (long i = 0; i < t->pitch; i++) regions[i] = i < t->tokens ? own[i] : 0;
            }
        }
        pack_window(t, &r, places, head, scratch);
        for (long first = 0; first < t->tokens; first += STRIP)
            attend_in_window(t, &r, places, head, first, regions, scratch);
    }
}
