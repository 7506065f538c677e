"""Single cut-outs, close up, beside the clips: so that the backbone goes on learning what things look like."""

import numpy as np
import torch
import torch.nn.functional as F

from redraw import redrawn
from pretrain import backgrounds, view
from sprites import load_bank


class Tiles:
    """Batches of cut-outs, every class as often as the square root of how many it has."""

    def __init__(self, path: str, names: dict, seed: int):
        self.rng, self.photos, self.names = np.random.default_rng(seed), backgrounds(), names
        kinds = names["class"]
        self.by_class = {k: [] for k in kinds}
        for s in load_bank(path):
            if s["split"] == "train" and s["class"] in self.by_class:
                self.by_class[s["class"]].append(s["rgba"])
        share = np.array([len(self.by_class[k]) ** 0.5 for k in kinds])
        self.share = share / share.sum()

    def batch(self, count: int):
        """-> [count, 8, 64, 64], outlines [count, 1, 16, 16], labels as the attribute heads take them."""
        classes = self.rng.choice(len(self.share), count, p=self.share)
        views = []
        for c in classes:
            shown = self.by_class[self.names["class"][c]]
            rgba = shown[self.rng.integers(len(shown))]
            views.append(view(self.rng, redrawn(self.rng, rgba) if self.rng.random() < 0.8 else rgba, self.photos))
        channels, outlines = (torch.from_numpy(np.stack(v).astype(np.float32)).permute(0, 3, 1, 2) for v in zip(*views))
        labels = {k: torch.full((count, 1), -1) for k in self.names}
        labels["class"] = torch.from_numpy(classes)[:, None]
        return channels.contiguous(memory_format=torch.channels_last), F.avg_pool2d(outlines, 4), labels


def tile_loss(net, head, tiles, count: int):
    """-> loss, share of classes right. Batch normalisation keeps to the statistics of the clips."""
    x, outlines, labels = tiles.batch(count)
    body = net.backbone[0].body
    body.eval()
    with torch.autocast("cpu", torch.bfloat16):
        features = body(x)
    body.train()
    loss, right = head(features[2:], outlines, labels)
    return loss, float(right["class"])
