"""Writes what nouns.py finds in sentences, for the tests of the program's own reader.

    python -m lexicon.fixture [--out ../Tests/LanguageTests/Fixtures/nouns/sentences.tsv]

The sentences: those of noun-sentences.txt, which were judged by eye, and a sample of the annotations of A2D-Sentences,
J-HMDB-Sentences and Ref-YouTube-VOS.  A line holds, after tabs, the sentence, the head or -, 1 if several are meant,
the generality in hundredths, and of the two weightings three sums: the classes, their weights in hundredths, and
weight times class number.
"""

import argparse
import csv
import json
import os
import random

from lexicon import nouns


def sums(weights):
    hundredths = {k: round(100 * w) for k, w in weights.items()}
    return f"{len(hundredths)} {sum(hundredths.values())} {sum(k * w for k, w in hundredths.items())}"


def annotated(folder):
    with open(f"{folder}/a2d_annotation_short_query_BCMKC.txt", newline="") as file:
        a2d = [row["query"] for row in csv.DictReader(file)]
    jhmdb = [row[-1] for row in json.load(open(f"{folder}/jhmdb_sentences_samples_metadata_MTTR.json"))]
    videos = json.load(open(f"{folder}/refer_ytvos_valid_meta_expressions_OnlineRefer.json"))["videos"].values()
    youtube = [e["exp"] for video in videos for e in video["expressions"].values()]
    return [sorted(set(source)) for source in (a2d, jhmdb, youtube)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default="../Tests/LanguageTests/Fixtures/nouns/sentences.tsv")
    parser.add_argument("--data", default=os.environ.get("REFSEG_DATA", "../../shared/data"))
    settings = parser.parse_args()
    with open("lexicon/noun-sentences.txt", encoding="utf-8") as file:
        sentences = [line.split(" | ")[0] for line in file.read().splitlines() if not line.startswith("#")]
    for source, count in zip(annotated(f"{settings.data}/annotations"), (120, 60, 160)):
        sentences += random.Random(13).sample(source, count)
    with open(settings.out, "w", encoding="utf-8") as file:
        for text in sentences:
            found = nouns.Sentence(text)
            voc = {nouns.VOC.index(k): w for k, w in found.voc.items()}
            file.write("\t".join([text, found.head or "-", str(int(found.plural)), str(round(100 * found.generality)),
                                  sums(found.imagenet), sums(voc)]) + "\n")


if __name__ == "__main__":
    main()
