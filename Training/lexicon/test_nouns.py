"""Checks nouns.py against sentences judged by eye, that every kind of everyday thing has classes, and that what WordNet
thinks of as people, and pictures show as something else, is no person."""

from lexicon import nouns

KINDS = "person dog bird horse cow elephant bear monkey car bus bicycle motorcycle boat train ball cat airplane giraffe"


# Of COCO's classes, one that the noun must mean, and one that it must not.
MEANT = {"breakdancer": "person !dog", "mole": "cat !person", "beaver": "bear !person", "cardinal": "bird !person",
         "camper": "truck !person", "ottoman": "couch !person", "mouse": "mouse !person", "cub": "bear !person"}
NEVER_PEOPLE = "stroller shrimp wasp printer rake screw conveyor"


def main():
    wrong = []
    with open("lexicon/noun-sentences.txt", encoding="utf-8") as file:
        lines = [line.split(" | ") for line in file.read().splitlines() if not line.startswith("#")]
    for text, expected in lines:
        found = nouns.Sentence(text)
        if f"{found.head}{'+' if found.plural and found.head else ''}" != expected:
            wrong.append(f"{text}: {found.head}, expected {expected}")
    wrong += [f"{kind}: no classes" for kind in KINDS.split() if not nouns.Sentence(f"the {kind}").imagenet]
    for noun, kinds in MEANT.items():
        own, other = kinds.split(" !")
        found = nouns.Sentence(f"the {noun}").coco
        wrong += [f"{noun}: {found}"] if own not in found or other in found else []
    for noun in NEVER_PEOPLE.split():
        meaning = nouns.Sentence(f"the {noun}")
        wrong += [f"{noun}: a person"] if "person" in {*meaning.coco, *meaning.voc} else []
    assert not wrong, "\n".join(wrong)
    print(f"{len(lines)} sentences as judged by eye")


if __name__ == "__main__":
    main()
