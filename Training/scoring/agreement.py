"""How far the masks of less precise weights, or of any other options, agree with those of the program as it is.

    python -m scoring.agreement ../.build/release/refseg CLIPS [--against "--precision bf16" "--precision int8"]

CLIPS holds a folder a clip with `frames/` and a `meta.json` that lists the expressions of its objects.  Of every frame
of every expression: the share of pixels that agree, and the intersection over union where the mask is larger than a
hundredth of the frame.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

SMALLEST = 0.01


def expressions(clip: Path) -> list[str]:
    objects = json.loads((clip / "meta.json").read_text())["objects"]
    return list(dict.fromkeys(text for thing in objects.values() for text in thing["expressions"]))


def masks(program: str, clip: Path, options: str) -> np.ndarray:
    """Of all expressions and frames, `[expressions * frames, height, width]`."""
    asked = [part for text in expressions(clip) for part in ("-q", text)]
    with tempfile.TemporaryDirectory() as folder:
        command = [program, *asked, str(clip / "frames"), "-o", f"{folder}/o", "--no-overlay", "--quiet"]
        done = subprocess.run(command + shlex.split(options), capture_output=True, text=True)
        if done.returncode not in (0, 3):
            sys.exit(f"{shlex.join(command)} {options}: exit {done.returncode}\n{done.stderr[-2000:]}")
        return np.stack([np.asarray(Image.open(path)) > 0 for path in sorted(Path(folder).glob("o/masks/*/*.png"))])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("clips", type=Path)
    parser.add_argument("--against", nargs="+", default=["--precision bf16", "--precision int8"])
    arguments = parser.parse_args()

    pixels = {options: [] for options in arguments.against}
    overlaps = {options: [] for options in arguments.against}
    for clip in sorted(path.parent for path in arguments.clips.glob("*/meta.json")):
        exact = masks(arguments.program, clip, "")
        for options in arguments.against:
            other = masks(arguments.program, clip, options)
            pixels[options] += list((exact == other).mean(axis=(1, 2)))
            for a, b in zip(exact, other):
                if a.mean() > SMALLEST:
                    overlaps[options].append((a & b).sum() / (a | b).sum())
    for options in arguments.against:
        print(
            f"{options}: {len(pixels[options])} masks, {100 * np.mean(pixels[options]):.3f} % of the pixels agree "
            f"(of the worst mask {100 * min(pixels[options]):.1f} %), intersection over union "
            f"{np.mean(overlaps[options]):.4f} (of the worst {min(overlaps[options]):.3f})"
        )


if __name__ == "__main__":
    main()
