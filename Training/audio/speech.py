"""Batches of spoken sentences out of the pool; shards that appear later are found."""

import json
import random
from pathlib import Path

import numpy as np
import sentencepiece
import torch

from .augment import augmented, masked, speechless
from .spectrogram import BANDS, normalised

VOCABULARY = Path(__file__).parent / "../../Vocab/Resources/refseg.model"


class Pool:
    def __init__(self, folder: Path, seed=0):
        self.folder, self.shards, self.utterances = folder, {}, []
        self.rng = np.random.default_rng(seed)
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(VOCABULARY))
        self.phonemes = {}
        self.refresh()

    def refresh(self):
        for path in sorted(self.folder.glob("shard_*")):
            if path.name not in self.shards:
                mels = np.load(path / "mels.npy", mmap_mode="r")
                self.shards[path.name] = mels
                for u in json.loads((path / "index.json").read_text()):
                    u.update(shard=path.name, ids=self.pieces.encode(u["text"]))
                    # A byte or unknown piece is no way to hear a word.
                    if all(i > 3 and not self.pieces.is_byte(i) for i in u["ids"]):
                        self.utterances.append(u)

    def number_phonemes(self, known: list[str] | None = None) -> list[str]:
        """Fixes the order of the phonemes; number 0 is the blank."""
        names = known or sorted({p for u in self.utterances for p in u["phonemes"].split()})
        self.phonemes = {p: i + 1 for i, p in enumerate(names)}
        return names

    def mel(self, u) -> np.ndarray:
        return np.asarray(self.shards[u["shard"]][u["first"]:u["first"] + u["frames"]], np.float32)

    def batches(self, size: int, longest: int, strength: float, speechless_share=0.05):
        """About one round of 16 batches, each of utterances of like length."""
        chosen = [u for u in random.sample(self.utterances, min(len(self.utterances), 16 * size * 2)) if u["frames"] <= longest]
        chosen = sorted(chosen[:16 * size], key=lambda u: u["frames"])
        groups = [chosen[i:i + size] for i in range(0, len(chosen) - size + 1, size)]
        random.shuffle(groups)
        for group in groups:
            yield self.batch(group, strength, speechless_share)

    def batch(self, group, strength, speechless_share):
        """-> x [B, T, 80], frames [B], texts, ids (lists), phonemes (lists)."""
        rng, xs, ids, sounds = self.rng, [], [], []
        others = lambda: self.mel(random.choice(self.utterances))
        for u in group:
            silent = rng.random() < speechless_share * strength
            x = speechless(rng) if silent else augmented(rng, self.mel(u), others, strength)
            x = normalised(x)
            xs.append(masked(rng, x) if rng.random() < 0.6 * strength else x)
            ids.append([] if silent else u["ids"])
            sounds.append([] if silent else [self.phonemes[p] for p in u["phonemes"].split() if p in self.phonemes])
        frames = torch.tensor([len(x) for x in xs])
        padded = np.zeros((len(xs), int(frames.max()), BANDS), np.float32)
        for row, x in zip(padded, xs):
            row[:len(x)] = x
        return torch.from_numpy(padded), frames, ids, sounds
