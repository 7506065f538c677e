"""Teaches the pyramid what the two teachers outlined, from the written maps of the backbone.

    python -m recognition.distil [--steps 11500]         # work/recognition/network.pt, running mean of the weights

Every five hundred steps: the loss, and on the photographs kept for testing how far what stands out overlaps with what
the teacher outlined (J).  A step of eight views takes about 0.18 s of one core.
"""

import argparse
import math
import os
import random

import numpy as np
import torch
import torch.nn.functional as F

from recognition.maps import open_arrays
from recognition.material import WORK
from recognition.network import KINDS, Recognition, half_precision, pixels
from recognition.split import OUTLINED, kept_for_testing
from recognition.teach import taught
from recognition.views import UNKNOWN, plain_view

WEIGHTS = WORK / "network.pt"


def batch(arrays, size=8):
    """Maps, what stands out 0...1 and kinds, half the time mirrored."""
    pick = np.sort(np.random.randint(0, len(arrays["salience"]), size))
    maps = [torch.from_numpy(arrays[f"map{i}"][pick]).float().permute(0, 3, 1, 2) for i in range(4)]
    salience = torch.from_numpy(arrays["salience"][pick]).float() / 255
    kinds = torch.from_numpy(arrays["kinds"][pick]).long()
    kinds[kinds >= KINDS] = UNKNOWN
    if random.random() < 0.5:
        maps, salience, kinds = [m.flip(3) for m in maps], salience.flip(2), kinds.flip(2)
    return [m.contiguous(memory_format=torch.channels_last) for m in maps], salience, kinds


def loss_of(z, kinds, salience, truth):
    """Cross-entropy, three times as heavy at outlines, and Dice of what stands out; cross-entropy of the kinds."""
    p = z.sigmoid()
    dice = 1 - (2 * (p * salience).sum((1, 2)) + 1) / (p.sum((1, 2)) + salience.sum((1, 2)) + 1)
    swing = F.max_pool2d(salience[:, None], 5, 1, 2) + F.max_pool2d(-salience[:, None], 5, 1, 2)
    outline = 1 + 2 * swing[:, 0]
    entropy = (F.binary_cross_entropy_with_logits(z, salience, reduction="none") * outline).mean((1, 2))
    loss = (3 * entropy + dice).mean()
    return loss + 0.5 * F.cross_entropy(kinds, truth, ignore_index=UNKNOWN) if (truth != UNKNOWN).any() else loss


class RunningMean:
    """Of the learned weights."""

    def __init__(self, net):
        self.values, self.steps = {k: v.clone() for k, v in net.learned().items()}, 0

    def update(self, net):
        self.steps += 1
        new = 1 - min(0.998, (self.steps + 1) / (self.steps + 20))
        for k, v in net.learned().items():
            if v.is_floating_point():
                self.values[k].lerp_(v, new)
            else:
                self.values[k].copy_(v)


@torch.no_grad()
def agreement(net, values, views):
    """Mean J with the teacher's outlines."""
    last = {k: v.clone() for k, v in net.learned().items()}
    net.load_state_dict(values, strict=False)
    net.eval()
    overlaps = []
    for view in views:
        found, truth = net(net.maps(pixels(view.picture[None])))[0][0, 0].numpy() > 0, view.salience > 127
        overlaps.append((found & truth).sum() / max(1, (found | truth).sum()))
    net.load_state_dict(last, strict=False)
    net.train()
    return float(np.mean(overlaps)) if overlaps else float("nan")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--steps", type=int, default=11500)
    p.add_argument("--rate", type=float, default=3e-3)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    np.random.seed(0)
    random.seed(0)
    arrays, net = open_arrays(), Recognition()
    views = [plain_view(path) for path in taught([OUTLINED / "images" / name for name in sorted(kept_for_testing())])]
    learning = [v for v in net.parameters() if v.requires_grad]
    optimizer = torch.optim.AdamW(learning, a.rate, weight_decay=1e-3, betas=(0.9, 0.99))
    mean, losses = RunningMean(net), []
    net.train()
    for step in range(a.steps):
        for group in optimizer.param_groups:
            group["lr"] = a.rate * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * step / a.steps)) + 1e-5
        maps, salience, truth = batch(arrays)
        with half_precision():
            z, kinds = net(maps)
        loss = loss_of(z.float()[:, 0], kinds.float(), salience, truth)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 5)
        optimizer.step()
        mean.update(net)
        losses.append(loss.item())
        if (step + 1) % 500 == 0 or step + 1 == a.steps:
            print(step + 1, f"loss {np.mean(losses):.3f}, J {agreement(net, mean.values, views):.3f}", flush=True)
            losses = []
            torch.save(mean.values, f"{WEIGHTS}.tmp")
            os.rename(f"{WEIGHTS}.tmp", WEIGHTS)


if __name__ == "__main__":
    main()
