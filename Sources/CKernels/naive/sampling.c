// Attention, pooling, resizing and deformable sampling, straight from their definitions.
#include "naive.h"

#include <math.h>
#include <stddef.h>

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

void ck_naive_attention_pack(const void *task, long begin, long end, float *scratch) {
    (void)task, (void)begin, (void)end, (void)scratch;
}

/// One head of one query. Two passes over the keys, so no row of scores is kept either.
static void attend(const ck_attention *t, long batch, long head, long row) {
    long width = t->heads * t->dimension;
    const float *query = t->query + (batch * t->queries + row) * width + head * t->dimension;
    float *output = t->output + (batch * t->queries + row) * width + head * t->dimension;
    double largest = -INFINITY, sum = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (long k = 0; k < t->keys; k++) {
            if (t->excluded && t->excluded[batch * t->keys + k]) continue;
            long at = (batch * t->keys + k) * width + head * t->dimension;
            double score = 0;
            for (long i = 0; i < t->dimension; i++) score += (double)query[i] * t->key[at + i];
            score *= t->scale;
            if (pass == 0) {
                largest = fmax(largest, score);
                continue;
            }
            double weight = exp(score - largest), before = sum;
            sum += weight;
            for (long i = 0; i < t->dimension; i++)
                output[i] = (float)((output[i] * before + weight * t->value[at + i]) / sum);
        }
        if (pass == 0)
            for (long i = 0; i < t->dimension; i++) output[i] = 0;
    }
}

void ck_naive_attention(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_attention *t = task;
    long blocks = (t->queries + t->query_block - 1) / t->query_block;
    for (long unit = begin; unit < end; unit++) {
        long pair = unit / blocks, first = unit % blocks * t->query_block;
        for (long row = first; row < first + t->query_block && row < t->queries; row++)
            attend(t, pair / t->heads, pair % t->heads, row);
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

/// `map` at (y, x), bilinear, zero outside.
static double sample(const float *map, long height, long width, long pitch, double y, double x) {
    double sum = 0;
    for (long i = 0; i < 2; i++) {
        for (long j = 0; j < 2; j++) {
            double row = floor(y) + (double)i, column = floor(x) + (double)j;
            if (!(row >= 0 && row < (double)height && column >= 0 && column < (double)width))
                continue;
            sum += (1 - fabs(y - row)) * (1 - fabs(x - column))
                   * map[((long)row * width + (long)column) * pitch];
        }
    }
    return sum;
}

void ck_naive_deformable(const void *task, long begin, long end, float *scratch) {
    (void)scratch;
    const ck_deformable *t = task;
    long pitch = t->heads * t->dimension, samples = t->levels * t->points;
    for (long unit = begin; unit < end; unit++) {
        const float *image = t->value + unit / t->queries * t->positions * pitch;
        for (long channel = 0; channel < pitch; channel++) {
            long first = (unit * t->heads + channel / t->dimension) * samples;
            const float *map = image + channel;
            double sum = 0;
            for (long level = 0; level < t->levels; level++) {
                long height = t->shapes[2 * level], width = t->shapes[2 * level + 1];
                for (long point = 0; point < t->points; point++) {
                    long at = first + level * t->points + point;
                    double x = (double)t->locations[2 * at] * (double)width - 0.5;
                    double y = (double)t->locations[2 * at + 1] * (double)height - 0.5;
                    sum += t->weights[at] * sample(map, height, width, pitch, y, x);
                }
                map += height * width * pitch;
            }
            t->output[unit * pitch + channel] = (float)sum;
        }
    }
}
