// Convolution in groups, for shapes that no faster kernel takes.

/// Any convolution in groups, one output at a time; weights as PyTorch keeps them:
/// `[outputs][channels / groups][height][width]`.
static void grouped(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_convolution *t = task;
    long inputs = t->channels / t->groups, per_group = t->outputs / t->groups;
    long area = t->kernel_height * t->kernel_width;
    for (long line = begin; line < end; line++) {
        const float *image = t->input + line / t->output_height * t->height * t->width * t->channels;
        long top = line % t->output_height * t->stride - t->padding;
        for (long x = 0; x < t->output_width; x++) {
            long left = x * t->stride - t->padding;
            long at = (line * t->output_width + x) * t->outputs;
            for (long o = 0; o < t->outputs; o++) {
                const float *weight = (const float *)t->weight + o * inputs * area;
                float sum = t->bias ? t->bias[o] : 0;
                for (long i = 0; i < t->kernel_height; i++) {
                    long sy = top + i * t->dilation;
                    if (sy < 0 || sy >= t->height) continue;
                    for (long j = 0; j < t->kernel_width; j++) {
                        long sx = left + j * t->dilation;
                        if (sx < 0 || sx >= t->width) continue;
                        const float *p =
                            image + (sy * t->width + sx) * t->channels + o / per_group * inputs;
                        const float *w = weight + i * t->kernel_width + j;
                        for (long c = 0; c < inputs; c++) sum += p[c] * w[c * area];
                    }
                }
                if (t->residual) sum += t->residual[at + o];
                t->output[at + o] = activated((vec)sum, t->activation)[0];
            }
        }
    }
}
