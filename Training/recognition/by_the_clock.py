"""Teaches a network to outline what it looks at for so many minutes, and keeps the mean of its weights."""

import copy
import math
import time

import numpy as np
import torch
import torch.nn.functional as F


def loss_of(z, truth):
    p = z.sigmoid()
    overlap = (p * truth).sum((1, 2))
    dice = 1 - (2 * overlap + 1) / (p.sum((1, 2)) + truth.sum((1, 2)) + 1)
    return F.binary_cross_entropy_with_logits(z, truth) + dice.mean()


def learn(net, lesson, weights, minutes, rate, decay, checked):
    """The mean of the weights of the last 500 steps or so, saved under `weights` meanwhile and in the end.

    `lesson(step)`: logits [n, h, w] of the network, and the truth; `checked(mean)`: how well it does, nan where nothing
    is kept out."""
    mean = copy.deepcopy(net).eval()
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=decay)
    began = told = time.time()
    step, losses = 0, []
    while (share := (time.time() - began) / 60 / minutes) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * share))
        loss = loss_of(*lesson(step))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1)
        optimizer.step()
        step += 1
        with torch.no_grad():
            for own, now in zip(mean.state_dict().values(), net.state_dict().values()):
                own.lerp_(now, max(0.002, 10 / (step + 10))) if own.is_floating_point() else own.copy_(now)
        losses.append(loss.item())
        if time.time() - told > 120:
            torch.save(mean.state_dict(), weights)
            print(f"{(time.time() - began) / 60:.0f} min, step {step}, loss {np.mean(losses):.3f}, "
                  f"checked {checked(mean):.3f}", flush=True)
            told, losses = time.time(), []
    torch.save(mean.state_dict(), weights)
    return mean
