"""Writes the recordings of Tests/SpeechTests: one sentence at several rates, depths and channels.

    python -m audio.fixtures ../Tests/SpeechTests/Fixtures
"""

import sys
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from .voices import RATE, speak_as

TEXT, VOICE = "the red car on the left", "espeak:en-us"


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    samples = 0.5 * speak_as(TEXT, VOICE)
    at = lambda rate: resample_poly(samples, rate // np.gcd(rate, RATE), RATE // np.gcd(rate, RATE))
    soundfile.write(folder / "red-car.flac", samples, RATE)
    soundfile.write(folder / "red-car.8000.flac", at(8000), 8000)
    soundfile.write(folder / "red-car.22050.flac", at(22050), 22050)
    soundfile.write(folder / "red-car.44100.stereo.ogg", np.stack([at(44100), 0.5 * at(44100)], 1), 44100)
    soundfile.write(folder / "red-car.48000.ogg", at(48000), 48000)
    soundfile.write(folder / "red-car.u8.wav", samples, RATE, subtype="PCM_U8")


if __name__ == "__main__":
    main()
