// Convolutions, one output at a time, summed in double.
#include "naive.h"

#include <math.h>
#include <stddef.h>

static long least(long a, long b) { return a < b ? a : b; }

/// One value of a convolution; weight as PyTorch keeps it: `[outputs][channels / groups][h][w]`.
static float convolved(const ck_convolution *t, long image, long y, long x, long o) {
    long inputs = t->channels / t->groups;
    long first = o / (t->outputs / t->groups) * inputs;
    const float *weight = t->weight;
    weight += o * inputs * t->kernel_height * t->kernel_width;
    double sum = t->bias ? t->bias[o] : 0;
    for (long i = 0; i < t->kernel_height; i++) {
        for (long j = 0; j < t->kernel_width; j++) {
            long sy = y * t->stride + i * t->dilation - t->padding;
            long sx = x * t->stride + j * t->dilation - t->padding;
            if (sy < 0 || sy >= t->height || sx < 0 || sx >= t->width) continue;
            const float *pixel =
                t->input + ((image * t->height + sy) * t->width + sx) * t->channels + first;
            for (long c = 0; c < inputs; c++)
                sum += (double)pixel[c]
                       * weight[(c * t->kernel_height + i) * t->kernel_width + j];
        }
    }
    long at = ((image * t->output_height + y) * t->output_width + x) * t->outputs + o;
    float residual = t->residual ? t->residual[at] : 0;
    if (t->residual_last) return ck_naive_activation((float)sum, t->activation) + residual;
    return ck_naive_activation((float)(sum + residual), t->activation);
}

static void convolve_one(const ck_convolution *t, long image, long y, long x, long o) {
    if (!t->halved) {
        t->output[((image * t->output_height + y) * t->output_width + x) * t->outputs + o] =
            convolved(t, image, y, x, o);
    } else if (y % 2 == 0 && x % 2 == 0) {
        long pixel = (image * t->output_height / 2 + y / 2) * (t->output_width / 2) + x / 2;
        t->output[pixel * t->outputs + o] =
            fmaxf(fmaxf(convolved(t, image, y, x, o), convolved(t, image, y, x + 1, o)),
                  fmaxf(convolved(t, image, y + 1, x, o), convolved(t, image, y + 1, x + 1, o)));
    }
}

void ck_naive_convolution(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_convolution *t = task;
    long area = t->output_height * t->output_width;
    for (long unit = begin; unit < end; unit++) {
        long row = unit * t->row_block;
        for (long r = row; r < least(row + t->row_block, t->batch * area); r++)
            for (long o = 0; o < t->outputs; o++)
                convolve_one(t, r / area, r % area / t->output_width, r % t->output_width, o);
    }
}

void ck_naive_winograd(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_convolution *t = task;
    long tiles_down = (t->output_height + 3) / 4, tiles_across = (t->output_width + 3) / 4;
    long tiles = t->batch * tiles_down * tiles_across;
    long blocks = (tiles + t->row_block - 1) / t->row_block;
    for (long unit = begin; unit < end; unit++) {
        long first = unit % blocks * t->row_block, column = unit / blocks * t->column_block;
        long column_end = least(column + t->column_block, t->outputs);
        for (long tile = first; tile < least(first + t->row_block, tiles); tile++) {
            long image = tile / (tiles_down * tiles_across);
            long top = tile / tiles_across % tiles_down * 4, left = tile % tiles_across * 4;
            for (long y = top; y < least(top + 4, t->output_height); y++)
                for (long x = left; x < least(left + 4, t->output_width); x++)
                    for (long o = column; o < column_end; o++) convolve_one(t, image, y, x, o);
        }
    }
}

static void convolve_lines(const ck_convolution *t, long begin, long end) {
    for (long line = begin; line < end; line++)
        for (long x = 0; x < t->output_width; x++)
            for (long o = 0; o < t->outputs; o++)
                convolve_one(t, line / t->output_height, line % t->output_height, x, o);
}

void ck_naive_depthwise(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    convolve_lines(task, begin, end);
}

void ck_naive_grouped(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    convolve_lines(task, begin, end);
}
