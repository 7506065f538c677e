"""Trains the audio encoder on the pool of synthesised speech, next to the text encoder that it imitates.

    python -m audio.train --pool work/speech --out work/audio --until 15:20 [--start work/audio/last.pt]

Losses: CTC over the pieces; CTC over phonemes in the middle of the network; and what the text encoder and the
resizer make of the pieces as they are heard, compared with what they make of the typed sentence, so that what is
misheard means nearly the same.
"""

import argparse
import copy
import datetime
import math
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from training.clock import next_time
from model.config import Config
from model.text import Resizer, TextEncoder

from .alignment import loudest_steps
from .model import BLANK, AudioConfig, AudioEncoder, parameters
from .speech import Pool

WEIGHTS = Path(__file__).parent / "../../Vocab/Resources/refseg-small.safetensors"


class Teacher(torch.nn.Module):
    """The text encoder of the shipped model and the resizer behind it."""

    def __init__(self, vocabulary: int):
        super().__init__()
        c = Config(vocabulary=vocabulary)
        self.text_encoder, self.resizer = TextEncoder(c), Resizer(c)
        shipped = {k: v.float() for k, v in load_file(WEIGHTS).items() if k.startswith(("text_encoder.", "resizer."))}
        self.load_state_dict(shipped)
        self.eval().requires_grad_(False)

    def forward(self, ids: list[list[int]], heard=None):
        """-> words [B, L, hidden] of <s> pieces </s>, real [B, L], sentence [B, hidden], behind the resizer.

        heard [pieces of all sentences, vocabulary]: probabilities of the pieces in place of `ids`."""
        table = torch.ones(len(ids), max(map(len, ids)) + 2, dtype=torch.long)
        for row, text in zip(table, ids):
            row[:len(text) + 2] = torch.tensor([0, *text, 2])
        mask = table == 1
        e = self.text_encoder.embeddings
        x = e.word_embeddings(table)
        if heard is not None:
            x = x.masked_scatter((table > 2)[..., None], (heard @ e.word_embeddings.weight).to(x.dtype))
        real = (~mask).long()
        x = x + e.token_type_embeddings.weight[0] + e.position_embeddings(torch.cumsum(real, 1) * real + 1)
        x = e.LayerNorm(x)
        for layer in self.text_encoder.encoder.layer:
            x = layer(x, mask)
        return self.resizer(x), real, self.resizer(torch.tanh(self.text_encoder.pooler.dense(x[:, 0])))


def ctc(logits, steps, targets, blank):
    flat = torch.tensor([i for t in targets for i in t], dtype=torch.long)
    lengths = torch.tensor([len(t) for t in targets])
    return F.ctc_loss(logits.float().log_softmax(-1).transpose(0, 1), flat, steps, lengths, blank=blank, zero_infinity=True)


def some_pieces(ids, vocabulary: int, count: int) -> torch.Tensor:
    """The blank, the pieces of a batch and others by chance, `count` in all; the blank is number 0."""
    present = torch.tensor(sorted({i for text in ids for i in text}), dtype=torch.long)
    free = torch.ones(vocabulary)
    free[present] = free[BLANK] = 0
    others = torch.multinomial(free, max(1, count - 1 - len(present)))
    return torch.cat([torch.tensor([BLANK]), present, others])


def distillation(net, teacher, heard, ids):
    """Mean squared difference of words and of sentences between heard and typed, behind the resizer."""
    rows = [i for i, text in enumerate(ids) if 0 < len(text) <= 62]
    with torch.no_grad():
        typed = teacher([ids[i] for i in rows])
    chosen = torch.tensor([BLANK] + sorted({p for i in rows for p in ids[i]}))
    number = {int(c): k for k, c in enumerate(chosen)}
    states = heard["states"].float()
    with torch.no_grad():
        few = F.linear(states, net.pieces.weight[chosen], net.pieces.bias[chosen]).float().log_softmax(-1)
        at = loudest_steps(few.numpy(), heard["steps"].numpy(), [[number[p] for p in text] for text in ids], 0)
    rows_kept = [i for i in rows if len(at[i]) == len(ids[i])]
    if len(rows_kept) < len(rows):
        return torch.zeros(()), torch.zeros(())
    logits = net.pieces(torch.cat([states[i, torch.from_numpy(at[i])] for i in rows])).float()
    logits[:, :4] = -1e4  # no blank where a piece is said
    words, real, sentence = teacher([ids[i] for i in rows], logits.softmax(-1))
    apart = ((words - typed[0]) ** 2).mean(-1)
    return (apart * real).sum() / real.sum(), F.mse_loss(sentence, typed[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pool", type=Path, default=Path("work/speech"))
    parser.add_argument("--out", type=Path, default=Path("work/audio"))
    parser.add_argument("--start", type=Path)
    parser.add_argument("--until", required=True, help="local time, as 15:20")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--sounds", type=float, default=0.2, help="share of the time for phonemes alone")
    parser.add_argument("--few", type=float, default=0.7, help="until this share of the time, 600 pieces compete instead of all")
    a = parser.parse_args()
    torch.set_num_threads(1)
    a.out.mkdir(parents=True, exist_ok=True)
    pool = Pool(a.pool, seed=int(time.time()))
    saved = torch.load(a.start, weights_only=False) if a.start else {}
    names = pool.number_phonemes(saved.get("phonemes"))
    vocabulary = pool.pieces.get_piece_size()
    teacher = Teacher(vocabulary)
    net = AudioEncoder(AudioConfig(vocabulary=vocabulary, phonemes=len(names) + 1))
    if saved:
        net.load_state_dict(saved["net"], strict=False)
    mean = copy.deepcopy(net).requires_grad_(False)
    if saved:
        mean.load_state_dict(saved["ema"], strict=False)
    print(parameters(net), "parameters,", len(pool.utterances), "utterances", flush=True)
    matrices = [p for p in net.parameters() if p.ndim > 1]
    vectors = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.02}, {"params": vectors, "weight_decay": 0.0}],
                                  lr=a.rate, betas=(0.9, 0.98), fused=True)
    end = next_time(a.until)
    begin, step, heard_of, shown, kept = time.time(), saved.get("step", 0), 0, time.time(), time.time()
    first_step, sums = step, torch.zeros(4)

    def keep():
        state = {"net": net.state_dict(), "ema": mean.state_dict(), "step": step,
                 "phonemes": names, "config": net.config}
        torch.save(state, a.out / "last.tmp")
        (a.out / "last.tmp").rename(a.out / "last.pt")

    net.train()
    while time.time() < end:
        share = min(1.0, (time.time() - begin) / (end - begin))
        sounds_only = share < a.sounds
        strength = min(1.0, 0.2 + 2 * share) if a.sounds else 1.0
        for x, frames, ids, sounds in pool.batches(a.batch, 200 if share < a.sounds / 3 else 700, strength):
            share = min(1.0, (time.time() - begin) / (end - begin))
            rate = a.rate * min(1.0, (step - first_step + 1) / 300) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
            for group in optimiser.param_groups:
                group["lr"] = rate
            pieces = words = sentences = torch.zeros(())
            with torch.autocast("cpu", dtype=torch.bfloat16):
                heard = net(x, frames, sounds_only)
                phonemes = ctc(heard["phonemes"], heard["steps"], sounds, 0)
                loss = phonemes if sounds_only else 0.5 * (1 - 0.7 * share) * phonemes
                if not sounds_only:
                    chosen = torch.arange(vocabulary) if share > a.few else some_pieces(ids, vocabulary, 600)
                    number = {int(c): k for k, c in enumerate(chosen)}
                    logits = F.linear(heard["states"], net.pieces.weight[chosen], net.pieces.bias[chosen])
                    pieces = ctc(logits, heard["steps"], [[number[i] for i in text] for text in ids], number[BLANK])
                    loss = loss + pieces
                    if share > a.sounds and step % 2 == 0:
                        words, sentences = distillation(net, teacher, heard, ids)
                        loss = loss + 0.5 * (words + sentences)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            step, heard_of = step + 1, heard_of + len(ids)
            with torch.no_grad():
                decay = min(0.998, (step - first_step + 1) / (step - first_step + 10))
                torch._foreach_lerp_(list(mean.parameters()), list(net.parameters()), 1 - decay)
                sums = 0.98 * sums + 0.02 * torch.tensor([pieces.item(), phonemes.item(), 2 * words.item(), 2 * sentences.item()])
            if step % 50 == 0:
                print(f"{datetime.datetime.now():%H:%M:%S} step {step} lr {rate:.1e} strength {strength:.2f} "
                      f"{50 * a.batch / (time.time() - shown):.0f}/s pieces {sums[0]:.3f} phonemes {sums[1]:.3f} "
                      f"words {sums[2]:.3f} sentences {sums[3]:.3f}", flush=True)
                shown = time.time()
            if time.time() - kept > 240:
                keep()
                kept = time.time()
            if time.time() >= end:
                break
        pool.refresh()
    keep()


if __name__ == "__main__":
    main()
