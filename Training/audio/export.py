"""Turns a checkpoint into the shipped weights of the audio encoder and a golden for a test of refseg.

    python -m audio.export work/audio/last.pt --weights ../Vocab/Resources/refseg-small-audio.safetensors \\
        --golden ../Tests/SpeechTests/Fixtures/refseg-small-audio.golden.safetensors

Matrices are stored as float16, vectors as float32; the golden is made with the rounded weights.
"""

import argparse
import os
from pathlib import Path

import sentencepiece
import torch
from safetensors.torch import save_file

from .evaluate import collapsed
from .language import Trigrams, expressions
from .model import AudioEncoder
from .spectrogram import levelled, log_mel, normalised
from .speech import VOCABULARY
from .voices import speak_as

GOLDEN_TEXT, GOLDEN_VOICE = "the red car", "espeak:en-us+f5"


def tables(model: Trigrams, vocabulary: int) -> dict:
    """The trigram model as `PieceTrigrams` of the program reads it."""
    number = lambda key: sum(piece * vocabulary ** (len(key) - 1 - i) for i, piece in enumerate(key))
    found = {"singles": torch.from_numpy(model.singles),
             "single_costs": torch.tensor([model.pair_cost.get((b,), 0.0) for b in range(vocabulary)])}
    for name, values in (("pair", model.pairs), ("triple", model.triples)):
        keys = sorted(values)
        found[f"{name}_keys"] = torch.tensor([number(k) for k in keys])
        found[f"{name}_values"] = torch.tensor([values[k] for k in keys]).half()
        if name == "pair":
            found["pair_costs"] = torch.tensor([model.triple_cost.get(k, 0.0) for k in keys]).half()
    return {f"language.{k}": v for k, v in found.items()}


def shipped(state) -> dict:
    kept = {k: v for k, v in state.items() if not k.startswith("phoneme")}
    return {k: (v.half() if v.ndim > 1 else v.float()).contiguous() for k, v in kept.items()}


@torch.no_grad()
def golden(net) -> dict:
    """Every stage on the first 0.64 seconds of a spoken phrase."""
    x = torch.from_numpy(normalised(log_mel(levelled(speak_as(GOLDEN_TEXT, GOLDEN_VOICE)))[:64]))[None]
    record = {"in.spectrogram": x[0]}
    heard = net(x, torch.tensor([x.shape[1]]), record=record)
    logits = net.pieces(heard["states"])
    record.update({"audio.logits": logits, "out.pieces": torch.tensor(collapsed(logits[0]), dtype=torch.int32)})
    return {k: v.contiguous() for k, v in record.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--golden", type=Path)
    a = parser.parse_args()
    saved = torch.load(a.checkpoint, weights_only=False)
    state, config = shipped(saved["ema"]), saved["config"]
    config.phonemes = 0
    net = AudioEncoder(config).eval()
    net.load_state_dict({k: v.float() for k, v in state.items()})
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(VOCABULARY))
    state |= tables(Trigrams([pieces.encode(s) for s in expressions()], config.vocabulary), config.vocabulary)
    temporary = a.weights.with_suffix(".tmp")
    save_file(state, temporary, {"format": "pt", "model": "refseg-small-audio", "audio_encoder": config.published()})
    temporary.rename(a.weights)
    print(a.weights, f"{os.path.getsize(a.weights) / 1e6:.1f} MB", sum(v.numel() for v in state.values()), "numbers")
    if a.golden:
        save_file(golden(net), a.golden, {"text": GOLDEN_TEXT})
        print(a.golden, f"{os.path.getsize(a.golden) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
