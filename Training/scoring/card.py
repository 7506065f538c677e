"""Measures what README tells of the shipped model, and writes its table anew.

    python -m scoring.card ../.build/release/refseg          # a quarter of an hour; REFSEG_DATA is ../../shared/data

The sets that are made from photographs and cut-outs are made where `work` does not hold them.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from recognition.material import DATA
from scoring.score import answers, expressions, scored, summary

README = Path(__file__).parent / "../../README.md"
BEGIN, END = "<!-- scores: begin -->\n", "<!-- scores: end -->"
HEAD = "| measured with the program and the shipped weights | |\n|---|---|\n"


def group(meta: dict) -> str:
    """As shared/tools/score_clips.py groups real clips."""
    quality, kind = meta["mask_quality"], meta["kind"]
    if not quality.startswith("ground truth") or "class-level" in kind or "semantic" in quality:
        return "loose"
    return "multi" if len(meta["objects"]) > 1 else "single"


def real_clips(program: str) -> dict[str, dict]:
    """Summaries by group."""
    rows, _ = scored(program, DATA / "dev")
    groups = {name: group(json.loads((DATA / "dev" / name / "meta.json").read_text())) for name in {r["clip"] for r in rows}}
    return {kind: summary([r for r in rows if groups[r["clip"]] == kind]) for kind in ("single", "multi", "loose")}


def presence(program: str) -> dict[str, tuple[int, int]]:
    """As shared/tools/presence.py: kinds shown that are found, kinds not shown that are denied, and a clip's own
    expressions that are refused; each of how many."""
    shows = json.loads((DATA / "dev/shows.json").read_text())
    found, denied, refused = [], [], []
    for clip, shown in sorted(shows["clips"].items()):
        kinds = [k for k in shows["queries"] if k not in shows["unclear"].get(clip, [])]
        own = expressions(DATA / "dev" / clip)
        asked = [shows["queries"][k] for k in kinds] + own
        matched = [query["matched"] for query in answers(program, DATA / "dev" / clip / "frames", asked)]
        for kind, is_there in zip(kinds, matched):
            (found if kind in shown else denied).append(is_there == (kind in shown))
        refused += [not m for m in matched[len(kinds):]]
    return {name: (sum(of), len(of)) for name, of in (("found", found), ("denied", denied), ("refused", refused))}


def made(module: str, folder: Path) -> Path:
    """A set of clips, which a module of this folder makes."""
    if not folder.exists():
        subprocess.run([sys.executable, "-m", f"scoring.{module}", folder], check=True)
    return folder


def table(program: str) -> str:
    number = lambda value, digits=2: f"{value:.{digits}f}".removeprefix("0")
    clips, seen = real_clips(program), presence(program)
    photographs = made("photographs", Path("work/photographs"))
    kinds, alike = (summary(scored(program, photographs / kind)[0]) for kind in ("kinds", "alike"))
    test = made("testset", Path("work/test"))
    drawn = summary(scored(program, test)[0])
    exits = [[e["exit"] == e["expected"] for e in scored(program, Path(f"{test}-{which}"))[1]] for which in ("present", "absent")]
    single, multi, loose = (clips[kind] for kind in ("single", "multi", "loose"))
    return HEAD + "".join(f"| {what} | {result} |\n" for what, result in [
        (f"real clips, one object ({single['expressions']} sentences)", f"J {number(single['J'], 3)}"),
        (f"real clips, several alike ({multi['expressions']} sentences of one clip); loose truth ({loose['expressions']})",
         f"J {number(multi['J'], 3)}, right one picked {number(multi['picked'])}; J {number(loose['J'], 3)}"),
        ("real clips, 18 kinds of thing asked of each: shown / not shown",
         "{} of {} found / {} of {} denied; of {} sentences about the clips {} refused".format(
             *seen["found"], *seen["denied"], seen["refused"][1], seen["refused"][0])),
        (f"30 photographs kept out of this project's training: kinds ({kinds['expressions']} sentences), one of several alike "
         f"({alike['expressions']})",
         f"J {number(kinds['J'])}, {number(alike['J'])}; right kind picked {number(kinds['picked'])}, right one "
         f"{number(alike['picked'])} (chance {number(kinds['chance'])}, {number(alike['chance'])})"),
        (f"synthetic clips with held-out cut-outs, two or more objects ({drawn['expressions']:,} sentences)",
         f"J {number(drawn['J'], 3)}; right object picked {number(drawn['picked'], 3)}, chance {number(drawn['chance'], 3)}; "
         f"with words about another object J {number(drawn['J_swapped'], 3)}"),
        (f"{len(exits[0])} synthetic clips that show what is asked for / {len(exits[1])} that do not",
         f"{sum(exits[0])} found / {sum(exits[1])} denied"),
    ])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("refseg")
    program = parser.parse_args().refseg
    before, rest = README.read_text().split(BEGIN)
    _, after = rest.split(END)
    measured = table(program)
    README.write_text(before + BEGIN + measured + END + after)
    print(measured, end="")


if __name__ == "__main__":
    main()
