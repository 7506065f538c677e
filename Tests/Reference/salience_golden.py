"""What U²-Net-P with the shipped weights makes of a picture, for Tests/ReferFormerTests.

    python salience_golden.py        writes salience.golden.safetensors

The network is Training/recognition/u2net.py, whose logits on the published ONNX file equal onnxruntime's within 2e-5
(`python salience_golden.py --published`, which needs the package that teachers.py names). Needs torch, onnx,
safetensors and the packages of Training/requirements.txt.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "../../Training"))
from recognition.u2net import SIDE, SalienceNetwork  # noqa: E402

FIXTURE = HERE / "../ReferFormerTests/Fixtures/salience.golden.safetensors"
SHIPPED = HERE / "../../Vocab/Resources/refseg-small.safetensors"
START = "recognition.salience."


def picture():
    """`[1, 3, SIDE, SIDE]`: stripes that every place of it can be computed from."""
    y, x, c = torch.arange(SIDE)[:, None], torch.arange(SIDE)[None], torch.arange(3)[:, None, None]
    return (((y * 7 + x * 13 + y * x // 50 + c * 31) % 97).float() / 48 - 1)[None]


@torch.no_grad()
def main():
    if "--published" in sys.argv:
        published()
        return
    network = SalienceNetwork().eval()
    network.load_state_dict({k[len(START):]: v.float() for k, v in load_file(SHIPPED).items() if k.startswith(START)})
    save_file({"logits": network(picture())[0, 0].contiguous()}, str(FIXTURE))
    print(FIXTURE)


def published():
    """The whole network's third side output, which the file does not name, is compared through its last layer alone."""
    import onnx
    import onnxruntime
    from recognition.teachers import u2netp

    model = onnx.load(str(u2netp()))
    side = [n.output[0] for n in model.graph.node if n.op_type == "Conv"
            and next(t for t in model.graph.initializer if t.name == n.input[1]).dims[:2] == [1, 64]][2]
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(side))
    x = torch.nn.functional.interpolate(picture(), size=(320, 320))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found = session.run([side], {session.get_inputs()[0].name: x.numpy()})[0]
    print("largest difference", abs(found - SalienceNetwork.load()(x).numpy()).max())


if __name__ == "__main__":
    main()
