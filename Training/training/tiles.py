"""Single cut-outs, close up, beside the clips: so that the backbone goes on learning what things look like."""

import numpy as np
import torch
import torch.nn.functional as F

from training.closeups import Balanced, backgrounds, view
from clips.redraw import redrawn
from cutouts.sprites import load_bank


class Tiles:
    """Batches of cut-outs with their classes as the attribute heads know them."""

    def __init__(self, path: str, names: dict, seed: int):
        self.rng, self.photos, self.names = np.random.default_rng(seed), backgrounds(), names
        self.balanced = Balanced([s for s in load_bank(path) if s["split"] == "train"], names["class"])

    def batch(self, count: int):
        """-> [count, 8, 64, 64], outlines [count, 1, 16, 16], labels as the attribute heads take them."""
        chosen = [self.balanced.pick(self.rng) for _ in range(count)]
        shown = [redrawn(self.rng, s["rgba"]) if self.rng.random() < 0.8 else s["rgba"] for s in chosen]
        views = [view(self.rng, rgba, self.photos) for rgba in shown]
        channels, outlines = (torch.from_numpy(np.stack(v).astype(np.float32)).permute(0, 3, 1, 2) for v in zip(*views))
        labels = {k: torch.full((count, 1), -1) for k in self.names}
        labels["class"] = torch.tensor([[self.names["class"].index(s["class"])] for s in chosen])
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
