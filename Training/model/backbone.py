"""A ResNet of basic blocks over RGB and the evidence channels."""

import torch.nn.functional as F
from torch import nn

from model.config import EVIDENCE_CHANNELS, Config


class BasicBlock(nn.Module):
    """Two 3x3 convolutions with a shortcut (He et al. 2016)."""

    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inputs != planes:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(x)) + shortcut)


class Backbone(nn.Module):
    """[N, 3 + evidence, h, w] -> features at strides 4, 8, 16, 32. No max pooling: stage 1 strides."""

    def __init__(self, c: Config):
        super().__init__()
        self.conv1 = nn.Conv2d(3 + EVIDENCE_CHANNELS, c.stem, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c.stem)
        inputs = c.stem
        for stage, (planes, blocks) in enumerate(zip(c.planes, c.blocks), 1):
            layers = [BasicBlock(inputs if i == 0 else planes, planes, 2 if i == 0 else 1)
                      for i in range(blocks)]
            setattr(self, f"layer{stage}", nn.Sequential(*layers))
            inputs = planes

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        features = []
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
            features.append(x)
        return features


class Joiner(nn.Module):
    """Keeps the published path `backbone.0.body`."""

    def __init__(self, c):
        super().__init__()
        self.body = Backbone(c)
