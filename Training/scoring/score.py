"""Scores the built program on the synthetic test sets, from outside.

    python -m scoring.score ../.build/release/refseg work/test [--audio espeak:en-us] [--args "--threads 2"] [--json scores.json]

A folder with several expressions a clip gives J with the right words, J of the masks that the words
about another object gave (swapped), and `picked`: the expression's own object is overlapped more than
any other, and more than 0.1, with the chance of a blind pick beside it.  A folder whose clips hold
one `query` (test-present, test-absent) gives the counts of the exit statuses 0 and 3.

With --audio the expressions are spoken (audio/voices.py lists voices) and given as recordings.
"""

import argparse
import collections
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import scipy.io.wavfile
from PIL import Image

from audio.voices import RATE, speak_as


def asked_aloud(queries: list[str], voice: str, folder: Path) -> list[str]:
    """The options that ask with recordings, which are left in the folder."""
    options = []
    for number, query in enumerate(queries):
        path = folder / f"{number}.wav"
        scipy.io.wavfile.write(path, RATE, (speak_as(query, voice).clip(-1, 1) * 32767).astype(np.int16))
        options += ["--audio", str(path)]
    return options


def run(program: str, queries: list[str], frames: Path, out: Path, more: list[str], voice: str | None) -> int:
    if voice:
        asked = asked_aloud(queries, voice, out.parent)
    else:
        asked = [x for q in queries for x in ("-q", q)] if len(queries) > 1 else queries
    command = [program, *asked, str(frames), "-o", str(out), "--no-overlay", *more]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"{shlex.join(command)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.returncode


def answers(program: str, source: Path, queries: list[str]) -> list[dict]:
    """What result.json says of each of the queries, all asked in one pass."""
    with tempfile.TemporaryDirectory() as out:
        asked = [part for query in queries for part in ("-q", query)]
        done = subprocess.run([program, *asked, source, "-o", f"{out}/o", "--no-overlay", "--json", "--quiet"],
                              capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"{source}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)["queries"]


def expressions(clip: Path) -> list[str]:
    """What is said of the objects of a clip, as its meta.json lists it."""
    objects = json.loads((clip / "meta.json").read_text())["objects"]
    return [text for thing in objects.values() for text in thing["expressions"]]


def masks_in(folder: Path) -> np.ndarray:
    """bool [t, h, w]"""
    return np.stack([np.asarray(Image.open(f).convert("L")) > 0 for f in sorted(folder.glob("*.png"))])


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Mean over frames of the intersection over the union; both empty = 1."""
    both, either = (a & b).sum((1, 2)), (a | b).sum((1, 2))
    return float(np.where(either > 0, both / np.maximum(either, 1), 1.0).mean())


def score_clip(program, clip: Path, meta: dict, more, voice) -> list[dict]:
    truth = {name: masks_in(clip / "masks" / name) for name in meta["objects"]}
    asked = [(name, text, tags) for name, o in meta["objects"].items()
             for text, tags in zip(o["expressions"], o.get("tags") or [[]] * len(o["expressions"]))]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        run(program, [text for _, text, _ in asked], clip / "frames", out, more, voice)
        got = [masks_in(out / "masks" / str(k)) for k in range(len(asked))]
    rows = []
    for k, (name, text, tags) in enumerate(asked):
        js = {other: overlap(got[k], truth[other]) for other in truth}
        rest = [j for other, j in js.items() if other != name]
        swapped = [overlap(got[i], truth[name]) for i, other in enumerate(asked) if other[0] != name]
        rows.append({"clip": clip.name, "object": name, "text": text, "tags": tags, "J": js[name],
                     "swapped": float(np.mean(swapped)) if swapped else None,
                     "picked": js[name] > 0.1 and js[name] > max(rest) if rest else None, "chance": 1 / len(truth)})
    return rows


def summary(rows: list[dict]) -> dict:
    picked = [r for r in rows if r["picked"] is not None]
    swapped = [r for r in rows if r["swapped"] is not None]
    mean = lambda values: round(float(np.mean(values)), 3) if values else None
    return {"expressions": len(rows), "J": mean([r["J"] for r in rows]),
            "J_right_where_swapped": mean([r["J"] for r in swapped]), "J_swapped": mean([r["swapped"] for r in swapped]),
            "picked": mean([r["picked"] for r in picked]), "chance": mean([r["chance"] for r in picked])}


def scored(program: str, folder: Path, more: list[str] = (), voice: str | None = None, limit: int | None = None):
    """All clips of a folder: one row an expression, and one a clip that holds a query alone."""
    rows, exits = [], []
    for clip in sorted(f.parent for f in folder.glob("*/meta.json"))[:limit]:
        meta = json.loads((clip / "meta.json").read_text())
        if "query" in meta:
            with tempfile.TemporaryDirectory() as out:
                code = run(program, [meta["query"]], clip / "frames", Path(out) / "out", more, voice)
            kind = "hard" if "hard" in meta["tags"] else "easy" if "absent" in meta["tags"] else "present"
            exits.append({"clip": clip.name, "query": meta["query"], "exit": code, "expected": meta["expected_exit"], "kind": kind})
        else:
            rows += score_clip(program, clip, meta, more, voice)
    return rows, exits


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("refseg")
    parser.add_argument("clips", type=Path)
    parser.add_argument("--audio", metavar="VOICE", help="espeak:en-us, flite:slt, …")
    parser.add_argument("--args", default="")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--limit", type=int)
    a = parser.parse_args()
    rows, exits = scored(a.refseg, a.clips, shlex.split(a.args), a.audio, a.limit)
    result = {}
    if rows:
        result["all"] = summary(rows)
        for tag in sorted({t for r in rows for t in r["tags"]}):
            result[tag] = summary([r for r in rows if tag in r["tags"]])
        result["class alone"] = summary([r for r in rows if r["tags"] == ["class"]])
    if exits:
        result["exit"] = dict(collections.Counter(e["exit"] for e in exits))
        for kind in sorted({e["kind"] for e in exits}):
            result[f"exit as expected, {kind}"] = [sum(e["exit"] == e["expected"] for e in exits if e["kind"] == kind),
                                                   sum(e["kind"] == kind for e in exits)]
    for name, value in result.items():
        print(f"{name:28s} {value}")
    if a.json:
        a.json.write_text(json.dumps({"summary": result, "rows": rows + exits}, indent=1))


if __name__ == "__main__":
    main()
