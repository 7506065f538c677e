"""Whether a recording's rate, channels and bits matter: pixels that agree with those of 16 kHz, one channel.

    python -m audio.rates ../.build/release/refseg ../../shared/data/dev [--voice espeak:en-us]

Every expression of the clips is spoken once and kept in all forms; the program hears all of them in one run.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import scipy.io.wavfile
from PIL import Image
from scipy.signal import resample_poly

from .voices import RATE, speak_as

FORMS = [(16_000, 1, np.int16), (8_000, 1, np.int16), (22_050, 1, np.int16), (44_100, 1, np.int16), (48_000, 1, np.int16),
         (44_100, 2, np.int16), (48_000, 2, np.float32), (16_000, 1, np.uint8)]


def write(path: Path, samples: np.ndarray, rate: int, channels: int, kind: type):
    divisor = np.gcd(rate, RATE)
    samples = np.clip(samples if rate == RATE else resample_poly(samples, rate // divisor, RATE // divisor), -1, 1)
    if kind is np.int16:
        samples = (samples * 32767).astype(np.int16)
    elif kind is np.uint8:
        samples = (samples * 127 + 128).astype(np.uint8)
    else:
        samples = samples.astype(np.float32)
    scipy.io.wavfile.write(path, rate, np.repeat(samples[:, None], channels, 1) if channels > 1 else samples)


def masks(folder: Path) -> np.ndarray:
    """bool [t, h, w]"""
    return np.stack([np.asarray(Image.open(f)) > 0 for f in sorted(folder.glob("*.png"))])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("refseg")
    parser.add_argument("clips", type=Path)
    parser.add_argument("--voice", default="espeak:en-us")
    parser.add_argument("--route", default="features")
    a = parser.parse_args()
    agreements = []
    for meta in sorted(a.clips.glob("*/meta.json")):
        for text in (t for thing in json.loads(meta.read_text())["objects"].values() for t in thing["expressions"]):
            with tempfile.TemporaryDirectory() as folder:
                samples, asked = speak_as(text, a.voice), []
                for number, form in enumerate(FORMS):
                    path = Path(folder) / f"{number}.wav"
                    write(path, samples, *form)
                    asked += ["--audio", str(path)]
                done = subprocess.run([a.refseg, *asked, "--audio-route", a.route, str(meta.parent / "frames"), "-o", f"{folder}/out",
                                       "--no-overlay", "--quiet"], capture_output=True, text=True)
                if done.returncode not in (0, 3):
                    raise SystemExit(done.stderr)
                found = [masks(Path(folder) / f"out/masks/{k}") for k in range(len(FORMS))]
            agreements.append([float((m == found[0]).mean()) for m in found])
            print(f"{meta.parent.name:16s} {text:46s}", *(f"{100 * x:6.2f}" for x in agreements[-1]), flush=True)
    for form, values in zip(FORMS, np.array(agreements).T):
        print(f"{form[0]:6d} Hz, {form[1]} channel(s), {form[2].__name__:8s} {100 * values.mean():6.2f} % of pixels, "
              f"{(values >= 0.98).sum()} of {len(values)} recordings on 98 % or more")


if __name__ == "__main__":
    main()
