"""Fits the probe that tells frames put together from cut-outs from photographs, by what the classifier says of them."""

import torch
import torch.nn.functional as F

from recognition.answers import Row
from recognition.features import drawing_features

STEPS, RATE, DECAY = 600, 1e-2, 3e-2
HELD_OUT = 5            # every fifth picture
SLOPE, OFFSET = 2, 1    # chosen by hand: a doubtful frame counts as a photograph, and doubt is short


def fit(photographs: list[Row], clips: list[Row], steps=STEPS):
    """-> weight [1000] and bias [1] of the probe's logit."""
    x = torch.stack([drawing_features(r.seen) for r in photographs + clips])
    drawn = torch.tensor([0.0] * len(photographs) + [1.0] * len(clips))
    middle = x.mean(0)
    held = torch.arange(len(x)) % HELD_OUT == 0
    share = torch.where(drawn > 0, 0.5 / drawn.mean(), 0.5 / (1 - drawn.mean()))[~held]
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adam([weight, bias], RATE)
    for _ in range(steps):
        z = (x[~held] - middle) @ weight + bias
        entropy = F.binary_cross_entropy_with_logits(z, drawn[~held], reduction="none")
        loss = (entropy * share).mean() + DECAY * (weight ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    weight, bias = weight.detach(), bias.detach()
    right = ((x[held] - middle) @ weight + bias > 0) == (drawn[held] > 0)
    print(f"drawing: {right.float().mean():.3f} right of {len(right)} held-out pictures", flush=True)
    return weight * SLOPE, (bias - middle @ weight - OFFSET) * SLOPE
