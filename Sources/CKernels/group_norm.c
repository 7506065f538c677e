#include "ckernels_table.h"

#include <math.h>

#pragma clang fp contract(off)

// Merges the channel statistics of all blocks (Chan, Golub and LeVeque 1979), then a group's
// channels, always in the same order.
void ck_group_norm_combine(const ck_group_norm *task) {
    const ck_group_norm *t = task;
    long blocks = (t->rows + t->row_block - 1) / t->row_block;
    long per_group = t->channels / t->groups;
    for (long image = 0; image < t->batch; image++) {
        const float *partial = t->partial + image * blocks * 2 * t->channels;
        float *scale = t->scale_shift + image * 2 * t->channels, *shift = scale + t->channels;
        for (long group = 0; group < t->groups; group++) {
            double count = 0, mean = 0, square = 0;
            for (long block = 0; block < blocks; block++) {
                long left = t->rows - block * t->row_block;
                double rows = (double)(left < t->row_block ? left : t->row_block);
                const float *means = partial + block * 2 * t->channels;
                for (long c = group * per_group; c < (group + 1) * per_group; c++) {
                    double delta = means[c] - mean, total = count + rows;
                    mean += delta * rows / total;
                    square += means[t->channels + c] + delta * delta * count * rows / total;
                    count = total;
                }
            }
            double factor = 1 / sqrt(square / count + t->epsilon);
            for (long c = group * per_group; c < (group + 1) * per_group; c++) {
                scale[c] = (float)(t->weight[c] * factor);
                shift[c] = (float)(t->bias[c] - mean * t->weight[c] * factor);
            }
        }
    }
}
