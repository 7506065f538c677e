"""Sentences to be spoken: expressions of our own, published expressions, pieces of both.

The 400 sentences of the test set and the expressions of the evaluation clips are never spoken in training.
"""

import collections
import itertools
import json
import os
import re
from pathlib import Path

import numpy as np

from cutouts.classes import KINDS
from sentences.vocabulary import own_sentences, published_sentences

DATA = Path(os.environ.get("REFSEG_DATA", Path(__file__).parent / "../../../shared/data"))
TEST_SEED, TRAIN_SEED = 777, 31
WORDNET = Path("/usr/share/wordnet/cntlist.rev")
# Lexicographer files of things that can be seen: animals, artefacts, body, food, objects, persons, plants.
SEEN_THINGS = re.compile(r"([a-z]{3,})%1:(?:05|06|08|13|17|18|20):")
FUNCTION_WORDS = set("a an the is are was that which who of on in at to from with by it its and".split())
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


def common_things(least=2) -> list[str]:
    """Nouns that WordNet's tagged texts use at least so often for something that can be seen, and their plurals."""
    counts = collections.Counter()
    for line in WORDNET.read_text().splitlines():
        key, _, count = line.split()
        if found := SEEN_THINGS.match(key):
            counts[found[1]] += int(count)
    nouns = sorted(noun for noun, n in counts.items() if n >= least)
    return nouns + [regular_plural(noun) for noun in nouns]


def regular_plural(noun: str) -> str:
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return noun + "es"
    return noun[:-1] + "ies" if re.search(r"[^aeiou]y$", noun) else noun + "s"


class Corpus:
    """Draws training sentences, own and published ones and stretches of the latter, and varied ones: five of eight
    of these are such a sentence in which a word gives way to any word of the vocabulary, three are one such
    word with an article.  So every word is heard, whatever the sentences prefer."""

    def __init__(self, seed=TRAIN_SEED, varied=0.4, strangers=0.25):
        """`varied`: share of varied sentences; `strangers`: of WordNet's nouns among the words put in."""
        self.rng, self.varied, self.strangers = np.random.default_rng(seed), varied, strangers
        self.held_out = clip_sentences() | set(test_sentences())
        self.published = sorted({s for s in map(spoken, published_sentences(DATA / "annotations")) if s})
        self.own = (s for s in map(spoken, own_sentences(10**9, seed=seed + 1)) if s)
        counts = collections.Counter(w for s in self.published for w in s.split())
        nouns = {spoken(n) for kind in KINDS.values() for n in [kind.plural, *kind.nouns]} - {None}
        phrases = {w for s in itertools.islice(self.own, 3000) for w in s.split()}
        self.words = sorted((nouns | phrases | {w for w, n in counts.items() if n >= 2 and len(w) > 1}) - FUNCTION_WORDS)
        self.others = common_things() if strangers else []

    def draw(self) -> str:
        while True:
            text = self.candidate()
            if text not in self.held_out:
                return text

    def candidate(self) -> str:
        if self.rng.random() >= self.varied:
            return self.sentence((7, 3, 2))
        if self.rng.random() < 5 / 8:
            return self.with_another_word(self.sentence((4, 3, 3)))
        return self.pick(["", "the ", "the ", "the ", "a ", "the other ", "another "]) + self.word()

    def sentence(self, shares: tuple[int, int, int]) -> str:
        """An own one, a published one or a stretch, by `shares`."""
        kind = self.rng.choice(3, p=np.array(shares) / sum(shares))
        return next(self.own) if kind == 0 else self.pick(self.published) if kind == 1 else self.stretch()

    def stretch(self) -> str:
        words = self.pick(self.published).split()
        length = int(self.rng.integers(2, 6))
        first = int(self.rng.integers(max(1, len(words) - length + 1)))
        return " ".join(words[first:first + length])

    def word(self) -> str:
        return self.pick(self.others if self.rng.random() < self.strangers else self.words)

    def with_another_word(self, text: str) -> str:
        words = text.split()
        places = [i for i, w in enumerate(words) if w not in FUNCTION_WORDS]
        if places:
            words[self.pick(places)] = self.word()
        return " ".join(words)

    def pick(self, items):
        return items[int(self.rng.integers(len(items)))]
