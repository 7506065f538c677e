"""Teaches U²-Net-P, which tells what stands out, to tell in a close look at a box which of it the thing is that the box
was drawn around, and in whole pictures to go on telling what it told.  Where it meant the right thing already, it
teaches itself, by what it tells of a larger picture.

    python -m recognition.close_ups --minutes 65         # work/recognition/close_ups.pt, of which export.py takes a share
"""

import argparse
import copy
import math
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

from recognition.looks import CLEAREST, MARGIN, Looks, looked_at, outlined
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


def loss_of(z, truth):
    p = z.sigmoid()
    overlap = (p * truth).sum((1, 2))
    dice = 1 - (2 * overlap + 1) / (p.sum((1, 2)) + truth.sum((1, 2)) + 1)
    return F.binary_cross_entropy_with_logits(z, truth) + dice.mean()


@torch.no_grad()
def overlaps(net, checked, side=192):
    """Intersection over union of each thing in its box, by the cells."""
    found = []
    for o in checked:
        look, truth = looked_at(o.picture, o.mask.astype(np.float32), o.box, [MARGIN] * 4, side)
        z, t = net(squeezed(look))[0, 0].numpy() > 0, truth > 0.5
        found.append((z & t).sum() / max(1, (z | t).sum()))
    return np.array(found)


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
    mean = copy.deepcopy(published)         # of what it was in the last 500 steps or so
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=1e-4)
    print(f"{len(looks.things)} things, {len(looks.cutouts)} cut out; {len(checked)} checked", flush=True)
    began = told = time.time()
    step, losses = 0, []
    while (share := (time.time() - began) / 60 / args.minutes) < 1:
        for group in optimizer.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * share))
        seen, truth = lesson(looks, published, of_picture=step % 5 == 4)
        loss = loss_of(net(seen)[:, 0], truth)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1)
        optimizer.step()
        step += 1
        with torch.no_grad():
            for own, now in zip(mean.parameters(), net.parameters()):
                own.lerp_(now, max(0.002, 10 / (step + 10)))
        losses.append(loss.item())
        if time.time() - told > 300:
            torch.save(mean.state_dict(), WEIGHTS)
            overlap = f", checked {overlaps(mean, checked).mean():.3f}" if checked else ""
            print(f"{(time.time() - began) / 60:.0f} min, step {step}, loss {np.mean(losses):.3f}{overlap}", flush=True)
            told, losses = time.time(), []
    torch.save(mean.state_dict(), WEIGHTS)
    if checked:
        print(f"checked {overlaps(mean, checked).mean():.3f}, as published {overlaps(published, checked).mean():.3f}")


if __name__ == "__main__":
    main()
