"""Close looks at things in photographs, as the program looks at a box in which it found one: where they stand, under
things of other photographs, and over other photographs."""

import random
from collections import Counter
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from recognition.composites import laid, outlines_of, things
from recognition.photograph_questions import read
from recognition.split import kept_for_testing, photographs
from recognition.teach import outlines, taught
from recognition.views import flawed

MARGIN = 0.12           # CloseUp.margin in Sources/ReferFormer/Recognition/Detection
SMALLEST = 20           # pixels of a box's shorter side
CLEAREST = 320          # the size that U²-Net-P was taught with


@dataclass
class Outlined:
    """`mask` uint8 [h, w], 0 or 1, of a thing in `picture` uint8 [h, w, 3]; `box` x, y, width, height."""
    kind: str
    picture: np.ndarray
    mask: np.ndarray
    box: tuple[int, int, int, int]


def outlined(keep) -> list[Outlined]:
    """The things of the photographs whose file name `keep` takes."""
    found = [Outlined(kind, picture, mask, cv2.boundingRect(mask)) for kind, picture, mask in outlines_of(keep)]
    return [o for o in found if min(o.box[2:]) >= SMALLEST]


def part(picture, box, margins):
    """Left, top, right and bottom of a box and a margin of each of its sides in shares of it, as far as the picture reaches."""
    x, y, w, h = box
    left, top = max(0, x - margins[0] * w), max(0, y - margins[1] * h)
    return left, top, min(picture.shape[1], x + w + margins[2] * w), min(picture.shape[0], y + h + margins[3] * h)


def looked_at(picture, mask, box, margins, side):
    """The box and a margin of each of its sides, left, top, right and bottom in shares of it, as far as the picture
    reaches, squeezed into a square: float32 [side, side, 3] 0...255, float32 [side / 4, side / 4] 0...1."""
    left, top, right, bottom = part(picture, box, margins)

    def cut(image, cells):
        scale = max(1, (right - left) / cells, (bottom - top) / cells)      # no finer than the cells see
        soft = image.astype(np.float32)
        if scale > 1.5:
            soft = cv2.blur(soft, (int(round((right - left) / cells)) | 1, int(round((bottom - top) / cells)) | 1))
        sx, sy = cells / (right - left), cells / (bottom - top)
        matrix = np.float32([[sx, 0, -left * sx + 0.5 * sx - 0.5], [0, sy, -top * sy + 0.5 * sy - 0.5]])
        return cv2.warpAffine(soft, matrix, (cells, cells), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    return cut(picture, side), cut(mask, side // 4)


@torch.no_grad()
def overlaps(logits, checked, side=192) -> float:
    """Mean over things of the intersection over the union with each in its box, by the cells; nan of none.

    `logits`: float32 [side, side, 3] -> [side / 4, side / 4]."""
    found = []
    for o in checked:
        look, truth = looked_at(o.picture, o.mask.astype(np.float32), o.box, [MARGIN] * 4, side)
        z, t = logits(look).numpy() > 0, truth > 0.5
        found.append((z & t).sum() / max(1, (z | t).sum()))
    return float(np.mean(found)) if found else float("nan")


def under(picture, mask, box, pool):
    """With a thing of another photograph laid over a part of it; the same where that hides most of it."""
    x, y, w, h = box
    canvas = picture.astype(np.float32)
    tall = max(w, h) * random.uniform(0.4, 1.0)
    side = random.choice((-1, 1))
    centre = (x + w / 2 + side * random.uniform(0.3, 0.7) * w, y + h * random.uniform(0.3, 1.0))
    over = laid(canvas, random.choice(pool), tall, centre)
    left = mask * ~over
    return (np.clip(canvas, 0, 255), left) if left.sum() > 0.5 * mask.sum() else (picture, mask)


def elsewhere(thing, places, behind=()):
    """The thing over one of the photographs, before others; None where it is too small there."""
    picture = random.choice(places).astype(np.float32)
    height, width = picture.shape[:2]
    tall = height * random.uniform(0.25, 0.8)
    centre = random.uniform(0.25, 0.75) * width, random.uniform(0.4, 0.7) * height
    for other in behind:
        away = random.choice((-1, 1)) * random.uniform(0.3, 0.9) * tall
        laid(picture, other, tall * random.uniform(0.6, 1.4), (centre[0] + away, centre[1] + random.uniform(-0.3, 0.1) * tall))
    mask = laid(picture, thing, tall, centre).astype(np.uint8)
    box = cv2.boundingRect(mask)
    return (np.clip(picture, 0, 255), mask, box) if min(box[2:]) >= SMALLEST else None


class Looks:
    """`keep`: as in `outlined`."""
    laid_share = 0.3        # of the looks, at things laid over photographs

    def __init__(self, keep):
        self.things = outlined(keep)
        self.cutouts = [cut for own in things(keep).values() for cut in own]
        self.whole = taught([p for p in photographs() if p.name not in kept_for_testing()])
        self.weigh()

    def weigh(self):
        """Kinds of which there are many are taken less often each."""
        by_kind = Counter(o.kind for o in self.things)
        self.weights = [by_kind[o.kind] ** -0.5 for o in self.things]
        often = Counter(cut.kind for cut in self.cutouts)
        self.cutout_weights = [often[cut.kind] ** -0.5 for cut in self.cutouts]

    def places(self):
        return [o.picture for o in random.sample(self.things, 8)]

    def over(self, kind):
        """What may be laid over a thing of a kind."""
        return self.cutouts

    def behind(self, kind):
        return []

    def close_up(self, side):
        """What the network looks at, its truth, and the same look as the published network sees it best, where the
        truth is a polygon that somebody drew; None where something was laid over or elsewhere."""
        how = random.random()
        thing = random.choices(self.cutouts, self.cutout_weights)[0]
        laid_elsewhere = how < self.laid_share and elsewhere(thing, self.places(), self.behind(thing.kind))
        if laid_elsewhere:
            picture, mask, box = laid_elsewhere
            covered = random.random() < 0.4
        else:
            thing = random.choices(self.things, self.weights)[0]
            picture, mask, box = thing.picture, thing.mask, thing.box
            covered = how > 0.75
        if covered:
            picture, mask = under(picture, mask, box, self.over(thing.kind))
        margins, mirrored = random_margins(), random.random() < 0.5
        turn = lambda image: np.ascontiguousarray(image[:, ::-1] if mirrored else image)
        look, truth = looked_at(picture, mask.astype(np.float32), box, margins, side)
        clear = looked_at(picture, mask, box, margins, CLEAREST)[0] if not (laid_elsewhere or covered) else None
        return flawed(turn(look)), turn(truth), None if clear is None else turn(clear)

    def picture(self, side):
        """A part of a photograph, at random or around what stands out, and the same as the published network sees it
        best."""
        path = random.choice(self.whole)
        picture = read(path)
        h, w = picture.shape[:2]
        stands_out = cv2.imread(str(outlines(path)[0]), 0) > 128
        if random.random() < 0.5 and stands_out.mean() > 0.01:
            x, y, wide, high = cv2.boundingRect(cv2.resize(stands_out.astype(np.uint8), (w, h)))
            left, top, right, bottom = random_margins() * [wide, high, wide, high]
            part = slice(max(0, int(y - top)), int(y + high + bottom) + 1), slice(max(0, int(x - left)), int(x + wide + right) + 1)
        else:
            share = random.uniform(0.6, 1)
            x, y = random.uniform(0, 1 - share) * w, random.uniform(0, 1 - share) * h
            part = slice(int(y), int(y + share * h)), slice(int(x), int(x + share * w))
        picture = picture[part]
        if random.random() < 0.5:
            picture = picture[:, ::-1]
        squeezed = lambda side: cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
        return flawed(squeezed(side)), squeezed(CLEAREST)


def random_margins():
    return np.clip(MARGIN + np.random.randn(4) * 0.06, -0.06, 0.4)
