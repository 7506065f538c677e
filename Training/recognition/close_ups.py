"""Teaches U²-Net-P, which tells what stands out, to tell in a close look at a box which of it the thing is that the box
was drawn around, and in whole pictures to go on telling what it told.  Where it meant the right thing already, it
teaches itself, by what it tells of a larger picture.

    python -m recognition.close_ups --minutes 65         # work/recognition/close_ups.pt, of which export.py takes a share
"""

import argparse
import copy
import random

import numpy as np
import torch
import torch.nn.functional as F

from recognition.by_the_clock import learn
from recognition.looks import CLEAREST, Looks, outlined, overlaps
from recognition.material import WORK
from recognition.photograph_questions import coco
from recognition.split import kept_for_testing
from recognition.u2net import SIDE, SalienceNetwork, squeezed

WEIGHTS = WORK / "close_ups.pt"
SHARE = 0.4             # of what was learned in what is shipped; the rest is as published, whose outlines are finer
SIDES = (192, 192, 128)  # CloseUp.side in Sources/ReferFormer/Recognition/Detection
BATCH = 8
LIMIT = 6               # of the published network's logits
AGREED = 0.75           # overlap from which it means the thing that is outlined
CHECKED = 12            # photographs that --check keeps out, to look at them meanwhile


def salience() -> dict:
    """The weights that are shipped, by name."""
    learned = torch.load(WEIGHTS)
    return {name: published.lerp(learned[name], SHARE)
            for name, published in SalienceNetwork.load().state_dict().items()}


@torch.no_grad()
def believed(published, clear, cells):
    """What the published network tells of pictures of its own size, in cells: float32 [n, cells, cells], 0...1."""
    z = published(squeezed(*clear)).clamp(-LIMIT, LIMIT)
    return F.interpolate(z.sigmoid(), size=(cells, cells), mode="area")[:, 0]


def sharpened(published, truths, clears):
    """The truths; where the published network means the same thing, its outline instead, which is finer."""
    plain = [i for i, clear in enumerate(clears) if clear is not None]
    if plain:
        for i, own in zip(plain, believed(published, [clears[i] for i in plain], truths.shape[-1])):
            a, b = own > 0.5, truths[i] > 0.5
            if (a & b).sum() > AGREED * (a | b).sum():
                truths[i] = own
    return truths


def lesson(looks, published, of_picture):
    """Pixels and what is to be told of them."""
    if of_picture:
        side = random.choice((SIDE, 192))
        pairs = [looks.picture(side) for _ in range(BATCH // 2)]
        return squeezed(*(seen for seen, _ in pairs)), believed(published, [clear for _, clear in pairs], side // 4)
    side = random.choice(SIDES)
    seen, truths, clears = zip(*(looks.close_up(side) for _ in range(BATCH)))
    return squeezed(*seen), sharpened(published, torch.from_numpy(np.stack(truths)), clears)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=65)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help=f"keep {CHECKED} photographs out and look at them")
    args = parser.parse_args()
    random.seed(args.seed), np.random.seed(args.seed), torch.manual_seed(args.seed)
    names = sorted({i["file_name"] for i in coco()["images"]} - kept_for_testing())
    out = set(random.sample(names, CHECKED)) if args.check else set()
    looks, checked = Looks(lambda name: name not in out), outlined(lambda name: name in out)
    published = SalienceNetwork.load().to(memory_format=torch.channels_last)
    net = copy.deepcopy(published).train()
    print(f"{len(looks.things)} things, {len(looks.cutouts)} cut out; {len(checked)} checked", flush=True)

    def taught(step):
        seen, truth = lesson(looks, published, of_picture=step % 5 == 4)
        return net(seen)[:, 0], truth

    overlap = lambda net: overlaps(lambda look: net(squeezed(look))[0, 0], checked)
    mean = learn(net, taught, WEIGHTS, args.minutes, args.rate, 1e-4, overlap)
    if checked:
        print(f"checked {overlap(mean):.3f}, as published {overlap(published):.3f}")


if __name__ == "__main__":
    main()
