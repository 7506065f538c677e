"""Fits mixer, judge of presence and drawing probe to what queries.py wrote.

    python -m recognition.heads                 # work/recognition/heads.pt, a few minutes of one core
    python -m recognition.heads --only-mixer    # the others as they are in the shipped weights
"""

import argparse
import random

import torch
from safetensors.torch import load_file

from recognition import drawing, mixer, presence
from recognition.answers import CLIPS, COMPOSITES, PHOTOGRAPHS, Row, read
from recognition.material import SHIPPED, WORK

HEADS = WORK / "heads.pt"
HELD_PHOTOGRAPHS = 20       # of COCO's, for the mixer
HELD_CLIPS = 8              # the last eighth of them and of the composites, for the mixer


def prior_of(rows: list[Row]):
    """How probable each class is anywhere in photographs, [1000]."""
    return torch.stack([row.seen.classes.mean((1, 2)) for row in rows]).mean(0)


def shipped() -> dict:
    """What is fitted beside the mixer, as it is in the shipped weights."""
    start = "recognition."
    return {k[len(start):]: v.float() for k, v in load_file(SHIPPED).items()
            if k.startswith(tuple(start + name for name in ("prior", "drawn.", "presence.")))}


def is_outlined_by_people(row: Row):
    return any(a.tag in ("class", "plural") for a in row.answers)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--share", type=float, default=1.0, help="of the steps; for a look at whether it runs")
    p.add_argument("--only-mixer", action="store_true")
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    photographs, composites, clips = read(PHOTOGRAPHS), read(COMPOSITES), read(CLIPS)
    steps = lambda count: max(1, round(count * a.share))
    if a.only_mixer:
        found = shipped()
    else:
        prior = prior_of(photographs)
        judge = presence.fit(photographs, clips, prior, steps(presence.STEPS))
        weight, bias = drawing.fit(photographs, clips, steps(drawing.STEPS))
        found = {"prior": prior, "drawn.weight": weight, "drawn.bias": bias,
                 **{f"presence.{k}": v for k, v in judge.state_dict().items()}}
    outlined = [i for i, row in enumerate(photographs) if is_outlined_by_people(row)]
    held = set(random.Random(1).sample(outlined, min(HELD_PHOTOGRAPHS, len(outlined) // 2)))
    part = lambda keep: [row for i, row in enumerate(photographs) if (i in held) == keep]
    cut = lambda rows: len(rows) - max(1, len(rows) // HELD_CLIPS)
    early, late = (lambda rows: rows[:cut(rows)]), (lambda rows: rows[cut(rows):])
    mixed = mixer.fit([part(False), early(composites), early(clips)], [part(True), late(composites), late(clips)], found,
                      steps(mixer.STEPS))
    torch.save({**found, **{f"mixer.{k}": v for k, v in mixed.state_dict().items()}}, HEADS)
    print(HEADS)


if __name__ == "__main__":
    main()
