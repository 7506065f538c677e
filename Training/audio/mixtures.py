"""Adds noise to recordings: white, pink, and a babble of four other recordings, in turn.

    python -m audio.mixtures work/spoken/piper-joe work/spoken/piper-joe-10dB --ratio 10 --babble RECORDINGS

The ratio is that of the speech's power, where it is louder than a hundredth of its loudest 20 ms, to the noise's.  The
noise begins half a second before the recording and ends half a second after it.  Texts are copied.
"""

import argparse
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from .evaluate import recordings
from .noises import RATE, coloured

rng = np.random.default_rng(10)


def read(path: Path) -> np.ndarray:
    """One channel at 16 kHz."""
    samples, rate = soundfile.read(path, always_2d=True)
    divisor = np.gcd(rate, RATE)
    return resample_poly(samples.mean(1), RATE // divisor, rate // divisor)


def power(speech: np.ndarray) -> float:
    """Mean power of the stretches in which somebody speaks."""
    stretch = RATE // 50
    powers = (speech[:len(speech) // stretch * stretch].reshape(-1, stretch) ** 2).mean(1)
    return float(powers[powers > powers.max() / 100].mean())


def babble(length: int, others: list[Path]) -> np.ndarray:
    voices = []
    for path in rng.choice(len(others), 4, replace=False):
        voice = read(others[path])
        voices.append(np.resize(voice / np.sqrt(power(voice)), length))
    return np.sum(voices, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spoken", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--ratio", type=float, default=10, help="decibels")
    parser.add_argument("--babble", type=Path, required=True, help="folder of other people's recordings")
    a = parser.parse_args()
    others = recordings(a.babble)
    a.output.mkdir(parents=True, exist_ok=True)
    for index, path in enumerate(recordings(a.spoken)):
        kind = ["white", "pink", "babble"][index % 3]
        speech = read(path)
        length = len(speech) + RATE
        noise = babble(length, others) if kind == "babble" else coloured(length / RATE, {"white": 0, "pink": 1}[kind])[:length]
        noise *= np.sqrt(power(speech) / 10 ** (a.ratio / 10) / (noise ** 2).mean())
        noise[RATE // 2:RATE // 2 + len(speech)] += speech
        soundfile.write(a.output / f"{path.stem}-{kind}.wav", noise * 0.9 / np.abs(noise).max(), RATE)
        text = path.with_suffix(".txt")
        if text.exists():
            (a.output / f"{path.stem}-{kind}.txt").write_text(text.read_text())
    print(f"{a.output}: {index + 1} recordings at {a.ratio:g} dB")


if __name__ == "__main__":
    main()
