/* The five evidence channels of the default model: what moves against the camera and what stands
   out in colour. Plain C without dependencies, stateless, thread-safe, and bit-identical on every
   instruction set: only IEEE additions, multiplications, divisions and square roots, no
   contraction. The training recipe calls the same code: a change of any result needs new weights. */
#ifndef REFSEG_EVIDENCE_H
#define REFSEG_EVIDENCE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { EVIDENCE_CHANNELS = 5, EVIDENCE_MIN_SIDE = 32, EVIDENCE_MAX_SIDE = 4096 };

/* Return codes of every function below that returns int. */
enum { EVIDENCE_OK = 0, EVIDENCE_BAD_SIZE = 1 };

/* Bytes of scratch memory for frames of w x h; 0 when a side is out of range. The scratch needs the
   alignment of malloc and holds nothing between calls. */
size_t evidence_scratch_bytes(int w, int h);

/* Evidence of one frame.

   rgb        [h][w][3] at the working size (long side 320 suits)
   neighbour  [h][w][3] the next frame (sign = 1), or the previous one (sign = -1: the flow is
              negated, so that it still points forward in time); NULL for a single image:
              no motion, r from colour alone
   out        [out_h][out_w][5]:
                0, 1  flow minus camera motion, x and y, over 0.04 w, clamped to +-3
                2     motion saliency over its mean, clamped to 6, over 3
                3     colour contrast over its mean, clamped to 4, over 2
                4     r, clamped to +-2: r > 0 is the segmentation without any training
   scratch    evidence_scratch_bytes(w, h) bytes, one per thread */
int evidence_frame(const uint8_t *rgb, const uint8_t *neighbour, float sign, int w, int h,
                   int out_w, int out_h, float *out, void *scratch);

/* The same, and the flow from rgb to neighbour with the camera's motion in it, [out_h][out_w][2] in widths
   and heights of the frame, x first; 0 without a neighbour. */
int evidence_frame_and_flow(const uint8_t *rgb, const uint8_t *neighbour, float sign, int w, int h,
                            int out_w, int out_h, float *out, float *flow, void *scratch);

/* Dense flow from rgb to neighbour: flow [h][w][2] in pixels, x first. */
int evidence_flow(const uint8_t *rgb, const uint8_t *neighbour, int w, int h, float *flow,
                  void *scratch);

/* Antialiased resize of [h][w][3] to [out_h][out_w][3], to the bit Pillow's bilinear filter for
   8-bit pictures. Sides from 1 to 65536; the scratch function gives 0 for others. */
size_t evidence_resize_scratch_bytes(int w, int h, int out_w, int out_h);
int evidence_resize(const uint8_t *rgb, int w, int h, int out_w, int out_h, uint8_t *out,
                    void *scratch);

#ifdef __cplusplus
}
#endif
#endif
