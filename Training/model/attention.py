"""Positions, attention, early fusion and the deformable transformer (Zhu et al. 2021)."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def position_2d(h, w, d, device=None):
    """Sine encoding without padding, [h * w, d]: first half y, second half x (SPEC of DETR)."""
    def axis(n):
        v = (torch.arange(n, device=device, dtype=torch.float32) + 0.5) / (n + 1e-6) * 2 * math.pi
        i = torch.arange(d // 2, device=device)
        angle = v[:, None] / 10000 ** (2 * (i // 2).float() / (d // 2))
        return torch.where(i % 2 == 0, angle.sin(), angle.cos())
    y, x = axis(h), axis(w)
    return torch.cat([y[:, None].expand(h, w, -1), x[None].expand(h, w, -1)], -1).reshape(h * w, d)


def position_text(mask, d):
    """[B, L] -> [B, L, d]; counts run from 1 and carry no half step."""
    x = torch.cumsum((~mask).float(), 1)
    x = x / (x[:, -1:] + 1e-6) * 2 * math.pi
    i = torch.arange(d, device=mask.device)
    angle = x[..., None] / 10000 ** (2 * (i // 2).float() / d)
    return torch.where(i % 2 == 0, angle.sin(), angle.cos())


class MultiheadAttention(nn.Module):
    """`nn.MultiheadAttention`'s parameters; plain products, which train faster here on short keys."""

    def __init__(self, c):
        super().__init__()
        self.heads = c.heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * c.hidden, c.hidden))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * c.hidden))
        self.out_proj = nn.Linear(c.hidden, c.hidden)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.zeros_(self.out_proj.bias)

    def forward(self, query, key, value, mask=None):
        """[B, Lq, d], [B, Lk, d], [B, Lk, d]; mask [B, Lk] true = left out."""
        w, b = self.in_proj_weight.chunk(3), self.in_proj_bias.chunk(3)
        q, k, v = (F.linear(x, w[i], b[i]).unflatten(-1, (self.heads, -1)).transpose(1, 2)
                   for i, x in enumerate((query, key, value)))
        scores = (q / math.sqrt(q.shape[-1])) @ k.transpose(-1, -2)
        if mask is not None:
            scores = scores.masked_fill(mask[:, None, None], -1e4)
        y = scores.softmax(-1).to(v.dtype) @ v
        return self.out_proj(y.transpose(1, 2).flatten(2))


class Fusion(nn.Module):
    """vision * attend(vision, words + positions, words)."""

    def __init__(self, c):
        super().__init__()
        self.multihead_attn = MultiheadAttention(c)
        nn.init.ones_(self.multihead_attn.out_proj.bias)  # starts as the identity

    def forward(self, vision, words, mask):
        """vision [B, tokens, hidden], words [B, L, hidden], mask [B, L]."""
        keys = words + position_text(mask, words.shape[-1])
        return vision * self.multihead_attn(vision, keys, words, mask)


class DeformableAttention(nn.Module):
    """Multi-scale deformable attention (Zhu et al. 2021), sampled with `grid_sample`."""

    def __init__(self, c):
        super().__init__()
        self.heads, self.levels, self.points = c.heads, c.levels, c.points
        samples = c.heads * c.levels * c.points
        self.sampling_offsets = nn.Linear(c.hidden, samples * 2)
        self.attention_weights = nn.Linear(c.hidden, samples)
        self.value_proj = nn.Linear(c.hidden, c.hidden)
        self.output_proj = nn.Linear(c.hidden, c.hidden)
        nn.init.zeros_(self.sampling_offsets.weight)
        angle = torch.arange(c.heads) * 2 * math.pi / c.heads
        ring = torch.stack([angle.cos(), angle.sin()], -1)
        ring = ring / ring.abs().amax(-1, keepdim=True)
        step = torch.arange(1, c.points + 1)[None, None, :, None]
        bias = (ring[:, None, None] * step).expand(c.heads, c.levels, c.points, 2)
        self.sampling_offsets.bias.data = bias.reshape(-1).clone()
        nn.init.zeros_(self.attention_weights.weight)
        nn.init.zeros_(self.attention_weights.bias)

    def forward(self, query, reference, source, sizes):
        """query [B, Q, d]; reference [B or 1, Q, 2 or 4] in 0..1; source [B, tokens, d]."""
        b, q, d = query.shape
        value = self.value_proj(source).view(b, -1, self.heads, d // self.heads)
        offsets = self.sampling_offsets(query).view(b, q, self.heads, self.levels, self.points, 2)
        weights = self.attention_weights(query).view(b, q, self.heads, -1).softmax(-1)
        offsets, weights = offsets.float(), weights.float()
        reference = reference[:, :, None, None, None].float()
        if reference.shape[-1] == 2:
            scale = torch.tensor([[w, h] for h, w in sizes], dtype=torch.float32, device=query.device)
            where = reference + offsets / scale[:, None]
        else:
            where = reference[..., :2] + offsets / self.points * reference[..., 2:] * 0.5
        grid, start, out = 2 * where - 1, 0, 0
        weights = weights.view(b, q, self.heads, self.levels, self.points)
        for level, (h, w) in enumerate(sizes):
            map_ = value[:, start:start + h * w].permute(0, 2, 3, 1).reshape(b * self.heads, -1, h, w)
            at = grid[:, :, :, level].transpose(1, 2).flatten(0, 1)
            sampled = F.grid_sample(map_.float(), at, padding_mode="zeros", align_corners=False)
            sampled = sampled.view(b, self.heads, -1, q, self.points)
            out = out + (sampled * weights[:, :, :, level].transpose(1, 2)[:, :, None]).sum(-1)
            start += h * w
        return self.output_proj(out.permute(0, 3, 1, 2).reshape(b, q, d))


class EncoderLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.self_attn = DeformableAttention(c)
        self.norm1, self.norm2 = nn.LayerNorm(c.hidden), nn.LayerNorm(c.hidden)
        self.linear1 = nn.Linear(c.hidden, c.feedforward)
        self.linear2 = nn.Linear(c.feedforward, c.hidden)

    def forward(self, x, positions, reference, sizes):
        x = self.norm1(x + self.self_attn(x + positions, reference, x, sizes))
        return self.norm2(x + self.linear2(F.relu(self.linear1(x))))


class DecoderLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.cross_attn = DeformableAttention(c)
        self.self_attn = MultiheadAttention(c)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(c.hidden) for _ in range(3))
        self.linear1 = nn.Linear(c.hidden, c.feedforward)
        self.linear2 = nn.Linear(c.feedforward, c.hidden)

    def forward(self, x, positions, reference, memory, sizes):
        q = x + positions
        x = self.norm2(x + self.self_attn(q, q, x))
        x = self.norm1(x + self.cross_attn(x + positions, reference, memory, sizes))
        return self.norm3(x + self.linear2(F.relu(self.linear1(x))))


class MLP(nn.Module):
    def __init__(self, d, outputs, layers=3):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(d, d) for _ in range(layers - 1))
        self.layers.append(nn.Linear(d, outputs))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


def inverse_sigmoid(x, eps=1e-5):
    x = x.clamp(0, 1)
    return torch.log(x.clamp(min=eps) / (1 - x).clamp(min=eps))


class Transformer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.encoder, self.decoder = nn.Module(), nn.Module()
        self.encoder.layers = nn.ModuleList(EncoderLayer(c) for _ in range(c.encoder_layers))
        self.decoder.layers = nn.ModuleList(DecoderLayer(c) for _ in range(c.decoder_layers))
        self.level_embed = nn.Parameter(torch.randn(c.levels, c.hidden))
        self.reference_points = nn.Linear(c.hidden, 2)
