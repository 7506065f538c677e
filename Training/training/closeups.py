"""Single cut-outs, close up, before photographs and painted grounds."""

import math
import os
from pathlib import Path

import cv2
import numpy as np

from clips.data import MEAN, STD

DATA = Path(os.environ.get("REFSEG_DATA", Path(__file__).parent.parent / "../../shared/data"))
SIDE = 64


class Balanced:
    """Picks cut-outs, every class as often as the square root of how many it has."""

    def __init__(self, sprites: list[dict], classes: list[str]):
        self.by_class = [[s for s in sprites if s["class"] == c] for c in classes]
        share = np.array([len(shown) ** 0.5 for shown in self.by_class])
        self.share = share / share.sum()

    def pick(self, rng) -> dict:
        shown = self.by_class[rng.choice(len(self.share), p=self.share)]
        return shown[rng.integers(len(shown))]


def backgrounds():
    """Photographs to put cut-outs before."""
    return [cv2.imread(str(f))[:, :, ::-1] for f in sorted((DATA / "train/coco-free/images").iterdir())[:60]]


def background(rng, photos):
    if photos and rng.random() < 0.5:
        p = photos[rng.integers(len(photos))]
        s = int(rng.integers(24, min(p.shape[:2])))
        y, x = rng.integers(p.shape[0] - s + 1), rng.integers(p.shape[1] - s + 1)
        return cv2.resize(p[y:y + s, x:x + s], (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    base = rng.uniform(20, 235, 3)
    noise = cv2.resize(rng.normal(0, 1, (int(rng.integers(2, 24)),) * 2 + (3,)).astype(np.float32), (SIDE, SIDE))
    return np.clip(base + noise * rng.uniform(5, 50), 0, 255).astype(np.float32)


def view(rng, sprite, photos):
    """RGBA uint8 [h, w, 4] -> [64, 64, 8] input channels, [64, 64, 1] the outline's alpha."""
    h, w = sprite.shape[:2]
    scale = rng.uniform(26, 66) / max(h, w)
    if rng.random() < 0.5:
        sprite = sprite[:, ::-1]
    angle, stretch = rng.normal(0, 8), math.exp(rng.normal(0, 0.1))
    m = cv2.getRotationMatrix2D((w / 2, h / 2), angle, scale)
    m[0] *= stretch
    m[:, 2] += np.array([SIDE / 2 - m[0] @ [w / 2, h / 2, 1], SIDE / 2 - m[1] @ [w / 2, h / 2, 1]])
    m[:, 2] += rng.normal(0, 5, 2)
    rgba = sprite.astype(np.float32)
    rgba[..., :3] *= rgba[..., 3:] / 255
    rgba = cv2.warpAffine(np.ascontiguousarray(rgba), m, (SIDE, SIDE), flags=cv2.INTER_AREA)
    alpha = rgba[..., 3:] / 255
    colour = rgba[..., :3] * rng.uniform(0.75, 1.2) + rng.normal(0, 10, 3) * alpha
    image = colour + background(rng, photos) * (1 - alpha)
    if rng.random() < 0.3:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.0))
    image = np.clip(image + rng.normal(0, rng.uniform(0, 8), image.shape), 0, 255)
    rgb = ((image / 255 - MEAN) / STD).astype(np.float32)
    e = np.zeros((SIDE, SIDE, 5), np.float32)
    if rng.random() < 0.6:
        soft = cv2.GaussianBlur(alpha[..., 0], (0, 0), 2)
        e[..., 0], e[..., 1] = soft * rng.normal(0, 0.4), soft * rng.normal(0, 0.3)
        e[..., 2], e[..., 3] = soft * rng.uniform(0, 2), soft * rng.uniform(0, 1.5)
        e[..., 4] = soft * 2 - 1 + rng.normal(0, 0.3)
    return np.concatenate([rgb, e], -1), alpha
