// Pooling and resizing, straight from their definitions.
#include "naive.h"

#include <math.h>

void ck_naive_max_pool(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_max_pool *t = task;
    for (long line = begin; line < end; line++) {
        long image = line / t->output_height, y = line % t->output_height;
        for (long x = 0; x < t->output_width; x++) {
            for (long c = 0; c < t->channels; c++) {
                float largest = -INFINITY;
                for (long i = 0; i < t->kernel * t->kernel; i++) {
                    long sy = y * t->stride + i / t->kernel - t->padding;
                    long sx = x * t->stride + i % t->kernel - t->padding;
                    if (sy < 0 || sy >= t->height || sx < 0 || sx >= t->width) continue;
                    long at = ((image * t->height + sy) * t->width + sx) * t->channels + c;
                    largest = fmaxf(largest, t->input[at]);
                }
                t->output[(line * t->output_width + x) * t->channels + c] = largest;
            }
        }
    }
}

void ck_naive_resize_nearest(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_resize *t = task;
    float down = (float)t->height / (float)t->output_height;
    float across = (float)t->width / (float)t->output_width;
    for (long line = begin; line < end; line++) {
        long image = line / t->output_height, y = line % t->output_height;
        long sy = (long)fminf(floorf((float)y * down), (float)(t->height - 1));
        for (long x = 0; x < t->output_width; x++) {
            long sx = (long)fminf(floorf((float)x * across), (float)(t->width - 1));
            for (long c = 0; c < t->channels; c++)
                t->output[(line * t->output_width + x) * t->channels + c] =
                    t->input[((image * t->height + sy) * t->width + sx) * t->channels + c];
        }
    }
}

void ck_naive_resize_bilinear(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_resize *t = task;
    float down = (float)t->height / (float)t->output_height;
    float across = (float)t->width / (float)t->output_width;
    for (long line = begin; line < end; line++) {
        long image = line / t->output_height, y = line % t->output_height;
        float fy = fmaxf(((float)y + 0.5f) * down - 0.5f, 0);
        long top = (long)fy, bottom = top + 1 < t->height ? top + 1 : top;
        float ty = fy - (float)top;
        for (long x = 0; x < t->output_width; x++) {
            float fx = fmaxf(((float)x + 0.5f) * across - 0.5f, 0);
            long left = (long)fx, right = left + 1 < t->width ? left + 1 : left;
            float tx = fx - (float)left;
            const float *upper = t->input + (image * t->height + top) * t->width * t->channels;
            const float *lower = t->input + (image * t->height + bottom) * t->width * t->channels;
            for (long c = 0; c < t->channels; c++) {
                float a = upper[left * t->channels + c], b = upper[right * t->channels + c];
                float d = lower[left * t->channels + c], e = lower[right * t->channels + c];
                t->output[(line * t->output_width + x) * t->channels + c] =
                    (1 - ty) * ((1 - tx) * a + tx * b) + ty * ((1 - tx) * d + tx * e);
            }
        }
    }
}
