"""Fits the mixer, which draws a subject's mask, to the queries of photographs and synthetic clips in equal parts."""

import random
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from recognition.answers import Answer, Row
from recognition.features import MIXER_INPUTS, Subject, mixer_features
from recognition.mlp import MLP

HIDDEN = 32
STEPS, BATCH, RATE = 800, 16, 4e-3
ABSENT_SHARE, ABSENT_WEIGHT = 0.4, 0.05     # of the queries that match nothing: how many are used, and their weight


@dataclass
class Example:
    features: torch.Tensor
    base: torch.Tensor
    truth: torch.Tensor
    is_there: bool
    tag: str


def example(row: Row, answer: Answer, subject: Subject, prior) -> Example:
    single = lambda x: torch.from_numpy(x.astype(np.float32))
    features, base = mixer_features(row.seen, subject, single(answer.mask), single(row.contrast), answer.head, answer.fit, prior)
    truth = torch.zeros_like(base) if answer.truth is None else single(answer.truth)
    return Example(features.half(), base.half(), truth.half(), answer.truth is not None, answer.tag)


def examples(rows: list[Row], prior) -> list[Example]:
    """Of landscape pictures.  Caltech-101's one thing is asked for a second time as if the noun were unknown."""
    found = []
    for row in rows:
        for answer in row.answers if row.is_landscape else []:
            if answer.tag == "absent" and random.random() > ABSENT_SHARE:
                continue
            found.append(example(row, answer, answer.subject, prior))
            if answer.tag == "caltech":
                found.append(example(row, answer, Subject.unknown(), prior))
    return found


def predict(net, batch: list[Example]):
    """-> logits and truth [n, h, w]"""
    stack = lambda name: torch.stack([getattr(e, name) for e in batch]).float()
    return stack("base") + net(stack("features").permute(0, 2, 3, 1)), stack("truth")


def loss_of(net, batch):
    z, truth = predict(net, batch)
    there = torch.tensor([float(e.is_there) for e in batch])
    weight = torch.tensor([ABSENT_WEIGHT if e.tag == "absent" else 1.0 for e in batch])
    p = z.sigmoid()
    dice = 1 - (2 * (p * truth).sum((1, 2)) + 1) / (p.sum((1, 2)) + truth.sum((1, 2)) + 1)
    entropy = F.binary_cross_entropy_with_logits(z, truth, reduction="none").mean((1, 2))
    return ((3 * entropy + dice * there) * weight).mean()


@torch.no_grad()
def scores(net, held: list[Example]) -> dict:
    """By tag: J, or the share of the picture that is marked where nothing matches."""
    found = {}
    for e in held:
        z, truth = predict(net, [e])
        mask, truth = z > 0, truth > 0.5
        value = (mask & truth).sum() / (mask | truth).sum().clamp(min=1) if e.is_there else mask.float().mean()
        found.setdefault(e.tag, []).append(float(value))
    return {tag: round(float(np.mean(v)), 3) for tag, v in found.items()}


def fit(photographs: list[Row], clips: list[Row], held_photographs: list[Row], held_clips: list[Row], prior, steps=STEPS):
    """The fitted MLP.  It begins at the plain blend."""
    net = MLP(MIXER_INPUTS, HIDDEN, HIDDEN, 1)
    nn.init.zeros_(net.layers[-1].weight)
    nn.init.zeros_(net.layers[-1].bias)
    real, made = examples(photographs, prior), examples(clips, prior)
    held = examples(held_photographs, prior), examples(held_clips, prior)
    print("mixer: the plain blend", *(scores(net, h) for h in held), flush=True)
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 50) * (1 - step / steps) + 1e-5
        batch = random.sample(real, min(BATCH, len(real))) + random.sample(made, min(BATCH, len(made)))
        loss = loss_of(net, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("mixer: fitted", *(scores(net, h) for h in held), flush=True)
    return net
