"""The thousand classes of ImageNet (ILSVRC2012) as synsets of WordNet 3.0.

Their order is that of the synsets' offsets, so a label whose words fit several synsets is settled by its
neighbours, and else by the table below (the offsets are the wnids of image-net.org).
"""

import os

# Where several synsets with these very words lie between the neighbours.
SETTLED = {
    "abacus": 2666196, "apron": 2730930, "balloon": 2782093, "bassinet": 2804414, "beaker": 2815834, "bib": 2834397,
    "bow": 2879718, "cannon": 2950826, "chain": 2999410, "cloak": 3045698, "corn": 12144580, "Dutch oven": 3259280,
    "echidna, spiny anteater, anteater": 1872401, "envelope": 3291819, "half track": 3478589, "hammer": 3481172,
    "harp": 3495258, "holster": 3527444, "library": 3661043, "mask": 3724870, "monitor": 3782006,
    "palace": 3877845, "pier": 3933933, "planetarium": 3956157, "pole": 3976657,
    "projector": 4009552, "radiator": 4040759, "reel": 4067472, "rotisserie": 4111531, "safe": 4125021,
    "schooner": 4147183, "screw": 4153751, "shovel": 4208210, "spatula": 4270147,
    "spider web, spider's web": 4275548, "spindle": 4277352, "stretcher": 4336792, "tractor": 4465501,
    "whistle": 4579432, "wooden spoon": 4597913, "groom, bridegroom": 10148035}


def labels(path):
    """The labels in the networks' order; the file's first line is TensorFlow's background class."""
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")[1:1001]


def default_labels():
    return os.path.join(os.environ.get("REFSEG_DATA", "../../shared/data"), "models/imagenet_labels.txt")


def class_synsets(nouns, labels):
    """Offsets of the classes.  ValueError where they are not strictly ascending."""
    by_words = {}
    for synset in nouns.synsets.values():
        by_words.setdefault(", ".join(synset.words), []).append(synset.offset)
    choices = [sorted(by_words[label]) for label in labels]
    settled, low = [], 0
    for i, offsets in enumerate(choices):
        high = next(c[0] for c in choices[i + 1:] + [[10 ** 9]] if len(c) == 1 or c[0] == 10 ** 9)
        fitting = [o for o in offsets if low < o < high]
        offset = SETTLED[labels[i]] if len(fitting) > 1 else fitting[0] if fitting else None
        if offset is None or not low < offset < high:
            raise ValueError(f"class {i}, {labels[i]}: no synset between {low} and {high} among {offsets}")
        settled.append(offset)
        low = offset
    return settled
