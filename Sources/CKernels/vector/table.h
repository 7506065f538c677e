// Included last: the table of the instruction set, named TABLE.
/// Independent sums enough to hide the latency of a multiply-add, one of them each a step.
static float peak(long steps, double *flops) {
    enum { chains = STRIP * VECTORS > 12 ? STRIP * VECTORS : 12 };
    vec sum[chains];
    UNROLL for (int i = 0; i < chains; i++) sum[i] = (vec)(float)i;
    vec factor = (vec)0.999f, term = (vec)1e-3f;
    for (long step = 0; step < steps; step++) {
        UNROLL for (int i = 0; i < chains; i++) {
            sum[i] = sum[i] * factor + term;
            __asm__ volatile("" : "+" VECTOR_REGISTER(sum[i]));
        }
    }
    vec total = (vec)0.0f;
    UNROLL for (int i = 0; i < chains; i++) total += sum[i];
    *flops = 2.0 * (double)steps * chains * LANES;
    return sum_of(total);
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
        .linear = linear,
        .convolution = convolution,
        .winograd = winograd,
        .depthwise = depthwise,
        .inverted_residual = inverted_residual,
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
