"""Whisper in PyTorch, from this project's files: the shipped one, or one that `refseg import` wrote.

What whisper_golden.py, whisper_greedy.py and Training/audio/listener.py share; torch, numpy, safetensors, zstandard.
"""

import numpy as np
import torch
import torch.nn.functional as F
import zstandard
from safetensors import safe_open

RATE, WINDOW, HOP = 16_000, 400, 160


class Whisper:
    """Encoder and decoder (Radford et al., arXiv:2212.04356) in one type of numbers."""

    def __init__(self, path, kind=torch.float64):
        with safe_open(path, "pt") as file:
            self.metadata = file.metadata()
            stored = {name: file.get_tensor(name) for name in file.keys()}
        self.w = {}
        for name, values in stored.items():
            if name.endswith("_scale"):
                continue
            if name.endswith("_zstd"):
                name = name.removesuffix("_zstd")
                numbers = np.frombuffer(zstandard.decompress(values.numpy().tobytes()), np.int8)
                values = torch.tensor(numbers.reshape(len(stored[name + "_scale"]), -1))
                if name == "encoder.conv2.weight":
                    values = values.view(len(values), -1, 3)
            scale = stored.get(name + "_scale")
            values = values.to(kind)
            self.w[name] = values if scale is None else values * scale.to(kind).view(-1, *[1] * (values.ndim - 1))
        self.kind = kind
        self.width = len(self.w["encoder.conv1.bias"])
        self.heads = self.width // 64

    def layers(self, side: str) -> range:
        return range(sum(name.startswith(f"{side}.layers.") and name.endswith(".fc1.bias") for name in self.w))

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

    def norm(self, x, name):
        return F.layer_norm(x, (self.width,), self.w[name + ".weight"], self.w[name + ".bias"])

    def attend(self, x, memory, name, causal=False):
        split = lambda z: z.view(*z.shape[:-1], self.heads, -1).transpose(-3, -2)
        q, k, v = (split(self.linear(z, f"{name}.{part}_proj")) for z, part in [(x, "q"), (memory, "k"), (memory, "v")])
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        return self.linear(seen.transpose(-3, -2).reshape(x.shape), name + ".out_proj")

    def feedforward(self, x, p):
        return x + self.linear(F.gelu(self.linear(self.norm(x, p + "final_layer_norm"), p + "fc1")), p + "fc2")

    def encode(self, mel):
        """[..., frames, bands] -> [..., frames / 2, width]"""
        w = self.w
        x = F.gelu(F.conv1d(mel.transpose(-2, -1), w["encoder.conv1.weight"], w["encoder.conv1.bias"], padding=1))
        x = F.gelu(F.conv1d(x, w["encoder.conv2.weight"], w["encoder.conv2.bias"], stride=2, padding=1)).transpose(-2, -1)
        x = x + w["encoder.embed_positions.weight"][:x.shape[-2]]
        for i in self.layers("encoder"):
            p = f"encoder.layers.{i}."
            y = self.norm(x, p + "self_attn_layer_norm")
            x = self.feedforward(x + self.attend(y, y, p + "self_attn"), p)
        return self.norm(x, "encoder.layer_norm")

    def decode(self, tokens, heard):
        """Scores of every token after each of `tokens`, [..., tokens, vocabulary]."""
        return self.states(tokens, heard) @ self.w["decoder.embed_tokens.weight"].T

    def states(self, tokens, heard):
        """What the last layer says after each of `tokens`, [..., tokens, width]."""
        w = self.w
        x = w["decoder.embed_tokens.weight"][tokens]
        x = x + w["decoder.embed_positions.weight"][:x.shape[-2]]
        for i in self.layers("decoder"):
            p = f"decoder.layers.{i}."
            y = self.norm(x, p + "self_attn_layer_norm")
            x = x + self.attend(y, y, p + "self_attn", causal=True)
            x = x + self.attend(self.norm(x, p + "encoder_attn_layer_norm"), heard, p + "encoder_attn")
            x = self.feedforward(x, p)
        return self.norm(x, "decoder.layer_norm")


def mel_filters(bands: int) -> np.ndarray:
    """[bands, bins]: triangles of area 1 on Slaney's scale."""
    hertz = lambda m: np.where(m < 15, m * 200 / 3, 1000 * np.exp((np.maximum(m, 15) - 15) * np.log(6.4) / 27))
    top = 15 + 27 * np.log(RATE / 2 / 1000) / np.log(6.4)
    edges = hertz(np.linspace(0, top, bands + 2))[:, None]
    bins = np.linspace(0, RATE / 2, WINDOW // 2 + 1)[None]
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    return np.maximum(0, np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre))) * 2 / (high - low)


def log_mel(samples: np.ndarray, frames: int, bands: int = 80) -> np.ndarray:
    """[frames, bands] of a recording with zeros behind it."""
    padded = np.zeros(frames * HOP)
    padded[:len(samples)] = samples[:frames * HOP]
    padded = np.pad(padded, WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:frames]
    power = np.abs(np.fft.rfft(windows * np.hanning(WINDOW + 1)[:-1])) ** 2
    values = np.log10(np.maximum(power @ mel_filters(bands).T, 1e-10))
    return (np.maximum(values, values.max() - 8) + 4) / 4
