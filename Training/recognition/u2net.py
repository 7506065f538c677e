"""U²-Net-P (Qin et al. 2020, arXiv:2005.09007) in PyTorch down to its coarsest stage and up again to stride 4, layers
named as published and as Sources/ReferFormer/Recognition/SalienceNetwork.swift loads them, weights from the ONNX file
of teachers.py, in which batch normalisations are folded."""

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn

from recognition.teachers import u2netp

SIDE = 256           # of the squares that it reads; it was taught with 320
MEAN, STD = (torch.tensor(v).view(1, 3, 1, 1) for v in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
# Channels of input, middle and output; depth, or None for a dilated block.
STAGES = {"stage1": (3, 7), "stage2": (64, 6), "stage3": (64, 5), "stage4": (64, 4), "stage5": (64, None),
          "stage6": (64, None), "stage5d": (128, None), "stage4d": (128, 4), "stage3d": (128, 5), "stage2d": (128, 6),
          "stage1d": (128, 7)}


def spread(coarse, fine):
    return torch.cat([F.interpolate(coarse, size=fine.shape[2:], mode="bilinear"), fine], 1)


class ResidualUBlock(nn.Module):
    def __init__(self, channels, depth, middle=16, outputs=64):
        super().__init__()
        self.pooled, depth = depth is not None, depth or 4
        dilation = lambda level: (2 if level == depth else 1) if self.pooled else 1 << (level - 1)
        layer = lambda c, o, level: nn.Conv2d(c, o, 3, padding=dilation(level), dilation=dilation(level))
        self.rebnconvin = layer(channels, outputs, 1)
        for level in range(1, depth + 1):
            self.add_module(f"rebnconv{level}", layer(outputs if level == 1 else middle, middle, level))
        for level in range(depth - 1, 0, -1):
            self.add_module(f"rebnconv{level}d", layer(2 * middle, outputs if level == 1 else middle, level))
        self.depth = depth

    def forward(self, x):
        run = lambda name, y: F.relu(getattr(self, f"rebnconv{name}")(y))
        x = run("in", x)
        passed = [run(1, x)]
        for level in range(2, self.depth + 1):
            y = passed[-1]
            passed.append(run(level, F.max_pool2d(y, 2) if self.pooled and level < self.depth else y))
        y = passed.pop()
        for level in range(self.depth - 1, 0, -1):
            y = run(f"{level}d", spread(y, passed[level - 1]))
        return x + y


class SalienceNetwork(nn.Module):
    def __init__(self, decoded=("stage5d", "stage4d", "stage3d")):
        super().__init__()
        self.decoded = decoded
        for name in [f"stage{i}" for i in range(1, 7)] + list(decoded):
            self.add_module(name, ResidualUBlock(*STAGES[name]))
        self.side3 = nn.Conv2d(64, 1, 3, padding=1)

    def forward(self, x):
        """[n, 3, SIDE, SIDE] -> logits [n, 1, SIDE / 4, SIDE / 4]"""
        stages = []
        for i in range(1, 7):
            stages.append(getattr(self, f"stage{i}")(F.max_pool2d(stages[-1], 2) if stages else x))
        y = stages[5]
        for name in self.decoded:
            y = getattr(self, name)(spread(y, stages[int(name[5]) - 1]))
        return self.side3(y)

    @classmethod
    def load(cls):
        """With the published weights.  The file lists its convolutions in the order in which they run."""
        graph = onnx.load(str(u2netp())).graph
        values = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        found = [(values[n.input[1]], values[n.input[2]]) for n in graph.node if n.op_type == "Conv"]
        blocks = {name: ResidualUBlock(*numbers) for name, numbers in STAGES.items()}
        layers = [(f"{name}.{layer}", m) for name, block in blocks.items() for layer, m in block.named_children()]
        wide = [pair for pair in found if len(pair[1]) > 1]
        if len(wide) != len(layers):
            raise ValueError(f"{u2netp()}: {len(wide)} convolutions, not {len(layers)}")
        state = {}
        for (name, layer), (weight, bias) in zip(layers, wide):
            if layer.weight.shape != weight.shape:
                raise ValueError(f"{name}: {weight.shape}, not {tuple(layer.weight.shape)}")
            state[f"{name}.weight"], state[f"{name}.bias"] = map(torch.tensor, (weight, bias))
        sides = [pair for pair in found if len(pair[1]) == 1 and pair[0].shape[1] == 64]
        state["side3.weight"], state["side3.bias"] = map(torch.tensor, sides[SIDES.index(3)])
        net = cls()
        net.load_state_dict({k: v for k, v in state.items() if k in net.state_dict()})
        return net.eval()


# The side outputs as the file runs them.
SIDES = [1, 2, 3, 4, 5, 6]


def squeezed(*pictures: np.ndarray) -> torch.Tensor:
    """[side, side, 3], red, green, blue, 0...255, SIDE or another side -> what the network reads, [n, 3, side, side]."""
    x = torch.from_numpy(np.stack(pictures).astype(np.float32)).permute(0, 3, 1, 2) / 255
    return ((x - MEAN) / STD).contiguous(memory_format=torch.channels_last)
