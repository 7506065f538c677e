"""Checks nouns.py against sentences judged by eye, and that every kind of everyday thing has classes."""

from lexicon import nouns

KINDS = "person dog bird horse cow elephant bear monkey car bus bicycle motorcycle boat train ball cat airplane giraffe"


def main():
    wrong = []
    with open("lexicon/noun-sentences.txt", encoding="utf-8") as file:
        lines = [line.split(" | ") for line in file.read().splitlines() if not line.startswith("#")]
    for text, expected in lines:
        found = nouns.Sentence(text)
        if f"{found.head}{'+' if found.plural and found.head else ''}" != expected:
            wrong.append(f"{text}: {found.head}, expected {expected}")
    wrong += [f"{kind}: no classes" for kind in KINDS.split() if not nouns.Sentence(f"the {kind}").imagenet]
    assert not wrong, "\n".join(wrong)
    print(f"{len(lines)} sentences as judged by eye")


if __name__ == "__main__":
    main()
