"""What the heads read of a frame and a sentence: the same numbers as SubjectMixer.swift, MaskAgreement.swift,
SubjectPresence.swift, PointedAt.swift and DrawingProbe.swift compute.

Shapes: h x w the map of what stands out (stride 4); the query's mask is at half of that, like the kinds.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from nouns import VOC, Sentence

MIXER_INPUTS, PRESENCE_INPUTS = 23, 16
BLEND = (1.0, 0.3, 0.5)         # of what stands out, the query's mask and the contrast


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
    """`salience` logits [h, w]; `kinds` [21, h / 2, w / 2] and `classes` [1000, h / 8, w / 8], probabilities."""
    salience: torch.Tensor
    kinds: torch.Tensor
    classes: torch.Tensor

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


def agreement(mask, salience):
    """How mask and what stands out agree in the frame: nine tenths of the mask's logits where something stands out are
    below the first number, one tenth below the second; the share of it that the mask covers; the share of the mask
    that lies outside."""
    inside, marked = mask[salience > 0].sort().values, salience[mask > 0]
    if len(inside):
        high, low = inside[min(len(inside) - 1, len(inside) * 9 // 10)], inside[len(inside) // 10]
        covered = (inside > 0).float().mean()
    else:
        high = low = mask.max()
        covered = 0.0
    return high, low, covered, (marked < 0).float().mean() if len(marked) else 1.0


def mixer_features(seen: Seen, subject: Subject, mask, contrast, head, fit, prior):
    """`mask` logits [h / 2, w / 2], `contrast` of any size, `head` and `fit` logits, `prior` [1000] -> what the MLP
    reads [23, h, w], and what its answer is added to [h, w]."""
    size = seen.salience.shape
    spread = lambda map: F.interpolate(map[None, None], size=size, mode="bilinear", align_corners=False)[0, 0]
    salience, mask, contrast = seen.salience.clamp(-10, 10), spread(mask).clamp(-8, 8), spread(contrast).clamp(-2, 2)
    stands_out, background = seen.salience.clamp(-8, 8), spread(seen.kinds[0])
    classes, kinds = seen.sums(subject)
    f = torch.zeros(MIXER_INPUTS, *size)
    f[0], f[1] = stands_out / 4, logit(background) / 4
    others = 1 - background
    if classes is not None:
        here, most = spread(classes), classes.max()
        f[2], f[3] = logit(here) / 4, ratio(here, (torch.as_tensor(subject.classes) * prior).sum()) / 4
        f[4], f[5], f[6], f[7] = logit(most) / 4, ratio(here, most) / 4, 1, logit(classes.mean()) / 4
    if kinds is not None:
        here = spread(kinds)
        f[8], f[9], f[10] = logit(here) / 4, 1, logit(here.max()) / 4
        others = others - here
    f[11], f[12], f[13] = logit(others) / 4, subject.generality, stands_out.max() / 4
    high, low, covered, outside = agreement(mask, salience)
    f[14], f[15], f[16], f[17] = high / 4, low / 4, covered, outside
    f[18], f[19], f[20], f[21], f[22] = mask / 4, (mask - high) / 4, contrast, fit / 4, head / 4
    return f, BLEND[0] * salience + BLEND[1] * mask + BLEND[2] * contrast


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
    f[9], f[10] = subject.generality, seen.salience.max().clamp(-8, 8) / 4
    f[11], f[12], f[15] = there.max(), -(there * torch.log(there + 1e-6)).sum() / 7, kind[0]
    return f


def drawing_features(seen: Seen):
    """-> [1000]"""
    return torch.log(seen.classes + 1e-6).mean((1, 2))
