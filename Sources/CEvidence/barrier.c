/* Minimum barrier distance to the frame's border: over all paths from the border to a pixel, the
   smallest range (maximum minus minimum) that the plane takes along the path. What is enclosed by
   an edge keeps its distance throughout, so a region is filled evenly. Raster scanning as in Zhang
   et al., "Minimum Barrier Salient Object Detection at 80 FPS", ICCV 2015. */
#include "internal.h"

enum { PASSES = 4 };

size_t barrier_scratch(int w, int h) { return 2 * (size_t)w * h; }

/* Offers the path through the neighbour m to the pixel k. */
INLINE void extend(const float *plane, float *d, float *high, float *low, int k, int m) {
    float x = plane[k];
    float top = high[m] > x ? high[m] : x, bottom = low[m] < x ? low[m] : x;
    float range = top - bottom;
    if (range < d[k]) d[k] = range, high[k] = top, low[k] = bottom;
}

void barrier_distance(const float *plane, int w, int h, float *d, float *scratch) {
    int n = w * h;
    float *high = scratch, *low = scratch + n;
    memcpy(high, plane, (size_t)n * sizeof(float));
    memcpy(low, plane, (size_t)n * sizeof(float));
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            d[y * w + x] = x == 0 || y == 0 || x == w - 1 || y == h - 1 ? 0 : 1e30f;
    for (int pass = 0; pass < PASSES; pass++)
        if (pass % 2 == 0) {
            for (int y = 1; y < h; y++)
                for (int x = 1; x < w; x++) {
                    extend(plane, d, high, low, y * w + x, y * w + x - 1);
                    extend(plane, d, high, low, y * w + x, y * w + x - w);
                }
        } else {
            for (int y = h - 2; y >= 0; y--)
                for (int x = w - 2; x >= 0; x--) {
                    extend(plane, d, high, low, y * w + x, y * w + x + 1);
                    extend(plane, d, high, low, y * w + x, y * w + x + w);
                }
        }
}
