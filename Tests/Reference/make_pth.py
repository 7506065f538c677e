"""Writes the checkpoints in Tests/CheckpointsTests/Fixtures, with PyTorch 2.13 and NumPy 2.

Value i of every storage of floats is i / 4, of whole numbers i, of truth values i % 2, so that
the tests need no second copy of them.

    python3 Tests/Reference/make_pth.py
"""

import argparse
import collections
import datetime
import pathlib

import numpy
import torch

FIXTURES = pathlib.Path(__file__).parent.parent / "CheckpointsTests" / "Fixtures"
FLOATS = {"float": torch.float32, "half": torch.float16, "bfloat": torch.bfloat16, "double": torch.float64}
WHOLE = {"long": torch.int64, "int": torch.int32, "short": torch.int16, "char": torch.int8, "byte": torch.uint8}


def quarters(*shape):
    count = torch.Size(shape).numel()
    return (torch.arange(count, dtype=torch.float32) / 4).reshape(shape)


def types():
    """Every type that is read, a scalar, and a tensor without values."""
    tensors = {name: quarters(2, 3).to(dtype) for name, dtype in FLOATS.items()}
    tensors |= {name: torch.arange(6).reshape(2, 3).to(dtype) for name, dtype in WHOLE.items()}
    tensors["bool"] = (torch.arange(6) % 2).reshape(2, 3).bool()
    tensors["scalar"] = torch.tensor(0.0)
    tensors["empty"] = torch.zeros(0, 3)
    return tensors


def views():
    """Tensors that lie in their storages otherwise than value beside value."""
    whole = quarters(4, 6)
    return {
        "whole": whole,
        "same": whole,
        "tail": whole[2:],
        "transposed": whole.t(),
        "corner": whole[1:3, 2:5],
        "stepped": whole[::2, ::3],
        "column": whole[:, 1],
        "expanded": torch.ones(1, 3).expand(4, 3),
        "permuted": quarters(2, 3, 4).permute(2, 0, 1),
        "half": quarters(4, 2).half().t(),
        "parameter": torch.nn.Parameter(quarters(3)),
    }


def training():
    """What a training writes: model, optimiser, schedule, epoch and options."""
    model = torch.nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(quarters(1, 2))
    optimizer = torch.optim.AdamW(model.parameters())
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5])
    state = collections.OrderedDict(("module." + name, value) for name, value in model.state_dict().items())
    state["module.relative_position_index"] = torch.arange(4).reshape(2, 2)
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    with torch.no_grad():
        model.weight.copy_(quarters(1, 2))
    options = argparse.Namespace(
        lr=0.5, lr_drop=[3, 5], backbone="resnet50", masks=True, resume=None, seed=2**70,
        output_dir=pathlib.PosixPath("/tmp/output"), best=numpy.float64(3), device=torch.device("cpu"),
        betas=(0.5, 0.25), sizes={2})
    return {
        "model": state, "optimizer": optimizer.state_dict(), "lr_scheduler": schedule.state_dict(),
        "epoch": 3, "args": options}


def compiled():
    """What a compiled model's training writes: averages, NumPy's arrays, numbers and random state, a date."""
    state = collections.OrderedDict({"_orig_mod.weight": quarters(1, 2), "_orig_mod.bias": quarters(1)})
    return {
        "epoch": numpy.int64(3), "history": numpy.linspace(0, 1, 5), "names": numpy.array(["a", "bc"]),
        "random": numpy.random.RandomState(1).get_state(), "started": datetime.datetime(2026, 11, 29, 12, 0),
        "ema_model": {"n_averaged": torch.tensor(7), "module.weight": quarters(1, 2), "module.bias": quarters(1)},
        "model_state_dict": state}


def main():
    old = {"_use_new_zipfile_serialization": False}
    for name, make, options in [
        ("types", types, {}), ("types-protocol4", types, {"pickle_protocol": 4}), ("types-old", types, old),
        ("views", views, {}), ("views-old", views, old),
        ("training", training, {}), ("training-old", training, old),
        ("training-protocol5", training, {"pickle_protocol": 5}),
        ("compiled", compiled, {}), ("compiled-old", compiled, old),
        ("compiled-protocol5", compiled, {"pickle_protocol": 5}),
    ]:
        torch.save(make(), FIXTURES / f"{name}.pth", **options)


if __name__ == "__main__":
    main()
