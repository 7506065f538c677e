"""Speaks sentences and stores their log-mel spectrograms in shards.

    python -m audio.pool --shards 60 --out work/speech

Shard k is the folder `shard_k` with mels.npy float16 [all frames, 80] and index.json: text, voice,
phonemes, first frame and count of each utterance.  A folder appears when it is complete.
"""

import argparse
import json
import os
import subprocess
import time
from pathlib import Path

import numpy as np
from scipy.signal import fftconvolve

from .corpus import Corpus
from .spectrogram import RATE, log_mel, trimmed
from .voices import speak


def phonemes(texts: list[str]) -> list[str]:
    """espeak-ng's phoneme names of each text, parted by blanks, without stress marks."""
    lines = subprocess.run(["espeak-ng", "-q", "-x", "--sep=_", "-v", "en-us"], input="\n".join(texts) + "\n",
                           capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(lines) == len(texts), (len(lines), len(texts))
    clean = lambda p: p.strip("',%=|;!*-")
    return [" ".join(c for c in map(clean, line.replace("_", " ").split()) if c) for line in lines]


def damaged(rng: np.random.Generator, samples: np.ndarray) -> np.ndarray:
    """What a spectrogram cannot be given later: clipping, coarse steps, a room's echoes."""
    kind = rng.integers(3)
    loudest = np.abs(samples).max() + 1e-6
    if kind == 0:
        limit = loudest * rng.uniform(0.08, 0.5)
        return np.clip(samples, -limit, limit)
    if kind == 1:
        step = loudest * 2.0 ** -rng.integers(4, 8)
        return np.round(samples / step + rng.uniform(-0.5, 0.5, len(samples))) * step
    echo = rng.normal(0, 1, int(RATE * 0.35)) * 10 ** (-3 * np.arange(int(RATE * 0.35)) / RATE / rng.uniform(0.15, 0.7))
    echo[:int(RATE * rng.uniform(0.002, 0.01))] = 0
    room = echo / np.sqrt((echo**2).sum()) * rng.uniform(0.2, 0.8)
    room[0] = 1
    return fftconvolve(samples, room)[:len(samples) + RATE // 10].astype(np.float32)


def make_shard(number: int, utterances: int, flite_share: float, varied: float, folder: Path):
    rng, corpus = np.random.default_rng(number), Corpus(seed=1000 + number, varied=varied)
    texts = [corpus.draw() for _ in range(utterances)]
    mels, index, first = [], [], 0
    for text, sounds in zip(texts, phonemes(texts)):
        samples, voice = speak(rng, text, flite_share)
        samples = trimmed(samples, margin=0.05)
        if not RATE // 5 < len(samples) < 10 * RATE:
            continue
        if rng.random() < 0.25:
            samples = damaged(rng, samples)
        samples = samples / (np.abs(samples).max() + 1e-6)
        mel = log_mel(samples).astype(np.float16)
        mels.append(mel)
        index.append({"text": text, "voice": voice, "phonemes": sounds, "first": first, "frames": len(mel)})
        first += len(mel)
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}")
    temporary.mkdir(parents=True)
    np.save(temporary / "mels.npy", np.concatenate(mels))
    (temporary / "index.json").write_text(json.dumps(index))
    temporary.rename(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=int, default=60)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--utterances", type=int, default=500)
    parser.add_argument("--flite-share", type=float, default=0.4, help="of the utterances; the rest is espeak-ng's")
    parser.add_argument("--varied", type=float, default=0.4, help="share of sentences with any word in a word's place")
    parser.add_argument("--out", type=Path, default=Path("work/speech"))
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    for number in range(a.first, a.first + a.shards):
        folder, start = a.out / f"shard_{number:03d}", time.time()
        if not folder.exists():
            make_shard(number, a.utterances, a.flite_share, a.varied, folder)
            print(folder.name, f"{(time.time() - start) / a.utterances * 1e3:.0f} ms an utterance", flush=True)


if __name__ == "__main__":
    main()
