// Deformable sampling, straight from its definition.
#include "naive.h"

#include <math.h>

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
