"""The text encoder: RoBERTa's architecture and parameter names, small."""

import torch
import torch.nn.functional as F
from torch import nn


class Embeddings(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.word_embeddings = nn.Embedding(c.vocabulary, c.text_hidden)
        self.position_embeddings = nn.Embedding(c.positions, c.text_hidden)
        self.token_type_embeddings = nn.Embedding(1, c.text_hidden)
        self.LayerNorm = nn.LayerNorm(c.text_hidden, eps=1e-5)

    def forward(self, ids, mask):
        real = (~mask).long()
        positions = torch.cumsum(real, 1) * real + 1
        x = (self.word_embeddings(ids) + self.token_type_embeddings.weight[0]
             + self.position_embeddings(positions))
        return self.LayerNorm(x)


class SelfAttention(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)


class Output(nn.Module):
    def __init__(self, inputs, d):
        super().__init__()
        self.dense = nn.Linear(inputs, d)
        self.LayerNorm = nn.LayerNorm(d, eps=1e-5)

    def forward(self, x, residual):
        return self.LayerNorm(self.dense(x) + residual)


class Attention(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.self = SelfAttention(d)
        self.output = Output(d, d)


class Intermediate(nn.Module):
    def __init__(self, d, width):
        super().__init__()
        self.dense = nn.Linear(d, width)


class TextLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads = c.text_heads
        self.attention = Attention(c.text_hidden)
        self.intermediate = Intermediate(c.text_hidden, c.text_intermediate)
        self.output = Output(c.text_intermediate, c.text_hidden)

    def forward(self, x, mask):
        b, l, d = x.shape
        part = lambda y: y.view(b, l, self.heads, -1).transpose(1, 2)
        a = self.attention.self
        y = F.scaled_dot_product_attention(
            part(a.query(x)), part(a.key(x)), part(a.value(x)), attn_mask=(~mask)[:, None, None])
        x = self.attention.output(y.transpose(1, 2).reshape(b, l, d), x)
        return self.output(F.gelu(self.intermediate.dense(x)), x)


class Pooler(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.dense = nn.Linear(d, d)


class TextEncoder(nn.Module):
    """ids [B, L], mask [B, L] true at padding -> words [B, L, text_hidden], sentence [B, text_hidden]."""

    def __init__(self, c):
        super().__init__()
        self.embeddings = Embeddings(c)
        self.encoder = nn.Module()
        self.encoder.layer = nn.ModuleList(TextLayer(c) for _ in range(c.text_layers))
        self.pooler = Pooler(c.text_hidden)

    def forward(self, ids, mask):
        x = self.embeddings(ids, mask)
        for layer in self.encoder.layer:
            x = layer(x, mask)
        return x, torch.tanh(self.pooler.dense(x[:, 0]))


class Resizer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.fc = nn.Linear(c.text_hidden, c.hidden)
        self.layer_norm = nn.LayerNorm(c.hidden, eps=1e-12)

    def forward(self, x):
        return self.layer_norm(self.fc(x))
