// An inverted residual, one output pixel at a time: what lies between is computed anew for each.
#include "naive.h"

#include <stddef.h>

static float product(const float *x, const float *weight, long count, const float *bias) {
    double sum = bias ? *bias : 0;
    for (long i = 0; i < count; i++) sum += (double)x[i] * weight[i];
    return (float)sum;
}

/// What the filter reads at one place, in one channel.
static float hidden_value(
    const ck_inverted_residual *t, long image, long y, long x, long channel) {
    const float *pixel = t->input + ((image * t->height + y) * t->width + x) * t->inputs;
    if (t->expansion == NULL) return pixel[channel];
    float sum = product(
        pixel, (const float *)t->expansion + channel * t->inputs, t->inputs,
        t->expansion_bias ? t->expansion_bias + channel : NULL);
    return ck_naive_activation(sum, t->hidden_activation);
}

static float filtered_value(
    const ck_inverted_residual *t, long image, long y, long x, long channel) {
    const float *filter = t->filter;
    double sum = t->filter_bias ? t->filter_bias[channel] : 0;
    for (long i = 0; i < t->kernel; i++) {
        for (long j = 0; j < t->kernel; j++) {
            long sy = y * t->stride + i - t->padding, sx = x * t->stride + j - t->padding;
            if (sy < 0 || sy >= t->height || sx < 0 || sx >= t->width) continue;
            sum += (double)hidden_value(t, image, sy, sx, channel)
                   * filter[(channel * t->kernel + i) * t->kernel + j];
        }
    }
    return ck_naive_activation((float)sum, t->hidden_activation);
}

void ck_naive_inverted_residual(const void *task, long begin, long end, float *scratch) {
    const ck_inverted_residual *t = task;
    long bands = (t->output_height + t->lines - 1) / t->lines;
    for (long unit = begin; unit < end; unit++) {
        long image = unit / bands, first = unit % bands * t->lines, last = first + t->lines;
        for (long y = first; y < last && y < t->output_height; y++) {
            for (long x = 0; x < t->output_width; x++) {
                for (long c = 0; c < t->hidden; c++)
                    scratch[c] = filtered_value(t, image, y, x, c);
                long at = ((image * t->output_height + y) * t->output_width + x) * t->outputs;
                for (long o = 0; o < t->outputs; o++) {
                    float sum = product(
                        scratch, (const float *)t->projection + o * t->hidden, t->hidden,
                        t->projection_bias ? t->projection_bias + o : NULL);
                    if (t->residual) sum += t->residual[at + o];
                    t->output[at + o] = ck_naive_activation(sum, t->activation);
                }
            }
        }
    }
}
