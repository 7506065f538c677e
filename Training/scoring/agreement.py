"""How far the masks of less precise weights, or of any other options, agree with those of the program as it is.

    python -m scoring.agreement ../.build/release/refseg CLIPS [--against "--precision bf16" "--precision int8"]

CLIPS holds a folder a clip with `frames/` and a `meta.json` that lists the expressions of its objects.  Of every frame
of every expression: the share of pixels that agree, and the intersection over union where the mask is larger than a
hundredth of the frame.
"""

import argparse
import shlex
import tempfile
from pathlib import Path

import numpy as np

from scoring.score import expressions, masks_in, run

SMALLEST = 0.01


def masks(program: str, clip: Path, options: str) -> np.ndarray:
    """Of all expressions and frames, `[expressions * frames, height, width]`."""
    asked = list(dict.fromkeys(expressions(clip)))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "o"
        run(program, asked, clip / "frames", out, ["--quiet", *shlex.split(options)], None)
        return np.concatenate([masks_in(out / "masks" / str(index)) for index in range(len(asked))])


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
