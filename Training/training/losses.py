"""Losses and matching, after ReferFormer and DETR, and two of our own: the contrast over a clip's
objects and the attribute heads (both only while training)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def dice(logits: Tensor, truth: Tensor) -> Tensor:
    """[B, h, w] each -> [B]; 1 - Dice coefficient of the sigmoid."""
    p, g = logits.sigmoid().flatten(1), truth.flatten(1)
    return 1 - (2 * (p * g).sum(1) + 1) / (p.sum(1) + g.sum(1) + 1)


def mask_loss(logits: Tensor, truth: Tensor, visible: Tensor) -> Tensor:
    """5 x cross-entropy on every frame + 2 x Dice where the target is visible."""
    bce = F.binary_cross_entropy_with_logits(logits, truth)
    return 5 * bce + 2 * (dice(logits, truth) * visible).sum() / visible.sum().clamp(min=1)


def contrast(logits: Tensor, objects: Tensor, targets: Tensor):
    """Cross-entropy over the objects of a frame of the mean logit inside each, so that words decide.

    logits [B, h, w]; objects [B, O, h, w] soft masks; targets [B, O] 1 where the sentence means it.
    -> loss, share right.
    """
    area = objects.sum((2, 3))
    seen = area > 1.5
    mean = torch.einsum("bhw,bohw->bo", logits, objects) / (area + 1e-3)
    mean = mean.masked_fill(~seen, -1e4)
    aimed = targets.bool() & seen
    counts = aimed.sum(1)
    useful = (counts > 0) & (counts < seen.sum(1))
    if not useful.any():
        return logits.sum() * 0, None
    log_p = mean.log_softmax(1).masked_fill(~aimed, -1e4)
    loss = -torch.logsumexp(log_p, 1)[useful].mean()
    right = aimed.gather(1, mean.argmax(1, keepdim=True))[:, 0][useful].float().mean()
    return loss, right


def corners(box: Tensor) -> Tensor:
    c, s = box[..., :2], box[..., 2:]
    return torch.cat([c - s / 2, c + s / 2], -1)


def giou(a: Tensor, b: Tensor) -> Tensor:
    """Generalised IoU (Rezatofighi et al. 2019) of boxes (cx, cy, w, h), elementwise."""
    a, b = corners(a), corners(b)
    overlap = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0)
    hull = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    size = lambda x: (x[..., 2:] - x[..., :2]).clamp(min=0).prod(-1)
    i = overlap.prod(-1)
    union = size(a) + size(b) - i
    return i / (union + 1e-6) - (hull.prod(-1) - union) / (hull.prod(-1) + 1e-6)


def focal(logits: Tensor, truth: Tensor, alpha=0.25, gamma=2.0) -> Tensor:
    p = logits.sigmoid()
    ce = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    pt = p * truth + (1 - p) * (1 - truth)
    return (ce * (1 - pt) ** gamma * (alpha * truth + (1 - alpha) * (1 - truth))).sum()


def query_losses(scores, boxes, truth: Tensor, visible: Tensor):
    """scores, boxes: per decoder layer [B, Q] and [B, Q, 4]; truth [B, 4]; visible [B].
    Matched by class, L1 and GIoU of the last layer. -> loss, matched query [B]."""
    with torch.no_grad():
        cost = (-2 * scores[-1].float().sigmoid() + 5 * (boxes[-1] - truth[:, None]).abs().sum(-1)
                - 2 * giou(boxes[-1], truth[:, None].expand_as(boxes[-1])))
        matched = cost.argmin(1)
    rows, n = torch.arange(len(matched)), visible.sum().clamp(min=1)
    loss = 0
    for s, b in zip(scores, boxes):
        want = torch.zeros_like(s, dtype=torch.float32)
        want[rows, matched] = visible
        box = b[rows, matched]
        loss = (loss + 2 * focal(s.float(), want) / n
                + (5 * (box - truth).abs().sum(-1) * visible).sum() / n
                + (2 * (1 - giou(box, truth)) * visible).sum() / n)
    return loss, matched


def boxes_of(masks: Tensor) -> Tensor:
    """[B, h, w] in 0..1 -> (cx, cy, w, h) in 0..1 of the cells over one half; zeros when empty."""
    on = masks > 0.5
    h, w = masks.shape[1:]
    rows, columns = on.any(2), on.any(1)
    first = lambda x: x.float().argmax(1).float()
    last = lambda x, n: n - x.flip(1).float().argmax(1).float()
    x0, x1, y0, y1 = first(columns) / w, last(columns, w) / w, first(rows) / h, last(rows, h) / h
    box = torch.stack([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0], -1)
    return box * on.flatten(1).any(1)[:, None]


class AttributeHeads(nn.Module):
    """Reads class, colour and motion from an object's pooled features; thrown away after training."""

    def __init__(self, width: int, sizes: dict):
        super().__init__()
        self.hidden = nn.Linear(width, 192)
        self.heads = nn.ModuleDict({k: nn.Linear(192, n) for k, n in sizes.items()})

    def forward(self, maps, objects: Tensor, labels: dict):
        """maps: feature maps of N frames, any strides; objects [N, O, h, w]; labels {name: [N, O]},
        -1 unknown. -> loss, {name: share right}."""
        pooled = []
        for m in maps:
            o = F.adaptive_avg_pool2d(objects, m.shape[-2:])
            pooled.append(torch.einsum("nchw,nohw->noc", m.float(), o) / (o.sum((2, 3))[..., None] + 1e-3))
        seen = objects.sum((2, 3)) > 3
        x = F.relu(self.hidden(torch.cat(pooled, -1)[seen]))
        loss, right = 0, {}
        for name, head in self.heads.items():
            y = labels[name][seen]
            known = y >= 0
            if known.any():
                z = head(x)[known]
                loss = loss + F.cross_entropy(z, y[known], label_smoothing=0.05)
                right[name] = (z.argmax(1) == y[known]).float().mean()
        return loss, right
