"""Sentences about photographs: what COCO's outlines show, the people in its captions, and what Caltech-101's folders
are called; and about what is not there."""

import json
import random
from collections import Counter, defaultdict
from pathlib import Path

import cv2
import numpy as np

from cutouts.sprites import mask_of
from recognition.features import Subject
from recognition.questions import Asked, Question
from recognition.split import CALTECH, OUTLINED, PEOPLE, kept_for_testing
from recognition.teach import outlines, taught

SYNONYMS = {"person": ["person", "people"], "motorcycle": ["motorcycle", "motorbike"], "airplane": ["airplane", "plane"],
            "tv": ["tv", "television"], "couch": ["sofa", "couch"], "dining table": ["table"], "sports ball": ["ball"],
            "cell phone": ["phone"], "potted plant": ["plant"], "car": ["car"], "bicycle": ["bicycle", "bike"]}
PEOPLE_WORDS = ("man woman boy girl child player surfer skier skateboarder snowboarder lady guy kid rider baby "
                "cyclist").split()
# Asked for in vain, beside COCO's own kinds.
ABSENT = """swan camel cow goat horse monkey scooter duck penguin flamingo bear lion tiger zebra giraffe elephant rhino
    hippo kangaroo deer fox wolf rabbit squirrel turtle fish shark whale dolphin snake lizard frog spider butterfly bee
    eagle owl parrot chicken turkey goose peacock ostrich pig sheep donkey truck van bus train tram tractor helicopter
    airplane ship boat canoe kayak sailboat bicycle motorcycle skateboard surfboard ball tennis racket guitar piano
    violin drum umbrella hat shoe helmet bottle cup plate bowl pizza burger banana apple orange cake chair sofa bed
    table lamp clock television laptop phone camera book pen scissors toilet bathtub refrigerator oven dog cat puppy
    kitten bird person car ambulance taxi jeep fire tank""".split() + [
    "fire truck", "tennis racket", "polar bear", "race car", "sports car", "mountain bike"]
FOLDER_NAMES = {"Leopards": "leopard", "Motorbikes": "motorcycle", "airplanes": "airplane", "car_side": "car",
                "cougar_body": "cougar", "cougar_face": "cougar", "crocodile_head": "crocodile",
                "flamingo_head": "flamingo", "water_lilly": "water lily"}
SHOWS_PARTS = {"Faces", "trilobite", "brain"}       # of which what stands out is not the thing, or is nothing asked for
OFTEN_WITH_PEOPLE = {"accordion", "saxophone", "inline_skate", "wheelchair", "electric_guitar", "cellphone", "headphone",
                     "umbrella"}
FOLDERS_ASKED = 1000


def with_article(noun):
    return random.choice(["the ", "a ", "the ", ""]) + noun


def plural(noun):
    if noun == "person":
        return "people"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def read(path: Path) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


def coco() -> dict:
    return json.loads((OUTLINED / "instances.json").read_text())


def absent(present: set[str], count: int, kinds: list[str]) -> list[Question]:
    """About things that share no class with what is there."""
    there, found = [Subject.of(noun) for noun in present], []
    while len(found) < count:
        noun = random.choice(ABSENT if random.random() < 0.6 else kinds)
        if noun not in present and not any(Subject.of(noun).shares_with(s) for s in there):
            found.append(Question(with_article(noun), None, "absent"))
    return found


def outlined_photographs():
    """COCO's photographs with all their instances, but for those kept for testing."""
    everything, marks = coco(), defaultdict(list)
    names = {c["id"]: c["name"] for c in everything["categories"]}
    for a in everything["annotations"]:
        marks[a["image_id"]].append(a)
    for image in everything["images"]:
        if image["file_name"] in kept_for_testing():
            continue
        by_name = defaultdict(list)
        for a in marks[image["id"]]:
            by_name[names[a["category_id"]]].append(a)
        questions = [q for name, own in by_name.items() for q in about_kind(name, own, image["height"], image["width"])]
        if questions:
            picture = read(OUTLINED / "images" / image["file_name"])
            questions += absent(set(by_name), 5, list(names.values()))
            yield Asked(image["file_name"], picture[None], questions)


def about_kind(name, annotations, height, width):
    """About all instances of a kind together, and about the one at a side or of a size."""
    masks = [mask_of(a["segmentation"], height, width) > 0 for a in annotations]
    union = np.any(masks, 0)
    if union.mean() < 0.005:
        return
    words = SYNONYMS.get(name, [name])
    word, alone = random.choice(words), len(masks) == 1
    if alone or word == "people":
        yield Question(with_article(word) if alone else "the people", union, "class")
    else:
        yield Question(random.choice(["the ", "all the ", ""]) + plural(words[0]), union, "plural")
    instances = [m for m, a in zip(masks, annotations) if not a["iscrowd"] and m.mean() > 0.004]
    if 2 <= len(instances) <= 5 and len(instances) == len(masks):
        yield from about_kind_of(words[0], instances)


def about_kind_of(noun, masks):
    """The one of several at a side, in the middle, or of a size."""
    width = masks[0].shape[1]
    xs, areas = [np.where(m)[1].mean() / width for m in masks], [m.mean() for m in masks]
    across, by_area = np.argsort(xs), np.argsort(areas)
    gaps = np.diff(np.array(xs)[across])
    if gaps[0] > 0.12:
        yield Question(random.choice([f"the {noun} on the left", f"the left {noun}", f"leftmost {noun}",
                                      f"{noun} on the left side"]), masks[across[0]], "place")
    if gaps[-1] > 0.12:
        yield Question(random.choice([f"the {noun} on the right", f"the right {noun}", f"rightmost {noun}",
                                      f"{noun} at the right"]), masks[across[-1]], "place")
    if areas[by_area[-1]] > 1.8 * areas[by_area[-2]]:
        yield Question(f"the {random.choice(['biggest', 'largest'])} {noun}", masks[by_area[-1]], "size")
    if areas[by_area[0]] * 1.8 < areas[by_area[1]]:
        yield Question(f"the smallest {noun}", masks[by_area[0]], "size")
    if gaps.min() > 0.1:
        if len(masks) == 3:
            yield Question(f"the {noun} in the middle", masks[across[1]], "place")
        if len(masks) > 2:
            side, second = random.choice((("left", 1), ("right", -2)))
            yield Question(f"the {noun} second from the {side}", masks[across[second]], "place")
        if len(masks) == 4:
            yield Question(f"the third {noun} from the left", masks[across[2]], "place")


def people_photographs():
    """COCO's photographs with one person, outlined, and captions."""
    everything = json.loads((PEOPLE / "photographs.json").read_text())
    images, kinds = {i["id"]: i for i in everything["images"]}, [c["name"] for c in coco()["categories"]]
    people = Counter(box["image_id"] for box in everything["person_boxes"])
    for outline in everything["person_outlines"]:
        image = images[outline["image_id"]]
        mask = mask_of(outline["segmentation"], image["height"], image["width"]) > 0
        if people[image["id"]] != 1 or mask.mean() < 0.006:
            continue
        said = set(" ".join(image["captions"]).lower().replace(".", " ").replace(",", " ").split())
        questions = [Question(with_article("person"), mask, "class")]
        questions += [Question(with_article(w), mask, "class") for w in PEOPLE_WORDS if w in said][:2]
        is_said = lambda q: any(w in said or w + "s" in said for w in q.text.split() if w not in ("the", "a"))
        questions += [q for q in absent({"person"}, 8, kinds) if not is_said(q)][:5]
        yield Asked(image["file_name"], read(PEOPLE / "images" / image["file_name"])[None], questions)


def folder_photographs():
    """Caltech-101's, with what the teacher outlined as their thing."""
    kinds, paths = [c["name"] for c in coco()["categories"]], taught(sorted(CALTECH.glob("*/*.jpg")))
    random.shuffle(paths)
    for path in paths[:FOLDERS_ASKED]:
        folder = path.parent.name
        if folder in SHOWS_PARTS:
            continue
        salience = cv2.imread(str(outlines(path)[0]), 0) > 128
        if not 0.03 < salience.mean() < 0.85:
            continue
        picture, name = read(path), FOLDER_NAMES.get(folder, folder.replace("_", " "))
        mask = cv2.resize(salience.astype(np.uint8), picture.shape[1::-1]) > 0
        present = {name, "person"} if folder in OFTEN_WITH_PEOPLE else {name}
        yield Asked(str(path), picture[None], [Question(with_article(name), mask, "caltech"), *absent(present, 3, kinds)])


def photographs():
    yield from outlined_photographs()
    yield from people_photographs()
    yield from folder_photographs()
