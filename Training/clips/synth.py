"""Composes clips: a background under a moving camera with cut-outs that move on it.

`Synthesiser.clip()` returns a `Clip`: frames uint8 [t, 180, 320, 3], labels uint8 [t, 180, 320]
(0 background, j the visible pixels of object j) and what is true of every object.
"""

import math
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from cutouts.classes import ANIMALS, MOVERS, PEOPLE, VEHICLES
from cutouts.colours import clothes_part, colour_shares
from clips.layers import Layer, noisy, recolour, relight, warp_layer
from clips.photos import Photos
from clips.redraw import redrawn
from cutouts.sprites import load_bank
from clips.textures import GROUNDS, WORLD, Surfaces

WIDTH, HEIGHT = 320, 180
MOST_OBJECTS = 8
FLYERS = {"plane", "helicopter", "hot air balloon", "balloon", "kite", "bird", "eagle", "butterfly", "bee", "rocket",
          "parrot", "owl", "swan", "flamingo"}
SWIMMERS = {"boat", "duck", "swan", "fish", "shark", "whale", "dolphin", "octopus", "turtle", "goose", "crocodile"}
# Not annotated in COCO, yet common in its photographs: never asked for there.
UNMARKED = {"tree", "flower", "house", "hat", "shoe", "shirt", "lamp", "box", "dress", "castle", "church", "sun", "moon",
            "cloud", "star", "bread", "glass", "table", "key", "camera", "cactus", "bucket"}


@dataclass
class Clip:
    frames: np.ndarray
    labels: np.ndarray
    objects: list[dict]                                # number, class, colour, shares, motion, x, y, area, ...
    others: set[str] = field(default_factory=set)      # classes that may be seen but are not objects of the clip
    photo: bool = False
    moving_camera: bool = False


class Camera:
    """World-to-frame matrices of a pan, zoom and slight turn about the middle of the world."""

    def __init__(self, rng, count):
        self.moving = rng.random() > 0.25
        k = float(self.moving)
        reach = 66 / max(1, count - 1) * 2
        pan = np.clip(k * rng.normal(0, (4.5, 1.6)), -reach, reach * np.array([1, 0.45]))
        pan[1] = np.clip(pan[1], -reach * 0.45, reach * 0.45)
        zoom, turn = k * rng.normal(0, 0.010), k * rng.normal(0, 0.006)
        if count > 4:
            zoom, turn = zoom * 0.35, turn * 0.4
        self.matrices = []
        for t in range(count):
            u = t - (count - 1) / 2
            shake = k * rng.normal(0, 0.4, 2)
            size = math.exp(zoom * u)
            c, s = size * math.cos(turn * u), size * math.sin(turn * u)
            rotation = np.array([[c, -s], [s, c]])
            shift = (WIDTH / 2, HEIGHT / 2) - rotation @ (WORLD[0] / 2, WORLD[1] / 2) + pan * u + shake
            self.matrices.append(np.vstack([np.column_stack([rotation, shift]), [0, 0, 1]]))


class Synthesiser:
    def __init__(self, split: str, seed: int, data="../../shared/data", work="work"):
        work = Path(work)
        self.rng = np.random.default_rng(seed)
        self.sprites = [s for s in load_bank(work / "sprites.npz") if s["split"] == split]
        self.surfaces = Surfaces(work / "textures.npz")
        self.photos = Photos(Path(data), split)
        self.redraws = split == "train"                # tests show cut-outs as they are
        self.finish = noisy                            # frames float -> uint8 with the flaws of a camera
        self.by_class: dict[str, list[dict]] = {}
        for s in self.sprites:
            self.by_class.setdefault(s["class"], []).append(s)
        self.names = sorted(self.by_class)
        weight = np.array([min(len(self.by_class[n]), 24) ** 0.7 * (3.0 if n == "person" else 2.0 if n in PEOPLE else 1.5 if n in ANIMALS | VEHICLES else 0.7)
                           for n in self.names])
        self.chances = weight / weight.sum()

    def chance(self, p) -> bool:
        return self.rng.random() < p

    # Choosing what is in the clip

    def pick_class(self, banned=(), wanted=None) -> str:
        for _ in range(40):
            name = str(self.rng.choice(self.names, p=self.chances))
            if name not in banned and (wanted is None or name in wanted):
                return name
        return next(n for n in self.names if n not in banned)

    def pick_sprite(self, name: str) -> dict:
        """Real cut-outs are more likely than drawings."""
        pool = self.by_class[name]
        weight = np.array([2.5 if s["source"] == "coco" else 1.0 for s in pool])
        return pool[self.rng.choice(len(pool), p=weight / weight.sum())]

    def cast(self, count: int, banned: set[str]) -> list[dict]:
        """Cut-outs with their colours; with several, half the time two share the class or the colour."""
        banned = set(banned)
        chosen = []
        kinship = self.rng.random()
        for i in range(count):
            hue = None
            if i and kinship < 0.55 and (i == 1 or self.chance(0.4)):
                name = chosen[0]["class"]
            else:
                wanted = MOVERS if self.chance(0.6) else None
                name = self.pick_class(banned, wanted)
            sprite = self.pick_sprite(name)
            if i and name == chosen[0]["class"] and sprite is chosen[0]["sprite"] and self.chance(0.7):
                sprite = self.pick_sprite(name)
            if i and 0.55 <= kinship < 0.72:
                hue = chosen[0]["hue"]
            if name in PEOPLE or sprite["source"] == "coco":
                tinted = self.chance(0.25)
            else:
                tinted = self.chance(0.25 if name in ANIMALS else 0.55)
            hue = hue if hue is not None else self.rng.choice(["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray"],
                                                              p=[.17, .08, .1, .13, .17, .06, .06, .06, .06, .07, .04])
            rgba = recolour(self.rng, sprite["rgba"], str(hue), name in PEOPLE) if tinted or kinship > 0.55 and i and kinship < 0.72 else sprite["rgba"]
            if self.redraws and self.chance(0.75):
                rgba = redrawn(self.rng, rgba)
            chosen.append({"class": name, "sprite": sprite, "hue": str(hue) if tinted else None, "rgba": rgba})
            if self.chance(0.6):
                banned.add(name)
        return chosen

    def motion(self, name: str, count: int):
        """Velocity in pixels a frame, growth a frame, and the word for it."""
        rng = self.rng
        if not self.chance(0.72 if name in MOVERS else 0.4):
            return np.zeros(2), 0.0, "static"
        most = min(8.0, 110 / max(1, count - 1))
        kind = rng.choice(["left", "right", "up", "down", "towards", "away"], p=[.35, .35, .06, .06, .09, .09])
        speed = math.exp(rng.uniform(math.log(1.6), math.log(max(most, 2.4))))
        if kind in ("towards", "away"):
            growth = rng.uniform(0.04, 0.09) * (1 if kind == "towards" else -1) * (1 if count < 5 else 0.55)
            return np.array([rng.normal(0, 0.4), 0.5 * np.sign(growth)]), growth, kind
        angle = {"right": 0, "left": math.pi, "down": math.pi / 2, "up": -math.pi / 2}[kind] + rng.normal(0, 0.18)
        return speed * np.array([math.cos(angle), math.sin(angle)]), rng.normal(0, 0.004), kind

    # Composing

    def clip(self, count=3, objects=None, tries=40) -> Clip:
        for _ in range(tries):
            made = self.attempt(count, objects)
            if made is not None:
                return made
        raise RuntimeError("no clip came out")

    def scene(self, first: str):
        """Background, its surface above and below the horizon, photo objects and classes not to ask for."""
        rng = self.rng
        if self.chance(0.42):
            world, marked, crowds = self.photos.background(rng)
            return world, 0, None, marked, crowds
        pick = rng.random()
        if first in SWIMMERS and pick < 0.6:
            ground, level = "water", self.chance(0.6)
        elif first in FLYERS and pick < 0.45:
            ground, level = "sky", False
        else:
            ground = rng.choice(GROUNDS, p=[.22, .2, .11, .08, .1, .1, .06, .08, .05])
            level = self.chance(0.7)
        world, horizon = self.surfaces.background(rng, str(ground), level)
        return world, horizon, str(ground), [], set()

    def attempt(self, count, wanted):
        rng = self.rng
        if wanted is None:
            single = self.chance(0.34)
            number = 1 if single else int(rng.choice([2, 3, 4], p=[.45, .35, .2]))
        else:
            number, single = wanted, wanted == 1
        first = self.pick_class()
        world, horizon, ground, marked, crowds = self.scene(first)
        camera = Camera(rng, count)
        photo = ground is None
        layers, others = [], set(crowds)
        use_marked = photo and not single and marked and self.chance(0.55)
        seen = {name for name, _ in marked}
        for name, mask in marked:
            area = (mask > 127).sum() / (WIDTH * HEIGHT)
            if use_marked and area > 0.004 and len(layers) < MOST_OBJECTS - 2:
                layers.append(Layer(name=name, fixed=mask))
            else:
                others.add(name)
        if use_marked and not layers:
            return None
        if use_marked:
            number = int(rng.integers(0, 3)) if len(layers) > 1 else int(rng.integers(1, 3))
            cast = self.cast(number, UNMARKED | others) if number else []
        else:
            cast = self.cast(number, (UNMARKED | seen) if photo else set())
        if photo and any(self.near(c["class"], others) for c in cast):
            return None
        placed = []
        for actor in cast:
            layer = self.place(actor, single, count, horizon, placed)
            if layer is None:
                return None
            placed.append(layer)
        # What stands lower stands nearer.
        layers += sorted(placed, key=lambda l: l.foot)
        return self.render(world, camera, layers, others, ground, horizon, count)

    def near(self, name: str, others: set[str]) -> bool:
        return name in others or name in PEOPLE and bool(PEOPLE & others)

    def place(self, actor, single, count, horizon, placed):
        """Size, position and motion of a cut-out, away from the others most of the time."""
        rng, name = self.rng, actor["class"]
        h, w = actor["rgba"].shape[:2]
        solid = (actor["rgba"][..., 3] > 128).mean()
        if single:
            share = math.exp(rng.uniform(math.log(0.05), math.log(0.35))) if self.chance(0.5) else math.exp(rng.uniform(math.log(0.008), math.log(0.06)))
        else:
            share = math.exp(rng.uniform(math.log(0.007), math.log(0.13)))
        velocity, growth, word = self.motion(name, count)
        if single and word == "static":
            velocity, growth, word = self.motion(name, count)
        for _ in range(14):
            scale = math.sqrt(share * WIDTH * HEIGHT / (solid * h * w))
            wide, high = w * scale, h * scale
            if wide > WIDTH * 0.95 or high > HEIGHT * 0.98:
                share *= 0.8
                continue
            x = rng.uniform(0.08, 0.92) * WIDTH if not single or self.chance(0.5) else rng.normal(0.5, 0.13) * WIDTH
            top = (WORLD[1] - HEIGHT) / 2
            if horizon and not (name in FLYERS and self.chance(0.6)):
                foot = rng.uniform(max(horizon - top + 8, high * 0.6), HEIGHT * 1.02)
            else:
                foot = rng.uniform(high * 0.8, HEIGHT * 1.05)
            y = foot - high / 2
            box = np.array([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2])
            inside = np.clip(box, 0, [WIDTH, HEIGHT, WIDTH, HEIGHT])
            if (inside[2] - inside[0]) * (inside[3] - inside[1]) < 0.6 * wide * high:
                continue
            allowed = 0.45 if self.chance(0.25) else 0.08
            if any(overlap(box, p.box) > allowed for p in placed):
                share *= 0.9
                continue
            offset = np.array([(WORLD[0] - WIDTH) / 2, (WORLD[1] - HEIGHT) / 2])
            rgba = relight(rng, actor["rgba"], actor["sprite"]["source"])
            return Layer(name=name, rgba=rgba, scale=scale, centre=np.array([x, y]) + offset, velocity=velocity,
                         growth=growth, motion=word, box=box, foot=foot, tilt=rng.normal(0, 0.05),
                         flip=self.chance(0.5), bob=rng.uniform(0, 0.05) if word != "static" else 0.0,
                         bend=rng.uniform(0.2, 1.0) if word != "static" and self.chance(0.4) else 0.0,
                         shadow=bool(horizon) and self.chance(0.5), phase=rng.uniform(0, 6.28))
        return None

    def render(self, world, camera, layers, others, ground, horizon, count):
        rng = self.rng
        offset = (WORLD[1] - HEIGHT) / 2
        frames, labels, full = [], [], np.zeros((count, len(layers)))
        soft = self.chance(0.5)
        for t in range(count):
            matrix = camera.matrices[t]
            frame = cv2.warpAffine(world, matrix[:2], (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
            label = np.zeros((HEIGHT, WIDTH), np.uint8)
            for j, layer in enumerate(layers):
                if layer.fixed is not None:
                    inside = cv2.warpAffine(layer.fixed, matrix[:2], (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR) > 127
                    label[inside] = j + 1
                    full[t, j] = (cv2.warpAffine(layer.fixed, np.float32([[1, 0, 0], [0, 1, 0]]), WORLD) > 127).sum()
                    continue
                full[t, j] = warp_layer(layer, matrix, t - (count - 1) / 2, frame, label, j + 1, soft)
            frames.append(frame)
            labels.append(label)
        labels = np.stack(labels)
        frames = self.finish(rng, np.stack(frames))
        keep, objects = [], []
        for j, layer in enumerate(layers):
            facts = self.facts(layer, frames, labels == j + 1, full[:, j], ground, horizon - offset)
            if facts is None:
                if layer.fixed is None:
                    return None
                others.add(layer.name)
            else:
                keep.append(j + 1)
                objects.append(facts)
        if not objects or len(keep) > MOST_OBJECTS:
            return None
        table = np.zeros(256, np.uint8)
        for number, j in enumerate(keep, 1):
            table[j] = number
            objects[number - 1]["number"] = number
        return Clip(frames, table[labels], objects, others, ground is None, camera.moving)

    def facts(self, layer, frames, inside, full, ground, horizon):
        """What can be said of an object, or nothing when too little of it is seen."""
        areas = inside.mean((1, 2))
        visible = float(inside.sum() / max(1.0, full.sum()))
        if areas.min() < 0.0028 or layer.fixed is None and visible < 0.4:
            return None
        middle = len(frames) // 2
        ys, xs = np.where(inside[middle])
        part = clothes_part(inside[middle]) if layer.name in PEOPLE else inside[middle]
        shares = colour_shares(frames[middle], part)
        foot = ys.max()
        surface = None
        if ground is not None:
            surface = ground if foot > horizon + 4 else "sky"
            if surface == "sky" and ground in ("floor", "carpet"):
                surface = None
        box = [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]
        return {"class": layer.name, "shares": [round(float(s), 3) for s in shares] if shares is not None else None,
                "motion": layer.motion, "x": float(xs.mean() / WIDTH), "y": float(ys.mean() / HEIGHT),
                "box": box, "area": float(areas.mean()), "surface": surface, "visible": round(visible, 3),
                "pasted": layer.fixed is None}


def overlap(a, b) -> float:
    """Intersection over the smaller box."""
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
