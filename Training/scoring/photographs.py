"""Writes the 30 photographs that no training saw as a test set of one-frame clips, as score.py reads them.

    python -m scoring.photographs work/photographs
    python -m scoring.score ../.build/release/refseg work/photographs/kinds       # objects of different kinds
    python -m scoring.score ../.build/release/refseg work/photographs/alike       # several of one kind

`kinds` has one object a kind of thing, all of that kind in the photograph together ("the cups"); `alike` one object a
single thing among two to five of its kind, told by its place or size. Things of less than half a percent of the
photograph are neither asked for nor in the way.
"""

import argparse
import collections
import json
import shutil
from pathlib import Path

import cv2
import numpy as np

from clips.clipfolder import write_masks
from cutouts.sprites import mask_of
from recognition.split import OUTLINED, kept_for_testing

SMALLEST = 0.005
OTHER_WORDS = {"motorcycle": "motorbike", "airplane": "plane", "tv": "television", "couch": "sofa", "dining table": "table",
               "sports ball": "ball", "cell phone": "phone", "potted plant": "plant", "bicycle": "bike", "handbag": "bag"}
IRREGULAR = {"person": "people", "skis": "skis"}


def plural(noun: str) -> str:
    return IRREGULAR.get(noun) or noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def of_a_kind(noun: str, count: int) -> list[str]:
    words = [noun, OTHER_WORDS[noun]] if noun in OTHER_WORDS else [noun]
    if count > 1:
        return [f"the {plural(w)}" for w in words] + [f"all the {plural(words[0])}"]
    return [f"the {w}" for w in words] + [f"a {words[0]} in the picture"]


def apart(noun: str, masks: list[np.ndarray]) -> dict[int, list[str]]:
    """Number of a thing -> what is true of it alone."""
    noun, said = OTHER_WORDS.get(noun, noun), collections.defaultdict(list)
    x = [float(np.nonzero(m)[1].mean() / m.shape[1]) for m in masks]
    area = [float(m.mean()) for m in masks]
    order, size = np.argsort(x), np.argsort(area)
    if x[order[1]] - x[order[0]] > 0.12:
        said[order[0]] += [f"the {noun} on the left", f"the leftmost {noun}"]
    if x[order[-1]] - x[order[-2]] > 0.12:
        said[order[-1]] += [f"the {noun} on the right", f"the rightmost {noun}"]
    if len(masks) == 3 and min(np.diff(np.sort(x))) > 0.1:
        said[order[1]].append(f"the {noun} in the middle")
    if area[size[-1]] > 1.8 * area[size[-2]]:
        said[size[-1]].append(f"the biggest {noun}")
    if area[size[0]] * 1.8 < area[size[1]]:
        said[size[0]].append(f"the smallest {noun}")
    return said


def write(folder: Path, picture: np.ndarray, objects: dict[str, tuple[np.ndarray, list[str], str]], licence: str):
    (folder / "frames").mkdir(parents=True)
    cv2.imwrite(str(folder / "frames/00000.jpg"), picture)
    for name, (mask, _, _) in objects.items():
        write_masks(folder / "masks" / name, mask[None])
    meta = {"name": folder.name, "n_frames": 1, "width": picture.shape[1], "height": picture.shape[0],
            "objects": {name: {"expressions": said, "tags": [[tag]] * len(said)} for name, (_, said, tag) in objects.items()},
            "mask_quality": "ground truth", "kind": "photograph", "license": licence}
    (folder / "meta.json").write_text(json.dumps(meta, indent=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    shutil.rmtree(out, ignore_errors=True)
    coco = json.loads((OUTLINED / "instances.json").read_text())
    names = {c["id"]: c["name"] for c in coco["categories"]}
    licences = {x["id"]: x["name"] for x in coco["licenses"]}
    marks, sentences = collections.defaultdict(lambda: collections.defaultdict(list)), collections.Counter()
    for a in coco["annotations"]:
        marks[a["image_id"]][names[a["category_id"]]].append(a)
    for image in coco["images"]:
        if image["file_name"] not in kept_for_testing():
            continue
        picture, size = cv2.imread(str(OUTLINED / "images" / image["file_name"])), (image["height"], image["width"])
        licence, kinds = licences.get(image["license"], str(image["license"])), {}
        for noun, found in marks[image["id"]].items():
            masks = [mask_of(a["segmentation"], *size) > 0 for a in found]
            union = np.any(masks, 0)
            if union.mean() >= SMALLEST:
                kinds[noun.replace(" ", "-")] = union, of_a_kind(noun, len(found)), "class"
            large = [m for m, a in zip(masks, found) if m.mean() >= SMALLEST and not a["iscrowd"]]
            if 2 <= len(large) == len(found) <= 5:
                said = apart(noun, large)
                things = {f"{i}": (m, said.get(i, []), "place") for i, m in enumerate(large)}
                if said:
                    write(out / "alike" / f"{image['id']}-{noun.replace(' ', '-')}", picture, things, licence)
                    sentences["alike"] += sum(map(len, said.values()))
        if kinds:
            write(out / "kinds" / str(image["id"]), picture, kinds, licence)
            sentences["kinds"] += sum(len(said) for _, said, _ in kinds.values())
    print(dict(sentences), "sentences")


if __name__ == "__main__":
    main()
