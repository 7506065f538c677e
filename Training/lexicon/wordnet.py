"""WordNet 3.0's nouns, as Debian's wordnet-base brings them: synsets, their hypernyms, the frequency of senses.

Formats: the manual pages wndb(5), cntlist(5) and morphy(7) of WordNet.
"""

import collections
import re

FOLDER = "/usr/share/wordnet"
# Numbers of WordNet's lexicographer files, lexnames(5).
TOPS, ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PERSON, PLANT = 3, 5, 6, 8, 13, 17, 18, 20


class Synset:
    """One meaning.  `above` and `below` are offsets of hypernyms and hyponyms, without instances of a class
    (people, places); `is_instance` says that this is one."""

    def __init__(self, line):
        fields = line.split(" | ")[0].split()
        self.offset, self.file = int(fields[0]), int(fields[1])
        words = int(fields[3], 16)
        self.words = [w.replace("_", " ") for w in fields[4:4 + 2 * words:2]]
        pointers = fields[5 + 2 * words:]
        kinds = [(pointers[i], int(pointers[i + 1])) for i in range(0, len(pointers), 4) if pointers[i + 2] == "n"]
        self.above = [o for k, o in kinds if k == "@"]
        self.below = [o for k, o in kinds if k == "~"]
        self.is_instance = any(k == "@i" for k, _ in kinds)


def lines(name):
    with open(f"{FOLDER}/{name}", encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if not line.startswith("  ")]


class Nouns:
    """`synsets` by offset; `senses`: lower-case noun -> synsets, the commonest first; `count(noun, i)`: how often
    the i-th of them was met in tagged text."""

    def __init__(self):
        self.synsets = {s.offset: s for s in map(Synset, lines("data.noun"))}
        self.senses = {}
        for line in lines("index.noun"):
            fields = line.split()
            offsets = map(int, fields[-int(fields[2]):])
            self.senses[fields[0].replace("_", " ")] = [self.synsets[o] for o in offsets]
        self.counts = sense_counts("1")
        self.irregular = {}
        for line in lines("noun.exc"):
            plural, singular = (word.replace("_", " ") for word in line.split()[:2])
            self.irregular[plural] = singular

    def count(self, noun, index):
        return self.counts[noun].get(index + 1, 0)

    def closure(self, synset):
        """The synset and everything below it."""
        found, waiting = set(), [synset.offset]
        while waiting:
            offset = waiting.pop()
            if offset not in found:
                found.add(offset)
                waiting += self.synsets[offset].below
        return found

    def levels_above(self, synset):
        """The synset itself, its hypernyms, theirs …: lists of synsets."""
        level, seen = [synset.offset], set()
        while level:
            seen.update(level)
            yield [self.synsets[o] for o in level]
            level = sorted({a for o in level for a in self.synsets[o].above} - seen)


def sense_counts(*parts):
    """Tagged occurrences: word -> {sense number: count}, of the parts of speech given (1 noun, 2 verb, 3 and 5
    adjective, 4 adverb)."""
    counts = collections.defaultdict(dict)
    for line in lines("cntlist.rev"):
        key, number, count = line.split()
        word, rest = key.split("%")
        if rest[0] in parts:
            counts[word.replace("_", " ")][int(number)] = int(count)
    return counts


def words_of(part):
    """Every word of index.verb, index.adj or index.adv, in lower case."""
    return {line.split()[0].replace("_", " ") for line in lines(f"index.{part}")}


def verb_forms(verb, irregular):
    """The forms of an English verb: third person, past, participles.  `irregular`: verb -> its irregular forms."""
    forms = {verb}
    consonant_y = re.search(r"[^aeiou]y$", verb)
    forms.add(verb[:-1] + "ies" if consonant_y else verb + "es" if re.search(r"(s|x|z|ch|sh|o)$", verb) else verb + "s")
    doubled = verb + verb[-1] if re.search(r"^[^aeiou]*[aeiou][bdgklmnprt]$", verb) else verb
    if re.search(r"ie$", verb):
        forms.add(verb[:-2] + "ying")
    elif re.search(r"[^eoyi]e$", verb):
        forms.add(verb[:-1] + "ing")
    else:
        forms.add(doubled + "ing")
    own = irregular.get(verb, [])
    forms.update(own)
    if not any(not f.endswith("ing") for f in own):
        forms.add(verb[:-1] + "ied" if consonant_y else verb + "d" if verb.endswith("e") else doubled + "ed")
    return forms


def irregular_verbs():
    """verb.exc turned round: verb -> irregular forms."""
    forms = collections.defaultdict(list)
    for line in lines("verb.exc"):
        form, *verbs = line.split()
        for verb in verbs:
            if "_" not in form:
                forms[verb].append(form)
    return forms
