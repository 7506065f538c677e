"""The audio encoder: what the text encoder tells of a typed sentence, from the spectrogram of a spoken one.

Shapes: B recordings, T frames of 10 ms, F = ceil(T / 4) steps of 40 ms, d = width.
"""

import json
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn

BLANK = 1  # <pad>, which no sentence has


@dataclass
class AudioConfig:
    bands: int = 80
    channels: list = None      # of the two convolutions that take every second frame and band
    width: int = 160
    heads: int = 5
    feedforward: int = 480
    layers: int = 6
    kernel: int = 9            # steps that the convolution of a layer sees
    vocabulary: int = 2615
    phonemes: int = 0          # of the head that helps training; not shipped

    def __post_init__(self):
        self.channels = self.channels or [16, 32]

    def published(self) -> str:
        return json.dumps({k: v for k, v in asdict(self).items() if k != "phonemes"})


class Subsampling(nn.Module):
    """[B, T, bands] -> [B, F, width]: two strided convolutions, then a product over all bands."""

    def __init__(self, c):
        super().__init__()
        self.first = nn.Conv2d(1, c.channels[0], 3, 2, 1)
        self.second = nn.Conv2d(c.channels[0], c.channels[1], 3, 2, 1)
        self.dense = nn.Linear(c.channels[1] * ((c.bands + 3) // 4), c.width)

    def forward(self, x, frames):
        """frames [B]: real ones of each recording; beyond them zeros are seen."""
        x = F.relu(self.first(x[:, None]))
        frames = (frames + 1) // 2
        x = F.relu(self.second(x * inside(frames, x.shape[2])[:, None, :, None]))
        x = x.permute(0, 2, 3, 1).flatten(2)  # bands, then channels
        return self.dense(x), (frames + 1) // 2


def inside(counts, length):
    """[B] -> [B, length], 1 before the end."""
    return (torch.arange(length)[None] < counts[:, None]).float()


class Layer(nn.Module):
    """x + attention, x + convolution over time, x + feed-forward, each of the normalised x."""

    def __init__(self, c):
        super().__init__()
        self.heads = c.heads
        self.attention_norm = nn.LayerNorm(c.width)
        self.query, self.key, self.value = (nn.Linear(c.width, c.width) for _ in range(3))
        self.attended = nn.Linear(c.width, c.width)
        self.convolution_norm = nn.LayerNorm(c.width)
        self.depthwise = nn.Conv1d(c.width, c.width, c.kernel, padding=c.kernel // 2, groups=c.width)
        self.pointwise = nn.Linear(c.width, c.width)
        self.feedforward_norm = nn.LayerNorm(c.width)
        self.inner, self.outer = nn.Linear(c.width, c.feedforward), nn.Linear(c.feedforward, c.width)

    def forward(self, x, real):
        """real [B, F] 1 before the end."""
        part = lambda y: y.unflatten(-1, (self.heads, -1)).transpose(1, 2)
        y = self.attention_norm(x)
        # Plain products: on short recordings they train faster than the fused kernel.
        scores = part(self.query(y)) @ part(self.key(y)).transpose(-1, -2) * (x.shape[-1] // self.heads) ** -0.5
        seen = (scores + (real - 1)[:, None, None] * 1e4).softmax(-1).to(y.dtype) @ part(self.value(y)).to(y.dtype)
        x = x + self.attended(seen.transpose(1, 2).flatten(2))
        y = (self.convolution_norm(x) * real[..., None]).transpose(1, 2).unsqueeze(-1)
        y = y.contiguous(memory_format=torch.channels_last)
        y = F.conv2d(y, self.depthwise.weight.unsqueeze(-1), self.depthwise.bias,
                     padding=(self.depthwise.padding[0], 0), groups=y.shape[1])
        x = x + self.pointwise(F.gelu(y).squeeze(-1).transpose(1, 2))
        return x + self.outer(F.gelu(self.inner(self.feedforward_norm(x))))


class AudioEncoder(nn.Module):
    def __init__(self, c: AudioConfig):
        super().__init__()
        self.config = c
        self.subsampling = Subsampling(c)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.norm = nn.LayerNorm(c.width)
        self.pieces = nn.Linear(c.width, c.vocabulary)
        if c.phonemes:
            self.phoneme_norm, self.phonemes = nn.LayerNorm(c.width), nn.Linear(c.width, c.phonemes)

    def forward(self, x, frames, sounds_only=False, record=None):
        """x [B, T, bands] as `spectrogram.normalised` makes it, frames [B] ->
        dict of steps [B], real [B, F] 1 before the end, states [B, F, d], phonemes [B, F, phonemes] (logits).

        `sounds_only` stops in the middle of the network, at the phonemes."""
        x, steps = self.subsampling(x, frames)
        if record is not None:
            record["audio.subsampled"] = x
        real, sounds = inside(steps, x.shape[1]), None
        for i, layer in enumerate(self.layers):
            x = layer(x, real)
            if record is not None:
                record[f"audio.layer.{i}"] = x
            if self.config.phonemes and i == len(self.layers) // 2 - 1:
                sounds = self.phonemes(self.phoneme_norm(x))
                if sounds_only:
                    return dict(steps=steps, phonemes=sounds)
        return dict(steps=steps, real=real, states=self.norm(x), phonemes=sounds)


def parameters(model) -> int:
    return sum(p.numel() for p in model.parameters())
