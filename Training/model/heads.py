"""The text-blind pyramid, the prior head that words modulate, and the presence head."""

import torch
import torch.nn.functional as F
from torch import nn


class NormConv(nn.Conv2d):
    """A convolution without bias and its GroupNorm(8), as the published pixel decoder names them."""

    def __init__(self, inputs, outputs, kernel):
        super().__init__(inputs, outputs, kernel, padding=kernel // 2, bias=False)
        self.norm = nn.GroupNorm(8, outputs)

    def forward(self, x):
        return self.norm(super().forward(x))


class PixelDecoder(nn.Module):
    """The FPN without words: memory at strides 32, 16, 8 and the backbone at 4 -> mask features."""

    def __init__(self, c):
        super().__init__()
        for k, inputs in ((4, c.hidden), (3, c.hidden), (2, c.hidden), (1, c.planes[0])):
            setattr(self, f"adapter_{k}", NormConv(inputs, c.pyramid, 1))
            setattr(self, f"layer_{k}", NormConv(c.pyramid, c.pyramid, 3))
        self.mask_features = nn.Conv2d(c.pyramid, c.mask_features, 3, padding=1)

    def forward(self, maps):
        """maps: stride 32, 16, 8, 4. -> outputs {k: map}, mask features."""
        y, outputs = None, {}
        for k, x in zip((4, 3, 2, 1), maps):
            x = getattr(self, f"adapter_{k}")(x)
            if y is not None:
                x = x + F.interpolate(y, size=x.shape[-2:], mode="nearest")
            y = F.relu(getattr(self, f"layer_{k}")(x))
            outputs[k] = y
        return outputs, self.mask_features(y)


class PriorHead(nn.Module):
    """Where the sentence points, densely: a map at stride 8 that the sentence modulates (FiLM,
    Perez et al. 2018), its product with the mask features at stride 4, and the evidence itself."""

    def __init__(self, c):
        super().__init__()
        p = c.prior
        self.input = NormConv(3 * c.hidden + c.pyramid + 2, p, 1)
        self.base = NormConv(p, p, 3)
        self.refine = nn.ModuleList([NormConv(p, p, 3), NormConv(p, p, 3)])
        self.context = nn.Conv2d(p, p, 1)
        self.film = nn.Linear(c.hidden, 6 * p)
        self.output = nn.Conv2d(p, 1, 1)
        self.kernel = nn.Linear(c.hidden, c.mask_features)
        self.evidence = nn.Parameter(torch.tensor([1.0, -0.5]))  # weight of r, offset
        nn.init.normal_(self.output.weight, 0, 0.01)
        nn.init.zeros_(self.output.bias)

    def prepare(self, memory8, memory16, memory32, pyramid8):
        """Everything that no word changes: -> what it reads, [N, p, h/8, w/8] before and after `base`."""
        n, _, h, w = memory8.shape
        y = torch.linspace(-1, 1, h, device=memory8.device).view(1, 1, h, 1).expand(n, 1, h, w)
        x = torch.linspace(-1, 1, w, device=memory8.device).view(1, 1, 1, w).expand(n, 1, h, w)
        up = [F.interpolate(m, size=(h, w), mode="bilinear", align_corners=False)
              for m in (memory16, memory32)]
        cells = torch.cat([memory8, *up, pyramid8, x, y], 1)
        z = F.relu(self.input(cells))
        return cells, z, self.base(z)

    def forward(self, base, sentence):
        """base [B, p, h, w], sentence [B, hidden] -> features [B, p, h, w], logits [B, 1, h, w]."""
        k = self.film(sentence)[:, :, None, None].chunk(6, 1)
        z = F.relu(base * (1 + k[0]) + k[1])
        z = z + F.relu(self.refine[0](z) * (1 + k[2]) + k[3])
        z = z + self.context(z.mean((2, 3), keepdim=True))
        z = z + F.relu(self.refine[1](z) * (1 + k[4]) + k[5])
        return z, self.output(z)


class PresenceHead(nn.Module):
    """Whether the sentence refers to anything in the frame: what the prior looks at, before and
    after the sentence has modulated it, and how well it agrees with the sentence."""

    AGREEMENT = 96

    def __init__(self, c):
        super().__init__()
        self.seen = nn.Linear(3 * c.hidden + c.pyramid + 2, self.AGREEMENT)
        self.said = nn.Linear(c.hidden, self.AGREEMENT)
        self.agreement = nn.Linear(self.AGREEMENT, 1)
        self.hidden = nn.Linear(2 * c.prior + c.hidden + self.AGREEMENT, 64)
        self.output = nn.Linear(64, 1)

    def forward(self, cells, features, logits, sentence):
        """cells [B, all, h, w], what the prior head reads of each frame."""
        attention = logits.float().flatten(1).softmax(-1).to(features.dtype)
        look = lambda x: torch.einsum("bpn,bn->bp", x.flatten(2), attention)
        both = self.seen(look(cells.to(features.dtype))) * self.said(sentence)
        x = torch.cat([look(features), features.flatten(2).amax(-1), sentence, both], -1)
        return (self.output(F.relu(self.hidden(x))) + self.agreement(both))[:, 0]
