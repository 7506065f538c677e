"""Sentences to be spoken: expressions of our own, published expressions, pieces of both.

The 400 sentences of the test set and the expressions of the evaluation clips are never spoken in training.
"""

import collections
import json
import os
import re
from pathlib import Path

import numpy as np

from classes import KINDS
from vocabulary import own_sentences, published_sentences

DATA = Path(os.environ.get("REFSEG_DATA", Path(__file__).parent / "../../../shared/data"))
TEST_SEED, TRAIN_SEED = 777, 31
LONGEST = 16  # words; the few longer published sentences are left out


def spoken(text: str) -> str | None:
    """What is heard of a text: lower case, no punctuation; None where it is not plain English words."""
    text = re.sub(r"[.,;:!?\"()/-]", " ", text.lower())
    text = " ".join(text.split())
    return text if re.fullmatch(r"[a-z' ]+", text) and len(text.split()) <= LONGEST else None


def test_sentences(count=400) -> list[str]:
    found = []
    for text in own_sentences(10 * count, seed=TEST_SEED):
        text = spoken(text)
        # Short ones such as "the dog" cannot be unseen.
        if text and len(text.split()) >= 3 and text not in found:
            found.append(text)
        if len(found) == count:
            break
    return found


def clip_sentences() -> set[str]:
    """Expressions of the evaluation clips."""
    found = set()
    for path in DATA.glob("dev/*/meta.json"):
        for thing in json.loads(path.read_text())["objects"].values():
            found |= {spoken(text) for text in thing["expressions"]}
    return found


class Corpus:
    """Draws training sentences: 45 % own, 30 % published, 25 % stretches of published ones and single words."""

    def __init__(self, seed=TRAIN_SEED):
        self.rng = np.random.default_rng(seed)
        self.held_out = clip_sentences() | set(test_sentences())
        self.published = sorted({s for s in map(spoken, published_sentences(DATA / "annotations")) if s})
        self.own = (s for s in map(spoken, own_sentences(10**9, seed=seed + 1)) if s)
        counts = collections.Counter(w for s in self.published for w in s.split())
        nouns = {spoken(n) for kind in KINDS.values() for n in [kind.plural, *kind.nouns]} - {None}
        self.words = sorted(nouns | {w for w, n in counts.items() if n >= 2 and len(w) > 1})

    def draw(self) -> str:
        while True:
            text = self.candidate()
            if text not in self.held_out:
                return text

    def candidate(self) -> str:
        r = self.rng.random()
        if r < 0.45:
            return next(self.own)
        if r < 0.75:
            return self.pick(self.published)
        if r < 0.87:
            words = self.pick(self.published).split()
            length = int(self.rng.integers(2, 6))
            first = int(self.rng.integers(max(1, len(words) - length + 1)))
            return " ".join(words[first:first + length])
        word = self.pick(self.words)
        return word if r < 0.93 else self.pick(["the ", "the ", "a ", "the other ", "another "]) + word

    def pick(self, items):
        return items[int(self.rng.integers(len(items)))]
