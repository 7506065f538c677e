"""Linear layers with ReLU between them, named as the program's MLP loads them."""

import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self, *widths):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))

    def forward(self, x):
        """[..., widths[0]] -> [...]; the last width is 1."""
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)[..., 0]
