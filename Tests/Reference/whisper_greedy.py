"""What a greedy PyTorch hears in 50 people's recordings: `python whisper_greedy.py [WEIGHTS REFERENCE]`.

With the shipped weights it writes Tests/SpeechTests/Fixtures/greedy.json, with others, which `refseg import` wrote, a
file that REFSEG_WHISPER_GREEDY=WEIGHTS:REFERENCE makes the tests read too: for 50 recordings of ../shared/data/speech (one of ten of picovoice, one of
ten of librispeech-100) the tokens' text, and every 9,973rd value that the encoder gives.  Trimming, levelling, window, prompt and
what is never written are those of the program, written down again here; torch, safetensors, soundfile.
"""

import json
import sys
from pathlib import Path

import numpy as np
import soundfile
import torch

from whisper_reference import HOP, RATE, Whisper, log_mel

HERE = Path(__file__).parent
WEIGHTS = HERE / "../../Vocab/Resources/refseg-whisper-base.safetensors"
SPEECH = HERE / "../../../shared/data/speech"
FIXTURE = HERE / "../SpeechTests/Fixtures/greedy.json"
STRIDE = 9973
MULTILINGUAL = 51_865   # tokens of the published models that know other languages than English


def symbols() -> dict[str, int]:
    """GPT-2's printable characters for bytes."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in plain]
    return {chr(b): b for b in plain} | {chr(256 + i): b for i, b in enumerate(others)}


BYTES = symbols()


def spoken(samples: np.ndarray) -> np.ndarray:
    """From a second before the first stretch within 40 dB of the loudest to a second behind the last; peak at 1."""
    stretch = RATE // 50
    mean = np.float32(samples.astype(np.float64).mean())
    powers = ((samples[:len(samples) // stretch * stretch].reshape(-1, stretch) - mean).astype(np.float64) ** 2).sum(1)
    loud = np.flatnonzero(powers > powers.max() * 1e-4)
    kept = samples[max(0, loud[0] * stretch - RATE):(loud[-1] + 1) * stretch + RATE] - mean
    return kept / np.abs(kept).max()


class Greedy:
    def __init__(self, weights: Path):
        self.whisper = Whisper(weights, torch.float32)
        data = self.whisper.metadata
        self.tokens = data["whisper_vocabulary"].rstrip("\n").split("\n")
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self.end = self.ids["<|endoftext|>"]
        never = [int(i) for i in data["suppress_tokens"].split()]
        self.never = never + list(range(self.end + 1, len(self.whisper.w["decoder.embed_tokens.weight"])))
        self.never_first = [int(i) for i in data["begin_suppress_tokens"].split()]
        prompt = self.pieces(data.get("prompt", ""))
        self.opening = [self.ids["<|startofprev|>"], *prompt] if prompt else []
        many = data.get("whisper_languages") == "many" or len(self.tokens) >= MULTILINGUAL
        told = ["<|en|>", "<|transcribe|>"] if many else []
        self.opening += [self.ids[name] for name in ["<|startoftranscript|>", *told, "<|notimestamps|>"]]

    def pieces(self, text: str) -> list[int]:
        """Each time the longest token that fits."""
        characters = {b: c for c, b in BYTES.items()}
        rest, found = "".join(characters[b] for b in text.encode()), []
        while rest:
            length = next(n for n in range(min(24, len(rest)), 0, -1) if rest[:n] in self.ids)
            found.append(self.ids[rest[:length]])
            rest = rest[length:]
        return found

    def __call__(self, samples: np.ndarray) -> tuple[str, torch.Tensor]:
        steps = len(samples) // HOP + 1
        least, margin = map(int, self.whisper.metadata.get("window", "1500 500").split())
        frames = min(3000, max(least, (steps + margin + 1) // 2 * 2))
        heard = self.whisper.encode(torch.tensor(log_mel(samples, frames), dtype=torch.float32))
        written: list[int] = []
        while len(written) < 12 + 10 * (len(samples) // RATE + 1):
            scores = self.whisper.decode(self.opening + written, heard)[-1]
            scores[self.never] = -torch.inf
            if not written:
                scores[self.never_first] = -torch.inf
            best = int(scores.argmax())
            if best == self.end:
                break
            written.append(best)
        text = bytes(BYTES[c] for i in written for c in self.tokens[i]).decode(errors="replace")
        return text, heard


def main():
    torch.set_grad_enabled(False)
    weights, fixture = (Path(a) for a in sys.argv[1:]) if len(sys.argv) > 1 else (WEIGHTS, FIXTURE)
    greedy, found = Greedy(weights), []
    files = [sorted((SPEECH / folder).glob("*.ogg"))[::10][:25] for folder in ("picovoice", "librispeech-100")]
    for file in files[0] + files[1]:
        samples, rate = soundfile.read(file, dtype="float32")
        assert rate == RATE and samples.ndim == 1, file
        text, heard = greedy(spoken(samples))
        found.append({"file": f"{file.parent.name}/{file.name}", "text": text,
                      "heard": [round(float(v), 5) for v in heard.flatten()[::STRIDE]]})
        print(file.name, text, flush=True)
    fixture.write_text(json.dumps(found, indent=0) + "\n")


if __name__ == "__main__":
    main()
