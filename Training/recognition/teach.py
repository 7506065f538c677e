"""Lets the two teachers outline the photographs, in random order, so that it can be stopped whenever there are enough.

    python -m recognition.teach [--part 1/2] [--count 1700]

Caltech-101's folders name what they show, so only what stands out is asked there.  Beside each other in
work/recognition/taught, long side 256: NAME.sal.png, 0...255, and of COCO's photographs NAME.voc.png, kinds 0...20.
"""

import argparse
import random
from pathlib import Path

from PIL import Image

from recognition.material import DATA, WORK
from recognition.split import is_coco, photographs

TAUGHT, LONG_SIDE = WORK / "taught", 256


def outlines(path: Path) -> tuple[Path, Path]:
    """Where a photograph's two outlines lie."""
    stem = "__".join(path.relative_to(DATA / "train").with_suffix("").parts)
    return TAUGHT / f"{stem}.sal.png", TAUGHT / f"{stem}.voc.png"


def taught(paths: list[Path]) -> list[Path]:
    """Those of the photographs that the teachers have seen."""
    return [p for p in paths if outlines(p)[0].exists()]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--part", default="1/1", help="of several processes, which this is")
    p.add_argument("--count", type=int, help="photographs of this part; all unless told")
    a = p.parse_args()
    from recognition.teachers import Kinds, Salience
    part, parts = map(int, a.part.split("/"))
    TAUGHT.mkdir(parents=True, exist_ok=True)
    salience, kinds, paths = Salience(), Kinds(), photographs()
    random.Random(5).shuffle(paths)
    for done, path in enumerate(paths[part - 1::parts][:a.count], 1):
        picture = Image.open(path).convert("RGB")
        size = tuple(max(8, round(LONG_SIDE * side / max(picture.size))) for side in picture.size)
        sal, voc = outlines(path)
        if is_coco(path) and not voc.exists():
            kinds(picture).resize(size, Image.NEAREST).save(voc)
        if not sal.exists():
            salience(picture).resize(size, Image.BILINEAR).save(sal)
        if done % 100 == 0:
            print(done, "photographs", flush=True)


if __name__ == "__main__":
    main()
