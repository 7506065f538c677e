"""Which photographs teach, and which 30 of the 137 with all their outlines are kept for testing: those that the
synthetic tests hold out, then others by the hash of their number.

    python -m recognition.split          # prints the names of the 30
"""

import functools
import hashlib
import json
from pathlib import Path

from cutouts.sprites import held_out
from recognition.material import DATA

OUTLINED, PEOPLE, CALTECH = (DATA / "train" / name for name in ("coco-free", "coco-free-people", "caltech101-part"))
KEPT = 30


@functools.cache
def kept_for_testing() -> frozenset[str]:
    """File names."""
    images = json.loads((OUTLINED / "instances.json").read_text())["images"]
    first = [i for i in images if held_out(f"coco/{i['id']}")]
    rest = sorted((i for i in images if i not in first),
                  key=lambda i: hashlib.sha256(f"test/{i['id']}".encode()).hexdigest())
    return frozenset(i["file_name"] for i in (first + rest)[:KEPT])


def is_coco(path: Path) -> bool:
    return CALTECH not in path.parents


def photographs() -> list[Path]:
    """All of them, those kept for testing too."""
    return sorted([*OUTLINED.glob("images/*.jpg"), *PEOPLE.glob("images/*.jpg"), *CALTECH.glob("*/*.jpg")])


if __name__ == "__main__":
    print(*sorted(kept_for_testing()), sep="\n")
