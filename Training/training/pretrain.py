"""Teaches the backbone classes and colours on single cut-outs before any clip is made.

    python -m training.pretrain --sprites work/sprites.npz --minutes 15 --out work/pretrained.pt

Four cut-outs in a row of 64x64 tiles make an image; each tile is classified from its own cells of
the last two stages. Evidence channels are drawn from the cut-out's outline, with noise.
"""

import argparse
import math
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from training.closeups import Balanced, backgrounds, view
from model.referformer import Config, ReferFormer


class Heads(nn.Module):
    def __init__(self, c, classes, colours):
        super().__init__()
        width = c.planes[2] + c.planes[3]
        self.classes, self.colours = nn.Linear(width, classes), nn.Linear(width, colours)

    def forward(self, features):
        x = torch.cat([f.float().mean((2, 3)) for f in features[2:]], 1)
        x = F.dropout(x, 0.2, self.training)
        return self.classes(x), self.colours(x)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--sprites", default="work/sprites.npz")
    p.add_argument("--minutes", type=float, default=15)
    p.add_argument("--out", default="work/pretrained.pt")
    p.add_argument("--start", help="go on from this checkpoint")
    p.add_argument("--batch", type=int, default=96)
    p.add_argument("--rate", type=float, default=1.5e-3)
    a = p.parse_args()
    torch.set_num_threads(1), torch.set_flush_denormal(True), torch.manual_seed(1), cv2.setNumThreads(1)
    rng = np.random.default_rng(1)
    from cutouts.sprites import load_bank
    bank = load_bank(a.sprites)
    train, test = [s for s in bank if s["split"] == "train"], [s for s in bank if s["split"] == "test"]
    classes, colours = sorted({s["class"] for s in bank}), sorted({s["colour"] for s in bank if s["colour"]})
    balanced, photos = Balanced(train, classes), backgrounds()
    net = ReferFormer(Config()).to(memory_format=torch.channels_last)
    if a.start:
        net.load_state_dict(torch.load(a.start)["net"], strict=False)
    body, heads = net.backbone[0].body, Heads(net.config, len(classes), len(colours))
    parameters = list(body.parameters()) + list(heads.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=a.rate, weight_decay=0.03, fused=True)

    def batch(chosen):
        x = torch.from_numpy(np.stack([view(rng, s["rgba"], photos)[0] for s in chosen])).permute(0, 3, 1, 2)
        y = torch.tensor([classes.index(s["class"]) for s in chosen])
        z = torch.tensor([colours.index(s["colour"]) if s["colour"] else -1 for s in chosen])
        return x, y, z

    start, step, log = time.time(), 0, {}
    while (done := (time.time() - start) / (a.minutes * 60)) < 1:
        for g in optimizer.param_groups:
            g["lr"] = a.rate * min(1, (step + 1) / 50) * (0.5 * (1 + math.cos(math.pi * done)) * 0.98 + 0.02)
        x, y, z = batch([balanced.pick(rng) for _ in range(a.batch)])
        with torch.autocast("cpu", torch.bfloat16):
            features = body(x)
        u, v = heads(features)
        loss = F.cross_entropy(u, y, label_smoothing=0.1) + 0.3 * F.cross_entropy(v, z, ignore_index=-1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        optimizer.step()
        step += 1
        for k, value in dict(loss=loss, right=(u.argmax(1) == y).float().mean()).items():
            log[k] = float(value.detach()) if k not in log else log[k] * 0.97 + float(value.detach()) * 0.03
        if step == 10 or step % 100 == 0:
            body.eval(), heads.eval()
            with torch.no_grad():
                x, y, z = batch([test[rng.integers(len(test))] for _ in range(192)])
                u, v = heads(body(x))
                known = z >= 0
                scores = ((u.argmax(1) == y).float().mean(), (u.topk(5).indices == y[:, None]).any(1).float().mean(),
                          (v.argmax(1) == z)[known].float().mean())
            body.train(), heads.train()
            print(step, f"{time.time() - start:.0f} s", {k: round(v, 3) for k, v in log.items()},
                  "unseen: class {:.3f} top5 {:.3f} colour {:.3f}".format(*scores), flush=True)
            torch.save(dict(net={f"backbone.0.body.{k}": v for k, v in body.state_dict().items()}), a.out)


if __name__ == "__main__":
    main()
