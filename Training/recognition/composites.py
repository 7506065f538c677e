"""Several of one kind in a picture, which photographs with outlines seldom show: things cut out of photographs and laid
over others, and sentences that mean one of them."""

import json
import random
from collections import defaultdict
from dataclasses import dataclass

import cv2
import numpy as np

from cutouts.sprites import mask_of
from recognition.photograph_questions import (PEOPLE_WORDS, SYNONYMS, about_kind_of, absent, coco, plural, read,
                                              with_article)
from recognition.questions import Asked, Question
from recognition.split import OUTLINED, PEOPLE, kept_for_testing

SMALLEST = 0.012        # share of its photograph that a thing must cover
SIZE = (288, 512)       # of the pictures made
ALIKE = 0.7             # share of pictures in which all things laid over are of one kind
COMMONEST = 40         # weight of a kind of which more things were found
TRIES = 30


@dataclass
class Thing:
    """`alpha` 0...1 at the size of `picture`, uint8 [h, w, 3]."""
    kind: str
    picture: np.ndarray
    alpha: np.ndarray


def outlines_of(keep=lambda name: True):
    """Kind, picture uint8 [h, w, 3] and mask uint8 [h, w], 0 or 1, of every thing with an outline that may teach; of
    photographs whose file name `keep` takes."""
    everything, people = coco(), json.loads((PEOPLE / "photographs.json").read_text())
    names = {c["id"]: c["name"] for c in everything["categories"]}
    images = {i["id"]: i for i in everything["images"] if i["file_name"] not in kept_for_testing()}
    persons = {i["id"]: i for i in people["images"]}
    marks = [(OUTLINED, images[a["image_id"]], names[a["category_id"]], a) for a in everything["annotations"]
             if a["image_id"] in images and not a["iscrowd"]]
    marks += [(PEOPLE, persons[o["image_id"]], "person", o) for o in people["person_outlines"]]
    pictures = {}
    for folder, image, kind, mark in marks:
        name = image["file_name"]
        if not keep(name):
            continue
        if name not in pictures:
            pictures[name] = read(folder / "images" / name)
        picture, mask = pictures[name], mask_of(mark["segmentation"], image["height"], image["width"])
        if picture.shape[:2] != mask.shape:
            mask = cv2.resize(mask, picture.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        yield kind, picture, mask


def is_whole(box, mask) -> bool:
    """Whether no side of the picture cuts the thing."""
    x, y, w, h = box
    return min(x, y) > 2 and x + w < mask.shape[1] - 2 and y + h < mask.shape[0] - 2


def things(keep=lambda name: True) -> dict[str, list[Thing]]:
    """By kind: whole things, not cut by the photograph's sides; `keep`: as in `outlines_of`."""
    found = defaultdict(list)
    for kind, picture, mask in outlines_of(keep):
        if mask.mean() < SMALLEST:
            continue
        x, y, w, h = box = cv2.boundingRect(mask)
        if not is_whole(box, mask) or mask[y:y + h, x:x + w].mean() < 0.2:
            continue
        alpha = cv2.GaussianBlur(cv2.erode(mask, np.ones((3, 3))).astype(np.float32), (0, 0), 1)
        found[kind].append(Thing(kind, picture[y:y + h, x:x + w], alpha[y:y + h, x:x + w]))
    return {kind: own for kind, own in found.items() if len(own) >= 2}


def backgrounds() -> list:
    """Photographs with the names of all that they show."""
    everything, shown = coco(), defaultdict(set)
    names = {c["id"]: c["name"] for c in everything["categories"]}
    for a in everything["annotations"]:
        shown[a["image_id"]].add(names[a["category_id"]])
    return [(OUTLINED / "images" / i["file_name"], shown[i["id"]]) for i in everything["images"]
            if i["file_name"] not in kept_for_testing() and i["width"] > i["height"]]


def laid(canvas, thing: Thing, height: float, centre: tuple[float, float]):
    """Draws the thing; its mask, bool."""
    scale = height / thing.picture.shape[0]
    mirror = random.choice((-1, 1))
    matrix = np.float32([[mirror * scale, 0, centre[0] - mirror * scale * thing.picture.shape[1] / 2],
                         [0, scale, centre[1] - height / 2]])
    how = dict(dsize=canvas.shape[1::-1], borderMode=cv2.BORDER_CONSTANT)
    alpha = cv2.warpAffine(thing.alpha, matrix, **how)
    light = random.uniform(0.8, 1.2)
    colours = np.clip(cv2.warpAffine(thing.picture, matrix, **how).astype(np.float32) * light, 0, 255)
    canvas[:] = canvas * (1 - alpha[..., None]) + colours * alpha[..., None]
    return alpha > 0.5


def composite(pool, places):
    """A picture, and by kind the masks of what was laid over it; None where that did not fit."""
    height, width = SIZE
    path, shown = random.choice(places)
    kinds = [k for k in pool if k not in shown]
    if not kinds:
        return None
    weights = [min(len(pool[k]), COMMONEST) for k in kinds]
    count = random.choice((2, 2, 3, 3, 4))
    chosen = [random.choices(kinds, weights)[0]] * count
    if random.random() > ALIKE:
        chosen[:count // 2] = [random.choices(kinds, weights)[0]] * (count // 2)
    picture = cv2.resize(read(path), (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    slots = random.sample(range(count), count)
    base, masks = random.uniform(0.25, 0.7), []
    for kind, slot in zip(chosen, slots):
        thing = random.choice(pool[kind])
        tall = height * min(0.9, max(0.12, base * random.uniform(0.7, 1.3)))
        wide = tall * thing.picture.shape[1] / thing.picture.shape[0]
        if wide > width * 0.6:
            tall, wide = tall * width * 0.6 / wide, width * 0.6
        x = (slot + 0.5 + random.uniform(-0.3, 0.3)) / count * width
        mask = laid(picture, thing, tall, (x, random.uniform(0.45, 0.75) * height))
        masks = [(k, m & ~mask) for k, m in masks] + [(kind, mask)]
    by_kind = defaultdict(list)
    for kind, mask in masks:
        by_kind[kind].append(mask)
    if any(m.mean() < 0.006 for _, m in masks):
        return None
    return picture.astype(np.uint8), by_kind, shown


def composites(count: int):
    pool, places, kinds = things(), backgrounds(), [c["name"] for c in coco()["categories"]]
    while count:
        made = next((c for c in (composite(pool, places) for _ in range(TRIES)) if c), None)
        if made is None:
            raise ValueError("no thing fits any background")
        picture, by_kind, shown = made
        questions = []
        for kind, masks in by_kind.items():
            noun = random.choice(PEOPLE_WORDS) if kind == "person" and random.random() < 0.4 else SYNONYMS.get(kind, [kind])[0]
            if len(masks) > 1:
                questions.append(Question("the " + plural(noun), np.any(masks, 0), "plural"))
                questions += about_kind_of(noun, masks)
            else:
                questions.append(Question(with_article(noun), masks[0], "class"))
        count -= 1
        yield Asked("composite", picture[None], questions + absent(set(by_kind) | shown, 2, kinds))
