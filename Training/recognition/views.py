"""Views of photographs with their teachers' outlines: cut, mirrored, under a cut-out of another photograph, relit, blurred.

A `View` is the picture float32 [256, 448, 3], what stands out uint8 [64, 112] and the kinds uint8 [32, 56], 255 where
they are not known.
"""

import math
import random
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from lexicon.nouns import VOC
from recognition.network import HEIGHT, WIDTH
from recognition.split import is_coco
from recognition.teach import outlines

LARGEST = 640
UNKNOWN = 255
# Caltech-101's folders that show one of VOC's kinds; the others show none, but for two that may.
FOLDER_KINDS = {"airplanes": "aeroplane", "Motorbikes": "motorbike", "car_side": "car", "ferry": "boat", "ketch": "boat",
                "schooner": "boat", "pigeon": "bird", "rooster": "bird", "emu": "bird", "flamingo": "bird",
                "ibis": "bird", "dalmatian": "dog", "Faces": "person", "windsor_chair": "chair", "chair": "chair"}
DOUBTFUL = {"wild_cat", "flamingo_head"}


@dataclass
class View:
    picture: np.ndarray
    salience: np.ndarray
    kinds: np.ndarray


def load(path: Path) -> View:
    """The whole photograph; the outlines have sizes of their own."""
    picture = cv2.imread(str(path))[..., ::-1]
    scale = LARGEST / max(picture.shape[:2])
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    sal, voc = outlines(path)
    salience = cv2.imread(str(sal), 0)
    return View(picture, salience, cv2.imread(str(voc), 0) if is_coco(path) else kinds_of_folder(path, salience))


def kinds_of_folder(path, salience):
    name = path.parent.name
    kinds = np.full_like(salience, UNKNOWN if name in FOLDER_KINDS or name in DOUBTFUL else 0)
    if name in FOLDER_KINDS:
        kinds[salience > 140] = VOC.index(FOLDER_KINDS[name]) + 1
        kinds[salience < 30] = 0
    return kinds


def cropped(whole: View) -> View:
    """A part of about the network's shape, or most of the photograph squeezed into it."""
    h, w = whole.picture.shape[:2]
    if random.random() < 0.4:
        shape, part = w / h * math.exp(random.uniform(-0.1, 0.1)), random.uniform(0.85, 1)
    else:
        shape, part = WIDTH / HEIGHT * math.exp(random.uniform(-0.25, 0.25)), random.uniform(0.55, 1)
    wide, high = (h * part * shape, h * part) if w / h > shape else (w * part, w * part / shape)
    x, y = random.uniform(0, w - wide), random.uniform(0, h - high)

    def cut(image, how):
        sx, sy = image.shape[1] / w, image.shape[0] / h
        if how == cv2.INTER_AREA and WIDTH < wide * sx:
            left, top = int(x * sx), int(y * sy)
            right, bottom = max(left + 2, int((x + wide) * sx)), max(top + 2, int((y + high) * sy))
            return cv2.resize(image[top:bottom, left:right], (WIDTH, HEIGHT), interpolation=how)
        matrix = np.float32([[WIDTH / (wide * sx), 0, -x * WIDTH / wide], [0, HEIGHT / (high * sy), -y * HEIGHT / high]])
        return cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE,
                              flags=cv2.INTER_LINEAR if how == cv2.INTER_AREA else how)

    return View(cut(whole.picture, cv2.INTER_AREA), cut(whole.salience, cv2.INTER_LINEAR),
                cut(whole.kinds, cv2.INTER_NEAREST))


def covered(view: View, other: View) -> View:
    """With the other photograph's largest thing cut out and laid over it, where there is one."""
    count, marks, boxes, _ = cv2.connectedComponentsWithStats((other.salience > 128).astype(np.uint8))
    if count < 2:
        return view
    best = 1 + boxes[1:, 4].argmax()
    x, y, w, h, area = (int(v) for v in boxes[best])
    rows, columns = other.salience.shape
    cut_sides = (x <= 1) + (y <= 1) + (x + w >= columns - 1) + (y + h >= rows - 1)
    if not 0.02 < area / other.salience.size < 0.6 or cut_sides > 1:
        return view
    near = cv2.dilate((marks == best).astype(np.uint8), np.ones((5, 5))) > 0
    alpha = np.clip((np.where(near, other.salience, 0).astype(np.float32) / 255 - 0.3) / 0.5, 0, 1)
    wide, high = w * other.picture.shape[1] / columns, h * other.picture.shape[0] / rows
    share = random.uniform(0.2, 0.75)
    scale = min(2.0, share * HEIGHT / high if high > wide * HEIGHT / WIDTH else share * WIDTH / wide)
    centre = random.uniform(0.1, 0.9) * WIDTH, random.uniform(0.2, 0.9) * HEIGHT
    mirror = random.choice((-1, 1))

    def put(image, how):
        sx = scale * other.picture.shape[1] / image.shape[1] * mirror
        sy = scale * other.picture.shape[0] / image.shape[0]
        cx, cy = (x + w / 2) * image.shape[1] / columns, (y + h / 2) * image.shape[0] / rows
        matrix = np.float32([[sx, 0, centre[0] - sx * cx], [0, sy, centre[1] - sy * cy]])
        return cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), flags=how, borderMode=cv2.BORDER_CONSTANT)

    alpha, laid = put(alpha, cv2.INTER_LINEAR), put(other.picture, cv2.INTER_LINEAR) * random.uniform(0.8, 1.2)
    if (alpha > 0.5).mean() <= 0.015:
        return view
    picture = view.picture * (1 - alpha[..., None]) + np.clip(laid, 0, 255) * alpha[..., None]
    salience = np.maximum(view.salience * (1 - alpha), alpha * 255)
    kinds = np.where(alpha > 0.5, put(other.kinds, cv2.INTER_NEAREST), view.kinds)
    return View(picture.astype(np.uint8), salience.astype(np.uint8), kinds)


def flawed(f):
    """Light, colour and the flaws of cameras and files; float32 0...255."""
    chance = lambda p: random.random() < p
    if chance(0.7):
        f = f * random.uniform(0.7, 1.3) + random.uniform(-20, 20)
    if chance(0.3):
        f = f * np.float32([random.uniform(0.9, 1.1) for _ in range(3)])
    if chance(0.15):
        grey = f.mean(-1, keepdims=True)
        f = grey + (f - grey) * random.uniform(0, 0.8)
    f = np.clip(f, 0, 255)
    if chance(0.25):
        f = cv2.GaussianBlur(f, (0, 0), random.uniform(0.5, 2))
    if chance(0.2):
        length = random.choice((3, 5, 7, 9))
        streak = np.zeros((length, length), np.float32)
        streak[length // 2] = 1 / length
        f = cv2.filter2D(f, -1, streak)
    if chance(0.25):
        packed = cv2.imencode(".jpg", f.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, random.randint(25, 80)])[1]
        f = cv2.imdecode(packed, cv2.IMREAD_COLOR).astype(np.float32)
    if chance(0.2):
        f = cv2.resize(cv2.resize(f, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), f.shape[1::-1])
    if chance(0.25):
        noise = np.random.randn(*f.shape[:2], 1).astype(np.float32)
        f = np.clip(f + noise * random.uniform(2, 10), 0, 255)
    return f


def finished(view: View) -> View:
    """At the sizes of the network's outputs."""
    salience = cv2.resize(np.ascontiguousarray(view.salience), (WIDTH // 4, HEIGHT // 4), interpolation=cv2.INTER_AREA)
    return View(view.picture, salience, np.ascontiguousarray(view.kinds[4::8, 4::8]))


def plain_view(path: Path) -> View:
    """The whole photograph, squeezed into the network's shape."""
    whole = load(path)
    size = (WIDTH, HEIGHT)
    return finished(View(cv2.resize(whole.picture, size, interpolation=cv2.INTER_AREA).astype(np.float32),
                         cv2.resize(whole.salience, size), cv2.resize(whole.kinds, size, interpolation=cv2.INTER_NEAREST)))


def random_view(path: Path, coco: list[Path], caltech: list[Path]) -> View:
    """By `random` and `numpy.random`; cut-outs are taken from the lists of other photographs."""
    view = cropped(load(path))
    if random.random() < 0.3:
        view = covered(view, load(random.choice(caltech if caltech and random.random() < 0.7 else coco)))
    if random.random() < 0.5:
        view = View(view.picture[:, ::-1], view.salience[:, ::-1], view.kinds[:, ::-1])
    return finished(View(flawed(view.picture.astype(np.float32)), view.salience, view.kinds))
