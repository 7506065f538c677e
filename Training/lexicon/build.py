"""Makes Vocab/Resources/refseg-nouns.txt: what a noun means in the classes of ImageNet, PASCAL VOC and COCO.

    python -m lexicon.build [--out ../Vocab/Resources/refseg-nouns.txt]

From WordNet 3.0 (apt-get install wordnet-base), the labels of the classes and noun-corrections.txt.  The file is
read by nouns.py and by the program; nouns.py describes the format.
"""

import argparse
import re

from lexicon import imagenet
from lexicon import wordnet
from lexicon.detected import ANIMALS, THINGS, WORDS, detected, is_class
from lexicon.nouns import COCO, HEADER, SCENERY, VOC
from lexicon.wordnet import ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PERSON, PLANT, TOPS

# Synsets that are, with all below them, a VOC class.
VOC_SYNSETS = {
    7846: "person", 2084071: "dog", 2121620: "cat", 2374451: "horse", 2402425: "cow", 2411705: "sheep",
    1503061: "bird", 2958343: "car", 2924116: "bus", 3790512: "motorbike", 2834778: "bicycle", 2858304: "boat",
    4530566: "boat", 4468005: "train", 2691156: "aeroplane", 2876657: "bottle", 3001627: "chair", 3201208: "diningtable",
    13083023: "pottedplant", 4256520: "sofa", 4405907: "tvmonitor", 3782006: "tvmonitor"}
MOST_CLASSES = 420      # a noun above more classes than these ("object") says nothing
MOST_CLIMBED = {ANIMAL: 130, ARTIFACT: 40}     # classes below an ancestor that still says something about the noun
FARTHEST = 3            # steps up to it
FAINTEST = .15          # weight of such classes
SIZES = ("small", "large", "big", "little", "tall", "short", "long", "young", "old", "fat")


def rounded(weights):
    return {k: round(w, 2) for k, w in weights.items() if w >= .045}


class Meanings:
    """What synsets and nouns mean: (ImageNet weights by class number, VOC's and scenery's weights by name, generality)."""

    def __init__(self, nouns, labels):
        self.nouns, self.labels = nouns, labels
        self.leaf = {offset: i for i, offset in enumerate(imagenet.class_synsets(nouns, labels))}
        self.below = {}
        self.corrected = {}

    def leaves(self, synset):
        if synset.offset not in self.below:
            self.below[synset.offset] = {self.leaf[o] for o in self.nouns.closure(synset) if o in self.leaf}
        return self.below[synset.offset]

    def voc(self, synset):
        """The class that holds the synset; for a wider one the classes within it."""
        for level in self.nouns.levels_above(synset):
            found = {VOC_SYNSETS[s.offset] for s in level if s.offset in VOC_SYNSETS}
            if found:
                return dict.fromkeys(found, 1.0)
        within = {VOC_SYNSETS[o] for o in self.nouns.closure(synset) if o in VOC_SYNSETS}
        return dict.fromkeys(within, 1.0) if len(within) <= 10 and self.leaves(synset) else {}

    def network(self, synset):
        """ImageNet weights and generality: what lies at or below; else the nearest class or small family above,
        the fainter the farther and the larger."""
        own = self.leaves(synset)
        if own:
            return (dict.fromkeys(own, 1.0), 1.0) if len(own) <= MOST_CLASSES else ({}, 0.0)
        for steps, level in enumerate(self.nouns.levels_above(synset)):
            classes = {self.leaf[s.offset] for s in level if s.offset in self.leaf}
            if classes:
                weight = .9 ** max(0, steps - 1)
                return dict.fromkeys(classes, weight), weight
            if steps > FARTHEST or synset.file not in MOST_CLIMBED:
                continue
            families = [s for s in level if self.leaves(s)]
            if families:
                nearest = min(families, key=lambda s: len(self.leaves(s)))
                family = self.leaves(nearest)
                weight = self.kinship(synset, nearest, steps)
                return (dict.fromkeys(family, weight), weight) if weight >= FAINTEST else ({}, 0.0)
        return {}, 0.0

    def kinship(self, synset, ancestor, steps):
        """How much the classes below an ancestor say about the noun: the less the farther it is, the more classes
        it has, and the fewer of its kinds they are.  Animals of one family look more alike than things do."""
        leaves = len(self.leaves(ancestor))
        if synset.file == ANIMAL:
            return .75 ** steps * min(1, 4 / (3 + leaves)) ** .25 if leaves <= MOST_CLIMBED[ANIMAL] else 0
        covered = leaves / len(self.nouns.closure(ancestor))
        near = steps == 1 and leaves <= MOST_CLIMBED[ARTIFACT]
        return .7 * min(1, covered / .1) * min(1, 4 / (3 + leaves)) ** .5 if near else 0

    def synset(self, synset):
        voc = self.voc(synset)
        if synset.file == PERSON:
            return ({}, voc, 1.0) if voc else ({}, {}, 0.0)
        classes, generality = self.network(synset)
        return classes, voc, generality

    def noun(self, noun):
        """Of a noun in lower case: its first bodily sense, and others as frequent as they are."""
        if noun in self.corrected:
            return self.corrected[noun]
        kept, first, tops = [], None, 0
        senses = self.nouns.senses.get(noun, [])
        counts = [self.nouns.count(noun, i) for i in range(len(senses))]
        if noun in ANIMALS or noun in THINGS:
            seen = [i for i, synset in enumerate(senses) if synset.file != PERSON]
            senses, counts = [senses[i] for i in seen], [counts[i] for i in seen]
        for i, synset in enumerate(senses):
            bodily = synset.file in (ANIMAL, ARTIFACT, FOOD, PERSON, PLANT) or \
                synset.file in (BODY, OBJECT, TOPS) and self.leaves(synset)
            if synset.file == PERSON and any(s.file == ANIMAL and self.leaves(s) and counts[j] >= counts[i]
                                             for j, s in enumerate(senses)):
                continue        # "chameleon", a person by way of speaking
            if synset.is_instance or not bodily or i > 0 and not self.leaves(synset) and (
                    counts[i] < .1 * sum(counts) or first and first.file != PERSON and synset.file == PERSON
                    and counts[i] < counts[0] / 2):
                continue
            if first and (first.file == ANIMAL and synset.file in (FOOD, PERSON)
                          or first.file == PERSON and synset.file != PERSON and not self.leaves(synset)):
                continue
            meaning = self.synset(synset)
            if not (meaning[0] or meaning[1]) or first and meaning[2] < .9:
                first = first or synset
                continue
            first, tops = first or synset, tops or counts[i]
            kept.append((1.0 if not kept and i == 0 else max(.3, min(1, (counts[i] + 2) / (max(counts) + 2))), meaning))
        return combined(kept[:3])


def combined(parts):
    """The largest weight of each class over weighted meanings; the generality of the heaviest."""
    classes, voc, generality = {}, {}, 0.0
    for weight, (net, pascal, general) in parts:
        for target, source in ((classes, net), (voc, pascal)):
            for k, w in source.items():
                target[k] = max(target.get(k, 0), weight * w)
        generality = max(generality, min(1, weight + .1) * general)
    return rounded(classes), rounded(voc), round(generality, 2)


def corrections(path, meanings):
    """Reads the table into `meanings.corrected`.  A noun may stand in two lines: both hold."""
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if line.startswith("#") or not line.strip():
            continue
        names, terms = line.strip().split(": ", 1)
        terms, _, generality = re.fullmatch(r"(.*?)( \(([\d.]+)\))?", terms).groups()
        parts = []
        for term in terms.split("; ") if terms != "none" else []:
            name, _, weight = term.partition("*")
            parts.append((float(weight or 1), meaning_of(name, meanings, f"{path}, line {number}")))
        classes, voc, _ = combined(parts)
        for noun in names.split(", "):
            own = [(1, (classes, voc, float(generality or 1) if parts else 0.0))]
            if noun in meanings.corrected:
                own.append((1, meanings.corrected[noun]))
            meanings.corrected[noun] = combined(own)


def meaning_of(term, meanings, place):
    kind, _, name = term.partition(" ")
    if kind == "voc" and name in VOC or kind == "scenery" and name in SCENERY:
        return {}, {name: 1.0}, 1.0
    if kind == "net":
        label, _, number = name.partition(" @")
        found = [i for i, text in enumerate(meanings.labels) if label in text.split(", ")]
        found = [i for i in found if meanings.labels[i].split(", ")[0] == label] if len(found) > 1 else found
        found = [int(number)] if number and int(number) in found else found
        if len(found) == 1:
            return {found[0]: 1.0}, {}, 1.0
    meaning = meanings.noun(term)
    if not (meaning[0] or meaning[1]):
        raise ValueError(f"{place}: {term} is no class and no noun that has classes")
    return meaning


def latin(noun, nouns):
    """Whether a noun of several words begins with the name of a genus ("Ursus arctos") or holds one."""
    first = noun.split()[0]
    return first == "genus" or " " in noun and any(
        "genus " + first in (w.lower() for w in s.words) for s in nouns.senses.get(first, []))


def share(word, counts):
    return sum(counts.get(word, {}).values())


KINDS = {"stop": "s", "determiner": "d", "ordinal": "r", "many": "m", "pronoun": "o", "part": "g", "group": "q",
         "filler": "f", "modifier": "t", "noun": "n", "young": "y",
         "collective": "u", "adjective": "a"}


def word_kinds(path):
    """noun-words.txt: word -> letters."""
    kinds = {}
    for line in open(path, encoding="utf-8"):
        if not line.startswith("#") and line.strip():
            kind, words = line.split(":", 1)
            for word in words.split():
                letters = kinds.get(word, "")
                kinds[word] = letters if KINDS[kind] in letters else letters + KINDS[kind]
    return kinds


def misleads(noun, meanings, kinds):
    """Whether a noun of several words is read better by its last word: "top dog", a person by way of speaking;
    "black cat", which WordNet knows as a fisher; and whether one word is but the plural of a better one: "hands"."""
    if noun in meanings.corrected:
        return False
    first, _, last = noun.rpartition(" ")
    net, voc, generality = meanings.noun(noun)
    if not first:
        one, one_voc, _ = meanings.noun(noun[:-1]) if noun[-1] == "s" else ({}, {}, 0)
        return bool(one or one_voc) and (not net or bool(net.keys() & one.keys()))
    if "a" in kinds.get(last, ""):
        return True
    own_net, own_voc, _ = meanings.noun(last)
    if not (own_net or own_voc):
        return False
    if first in SIZES:
        return True
    if "a" in kinds.get(first, ""):
        return not (net and generality >= .9 and (net.keys() <= own_net.keys() or not own_net))
    return list(voc) == ["person"] and "person" not in own_voc


def entries(meanings, kinds):
    """Lines of the file, unsorted: word -> fields."""
    nouns, fields, sets = meanings.nouns, {}, {}
    counts = {part: wordnet.sense_counts(*part) for part in ("1", "2", "35", "4")}

    def add(word, field):
        fields.setdefault(word, []).append(field)

    for noun in sorted(set(nouns.senses) | set(meanings.corrected) | set(WORDS)):
        if not re.fullmatch(r"[a-z0-9][a-z0-9 .'-]*", noun) or len(noun) < 2 or latin(noun, nouns) \
                or misleads(noun, meanings, kinds) and not is_class(noun):
            continue
        classes, voc, generality = meanings.noun(noun)
        coco = detected(noun, voc, nouns)
        if classes or voc or coco:
            numbered = lambda names, found: spelled({names.index(k): w for k, w in found.items() if k in names})
            key = (spelled(classes), numbered(VOC, voc), numbered(SCENERY, voc), numbered(COCO, coco))
            add(noun, f"n{round(100 * generality)} {sets.setdefault(key, f'={len(sets)}')}")
        elif noun in meanings.corrected or share(noun, counts["1"]):
            add(noun, "n0")
    for plural, singular in nouns.irregular.items():
        if singular in fields and plural not in meanings.corrected:
            fields[plural] = [f"p{singular}"]
    irregular = wordnet.irregular_verbs()
    for word in sorted(wordnet.words_of("verb")):
        used = share(word, counts["2"])
        if used and re.fullmatch("[a-z]+", word):
            for form in wordnet.verb_forms(word, irregular):
                others = {word, form}
                portion = round(100 * used / (used + sum(share(w, counts[p]) for w in others for p in ("1", "35"))))
                if portion >= 10:
                    add(form, f"v{portion}")
    for word in sorted(wordnet.words_of("adj")):
        used = share(word, counts["35"])
        if used and re.fullmatch("[a-z-]+", word):
            portion = round(100 * used / (used + share(word, counts["1"]) + share(word, counts["2"])))
            if portion >= 10:
                add(word, f"a{portion}")
    for word, letters in kinds.items():
        others = fields.get(word, [])
        if "a" in letters:
            others = ["a100"] + [f for f in others if word in ("orange", "light") and f[0] == "n"]
        letters = letters.replace("a", "")
        if set(letters) & set("sdfrm"):
            others = []
        fields[word] = others + ([f"w{letters}"] if letters else [])
    for (net, *others), name in sets.items():
        add(name, "c" + "\t".join([net, *others]).rstrip("\t"))
    return fields


def spelled(weights):
    """Class numbers and weights as text: runs of equal weight, `151-268 281-285:0.50`."""
    runs = []
    for k in sorted(weights):
        if runs and runs[-1][1] == k - 1 and runs[-1][2] == weights[k]:
            runs[-1][1] = k
        else:
            runs.append([k, k, weights[k]])
    return " ".join((f"{a}" if a == b else f"{a}-{b}") + ("" if w == 1 else f":{round(100 * w)}") for a, b, w in runs)


def best(fields):
    """One field of each kind: the largest share where two words have the same form."""
    kept = {}
    for field in fields:
        if field[0] not in kept or field[0] in "va" and int(field[1:]) > int(kept[field[0]][1:]):
            kept[field[0]] = field
    return kept.values()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default="../Vocab/Resources/refseg-nouns.txt")
    parser.add_argument("--labels", default=imagenet.default_labels())
    parser.add_argument("--corrections", default="lexicon/noun-corrections.txt")
    parser.add_argument("--words", default="lexicon/noun-words.txt")
    settings = parser.parse_args()
    meanings = Meanings(wordnet.Nouns(), imagenet.labels(settings.labels))
    corrections(settings.corrections, meanings)
    fields = entries(meanings, word_kinds(settings.words))
    text = "".join("\t".join([word, *best(fields[word])]) + "\n" for word in sorted(fields))
    with open(settings.out, "w", encoding="ascii") as file:
        file.write(f"{HEADER} {len(text)}\n{text}")
    print(f"{settings.out}: {len(fields):,} words, {sum(w[0] == '=' for w in fields):,} sets of classes")


if __name__ == "__main__":
    main()
