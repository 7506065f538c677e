"""Reference spectrograms by librosa for Tests/AudioTests: `python mel_golden.py`.

Writes Tests/AudioTests/Fixtures/mel.safetensors: samples [1600] of speech-like sound, of noise and of a
quiet sweep, and the natural logarithm of librosa's mel spectrogram of each, computed in double precision.
"""

from pathlib import Path

import librosa
import numpy as np
from safetensors.numpy import save_file

RATE, LENGTH = 16_000, 3_000
FIXTURE = Path(__file__).parent / "../AudioTests/Fixtures/mel.safetensors"


def sounds():
    rng, t = np.random.default_rng(3), np.arange(LENGTH) / RATE
    voice = sum(np.sin(2 * np.pi * 118 * k * t + k) / k for k in range(1, 30)) * (1 + np.sin(2 * np.pi * 4 * t)) / 4
    return {"voice": voice, "noise": rng.normal(0, 0.2, LENGTH), "sweep": 1e-3 * np.sin(2 * np.pi * (200 + 18_000 * t) * t),
            "short": rng.normal(0, 0.2, 170)}


def main():
    tensors = {}
    for name, samples in sounds().items():
        samples = samples.astype(np.float32)
        mel = librosa.feature.melspectrogram(y=samples.astype(np.float64), sr=RATE, n_fft=512, win_length=400, hop_length=160,
                                             n_mels=80, fmin=0, fmax=8000, pad_mode="constant", dtype=np.float64)
        tensors[f"{name}.samples"] = samples
        tensors[f"{name}.log_mel"] = np.ascontiguousarray(np.log(np.maximum(mel, 1e-10)).T.astype(np.float32))
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, str(FIXTURE))
    print(FIXTURE, FIXTURE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
