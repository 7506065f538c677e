"""Turns a checkpoint into the shipped weights and the golden that a test of refseg compares with.

    python -m training.export work/run/last.pt --weights ../Vocab/Resources/refseg-small.safetensors \\
        --golden ../Tests/ReferFormerTests/Fixtures/refseg-small.golden.safetensors

Matrices are stored as float16, vectors as float32; the golden is made with the rounded weights.
"""

import argparse
import json
import os

import numpy as np
import torch
from safetensors.torch import save_file

from model.config import Config
from model.referformer import ReferFormer
from training.train import Tokenizer

GOLDEN_TEXTS = ["the blue car on the grass", "a small dog running to the left"]


def rounded(state):
    """Batch counters are dropped; everything with two or more axes is stored in half precision."""
    kept = {k: v for k, v in state.items() if not k.endswith("num_batches_tracked")}
    return {k: (v.half() if v.ndim > 1 else v.float()).contiguous() for k, v in kept.items()}


def golden(net, tokenizer):
    """Every stage on two noise-and-blob frames of 64 x 96, two sentences."""
    rng = np.random.default_rng(7)
    n, h, w = 2, 64, 96
    y, x = np.mgrid[0:h, 0:w]
    frames = rng.normal(0, 0.3, (n, 8, h, w)).astype(np.float32)
    for i in range(n):
        blob = np.exp(-(((x - 30 - 8 * i) / 14) ** 2 + ((y - 34) / 9) ** 2))
        frames[i] += blob * np.linspace(-1.5, 1.5, 8)[:, None, None]
    frames = torch.from_numpy(frames)
    ids, mask = tokenizer(GOLDEN_TEXTS)
    record = {}
    seen = net.read(frames, ids, mask, record)
    chosen, there, box = net.segment(frames, ids, mask)
    record.update({"in.frames": frames, "in.ids": ids.int(), "in.mask": mask.to(torch.uint8),
                   "text.words": seen["words"], "text.sentence": seen["sentence"], "prior.logits8": seen["prior8"],
                   "prior.logits": seen["prior"], "presence.logits": seen["presence"], "out.masks": seen["masks"],
                   "out.chosen_masks": chosen, "out.presence": there, "out.boxes": box})
    return {k: v.contiguous() for k, v in record.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint")
    p.add_argument("--weights", required=True)
    p.add_argument("--golden")
    p.add_argument("--raw", action="store_true", help="the last weights instead of their running mean")
    p.add_argument("--presence", type=float, default=0.5)
    p.add_argument("--threshold", type=float, default=0.5)
    p.add_argument("--contrast", type=float, default=9.0, help="weight of the contrast channel in the masks")
    p.add_argument("--limit", type=float, default=0.5, help="the contrast is cut off here before it is weighted")
    p.add_argument("--calibration", default="1 0 0", help="three numbers from calibrate.py")
    a = p.parse_args()
    tokenizer = Tokenizer()
    config = Config(vocabulary=tokenizer.pieces.get_piece_size())
    net = ReferFormer(config)
    state = rounded(torch.load(a.checkpoint, weights_only=False)["net" if a.raw else "ema"])
    net.load_state_dict({k: v.float() for k, v in state.items()}, strict=False)
    net.eval()
    metadata = {"format": "pt", "model": "refseg-small", "config": config.published(),
                "presence_threshold": str(a.presence), "mask_threshold": str(a.threshold),
                "contrast_weight": str(a.contrast), "contrast_limit": str(a.limit), "presence_calibration": a.calibration}
    temporary = f"{a.weights}.tmp"
    save_file(state, temporary, metadata)
    os.rename(temporary, a.weights)
    print(a.weights, f"{os.path.getsize(a.weights) / 1e6:.1f} MB", sum(v.numel() for v in state.values()), "numbers")
    if a.golden:
        save_file(golden(net, tokenizer), a.golden, {"texts": json.dumps(GOLDEN_TEXTS)})
        print(a.golden, f"{os.path.getsize(a.golden) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
