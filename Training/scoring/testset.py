"""Writes the synthetic test sets: cut-outs and photographs that no training clip has, fixed seed.

    python -m scoring.testset work/test        # also work/test-present and work/test-absent

`test` has clips with two objects or more and expressions about them; `test-present` has one true
expression a clip; `test-absent` one whose object is not there: seventy with a class that is nowhere
in the clip, thirty with a class, colour or motion that is there but not together.
"""

import argparse
import os
import shutil
from pathlib import Path

import cv2
import numpy as np

from clips.clipfolder import write_clip
from sentences.expressions import Writer
from sentences.facts import Scene
from clips.synth import Synthesiser

FRAMES = 8


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def several_objects(maker, writer, folder: Path, clips: int) -> int:
    written = total = 0
    while written < clips:
        clip = maker.clip(FRAMES)
        if len(clip.objects) < 2:
            continue
        found = [e for e in writer.expressions(clip, present=6, absent=0) if len(e["targets"]) == 1]
        if len({e["targets"][0] for e in found}) < 2 or len(found) < 4:
            continue
        write_clip(folder / f"clip-{written:03d}", clip, found[:6])
        written, total = written + 1, total + len(found[:6])
    return total


def one_query(maker, writer, folder: Path, clips: int, present: bool):
    written, hard = 0, 0
    while written < clips:
        clip = maker.clip(FRAMES)
        if present:
            found = [e for e in writer.expressions(clip, present=6, absent=0) if len(e["targets"]) == 1 and "neutral" not in e["tags"]]
            query = writer.pick(found) if found else None
        else:
            wants_hard = hard * 10 < written * 3
            query = next(filter(None, (writer.absent(Scene(clip), wants_hard) for _ in range(30))), None)
        if query is None:
            continue
        hard += "hard" in query["tags"]
        extra = {"query": query["text"], "tags": query["tags"], "expected_exit": 0 if present else 3}
        write_clip(folder / f"clip-{written:03d}", clip, [query], extra=extra)
        written += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--clips", type=int, default=220)
    parser.add_argument("--seed", type=int, default=20_000)
    parser.add_argument("--data", default=os.environ.get("REFSEG_DATA", "../../shared/data"))
    parser.add_argument("--work", default="work")
    a = parser.parse_args()
    cv2.setNumThreads(1)
    maker = Synthesiser("test", a.seed, a.data, a.work)
    writer = Writer(np.random.default_rng(a.seed + 1), maker.names)
    total = several_objects(maker, writer, fresh(a.out), a.clips)
    print(a.clips, "clips,", total, "expressions")
    for present, name in ((True, "present"), (False, "absent")):
        maker.rng = np.random.default_rng(a.seed + 2 + present)
        writer.rng = np.random.default_rng(a.seed + 4 + present)
        one_query(maker, writer, fresh(a.out.with_name(f"{a.out.name}-{name}")), 100, present)


if __name__ == "__main__":
    main()
