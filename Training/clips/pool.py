"""Writes shards of training clips.

    python -m clips.pool --shards 100 --clips-per-shard 200 --seed 1000 --out work/pool [--split train]

Shard k of a run is the folder `shard_<seed + k>` with frames.npy uint8 [n, 3, 180, 320, 3], labels.npy
uint8 [n, 3, 180, 320] and meta.json, a list of clips: objects with their attributes, expressions with
their targets (object numbers; none = matches nothing) and tags.  A folder appears when it is complete;
one that exists already is left alone, so several processes with different seeds can run at once.
"""

import argparse
import json
import os
import shutil
import time
from pathlib import Path

import cv2
import numpy as np

from sentences.expressions import Writer
from sentences.facts import COLOURS
from clips.synth import Synthesiser


def describe(clip) -> list[dict]:
    """Objects as the training reads them, with the colour's word and the rank by size."""
    order = sorted(clip.objects, key=lambda o: -o["area"])
    rows = []
    for o in clip.objects:
        shares = o["shares"]
        best = int(np.argmax(shares)) if shares else -1
        rows.append({**o, "motion": str(o["motion"]), "colour": COLOURS[best] if shares and shares[best] >= 0.4 else None,
                     "rank": order.index(o)})
    return rows


def make_shard(seed: int, clips: int, split: str, data: str, work: str, folder: Path):
    cv2.setRNGSeed(seed)
    synthesiser = Synthesiser(split, seed, data, work)
    writer = Writer(np.random.default_rng(seed + 500_000), synthesiser.names)
    frames = np.zeros((clips, 3, 180, 320, 3), np.uint8)
    labels = np.zeros((clips, 3, 180, 320), np.uint8)
    meta = []
    while len(meta) < clips:
        clip = synthesiser.clip(3)
        expressions = writer.expressions(clip)
        if not any(e["targets"] for e in expressions):
            continue
        frames[len(meta)], labels[len(meta)] = clip.frames, clip.labels
        meta.append({"objects": describe(clip), "expressions": expressions, "photo": clip.photo,
                     "moving_camera": clip.moving_camera})
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}")
    temporary.mkdir(parents=True)
    np.save(temporary / "frames.npy", frames)
    np.save(temporary / "labels.npy", labels)
    (temporary / "meta.json").write_text(json.dumps(meta))
    temporary.rename(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=int, default=2)
    parser.add_argument("--clips-per-shard", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=Path("work/pool"))
    parser.add_argument("--split", choices=["train", "test"], default="train")
    parser.add_argument("--data", default=os.environ.get("REFSEG_DATA", "../../shared/data"))
    parser.add_argument("--work", default="work")
    a = parser.parse_args()
    cv2.setNumThreads(1)
    a.out.mkdir(parents=True, exist_ok=True)
    for seed in range(a.seed, a.seed + a.shards):
        folder, start = a.out / f"shard_{seed}", time.time()
        if not folder.exists():
            if shutil.disk_usage(a.out).free < 5e9:
                raise SystemExit("less than 5 GB are free, stopping here")
            make_shard(seed, a.clips_per_shard, a.split, a.data, a.work, folder)
            print(f"{folder.name} {(time.time() - start) / a.clips_per_shard * 1e3:.0f} ms a clip", flush=True)


if __name__ == "__main__":
    main()
