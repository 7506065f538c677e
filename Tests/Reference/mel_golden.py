"""Reference spectrograms for Tests/AudioTests: `python mel_golden.py`.

Writes Tests/AudioTests/Fixtures/mel.safetensors: samples [3000] of speech-like sound, of noise, of a quiet
sweep, and what faster-whisper (`pip install faster-whisper`) makes of them with a second of silence behind.
"""

from pathlib import Path

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from safetensors.numpy import save_file

RATE, LENGTH, FRAMES = 16_000, 3_000, 24
FIXTURE = Path(__file__).parent / "../AudioTests/Fixtures/mel.safetensors"


def sounds():
    rng, t = np.random.default_rng(3), np.arange(LENGTH) / RATE
    voice = sum(np.sin(2 * np.pi * 118 * k * t + k) / k for k in range(1, 30)) * (1 + np.sin(2 * np.pi * 4 * t)) / 4
    return {"voice": voice, "noise": rng.normal(0, 0.2, LENGTH), "sweep": 1e-3 * np.sin(2 * np.pi * (200 + 18_000 * t) * t),
            "short": rng.normal(0, 0.2, 170), "loud": rng.normal(0, 20, LENGTH)}


def main():
    extract, tensors = FeatureExtractor(), {}
    for name, samples in sounds().items():
        samples = samples.astype(np.float32)
        padded = np.pad(samples, (0, FRAMES * extract.hop_length - len(samples)))
        mel = extract(padded, padding=0)[:, :FRAMES]
        tensors[f"{name}.samples"] = samples
        tensors[f"{name}.log_mel"] = np.ascontiguousarray(mel.T.astype(np.float32))
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, str(FIXTURE))
    print(FIXTURE, FIXTURE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
