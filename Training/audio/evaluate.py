"""Word error rates of a checkpoint on sentences and voices that training never heard.

    python -m audio.evaluate work/audio/last.pt [--sentences 400] [--sounds work/heard]

Clean, and with white noise 10 dB below the speech; greedy decoding.  The sounds are made once.
"""

import argparse
from pathlib import Path

import numpy as np
import sentencepiece
import torch

from .corpus import spoken, test_sentences
from .model import BLANK, AudioEncoder
from .spectrogram import levelled, log_mel, normalised
from .speech import VOCABULARY
from .voices import EVALUATION, speak_as


def sounds(folder: Path, voice: str, sentences: list[str]) -> list[np.ndarray]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{voice.replace(':', '-')}.{len(sentences)}.npz"
    if not path.exists():
        made = [np.clip(speak_as(s, voice) * 32767, -32768, 32767).astype(np.int16) for s in sentences]
        np.savez(path, *made)
    stored = np.load(path)
    return [stored[f"arr_{i}"].astype(np.float32) / 32768 for i in range(len(sentences))]


def noisy(samples: np.ndarray, decibels: float, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 1, len(samples))
    return samples + noise * np.sqrt((samples**2).mean() * 10 ** (-decibels / 10))


def collapsed(logits: torch.Tensor) -> list[int]:
    """[F, vocabulary] -> pieces."""
    best = logits.argmax(-1).tolist()
    return [p for i, p in enumerate(best) if p != BLANK and (i == 0 or best[i - 1] != p)]


def distance(a: list[str], b: list[str]) -> int:
    """Edit distance in words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, last = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(last[j - 1] + (x != y), last[j] + 1, row[j - 1] + 1))
    return row[-1]


@torch.no_grad()
def transcripts(net, pieces, recordings, batch=25) -> list[str]:
    found = []
    for first in range(0, len(recordings), batch):
        xs = [normalised(log_mel(levelled(s))) for s in recordings[first:first + batch]]
        frames = torch.tensor([len(x) for x in xs])
        x = torch.zeros(len(xs), int(frames.max()), xs[0].shape[1])
        for row, values in zip(x, xs):
            row[:len(values)] = torch.from_numpy(values)
        heard = net(x, frames)
        logits = net.pieces(heard["states"])
        found += [pieces.decode(collapsed(l[:n])) for l, n in zip(logits, heard["steps"].tolist())]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--sounds", type=Path, default=Path("work/heard"))
    parser.add_argument("--raw", action="store_true", help="the last weights instead of their running mean")
    parser.add_argument("--voices", nargs="*", default=EVALUATION)
    a = parser.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(a.checkpoint, weights_only=False)
    net = AudioEncoder(saved["config"]).eval()
    net.load_state_dict(saved["net" if a.raw else "ema"])
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(VOCABULARY))
    sentences = test_sentences()[:a.sentences]
    words = [s.split() for s in sentences]
    total = sum(map(len, words))
    print(f"step {saved['step']}, {len(sentences)} sentences, {total} words: clean, 10 dB")
    for voice in a.voices:
        recordings = sounds(a.sounds, voice, sentences)
        rates = []
        for heard in (transcripts(net, pieces, recordings),
                      transcripts(net, pieces, [noisy(s, 10, i) for i, s in enumerate(recordings)])):
            rates.append(sum(distance(w, (spoken(h) or "").split()) for w, h in zip(words, heard)) / total)
        example = next((f"{s!r} -> {h!r}" for s, h in zip(sentences, heard) if s != h), "")
        print(f"{voice:28} {100 * rates[0]:5.1f} % {100 * rates[1]:5.1f} %   {example}", flush=True)


if __name__ == "__main__":
    main()
