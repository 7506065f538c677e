"""What a sentence is about, in classes that networks taught with photographs know.

    >>> s = Sentence("the polar bears on the ice")
    >>> s.head, s.plural, s.imagenet, s.voc, s.generality
    ('polar bear', True, {296: 1.0}, {}, 1.0)

Vocab/Resources/refseg-nouns.txt (made by build.py) holds one word a line, in the order of their bytes, and after
tabs its fields, the first letter of which says what follows:

    n100 =17   a noun whose classes are the set =17, and its generality in hundredths (1: the classes lie at or below
               the noun in WordNet; less: they are its relatives); n0 alone: neither network has the thing
    pman       the plural of man
    v80, a80   how often it is a verb, an adjective, in hundredths
    w…         a word of the kinds that headnoun.py names, one letter each
    c…         (the line of a set) ImageNet's classes as numbers 0…999 and runs of them, with a weight in hundredths
               after a colon where it is not 1; in the next field the same for VOC's classes in the order of `VOC`, and
               where there are any, in a third for kinds of scenery in the order of `SCENERY`, in a fourth for COCO's
               classes in the order of `COCO`
"""

import functools
import itertools
import os

from lexicon.headnoun import find_head

PATH = os.path.join(os.path.dirname(__file__), "../../Vocab/Resources/refseg-nouns.txt")
HEADER = "#refseg-nouns 1"      # and, after a space, how many bytes follow the first line
VOC = ["aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
       "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"]
COCO = """person bicycle car motorcycle airplane bus train truck boat traffic_light fire_hydrant stop_sign
parking_meter bench bird cat dog horse sheep cow elephant bear zebra giraffe backpack umbrella handbag tie suitcase
frisbee skis snowboard sports_ball kite baseball_bat baseball_glove skateboard surfboard tennis_racket bottle wine_glass
cup fork knife spoon bowl banana apple sandwich orange broccoli carrot hot_dog pizza donut cake chair couch potted_plant
bed dining_table toilet tv laptop mouse remote keyboard cell_phone microwave oven toaster sink refrigerator book clock
vase scissors teddy_bear hair_drier toothbrush""".split()
SCENERY = ["sky", "road", "grass", "tree", "water", "sand", "snow", "building"]


class Word:
    """A line of the file: `noun` (generality in hundredths, name of the set of classes or None) or None, `plural_of`
    or None, `verb` and `adjective` in hundredths, `kinds`: letters."""

    def __init__(self, fields=()):
        self.noun, self.plural_of, self.verb, self.adjective, self.kinds = None, None, 0, 0, ""
        for field in fields:
            kind, value = field[0], field[1:]
            if kind == "n":
                generality, _, name = value.partition(" ")
                self.noun = (int(generality), name or None)
            elif kind == "p":
                self.plural_of = value
            elif kind == "v":
                self.verb = int(value)
            elif kind == "a":
                self.adjective = int(value)
            elif kind == "w":
                self.kinds = value


class NounLexicon:
    def __init__(self, path=PATH):
        with open(path, encoding="ascii") as file:
            header, _, rest = file.read().partition("\n")
        if header != f"{HEADER} {len(rest)}":
            raise ValueError(f"{path}: line 1 is {header[:40]!r}; expected '{HEADER} {len(rest)}', "
                             "so make the file again with lexicon.build")
        self.lines = dict(line.split("\t", 1) for line in rest.splitlines())

    @functools.lru_cache(maxsize=4096)
    def word(self, text):
        """The word's line, or None.  Lower case."""
        return Word(self.lines[text].split("\t")) if text in self.lines else None

    def classes(self, name):
        """The four weightings of a set: ImageNet number -> weight, then VOC's, scenery's and COCO's names -> weight."""
        net, *others = self.lines[name][1:].split("\t")
        named = [{names[k]: w for k, w in weights(text).items()}
                 for names, text in itertools.zip_longest((VOC, SCENERY, COCO), others, fillvalue="")]
        return weights(net), *named


def weights(text):
    found = {}
    for run in text.split():
        span, _, hundredths = run.partition(":")
        first, _, last = span.partition("-")
        for k in range(int(first), int(last or first) + 1):
            found[k] = int(hundredths or 100) / 100
    return found


@functools.lru_cache(maxsize=1)
def lexicon():
    return NounLexicon()


class Sentence:
    """`head`: the noun the sentence is about, in the singular, None where it names none; `plural`: whether several
    are meant; `imagenet`: class number 0…999 -> weight up to 1, `voc`, `scenery` and `coco`: name -> weight, all empty where no
    network has the thing; `generality`: 1 where the classes lie at or below the noun, less where they are only
    related, 0 without classes."""

    def __init__(self, text, words=None):
        words = words or lexicon()
        heads, self.plural = find_head(text, words)
        self.head = heads[0] if heads else None
        self.imagenet, self.voc, self.scenery, self.coco, self.generality = {}, {}, {}, {}, 0.0
        for i, head in enumerate(heads):
            word = words.word(head)
            if word is None or word.noun is None or word.noun[1] is None:
                continue
            sets = words.classes(word.noun[1])
            for target, source in zip((self.imagenet, self.voc, self.scenery, self.coco), sets):
                for k, w in source.items():
                    target[k] = max(w, target.get(k, 0.0))
            self.generality = max(self.generality, word.noun[0] / 100)

    def __repr__(self):
        return f"Sentence(head={self.head!r}, plural={self.plural}, imagenet={self.imagenet}, voc={self.voc}, " \
               f"generality={self.generality})"


if __name__ == "__main__":
    import sys
    for line in sys.argv[1:] or sys.stdin:
        print(Sentence(line.rstrip("\n")))
