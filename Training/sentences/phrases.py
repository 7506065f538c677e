"""Words for attributes, and sentences made of them in the order people write."""

from cutouts.classes import ANIMALS, KINDS, PEOPLE, VEHICLES, plural_of

PLACES = {
    "left": ["on the left", "on the left side", "to the left", "at the left", "on the far left", "in the left", "left side",
             "on the left of the picture", "at the left side of the frame"],
    "right": ["on the right", "on the right side", "to the right", "at the right", "on the far right", "in the right", "right side",
              "on the right of the picture", "at the right side of the frame"],
    "middle": ["in the middle", "in the center", "in the centre", "at the center of the frame", "in the middle of the picture"],
    "top": ["at the top", "on top", "on the top", "in the upper part", "at the top of the picture", "further up"],
    "bottom": ["at the bottom", "on the bottom", "in the lower part", "at the bottom of the frame", "further down"],
}
PLACE_WORDS = {"left": ["left", "leftmost"], "right": ["right", "rightmost"],
               "middle": ["middle", "center", "central"], "top": ["top", "upper"], "bottom": ["bottom", "lower"]}
SIZE_WORDS = {"biggest": (["biggest", "largest", "bigger", "big", "large", "larger"], ["big", "large", "huge"]),
              "smallest": (["smallest", "smaller", "small", "little", "tiny"], ["small", "little", "tiny"])}
TOWARDS = {"left": ["to the left", "left", "towards the left", "leftwards", "from right to left"],
           "right": ["to the right", "right", "towards the right", "rightwards", "from left to right"],
           "up": ["up", "upwards", "to the top"], "down": ["down", "downwards", "to the bottom"],
           "towards": ["towards the camera", "forward", "towards us", "to the front", "closer"],
           "away": ["away", "away from the camera", "to the back", "into the distance"], "moving": [""]}
STILL = ["standing still", "not moving", "that is not moving", "staying in place", "motionless", "that stays in place"]
SURFACES = {"grass": ["grass", "lawn", "green grass"], "road": ["road", "street", "asphalt"], "sand": ["sand", "beach"],
            "water": ["water", "sea", "lake"], "snow": ["snow"], "floor": ["floor", "wooden floor"], "carpet": ["carpet", "rug"],
            "field": ["ground", "dirt", "field"], "rocks": ["rocks", "stones"], "sky": ["sky", "air"]}
CLOTHES = ["in {}", "wearing {}", "in a {} shirt", "in {} clothes", "dressed in {}", "with {} clothes", "wearing a {} shirt"]


def moving_verbs(name: str, surface: str | None, plural=False) -> list[str]:
    if name in PEOPLE:
        return ["walking", "running", "moving", "going", "walking"]
    if name in ("bird", "eagle", "parrot", "owl", "butterfly", "bee") and surface == "sky":
        return ["flying", "moving"]
    if name in ("plane", "helicopter", "hot air balloon", "balloon", "kite", "rocket"):
        return ["flying", "moving", "floating"]
    if name in ("boat",):
        return ["sailing", "moving", "floating"]
    if name in ("fish", "shark", "whale", "dolphin", "octopus") or name in ("duck", "swan", "turtle") and surface == "water":
        return ["swimming", "moving"]
    if name in ANIMALS:
        return ["walking", "running", "moving", "going"]
    if name in VEHICLES:
        return ["driving", "moving", "going", "rolling"]
    return ["rolling", "bouncing", "moving"] if name == "ball" else ["moving", "sliding", "going"]


def still_phrases(name: str) -> list[str]:
    if name in PEOPLE or name in ANIMALS:
        return STILL + ["standing", "sitting", "standing there", "resting"]
    if name in VEHICLES:
        return STILL + ["parked", "standing", "stopped"]
    return STILL + ["lying there", "lying", "at rest"]


def sentence(rng, noun: str, name: str, attributes: dict, plural=False, rivals=1) -> str:
    """A phrase for a noun with its attributes: colour, place, size, motion, surface, relation."""
    pick = lambda words: words[int(rng.integers(len(words)))]
    before, after = [], []
    superlative = False
    if "size" in attributes:
        words = SIZE_WORDS[attributes["size"]][0 if rivals > 1 else 1]
        word = pick(words)
        superlative = word.endswith(("est", "er")) and not plural
        before.append(word)
    if "place" in attributes:
        if rng.random() < 0.2:
            before.append(pick(PLACE_WORDS[attributes["place"]]))
        else:
            after.append(pick(PLACES[attributes["place"]]))
    if "colour" in attributes:
        colour = attributes["colour"]
        if colour == "gray" and rng.random() < 0.4:
            colour = pick(["grey", "silver", "grey"])
        if name in PEOPLE:
            after.insert(0, pick(CLOTHES).format(colour))
        elif rng.random() < 0.86:
            before.append(colour)
        else:
            after.insert(0, f"that {'are' if plural else 'is'} {colour}")
    verb = None
    if "motion" in attributes:
        motion = attributes["motion"]
        if motion == "static":
            verb = pick(still_phrases(name))
        else:
            word, way = pick(moving_verbs(name, attributes.get("on"))), pick(TOWARDS[motion])
            if motion == "moving" and rng.random() < 0.4:
                before.append(word)
            else:
                verb = f"{word} {way}".strip()
    if "surface" in attributes:
        surface = pick(SURFACES[attributes["surface"]])
        after.append(("in the " if attributes["surface"] in ("sky", "water") and rng.random() < 0.75 else "on the ") + surface)
    if "relation" in attributes:
        kind, anchor = attributes["relation"]
        words = {"near": ["next to", "beside", "near", "close to", "by"], "left": ["to the left of", "left of", "on the left side of"],
                 "right": ["to the right of", "right of", "on the right side of"], "above": ["above", "over"], "below": ["below", "under", "beneath"]}
        after.append(f"{pick(words[kind])} {pick(['the ', 'the ', 'a '])}{anchor}")
    noun = plural_of(noun) if plural and noun not in ("one",) else "ones" if plural else noun
    article = pick(["the ", "the ", "the ", "", "two " if plural else "a ", "all the " if plural else "a "])
    if superlative and article == "a ":
        article = "the "
    if before and before[0][0] in "aeiou" and article == "a " or not before and noun[0] in "aeiou" and article == "a ":
        article = "an "
    if plural and article == "two ":
        article = "the " if rivals != 2 else "the two "
    if noun == "one" and not before:
        article = "the "
    if len(after) > 1 and rng.random() < 0.5 and not after[0].startswith(("that", "in ", "wearing", "dressed", "with")):
        after.reverse()
    head = article + " ".join(before + [noun])
    if not verb:
        return " ".join([head] + after)
    full = rng.random()
    if verb.startswith("that "):
        parts = [head] + ([verb] + after if full < 0.5 else after + [verb])
    elif full < 0.22:
        parts = [head] + (after[:1] if after and after[0].startswith(("in ", "wearing")) and name in PEOPLE else [])
        parts += ["are" if plural else "is", verb] + after[len(parts) - 1:]
    elif full < 0.32:
        parts = [head, "that are" if plural else "that is", verb] + after
    elif full < 0.72:
        parts = [head, verb] + after
    else:
        parts = [head] + after + [verb]
    return " ".join(parts)


LEAD_INS = ["find ", "segment ", "show me ", "there is ", "please segment ", "track ", "i want ", "where is ", "look for "]


def dressed(rng, text: str) -> str:
    """Capitals, full stops and lead-ins as people type them."""
    if rng.random() < 0.03:
        text = LEAD_INS[int(rng.integers(len(LEAD_INS)))] + text
    r = rng.random()
    if r < 0.15:
        text = text[0].upper() + text[1:]
    elif r < 0.17:
        text = text.upper()
    if rng.random() < 0.06:
        text += "."
    return text
