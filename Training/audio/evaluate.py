"""Word error rates of a checkpoint on sentences and voices that training never heard.

    python -m audio.evaluate work/audio/last.pt [--sentences 400] [--sounds work/heard]

Clean, and with white noise 10 dB below the speech; each by the best path alone and by the search with
trigrams that the program uses.  The sounds are made once.
"""

import argparse
from pathlib import Path

import numpy as np
import scipy.io.wavfile
import sentencepiece
import torch

from .corpus import spoken, test_sentences
from .language import Trigrams, expressions, search
from .model import BLANK, AudioEncoder
from .spectrogram import RATE, levelled, log_mel, normalised
from .speech import VOCABULARY
from .voices import EVALUATION, speak_as


WEIGHT, BONUS = 0.25, 0.5  # of the trigrams, as in PieceSearch of the program


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


def write(folder: Path, recordings: list[np.ndarray], sentences: list[str]):
    """What SpeechTests.folderOfSpeech of the program reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for i, (samples, text) in enumerate(zip(recordings, sentences)):
        scipy.io.wavfile.write(folder / f"{i:03d}.wav", RATE, (np.clip(samples, -1, 1) * 32767).astype(np.int16))
        (folder / f"{i:03d}.txt").write_text(text)


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
def transcripts(net, pieces, language, recordings, batch=25) -> tuple[list[str], list[str]]:
    """By the best path and by the search."""
    plain, searched = [], []
    for first in range(0, len(recordings), batch):
        xs = [normalised(log_mel(levelled(s))) for s in recordings[first:first + batch]]
        frames = torch.tensor([len(x) for x in xs])
        x = torch.zeros(len(xs), int(frames.max()), xs[0].shape[1])
        for row, values in zip(x, xs):
            row[:len(values)] = torch.from_numpy(values)
        heard = net(x, frames)
        logits = net.pieces(heard["states"])
        for row, steps in zip(logits, heard["steps"].tolist()):
            plain.append(pieces.decode(collapsed(row[:steps])))
            searched.append(pieces.decode(search(row[:steps].log_softmax(-1).numpy(), language, WEIGHT, BONUS)))
    return plain, searched


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--sounds", type=Path, default=Path("work/heard"))
    parser.add_argument("--write", type=Path, help="a folder for the sounds and texts, by voice, for the program's own test")
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
    print(f"step {saved['step']}, {len(sentences)} sentences, {total} words; best path and search, clean; best path and search, 10 dB")
    language = Trigrams([pieces.encode(s) for s in expressions()], pieces.get_piece_size())
    for voice in a.voices:
        recordings = sounds(a.sounds, voice, sentences)
        noise = [noisy(s, 10, i) for i, s in enumerate(recordings)]
        if a.write:
            write(a.write / voice.replace(":", "-"), recordings, sentences)
            write(a.write / f"{voice.replace(':', '-')}.10dB", noise, sentences)
        rates = []
        for heard in (*transcripts(net, pieces, language, recordings),
                      *transcripts(net, pieces, language, noise)):
            rates.append(sum(distance(w, (spoken(h) or "").split()) for w, h in zip(words, heard)) / total)
        example = next((f"{s!r} -> {h!r}" for s, h in zip(sentences, heard) if s != h), "")
        print(f"{voice:28}", *(f"{100 * r:5.1f} %" for r in rates), f"  {example}", flush=True)


if __name__ == "__main__":
    main()
