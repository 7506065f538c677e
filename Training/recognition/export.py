"""Adds the recognition network to the shipped weights, in place of one that may be there.

    python -m recognition.export [--weights ../Vocab/Resources/refseg-small.safetensors] [--out …]

Convolutions are stored as float16; vectors and the two MLPs as float32.  The metadata get the mask threshold that the
mixer is made for, the presence threshold, and a calibration of the words' own presence head by which the threshold
that it had alone becomes 0.5; this is done once, where the file has no recognition yet.
"""

import argparse
import json
import math
import os
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from recognition import box_outlines, close_ups, yolox
from recognition.distil import WEIGHTS
from recognition.features import BLEND
from recognition.heads import HEADS
from recognition.material import SHIPPED
from recognition.mixer import HIDDEN
from recognition.network import NAME, PYRAMID, Recognition
from recognition.people import TOLD
from recognition.scenery import SCENERY, WIDTH_OF_HIDDEN

PREFIX = "recognition."
PRESENCE_THRESHOLD, MASK_THRESHOLD = 0.55, 0.5


def tensors() -> dict:
    """By the names that Sources/ReferFormer/Recognition loads."""
    named = lambda name, state: {f"{name}.{k}": v for k, v in state.items()}
    found = {**Recognition.load(WEIGHTS).state_dict(), **named("salience", close_ups.salience()),
             **named("detector", yolox.state()), **named("scenery", torch.load(SCENERY)), **named("people", torch.load(TOLD)),
             **named("outlines", torch.load(box_outlines.WEIGHTS)),
             **torch.load(HEADS), "mixer.blend": torch.tensor(BLEND)}
    return {PREFIX + k: stored(k, v) for k, v in found.items() if not k.endswith("num_batches_tracked")}


def stored(name, values):
    precise = values.ndim < 2 or name.startswith(("mixer.", "presence.", "people.", "scenery.height"))
    return (values.float() if precise else values.half()).contiguous()


def recentred(calibration: str, threshold: float) -> str:
    """The calibration by which what was `threshold` is 0.5."""
    head, fit, bias = map(float, calibration.split())
    return " ".join(str(round(x, 5)) for x in (head, fit, bias - math.log(threshold / (1 - threshold))))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weights", type=Path, default=SHIPPED)
    p.add_argument("--out", type=Path, help="another file than --weights")
    a = p.parse_args()
    out = a.out or a.weights
    with safe_open(a.weights, "pt") as file:
        metadata = file.metadata()
    config = json.loads(metadata["config"])
    if "recognition" not in config:
        metadata["presence_calibration"] = recentred(metadata["presence_calibration"],
                                                     float(metadata["presence_threshold"]))
    config["recognition"] = {"backbone": NAME, "pyramid": PYRAMID, "mixer": HIDDEN,
                             "scenery": WIDTH_OF_HIDDEN}
    metadata.update(config=json.dumps(config), presence_threshold=str(PRESENCE_THRESHOLD), mask_threshold=str(MASK_THRESHOLD))
    state = {k: v for k, v in load_file(a.weights).items() if not k.startswith(PREFIX)}
    added = tensors()
    save_file({**state, **added}, f"{out}.tmp", metadata)
    os.rename(f"{out}.tmp", out)
    print(out, f"{out.stat().st_size / 1e6:.1f} MB,", sum(v.numel() for v in added.values()), "numbers of recognition")


if __name__ == "__main__":
    main()
