"""Nouns that no cut-out has, put in place of a class now and then, so that a word the model does not
know is passed over instead of taken for an absence. They come from real expressions.
"""

import csv
import json
import os
import random
import re
from pathlib import Path

from cutouts.classes import KINDS

DATA = Path(os.environ.get("REFSEG_DATA", Path(__file__).parent.parent / "../../shared/data"))
NOUN = re.compile(r"\b(?:a|the|an)\s+(?:\w+\s+)?([a-z]{3,12})\s+(?:is|in|on|at|with|running|walking|moving|standing)\b")
OWN = {w.lower() for kind in KINDS.values()
       for noun in [kind.plural, *kind.nouns, *kind.wider] for w in noun.split()}
NOT_NOUNS = {"left", "right", "front", "back", "middle", "center", "centre", "top", "bottom", "side", "one", "other", "first",
             "second", "third", "that", "who", "which", "and", "black", "white", "red", "blue", "green", "yellow", "brown",
             "gray", "grey", "orange", "pink", "purple", "big", "small", "large", "little", "another", "background"}


def nouns() -> list[str]:
    texts = [row["query"] for row in csv.DictReader((DATA / "annotations/a2d_annotation_short_query_BCMKC.txt").open(errors="replace"))
             if row["query"]]
    clips = json.loads((DATA / "annotations/refer_ytvos_valid_meta_expressions_OnlineRefer.json").read_text())["videos"]
    texts += [e["exp"] for clip in clips.values() for e in clip["expressions"].values()]
    found = {n for t in texts for n in NOUN.findall(t.lower())}
    return sorted(found - OWN - NOT_NOUNS)


class Swapper:
    """Replaces the class of a true sentence where something else still tells its object."""

    def __init__(self, share: float):
        self.share, self.nouns = share, nouns()

    def __call__(self, expression: dict, clip: dict) -> str:
        text = expression["text"]
        alone = len(clip["objects"]) == 1 and not clip.get("photo")
        told = alone or len(set(expression["tags"]) - {"class", "plural", "neutral"}) > 0
        if not expression["targets"] or not told or random.random() > self.share:
            return text
        words = text.split(" ")
        for i, word in enumerate(words):
            if word.strip(".,").lower() in OWN:
                words[i] = random.choice(self.nouns)
                return " ".join(words)
        return text
