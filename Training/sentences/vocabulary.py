"""Trains the SentencePiece vocabulary of the default model.

    python -m sentences.vocabulary [--out ../Vocab/Resources/refseg.model]

Text: 100,000 sentences of our own about random scenes and the expressions of A2D-Sentences,
J-HMDB-Sentences and Ref-YouTube-VOS.  Same input, same file: the seed is fixed and one thread trains.
Ids: <s> = 0, <pad> = 1, </s> = 2, <unk> = 3.
"""

import argparse
import collections
import csv
import io
import json
import os
import re
from pathlib import Path

import numpy as np
import sentencepiece

from cutouts.classes import KINDS, singulars
from cutouts.colours import COLOURS
from sentences.expressions import MIXES, MOTIONS, PLACE_NAMES
from sentences.phrases import SURFACES, dressed, sentence


def own_sentences(count: int, seed=11):
    """Sentences with random attributes; no pictures are needed for their words."""
    rng = np.random.default_rng(seed)
    pick = lambda items: items[int(rng.integers(len(items)))]
    names, surfaces = sorted(KINDS), sorted(SURFACES)
    share = np.array([s for _, s in MIXES])
    for _ in range(count):
        name = pick(names)
        noun = pick(singulars(name) + [name] * 3 + ["one", "thing", "object"][: int(rng.random() < 0.2)])
        attributes = {}
        for kind in MIXES[rng.choice(len(MIXES), p=share / share.sum())][0]:
            attributes[kind] = {"colour": lambda: pick(COLOURS), "place": lambda: pick(PLACE_NAMES),
                                "motion": lambda: pick(MOTIONS), "size": lambda: pick(["biggest", "smallest"]),
                                "surface": lambda: pick(surfaces),
                                "relation": lambda: (pick(["near", "left", "right", "above", "below"]), pick(names))}[kind]()
        plural = rng.random() < 0.08
        yield dressed(rng, sentence(rng, noun, name, attributes, plural, int(rng.integers(1, 4))))


def published_sentences(folder: Path):
    with (folder / "a2d_annotation_short_query_BCMKC.txt").open(encoding="utf-8", errors="replace") as file:
        for row in csv.DictReader(file):
            yield from (row["query"], row["short_query"])
    for row in json.loads((folder / "jhmdb_sentences_samples_metadata_MTTR.json").read_text()):
        yield row[4]
    videos = json.loads((folder / "refer_ytvos_valid_meta_expressions_OnlineRefer.json").read_text())["videos"]
    for video in videos.values():
        for expression in video["expressions"].values():
            yield expression["exp"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).parent.parent
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("REFSEG_DATA", here / "../../shared/data")))
    parser.add_argument("--out", type=Path, default=here / "../Vocab/Resources/refseg.model")
    parser.add_argument("--pieces", type=int, default=4000)
    a = parser.parse_args()
    # The published sentences count three times: they are fewer and more varied.
    lines = list(own_sentences(100_000)) + list(published_sentences(a.data / "annotations")) * 3
    lines = [" ".join(line.split()) for line in lines if line and line.strip()]
    # Candidates are strings with more than one continuation: a line with the word alone makes every
    # word that is not rare a candidate, also those that another word always follows.
    counts = collections.Counter(word for line in lines for word in re.findall(r"[^\W\d_]+", line.lower()))
    lines += sorted(word for word, n in counts.items() if n >= 3)
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, model_type="unigram", vocab_size=a.pieces, hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc_cf", byte_fallback=True, character_coverage=1.0,
        bos_id=0, pad_id=1, eos_id=2, unk_id=3, num_threads=1, shuffle_input_sentence=False, minloglevel=2)
    a.out.parent.mkdir(parents=True, exist_ok=True)
    a.out.write_bytes(model.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(a.out))
    print(f"{len(lines)} sentences, {pieces.get_piece_size()} pieces, {len(model.getvalue())} bytes")
    for text in ("The blue car on the grass", "a flamingo wading through murky water", "жёлтый автомобиль"):
        print(text, "->", pieces.encode(text, out_type=str))


if __name__ == "__main__":
    main()
