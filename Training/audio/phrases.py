"""Makes Vocab/Resources/refseg-phrases.txt: how people describe things, as counts of words and of pairs of words.

    python -m audio.phrases ../../shared/data [--without work/spoken/piper-joe] [--out ../Vocab/Resources/refseg-phrases.txt]

Counted are the expressions of A2D-Sentences, J-HMDB-Sentences and Ref-YouTube-VOS, COCO's captions of the photographs
under data/train and some sentences of our own.  --without leaves out all expressions of the videos from which a folder
of recordings took its texts, so that what is heard in these can be measured honestly.

The file: a first line with the number of bytes behind it; then for each word, in the order of their bytes, how often it
stands somewhere and how many different words follow it; and below it, after a tab, the words that follow it twice or
more with how often.  <s> stands before a sentence, </s> behind it.  Numbers below a hundred are words, words with a
hyphen are two.  The program (Sources/Language/Phrases) smooths them after Witten and Bell (1991).
"""

import argparse
import collections
import csv
import json
from pathlib import Path

from sentences.vocabulary import own_sentences

from .evaluate import words

OWN = 3000
SEEN = 2                # times that a pair of words is worth a line
HEADER = "#refseg-phrases 1"


def annotated(folder: Path) -> dict[str, list[str]]:
    """Video -> its expressions."""
    found = collections.defaultdict(list)
    with open(folder / "a2d_annotation_short_query_BCMKC.txt", newline="") as file:
        for video, _, *text in list(csv.reader(file))[1:]:
            found[f"a2d {video}"].append(",".join(text))
    for video, *_, text in json.loads((folder / "jhmdb_sentences_samples_metadata_MTTR.json").read_text()):
        found[f"jhmdb {video}"] = [text]
    videos = json.loads((folder / "refer_ytvos_valid_meta_expressions_OnlineRefer.json").read_text())["videos"]
    for video, about in videos.items():
        found[f"ytvos {video}"] = [e["exp"] for e in about["expressions"].values()]
    return found


def captions(folder: Path) -> list[str]:
    """All strings under a key `captions` in the photographs' lists."""
    found = []

    def walk(value, key=None):
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        elif isinstance(value, str) and key in ("captions", "caption"):
            found.append(value)

    for path in sorted(folder.glob("coco-free*/*.json")):
        walk(json.loads(path.read_text()))
    return found


def sentences(data: Path, left_out: set[str]) -> list[list[str]]:
    kept = []
    for texts in annotated(data / "annotations").values():
        said = [words(text) for text in texts]
        if not any(" ".join(s) in left_out for s in said):
            kept += said
    own = [text for _, text in zip(range(OWN), own_sentences(4 * OWN))]
    return [s for s in kept + [words(text) for text in captions(data / "train") + own] if s]


def counted(texts: list[list[str]]) -> str:
    often, pairs = collections.Counter(), collections.defaultdict(collections.Counter)
    for text in texts:
        for word, following in zip(["<s>", *text], [*text, "</s>"]):
            pairs[word][following] += 1
            often[word] += 1
        often["</s>"] += 1
    lines = []
    for word in sorted(often, key=str.encode):
        lines.append(f"{word} {often[word]} {len(pairs[word])}")
        lines += [f"\t{w} {n}" for w, n in sorted(pairs[word].items(), key=lambda p: p[0].encode()) if n >= SEEN]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="with annotations and train")
    parser.add_argument("--without", type=Path, help="folder of recordings with texts")
    parser.add_argument("--out", type=Path, default=Path("../Vocab/Resources/refseg-phrases.txt"))
    a = parser.parse_args()
    left_out = {" ".join(words(path.read_text())) for path in a.without.glob("*.txt")} if a.without else set()
    # Texts of a word or two stand in many videos.
    body = counted(sentences(a.data, {text for text in left_out if text.count(" ") > 2})).encode()
    a.out.write_bytes(f"{HEADER} {len(body)}\n".encode() + body)
    print(f"{a.out}: {len(body):,} bytes")


if __name__ == "__main__":
    main()
