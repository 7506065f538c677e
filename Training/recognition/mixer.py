"""Fits the mixer, which draws a subject's mask, to the queries of photographs, composites and synthetic clips."""

import random
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from recognition.answers import Answer, Row
from recognition.features import MIXER_INPUTS, Seen, Subject, drawing_features, mixer_features
from recognition.mlp import MLP

HIDDEN = 32
STEPS, RATE = 1200, 4e-3
BATCH = (14, 8, 10)         # queries of photographs, composites and synthetic clips
WEAKENED = 0.7              # share of the queries about photographs
SHARE = 0.6                 # of what was learned that is added to the blend; chosen with the development clips in sight


@dataclass
class Example:
    features: torch.Tensor
    base: torch.Tensor
    truth: torch.Tensor
    tag: str


def example(row: Row, answer: Answer, subject: Subject, heads) -> Example:
    single = lambda x: torch.from_numpy(x.astype(np.float32))
    seen, mask = row.seen, single(answer.mask)
    if not row.is_photograph:
        logit = drawing_features(seen) @ heads["drawn.weight"] + heads["drawn.bias"]
        seen.drawn = float(logit.sigmoid())
    elif random.random() < WEAKENED:
        seen, mask = weakened(seen), doubtful(mask)
    features, base = mixer_features(seen, subject, mask, single(row.contrast), answer.head, answer.fit, heads["prior"])
    return Example(features.half(), base.half(), single(answer.truth).half(), answer.tag)


def smooth(size):
    """Noise of deviation 1 that changes over a quarter of the frame."""
    return F.interpolate(torch.randn(1, 1, 4, 7), size=size, mode="bicubic", align_corners=False)[0, 0]


def doubtful(mask):
    """As the small model's mask is in films.  In a composite it is better: that model learned from cut-outs laid over
    photographs."""
    return mask * random.uniform(0.2, 0.8) + 2 * smooth(mask.shape) + random.gauss(0, 1)


def weakened(seen: Seen) -> Seen:
    """As if the pyramid knew the photograph less well.  It was taught with these very photographs and is surer in them than
    it is in others."""
    def field(size, mean):
        coarse = (torch.rand(1, 1, 4, 7) + mean - 0.5).clamp(0, 1)
        return F.interpolate(coarse, size=size, mode="bicubic", align_corners=False)[0, 0].clamp(0, 1)

    kinds = seen.kinds * field(seen.kinds.shape[1:], 0.5)
    kinds[0] = 1 - kinds[1:].sum(0)
    foreground = seen.foreground - 4 * (1 - field(seen.foreground.shape, 0.8)) - 0.5
    return Seen(foreground, seen.salience, kinds, seen.classes)


def examples(rows: list[Row], heads) -> list[Example]:
    """Of landscape pictures; not of what is absent, which is presence's to deny.  Caltech-101's one thing is asked for a
    second time as if the noun were unknown."""
    found = []
    for row in rows:
        for answer in row.answers if row.is_landscape else []:
            if answer.truth is None:
                continue
            found.append(example(row, answer, answer.subject, heads))
            if answer.tag == "caltech":
                found.append(example(row, answer, Subject.unknown(), heads))
    return found


def predict(net, batch: list[Example]):
    """-> logits and truth [n, h, w]"""
    stack = lambda name: torch.stack([getattr(e, name) for e in batch]).float()
    return stack("base") + net(stack("features").permute(0, 2, 3, 1)), stack("truth")


def loss_of(net, batch):
    z, truth = predict(net, batch)
    p = z.sigmoid()
    dice = 1 - (2 * (p * truth).sum((1, 2)) + 1) / (p.sum((1, 2)) + truth.sum((1, 2)) + 1)
    entropy = F.binary_cross_entropy_with_logits(z, truth, reduction="none").mean((1, 2))
    return (3 * entropy + dice).mean()


@torch.no_grad()
def scores(net, held: list[Example]) -> dict:
    """J by tag."""
    found = {}
    for e in held:
        z, truth = predict(net, [e])
        mask, truth = z > 0, truth > 0.5
        found.setdefault(e.tag, []).append(float((mask & truth).sum() / (mask | truth).sum().clamp(min=1)))
    return {tag: round(float(np.mean(v)), 3) for tag, v in found.items()}


def fit(sources: list[list[Row]], held_sources: list[list[Row]], heads, steps=STEPS):
    """The fitted MLP.  It begins at the plain blend.  Sources in the order of `BATCH`; `heads`: prior and drawing probe."""
    net = MLP(MIXER_INPUTS, HIDDEN, HIDDEN, 1)
    nn.init.zeros_(net.layers[-1].weight)
    nn.init.zeros_(net.layers[-1].bias)
    learned, held = ([examples(rows, heads) for rows in part] for part in (sources, held_sources))
    print("mixer: the plain blend", *(scores(net, h) for h in held), flush=True)
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 50) * (1 - step / steps) + 1e-5
        batch = [e for source, count in zip(learned, BATCH) for e in random.sample(source, min(count, len(source)))]
        loss = loss_of(net, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("mixer: fitted", *(scores(net, h) for h in held), flush=True)
    with torch.no_grad():
        net.layers[-1].weight *= SHARE
        net.layers[-1].bias *= SHARE
    return net
