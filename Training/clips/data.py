"""Training arrays: pool shards at 320x180 -> frames and evidence at the model's size, and batches.

    python -m clips.data work/pool work/arrays     # prepares every finished shard once, in order

A prepared shard is a folder of frames.npy uint8 [n, 3, h, w, 3], evidence.npy int8 (x 40),
labels.npy uint8 [n, 3, h, w] and meta.json (objects and expressions of every clip).
"""

import argparse
import json
import os
import re
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

HEIGHT, WIDTH = 128, 224     # of the network's input, as Sources/Segmenter/Frames/FramePreparer.swift has it
EVIDENCE_SCALE = 40.0
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)


def shrink(frame: np.ndarray, height=HEIGHT, width=WIDTH) -> np.ndarray:
    return np.asarray(Image.fromarray(frame).resize((width, height), Image.BILINEAR))


def prepare(shard: Path, out: Path, height: int, width: int):
    from clips.evidence import evidence

    frames, labels, meta = read_pool_shard(shard)
    n, t = frames.shape[:2]
    small = np.zeros((n, t, height, width, 3), np.uint8)
    seen = np.zeros((n, t, height, width, 5), np.int8)
    marks = np.zeros((n, t, height, width), np.uint8)
    for i in range(n):
        e = evidence(frames[i], height, width)
        seen[i] = np.clip(np.round(e * EVIDENCE_SCALE), -127, 127)
        for k in range(t):
            small[i, k] = shrink(frames[i, k], height, width)
            marks[i, k] = np.asarray(Image.fromarray(labels[i, k]).resize((width, height), Image.NEAREST))
    temporary = out.with_name(f".{out.name}.{os.getpid()}")
    temporary.mkdir(parents=True)
    np.save(temporary / "frames.npy", small)
    np.save(temporary / "evidence.npy", seen)
    np.save(temporary / "labels.npy", marks)
    (temporary / "meta.json").write_text(json.dumps(meta))
    temporary.rename(out)


def read_pool_shard(path: Path):
    """-> frames [n, 3, 180, 320, 3], labels [n, 3, 180, 320], list of clips."""
    if path.is_dir():
        return (np.load(path / "frames.npy", mmap_mode="r"), np.load(path / "labels.npy", mmap_mode="r"),
                json.loads((path / "meta.json").read_text()))
    z = np.load(path, allow_pickle=True)
    meta = z["meta"]
    return z["frames"], z["labels"], json.loads(str(meta)) if meta.ndim == 0 else list(meta)


class Arrays:
    """The prepared shards of a folder, growing while others are being made."""

    def __init__(self, folder: str):
        self.folder, self.shards, self.index, self.known = Path(folder), [], [], set()
        self.refresh()

    def refresh(self):
        for path in sorted(p for p in self.folder.iterdir() if not p.name.startswith(".")):
            if path.name in self.known:
                continue
            self.known.add(path.name)
            meta = json.loads((path / "meta.json").read_text())
            load = lambda name: np.load(path / f"{name}.npy", mmap_mode="r")
            self.shards.append((load("frames"), load("evidence"), load("labels"), meta))
            self.index += [(len(self.shards) - 1, i) for i in range(len(meta))]

    def __len__(self):
        return len(self.index)

    def clip(self, i):
        s, k = self.index[i]
        frames, evidence, labels, meta = self.shards[s]
        return frames[k], evidence[k], labels[k], meta[k]


def flip_words(text: str) -> str:
    swap = {"left": "right", "right": "left", "Left": "Right", "Right": "Left", "LEFT": "RIGHT", "RIGHT": "LEFT"}
    return re.sub("left|right", lambda m: swap.get(m[0], m[0]), text, flags=re.I)


def model_input(frames: np.ndarray, evidence: np.ndarray) -> torch.Tensor:
    """uint8 [N, h, w, 3], evidence float [N, h, w, 5] -> [N, 8, h, w]."""
    rgb = (frames.astype(np.float32) / 255 - MEAN) / STD
    x = torch.from_numpy(np.concatenate([rgb, evidence.astype(np.float32)], -1))
    return x.permute(0, 3, 1, 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pool", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--height", type=int, default=HEIGHT)
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("--wait", action="store_true", help="go on as more shards are made")
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    while True:
        todo = [p for p in sorted(a.pool.iterdir())
                if not p.name.startswith(".") and "tmp" not in p.name and p.name.startswith("shard")
                and not (a.out / p.stem).exists()]
        for shard in todo:
            start = time.time()
            prepare(shard, a.out / shard.stem, a.height, a.width)
            print(shard.name, f"{time.time() - start:.1f} s", flush=True)
        if not a.wait:
            return
        time.sleep(5)


if __name__ == "__main__":
    main()
