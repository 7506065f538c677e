"""Ranks twenty nouns by presence in photographs: is the one that is shown the first?

    python -m scoring.unseen_nouns ../.build/release/refseg [--photographs 5] [--wrong]

The nouns: 200 of WordNet that mean classes of ImageNet and are no class of the cut-outs, among them all kinds of
data/train/caltech101-part and of data/train/coco-free of which that is true.  Each photograph of these kinds is asked
for its own noun and for nineteen of the 200 that share no class with it, nor with what else is outlined in it.  The
pictures of the first taught the pyramid to outline, their kinds nothing.
"""

import argparse
import collections
import json
import os
from pathlib import Path

import numpy as np

from cutouts.classes import KINDS
from lexicon.nouns import Sentence
from scoring.score import answers

DATA = Path(os.environ.get("REFSEG_DATA", "../../shared/data"))
# What the folders' names mean where they are not a noun.
MEANT = {"bass": "freshwater bass", "cellphone": "cell phone", "crab": "crab", "water_lilly": "water lily", "car_side": "car",
         "Motorbikes": "motorbike", "Leopards": "leopard", "airplanes": "airplane", "hawksbill": "sea turtle", "wild_cat": "wild cat"}
NOT_THE_THING = {"Faces", "brain", "buddha", "cougar_face", "crocodile_head", "flamingo_head", "inline_skate", "lotus"}
SMALLEST = 0.005        # share of the photograph that a thing covers, of those that are outlined
ASKED = 200
RIVALS = 19


def meaning(noun: str) -> frozenset[int]:
    """Its classes of ImageNet, where they lie at or below it; empty where it has none, or is a class of the cut-outs."""
    known = {n for kind in KINDS.values() for n in kind.nouns} | set(KINDS)
    sentence = Sentence(f"the {noun}")
    if sentence.head in known or sentence.head != noun or sentence.generality < 0.8:
        return frozenset()
    return frozenset(c for c, weight in sentence.imagenet.items() if weight >= 0.7)


def nouns_of_the_list() -> list[str]:
    with open("../Vocab/Resources/refseg-nouns.txt", encoding="ascii") as file:
        return [line.split("\t")[0] for line in file if "\tn100 " in line]


def outlined(folder: Path) -> dict[Path, dict[str, float]]:
    """Photograph -> the kinds in it, with the share of it that the largest of a kind covers."""
    lists = json.loads((folder / "instances.json").read_text())
    names = {c["id"]: c["name"] for c in lists["categories"]}
    pictures = {i["id"]: i for i in lists["images"]}
    found = {folder / "images" / i["file_name"]: collections.Counter() for i in pictures.values()}
    for thing in lists["annotations"]:
        picture = pictures[thing["image_id"]]
        kinds, name = found[folder / "images" / picture["file_name"]], names[thing["category_id"]]
        kinds[name] = max(kinds[name], thing["area"] / (picture["width"] * picture["height"]))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("--photographs", type=int, default=5, help="of a kind")
    parser.add_argument("--wrong", action="store_true", help="list what stood before the right noun")
    a = parser.parse_args()
    rng = np.random.default_rng(13)
    folder = DATA / "train/caltech101-part"
    shown = {}
    for kind in sorted(p for p in folder.iterdir() if p.is_dir() and p.name not in NOT_THE_THING):
        noun = MEANT.get(kind.name, kind.name.replace("_", " ").removesuffix(" body"))
        if meaning(noun):
            shown[noun] = sorted(kind.glob("*.jpg"))
    beside = outlined(DATA / "train/coco-free")
    for photograph, kinds in sorted(beside.items()):
        for noun in (n for n, share in kinds.items() if share >= SMALLEST and meaning(n)):
            shown.setdefault(noun, []).append(photograph)
    others = [n for n in nouns_of_the_list() if n not in shown and 1 <= len(meaning(n)) <= 10]
    asked = {n: meaning(n) for n in [*shown, *rng.choice(others, ASKED - len(shown), replace=False)]}
    print(f"{len(asked)} nouns, {len(shown)} of them shown: {', '.join(shown)}")
    first, three, all_of_it = collections.Counter(), 0, 0
    for noun, photographs in shown.items():
        pick = rng.choice(len(photographs), min(a.photographs, len(photographs)), replace=False)
        for photograph in (photographs[i] for i in pick):
            there = asked[noun].union(*(Sentence(f"the {n}").imagenet for n in beside.get(photograph, ())))
            rivals = rng.permutation([n for n in asked if not asked[n] & there])[:RIVALS]
            asked_here = answers(a.program, photograph, [f"the {n}" for n in [noun, *rivals]])
            presence = np.array([query["presence"] for query in asked_here])
            rank = int((presence[1:] >= presence[0]).sum())
            first[noun] += rank == 0
            three, all_of_it = three + (rank < 3), all_of_it + 1
            if a.wrong and rank:
                before = [str(n) for n, p in zip(rivals, presence[1:]) if p >= presence[0]]
                print(f"  {noun} ({presence[0]:.2f}) in {photograph.name}: {', '.join(before[:4])}", flush=True)
    print(f"right noun first of {RIVALS + 1}: {sum(first.values())} of {all_of_it} ({100 * sum(first.values()) / all_of_it:.0f} %); "
          f"in the first three: {100 * three / all_of_it:.0f} %")


if __name__ == "__main__":
    main()
