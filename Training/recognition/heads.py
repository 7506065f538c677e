"""Fits mixer, judge of presence and drawing probe to what queries.py wrote.

    python -m recognition.heads          # work/recognition/heads.pt, a few minutes of one core
"""

import argparse
import random

import torch

from recognition import drawing, mixer, presence
from recognition.answers import CLIPS, PHOTOGRAPHS, Row, read
from recognition.material import WORK

HEADS = WORK / "heads.pt"
HELD_PHOTOGRAPHS = 20       # of COCO's, for the mixer
HELD_CLIPS = 8              # the last eighth of them, for the mixer


def prior_of(rows: list[Row]):
    """How probable each class is anywhere in photographs, [1000]."""
    return torch.stack([row.seen.classes.mean((1, 2)) for row in rows]).mean(0)


def is_outlined_by_people(row: Row):
    return any(a.tag in ("class", "plural") for a in row.answers)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--share", type=float, default=1.0, help="of the steps; for a look at whether it runs")
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    photographs, clips = read(PHOTOGRAPHS), read(CLIPS)
    prior = prior_of(photographs)
    outlined = [i for i, row in enumerate(photographs) if is_outlined_by_people(row)]
    held = set(random.Random(1).sample(outlined, min(HELD_PHOTOGRAPHS, len(outlined) // 2)))
    part = lambda keep: [row for i, row in enumerate(photographs) if (i in held) == keep]
    cut = len(clips) - max(1, len(clips) // HELD_CLIPS)
    steps = lambda count: max(1, round(count * a.share))
    mixed = mixer.fit(part(False), clips[:cut], part(True), clips[cut:], prior, steps(mixer.STEPS))
    judge = presence.fit(photographs, clips, prior, steps(presence.STEPS))
    weight, bias = drawing.fit(photographs, clips, steps(drawing.STEPS))
    torch.save({"prior": prior, "drawn.weight": weight, "drawn.bias": bias,
                **{f"mixer.{k}": v for k, v in mixed.state_dict().items()},
                **{f"presence.{k}": v for k, v in judge.state_dict().items()}}, HEADS)
    print(HEADS)


if __name__ == "__main__":
    main()
