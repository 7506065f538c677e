// Included last: the table of the instruction set, named TABLE.
/// Sums that do not wait for each other, enough to hide the latency of a multiply-add; one of them each a
/// step, each lane of which adds up `products` of them.
#define PEAK(name, type, products, next)                                          \
    static float name(long steps, double *operations) {                           \
        enum { chains = STRIP * VECTORS > 12 ? STRIP * VECTORS : 12 };            \
        type sum[chains];                                                         \
        UNROLL for (int i = 0; i < chains; i++) sum[i] = (type)i;                 \
        for (long step = 0; step < steps; step++) {                               \
            UNROLL for (int i = 0; i < chains; i++) {                             \
                sum[i] = next;                                                    \
                __asm__ volatile("" : "+" VECTOR_REGISTER(sum[i]));               \
            }                                                                     \
        }                                                                         \
        vec total = (vec)0.0f;                                                    \
        UNROLL for (int i = 0; i < chains; i++)                                   \
            total += __builtin_convertvector(sum[i], vec);                        \
        *operations = 2.0 * (double)steps * chains * LANES * products;            \
        return sum_of(total);                                                     \
    }
PEAK(peak_of_floats, vec, 1, sum[i] * (vec)0.999f + (vec)1e-3f)
#ifdef ADD_BFLOAT_PAIRS
PEAK(peak_of_bfloats, vec, 2, ADD_BFLOAT_PAIRS(sum[i], (ints)0x3F003F00, (ints)0x3F003F00))
#else
#define peak_of_bfloats peak_of_floats
#endif
// What is multiplied must not be the same in every step, or the compiler does it once.
PEAK(peak_of_bytes, ints, word_bytes, ADD_WORDS(sum[i], sum[i], (weight_words)(ints)0x00010001))

static float peak(long numbers, long steps, double *operations) {
    switch (numbers) {
    case ck_numbers_bfloat16: return peak_of_bfloats(steps, operations);
    case ck_numbers_int8: return peak_of_bytes(steps, operations);
    default: return peak_of_floats(steps, operations);
    }
}

const ck_table TABLE = {
    .name = NAME,
    .matrix = {
        .panel = panel_width,
        .strip = STRIP,
        .matrix_bytes = matrix_bytes,
        .winograd_bytes = winograd_bytes,
        .pack = pack,
        .pack_winograd = pack_winograd,
        .pack_depthwise = pack_depthwise,
        .linear_scratch = linear_scratch,
        .convolution_scratch = convolution_scratch,
        .winograd_scratch = winograd_scratch,
        .inverted_residual_scratch = inverted_residual_scratch,
        .feed_forward_scratch = feed_forward_scratch,
        .linear = linear,
        .convolution = convolution,
        .winograd = winograd,
        .depthwise = depthwise,
        .inverted_residual = inverted_residual,
        .feed_forward = feed_forward,
    },
    .grouped = grouped,
    .max_pool = max_pool,
    .layer_norm = layer_norm,
    .group_norm_statistics = group_norm_statistics,
    .group_norm_apply = group_norm_apply,
    .softmax = softmax,
    .attention_packed = attention_packed,
    .attention_scratch = attention_scratch,
    .attention_pack = attention_pack,
    .attention = attention,
    .window_attention_scratch = window_attention_scratch,
    .window_attention = window_attention,
    .stored_linear = stored_linear,
    .step_attention = step_attention,
    .add = add,
    .multiply = multiply,
    .sigmoid = sigmoid,
    .tanh = hyperbolic_tangent,
    .relu = relu,
    .gelu = gelu,
    .resize_nearest = resize_nearest,
    .resize_bilinear = resize_bilinear,
    .deformable = deformable,
    .peak = peak,
};
