"""What the heads read of a frame and a sentence: the same numbers as SubjectMixer.swift, MaskAgreement.swift,
SubjectPresence.swift, PointedAt.swift and DrawingProbe.swift compute.

Shapes: h x w the map of what stands out (stride 4); the query's mask is at half of that, like the kinds.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from lexicon.nouns import VOC, Sentence

MIXER_INPUTS, PRESENCE_INPUTS = 33, 16
BLEND = (0.8, 1.0, 0.4, 1.0)        # of foreground, salience, the query's mask and the contrast
OWN = 0.5                           # share of the highest probability from which a place is the subject's
LARGE_PATCH = 0.004                 # share of the frame from which a patch counts
SALIENCE_LIMIT = 3                  # in the blend: beyond it, U²-Net is surer than right


@dataclass
class Subject:
    """Weights 0...1 of ImageNet's classes [1000] and of VOC's kinds [20], and how general they are."""
    classes: np.ndarray
    kinds: np.ndarray
    generality: float

    @classmethod
    def of(cls, text: str) -> "Subject":
        meaning = Sentence(text)
        classes, kinds = np.zeros(1000, np.float32), np.zeros(len(VOC), np.float32)
        for k, weight in meaning.imagenet.items():
            classes[k] = weight
        for name, weight in meaning.voc.items():
            kinds[VOC.index(name)] = weight
        return cls(classes, kinds, meaning.generality)

    @classmethod
    def unknown(cls):
        return cls(np.zeros(1000, np.float32), np.zeros(len(VOC), np.float32), 0.0)

    @property
    def has_classes(self):
        return bool((self.classes > 0).any())

    @property
    def has_kinds(self):
        return bool((self.kinds > 0).any())

    def shares_with(self, other: "Subject") -> bool:
        """Whether a thing may be both."""
        return bool(((self.classes > 0) & (other.classes > 0)).any() or ((self.kinds > 0) & (other.kinds > 0)).any())


@dataclass
class Seen:
    """`foreground` (the pyramid's) and `salience` (U²-Net's) logits [h, w]; `kinds` [21, h / 2, w / 2] and `classes`
    [1000, h / 8, w / 8], probabilities; `drawn` 0...1, what the drawing probe says."""
    foreground: torch.Tensor
    salience: torch.Tensor
    kinds: torch.Tensor
    classes: torch.Tensor
    drawn: float = 0.0

    def sums(self, subject: Subject):
        """Of the subject's classes and of its kinds, probability at every place; None where it has none."""
        sum_of = lambda weights, map: (torch.as_tensor(weights)[:, None, None] * map).sum(0)
        return (sum_of(subject.classes, self.classes) if subject.has_classes else None,
                sum_of(subject.kinds, self.kinds[1:]) if subject.has_kinds else None)


def logit(p):
    p = torch.as_tensor(p).clamp(1e-4, 1 - 1e-4)
    return torch.log(p / (1 - p))


def ratio(a, b):
    return torch.log((a + 1e-4) / (b + 1e-4))


def agreement(mask, region):
    """How mask and a region, bool, agree in the frame: nine tenths of the mask's logits in the region are below the first
    number, one tenth below the second; the share of the region that the mask covers; the share of the mask that lies
    outside."""
    inside, marked = mask[region].sort().values, region[mask > 0]
    if len(inside):
        high, low = inside[min(len(inside) - 1, len(inside) * 9 // 10)], inside[len(inside) // 10]
        covered = (inside > 0).float().mean()
    else:
        high = low = mask.max()
        covered = 0.0
    return high, low, covered, (~marked).float().mean() if len(marked) else 1.0


def patches(region):
    """Connected parts (by their sides) of a region, bool [h, w]: numbers from 0 on [h, w], -1 outside, and their count."""
    count, marks = cv2.connectedComponents(region.numpy().astype(np.uint8), connectivity=4)
    return torch.from_numpy(marks).long() - 1, count - 1


def patch_features(stands_out, mask, classes, kinds):
    """What holds for the whole patch of what stands out that a place belongs to, zeros elsewhere: [6, h, w].  `classes`
    and `kinds`: the subject's probability [h, w] or None."""
    f = torch.zeros(6, *mask.shape)
    marks, count = patches(stands_out > 0)
    if not count:
        return f
    inside = marks >= 0
    at = marks[inside]
    size = torch.bincount(at, minlength=count).float()
    mean = lambda map: torch.zeros(count).index_add_(0, at, map[inside]) / size
    large = size >= LARGE_PATCH * mask.numel()
    said = mean(mask)
    best = said[large].max() if large.any() else said.max()
    f[0][inside] = ((said - best) / 4)[at]
    f[1][inside] = (size / mask.numel()).sqrt()[at]
    f[2][inside] = large.sum().clamp(max=8) / 8
    if classes is not None:
        most = torch.zeros(count).scatter_reduce(0, at, classes[inside], "amax")
        f[3][inside], f[4][inside] = (logit(most) / 4)[at], (ratio(most, most.max()) / 4)[at]
    if kinds is not None:
        f[5][inside] = (logit(mean(kinds)) / 4)[at]
    return f


def mixer_features(seen: Seen, subject: Subject, mask, contrast, head, fit, prior):
    """`mask` logits [h / 2, w / 2], `contrast` of any size, `head` and `fit` logits, `prior` [1000] -> what the MLP
    reads [33, h, w], and what its answer is added to [h, w]."""
    size = seen.foreground.shape
    spread = lambda map: F.interpolate(map[None, None], size=size, mode="bilinear", align_corners=False)[0, 0]
    mask, contrast, background = spread(mask).clamp(-8, 8), spread(contrast).clamp(-2, 2), spread(seen.kinds[0])
    foreground, salience = seen.foreground.clamp(-10, 10), seen.salience.clamp(-SALIENCE_LIMIT, SALIENCE_LIMIT)
    stands_out = BLEND[0] * foreground + BLEND[1] * salience
    classes, kinds = seen.sums(subject)
    f = torch.zeros(MIXER_INPUTS, *size)
    f[0], f[1] = foreground.clamp(-8, 8) / 4, logit(background) / 4
    others, own = 1 - background, stands_out > 0
    if classes is not None:
        here, most = spread(classes), classes.max()
        f[2], f[3] = logit(here) / 4, ratio(here, (torch.as_tensor(subject.classes) * prior).sum()) / 4
        f[4], f[5], f[6], f[7] = logit(most) / 4, ratio(here, most) / 4, 1, logit(classes.mean()) / 4
        own = here > OWN * here.max()
    if kinds is not None:
        here = spread(kinds)
        f[8], f[9], f[10] = logit(here) / 4, 1, logit(here.max()) / 4
        own = here > OWN * here.max()
        others = others - here
    f[11], f[12], f[13] = logit(others) / 4, subject.generality, stands_out.max().clamp(-8, 8) / 4
    high, low, covered, outside = agreement(mask, stands_out > 0)
    f[14], f[15], f[16], f[17] = high / 4, low / 4, covered, outside
    f[18], f[19], f[20], f[21], f[22] = mask / 4, (mask - high) / 4, contrast, fit / 4, head / 4
    f[23] = seen.salience.clamp(-8, 8) / 4
    high, _, covered, _ = agreement(mask, own)
    f[24], f[25] = (mask - high) / 4, covered
    f[26:32] = patch_features(stands_out, mask, None if classes is None else spread(classes),
                              None if kinds is None else spread(kinds))
    f[32] = seen.drawn
    return f, stands_out + BLEND[2] * mask + BLEND[3] * contrast


def pointed_at(seen: Seen, mask):
    """Classes [1000] and kinds [21] where the mask [h / 2, w / 2] points."""
    weight = mask.sigmoid()
    coarse = F.avg_pool2d(weight[None, None], 4)[0, 0]
    mean = lambda map, w: (map * w).sum((1, 2)) / (w.sum() + 1e-3)
    return mean(seen.classes, coarse), mean(seen.kinds, weight)


def presence_features(seen: Seen, subject: Subject, mask, head, fit, prior):
    """-> [16]"""
    f = torch.zeros(PRESENCE_INPUTS)
    classes, kinds = seen.sums(subject)
    there, kind = pointed_at(seen, mask)
    f[0], f[1] = head / 4, fit / 4
    if classes is not None:
        f[2], f[3] = logit(classes.max()) / 4, logit(classes.mean()) / 4
        f[4] = ratio(classes.max(), (torch.as_tensor(subject.classes) * prior).sum()) / 4
        f[5], f[13] = 1, logit((torch.as_tensor(subject.classes) * there).sum()) / 4
    if kinds is not None:
        f[6], f[7], f[8] = logit(kinds.max()) / 4, logit(kinds.mean()) / 4, 1
        f[14] = logit((torch.as_tensor(subject.kinds) * kind[1:]).sum()) / 4
    f[9], f[10] = subject.generality, seen.foreground.max().clamp(-8, 8) / 4
    f[11], f[12], f[15] = there.max(), -(there * torch.log(there + 1e-6)).sum() / 7, kind[0]
    return f


def drawing_features(seen: Seen):
    """-> [1000]"""
    return torch.log(seen.classes + 1e-6).mean((1, 2))
