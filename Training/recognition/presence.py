"""Fits the judge of presence in photographs, with a little weight on synthetic clips."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from recognition.answers import Row
from recognition.features import PRESENCE_INPUTS, presence_features
from recognition.mlp import MLP

HIDDEN = 32
STEPS, BATCH, RATE = 2000, 512, 5e-3
CLIPS = 0.02            # weight of the synthetic clips' queries
UNKNOWN = 0.5           # weight of a query whose noun has no classes
HELD_OUT = 6            # every sixth picture
SKIPPED = {"place", "size"}     # whose noun another query has


@dataclass
class Queries:
    inputs: torch.Tensor
    there: torch.Tensor
    weight: torch.Tensor
    held: torch.Tensor

    @classmethod
    def of(cls, rows: list[Row], prior) -> "Queries":
        inputs, there, weight, held = [], [], [], []
        for number, row in enumerate(rows):
            for a in row.answers if row.is_landscape else []:
                if a.tag in SKIPPED:
                    continue
                mask = torch.from_numpy(a.mask.astype(np.float32))
                inputs.append(presence_features(row.seen, a.subject, mask, a.head, a.fit, prior))
                there.append(float(a.truth is not None))
                weight.append(1.0 if a.subject.has_classes or a.subject.has_kinds else UNKNOWN)
                held.append(number % HELD_OUT == 0)
        return cls(torch.stack(inputs), torch.tensor(there), torch.tensor(weight), torch.tensor(held))

    def balanced(self, share: float):
        """Weights of which what is there and what is not have half each; `share` a query on average."""
        yes = (self.weight * self.there).sum()
        no = (self.weight * (1 - self.there)).sum()
        return self.weight / torch.where(self.there > 0, yes, no) * len(self.there) / 2 * share


def fit(photographs: list[Row], clips: list[Row], prior, steps=STEPS):
    real, made = Queries.of(photographs, prior), Queries.of(clips, prior)
    total = len(real.there) + len(made.there)
    inputs, there = torch.cat([real.inputs, made.inputs]), torch.cat([real.there, made.there])
    weight = torch.cat([q.balanced(total / len(q.there) / 2 * share) for q, share in ((real, 1.0), (made, CLIPS))])
    learned = torch.nonzero(~torch.cat([real.held, made.held]))[:, 0]
    net = MLP(PRESENCE_INPUTS, HIDDEN, 1)
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=2e-2)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / steps) + 1e-5
        pick = learned[torch.randint(0, len(learned), (BATCH,))]
        entropy = F.binary_cross_entropy_with_logits(net(inputs[pick]), there[pick], reduction="none")
        loss = (entropy * weight[pick]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for name, q in (("photographs", real), ("clips", made)):
        report(net, name, q)
    return net


@torch.no_grad()
def report(net, name, q: Queries):
    p, there = net(q.inputs[q.held]).sigmoid(), q.there[q.held] > 0
    for threshold in (0.4, 0.5, 0.6):
        found, denied = (p[there] > threshold).float().mean(), (p[~there] <= threshold).float().mean()
        print(f"presence, held-out {name}, from {threshold} on: found {found:.3f}, denied {denied:.3f}", flush=True)
