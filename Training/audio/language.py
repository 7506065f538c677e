"""How likely pieces follow one another in expressions: a trigram model, and the search that uses it.

Absolute discounting with back-off (Ney, Essen and Kneser 1994), counted on sentences of our own and on
the published ones, never on those that are held out.
"""

import collections
import itertools
import math

import numpy as np

from sentences.vocabulary import own_sentences, published_sentences

from .corpus import DATA, Corpus, clip_sentences, spoken, test_sentences
from .model import BLANK

BEGIN, END, DISCOUNT = 0, 2, 0.6


class Trigrams:
    """Natural logarithms: `pairs[b, c]` and `triples[a, b, c]` of probabilities where they were counted,
    `singles[c]` of all pieces, and what a context costs that lacks the next piece."""

    def __init__(self, sentences: list[list[int]], vocabulary: int, least=2):
        single, pair, triple = collections.Counter(), collections.Counter(), collections.Counter()
        for ids in sentences:
            ids = [BEGIN, *ids, END]
            single.update(ids[1:])
            pair.update(itertools.pairwise(ids))
            triple.update(zip(ids, ids[1:], ids[2:]))
        triple = {k: n for k, n in triple.items() if n >= least}
        total = sum(single.values())
        # A fiftieth of the probability is shared by all pieces, those that no sentence has among them.
        share = 0.02 / vocabulary
        self.singles = np.array([math.log(0.98 * single[c] / total + share) for c in range(vocabulary)], np.float32)
        self.pairs, self.pair_cost = self.discounted(pair, lambda key: self.singles[key[1]], vocabulary)
        self.triples, self.triple_cost = self.discounted(triple, lambda key: self.after(key[1], key[2]), vocabulary, pair)

    def discounted(self, counts, lower, vocabulary, context_counts=None):
        contexts, kinds, covered = collections.Counter(), collections.Counter(), collections.Counter()
        for key, n in counts.items():
            contexts[key[:-1]] += n
            kinds[key[:-1]] += 1
        if context_counts is not None:  # what was pruned lowers the rest
            contexts = {k: max(context_counts[k], contexts[k]) for k in contexts}
        seen = {key: (n - DISCOUNT) / contexts[key[:-1]] for key, n in counts.items()}
        for key, p in seen.items():
            covered[key[:-1]] += p
        below = collections.Counter()
        for key in counts:
            below[key[:-1]] += math.exp(lower(key))
        cost = {k: math.log(max(1e-9, 1 - covered[k]) / max(1e-9, 1 - below[k])) for k in contexts}
        return {key: math.log(p) for key, p in seen.items()}, cost

    def after(self, b: int, c: int) -> float:
        found = self.pairs.get((b, c))
        return found if found is not None else self.pair_cost.get((b,), 0.0) + float(self.singles[c])

    def __call__(self, a: int, b: int, c: int) -> float:
        """ln P(c | a b)."""
        found = self.triples.get((a, b, c))
        return found if found is not None else self.triple_cost.get((a, b), 0.0) + self.after(b, c)


def expressions(count=120_000, varied=60_000, seed=4242):
    """Sentences as they are asked, and with any word in a word's place; none that is held out."""
    held_out = clip_sentences() | set(test_sentences())
    own = (s for s in map(spoken, own_sentences(count, seed=seed)) if s)
    published = [s for s in map(spoken, published_sentences(DATA / "annotations")) if s]
    yield from (s for s in itertools.chain(own, published, published) if s not in held_out)
    corpus = Corpus(seed=seed, strangers=0)
    yield from (corpus.draw() for _ in range(varied))


def search(log_probabilities: np.ndarray, model, weight: float, bonus: float, width=8, likely=math.log(1e-3)) -> list[int]:
    """Prefix beam search (Hannun et al. 2014) over [steps, vocabulary]; each piece adds `weight` times its
    logarithm in the model and `bonus`."""
    none = -math.inf
    add = np.logaddexp
    beams = {(): (0.0, none, 0.0)}  # pieces: ends in a blank, ends in its piece, the model's part
    for row in log_probabilities:
        best = row.max()
        candidates = np.flatnonzero(row > min(likely, best - 1e-6))
        found = {}

        def put(prefix, blank, piece, language):
            b, p, _ = found.get(prefix, (none, none, 0.0))
            found[prefix] = (add(b, blank), add(p, piece), language)

        for prefix, (blank, piece, language) in beams.items():
            both = add(blank, piece)
            for c in candidates:
                c = int(c)
                if c == BLANK:
                    put(prefix, both + row[c], none, language)
                    continue
                a, b = ((BEGIN, BEGIN) + prefix)[-2:]
                said = language + weight * model(a, b, c) + bonus
                if prefix and prefix[-1] == c:
                    put(prefix, none, piece + row[c], language)
                    put(prefix + (c,), none, blank + row[c], said)
                else:
                    put(prefix + (c,), none, both + row[c], said)
        ranked = sorted(found.items(), key=lambda kv: -(add(kv[1][0], kv[1][1]) + kv[1][2]))
        beams = dict(ranked[:width])

    def total(item):
        prefix, (blank, piece, language) = item
        a, b = ((BEGIN, BEGIN) + prefix)[-2:]
        return add(blank, piece) + language + weight * model(a, b, END)

    return list(max(beams.items(), key=total)[0])
