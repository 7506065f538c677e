"""Procedural surfaces (grass, road, water, ...) and whole backgrounds made of them.

`Surfaces` keeps a bank of large textures in memory (and in a file, made once in some seconds); a
background is a world picture of `WORLD` pixels with the name of what lies at every height.
"""

import os
from pathlib import Path

import cv2
import numpy as np

WORLD = (480, 270)              # width, height; a frame shows 320x180 of it
SIZE = (560, 360)               # of a bank texture
GROUNDS = ["grass", "road", "sand", "water", "snow", "floor", "carpet", "field", "rocks"]
BACKDROPS = ["sky", "foliage", "brick", "wall", "hills"]


def fractal(rng, size, base=(3, 2), octaves=6, fade=0.6) -> np.ndarray:
    """Smooth noise in 0...1, `base` cells across and down in its coarsest layer."""
    width, height = size
    total, weight = np.zeros((height, width), np.float32), 1.0
    for k in range(octaves):
        cells = (min(height, base[1] * 2**k + 1), min(width, base[0] * 2**k + 1))
        layer = rng.random(cells, dtype=np.float32)
        total += weight * cv2.resize(layer, size, interpolation=cv2.INTER_CUBIC)
        weight *= fade
    low, high = np.percentile(total, (1, 99))
    return np.clip((total - low) / (high - low + 1e-6), 0, 1)


def blend(amount, first, second) -> np.ndarray:
    """Mixes two RGB colours by a map in 0...1."""
    amount = amount[..., None]
    return np.asarray(first, np.float32) * (1 - amount) + np.asarray(second, np.float32) * amount


def jitter(rng, colour, spread=9):
    return np.clip(np.asarray(colour, np.float32) + rng.normal(0, spread, 3), 0, 255)


def grass(rng):
    tone = jitter(rng, (88, 124, 52))
    image = blend(fractal(rng, SIZE, fade=0.7), tone * 0.62, tone * 1.3)
    blades = cv2.GaussianBlur(rng.normal(0, 1, SIZE[::-1]).astype(np.float32), (0, 0), sigmaX=0.6, sigmaY=2.2)
    return image + blades[..., None] * rng.uniform(15, 55) * (0.8, 1.0, 0.5)


def road(rng):
    tone = rng.uniform(70, 140) + rng.normal(0, 4, 3)
    image = blend(fractal(rng, SIZE, fade=0.5), tone * 0.9, tone * 1.1)
    grain = cv2.GaussianBlur(rng.normal(0, 1, SIZE[::-1]).astype(np.float32), (0, 0), 0.7)
    image = image + grain[..., None] * rng.uniform(8, 22)
    if rng.random() < 0.6:
        paint = (235, 235, 230) if rng.random() < 0.7 else (225, 190, 80)
        x = int(SIZE[0] * rng.uniform(0.3, 0.7))
        dashed = rng.random() < 0.6
        for y in range(0, SIZE[1], 60):
            cv2.rectangle(image, (x, y), (x + 7, y + (32 if dashed else 60)), paint, -1)
    return image


def sand(rng):
    tone = jitter(rng, (208, 180, 134), 14)
    image = blend(fractal(rng, SIZE, fade=0.55), tone * 0.86, tone * 1.1)
    warp = fractal(rng, SIZE, octaves=3)
    waves = np.sin(np.arange(SIZE[1])[:, None] / rng.uniform(2.5, 6) + warp * 14)
    return image + waves[..., None] * rng.uniform(0, 9) + rng.normal(0, rng.uniform(3, 9), SIZE[::-1])[..., None]


def water(rng):
    tone = jitter(rng, [(40, 96, 140), (58, 120, 128), (70, 92, 104), (30, 130, 170)][rng.integers(4)], 14)
    image = blend(fractal(rng, SIZE, base=(2, 4)), tone * 0.72, tone * 1.16)
    ripple = fractal(rng, SIZE, base=(6, 24), octaves=4, fade=0.8)
    image = image + ((ripple - 0.5) * rng.uniform(30, 90))[..., None]
    shine = np.clip((fractal(rng, SIZE, base=(10, 50), octaves=3, fade=0.9) - 0.78) * 5, 0, 1)
    return image + shine[..., None] * rng.uniform(20, 110)


def snow(rng):
    tone = jitter(rng, (232, 238, 246), 5)
    return blend(fractal(rng, SIZE, fade=0.55), tone * 0.86, tone * 1.04) + rng.normal(0, 3, SIZE[::-1])[..., None]


def floor(rng):
    """Planks or tiles."""
    tone = jitter(rng, (158, 108, 66) if rng.random() < 0.6 else (186, 178, 166), 20)
    image = blend(fractal(rng, SIZE, base=(2, 30), octaves=4, fade=0.8), tone * 0.84, tone * 1.1)
    plank, long = int(rng.integers(22, 60)), int(rng.integers(60, 260))
    for row, y in enumerate(range(0, SIZE[1], plank)):
        start = int(rng.integers(long))
        for x in range(-start, SIZE[0], long):
            box = np.s_[y: y + plank, max(x, 0): max(x + long, 0)]
            image[box] *= rng.uniform(0.88, 1.1)
            cv2.rectangle(image, (x, y), (x + long, y + plank), (tone * 0.5).tolist(), 1)
    return image


def carpet(rng):
    tone = jitter(rng, rng.uniform(50, 200, 3), 10)
    image = blend(fractal(rng, SIZE, octaves=4), tone * 0.9, tone * 1.1)
    grain = rng.normal(0, 1, SIZE[::-1]).astype(np.float32)
    image = image + grain[..., None] * rng.uniform(6, 18)
    if rng.random() < 0.4:
        step = int(rng.integers(24, 70))
        other = jitter(rng, rng.uniform(40, 220, 3), 5)
        pattern = ((np.arange(SIZE[1])[:, None] // step + np.arange(SIZE[0])[None] // step) % 2).astype(np.float32)
        image = image * (1 - 0.35 * pattern[..., None]) + other * 0.35 * pattern[..., None]
    return image


def field(rng):
    """Bare earth with dry grass."""
    image = blend(fractal(rng, SIZE, fade=0.75), jitter(rng, (96, 74, 48), 10), jitter(rng, (160, 136, 92), 12))
    return image + rng.normal(0, rng.uniform(5, 16), SIZE[::-1])[..., None]


def rocks(rng):
    tone = rng.uniform(90, 150) + rng.normal(0, 8, 3)
    ridges = 1 - np.abs(fractal(rng, SIZE, base=(5, 4), fade=0.65) - 0.5) * 2
    return blend(ridges**2, tone * 1.2, tone * 0.5) + rng.normal(0, 7, SIZE[::-1])[..., None]


def sky(rng):
    high, low = jitter(rng, (86, 140, 206), 20), jitter(rng, (190, 212, 232), 14)
    if rng.random() < 0.25:
        high, low = jitter(rng, (176, 186, 198), 10), jitter(rng, (214, 218, 222), 8)
    image = blend(np.linspace(0, 1, SIZE[1], dtype=np.float32)[:, None] * np.ones((1, SIZE[0]), np.float32), high, low)
    clouds = np.clip((fractal(rng, SIZE, base=(2, 4)) - rng.uniform(0.3, 0.8)) * rng.uniform(1.5, 4), 0, 1)
    return image * (1 - clouds[..., None]) + 246 * clouds[..., None]


def foliage(rng):
    tone = jitter(rng, (62, 92, 40), 14)
    leaves = fractal(rng, SIZE, base=(6, 5), fade=0.95)
    return blend(leaves, tone * 0.3, tone * 1.5) + rng.normal(0, 8, SIZE[::-1])[..., None]


def brick(rng):
    tone, mortar = jitter(rng, (150, 82, 64), 18), jitter(rng, (190, 184, 174), 10)
    image = np.ones((SIZE[1], SIZE[0], 3), np.float32) * mortar
    h, w = int(rng.integers(12, 26)), int(rng.integers(30, 62))
    for row, y in enumerate(range(0, SIZE[1], h)):
        for x in range(-(row % 2) * w // 2, SIZE[0], w):
            cv2.rectangle(image, (x + 1, y + 1), (x + w - 2, y + h - 2), (tone * rng.uniform(0.8, 1.15)).tolist(), -1)
    return image + rng.normal(0, 6, SIZE[::-1])[..., None]


def wall(rng):
    tone = rng.uniform(90, 235) + rng.normal(0, 16, 3)
    return blend(fractal(rng, SIZE, octaves=5, fade=0.6), tone * 0.92, tone * 1.06) + rng.normal(0, 2, SIZE[::-1])[..., None]


def hills(rng):
    image = sky(rng)
    for layer in range(2):
        line = cv2.resize(rng.random((1, 7), dtype=np.float32), (SIZE[0], 1), interpolation=cv2.INTER_CUBIC)[0]
        top = SIZE[1] * (0.55 + 0.2 * layer) - line * SIZE[1] * 0.28
        below = np.arange(SIZE[1])[:, None] > top[None]
        tone = jitter(rng, (110, 130, 140) if layer == 0 else (78, 104, 62), 12)
        image[below] = blend(fractal(rng, SIZE, fade=0.7), tone * 0.8, tone * 1.15)[below]
    return image


MAKERS = {f.__name__: f for f in (grass, road, sand, water, snow, floor, carpet, field, rocks, sky, foliage, brick, wall, hills)}


class Surfaces:
    """Texture bank by name, and backgrounds composed of it."""

    def __init__(self, path="work/textures.npz", each=9, seed=7):
        path = Path(path)
        if not path.exists():
            rng = np.random.default_rng(seed)
            bank = {name: np.stack([np.clip(make(rng), 0, 255).astype(np.uint8) for _ in range(each)])
                    for name, make in MAKERS.items()}
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.stem}.{os.getpid()}.npz")
            np.savez(temporary, **bank)
            os.replace(temporary, path)
        with np.load(path) as z:
            self.bank = {name: z[name] for name in z.files}

    def texture(self, rng, name) -> np.ndarray:
        """A crop of a random texture with changed light, WORLD-sized, float32."""
        sheet = self.bank[name][rng.integers(len(self.bank[name]))]
        if rng.random() < 0.5:
            sheet = sheet[:, ::-1]
        zoom = rng.uniform(0.6, 1.0)
        w, h = int(SIZE[0] * zoom), int(SIZE[1] * zoom)
        x, y = rng.integers(SIZE[0] - w + 1), rng.integers(SIZE[1] - h + 1)
        image = cv2.resize(sheet[y: y + h, x: x + w], WORLD, interpolation=cv2.INTER_LINEAR).astype(np.float32)
        return image * (rng.uniform(0.75, 1.2) * rng.uniform(0.97, 1.03, 3)).astype(np.float32)

    def background(self, rng, ground: str, level: bool):
        """World picture float32 and its horizon in world pixels.

        A level view has a backdrop above the horizon and the ground in perspective below it; the
        other kind looks at the surface from above (or into the sky) and has horizon 0.
        """
        width, height = WORLD
        if not level:
            return self.texture(rng, ground), 0
        indoors = ground in ("floor", "carpet")
        backdrop = rng.choice(["wall", "brick"] if indoors else ["sky", "sky", "foliage", "hills", "brick"])
        horizon = int(height * rng.uniform(0.22, 0.5))
        image = np.empty((height, width, 3), np.float32)
        image[:horizon] = cv2.resize(self.texture(rng, backdrop), (width, horizon), interpolation=cv2.INTER_AREA)
        flat = self.texture(rng, ground)
        spread = rng.uniform(0.5, 1.6) * width
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        target = np.float32([[0, 0], [width, 0], [width + spread, height - horizon], [-spread, height - horizon]])
        matrix = cv2.getPerspectiveTransform(corners, target)
        image[horizon:] = cv2.warpPerspective(flat, matrix, (width, height - horizon), borderMode=cv2.BORDER_REFLECT)
        soft = slice(max(0, horizon - 3), horizon + 3)
        image[soft] = cv2.GaussianBlur(image[soft], (1, 5), 0)
        return image, horizon
