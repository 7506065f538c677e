"""Makes a file of reference values small: of every large stage it keeps each k-th value, with the
stage's shape and largest magnitude; inputs, small stages and expected masks stay whole.

    python slice_golden.py soc_tiny.a.safetensors OUT.safetensors --stride 7 --drop lang. bb.mask

`NAME.fp64gap.json` beside the input goes beside the output. The tests compare what is there
(`Golden`). Needs safetensors and numpy.
"""

import argparse
import json
import os

import numpy
from safetensors import safe_open
from safetensors.numpy import save_file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--stride", type=int, default=7, help="keep each k-th value")
    parser.add_argument("--largest", type=int, default=2048, help="values of a stage kept whole")
    parser.add_argument(
        "--drop", nargs="*", default=[], help="beginnings of the names of what is left out"
    )
    options = parser.parse_args()
    tensors: dict[str, numpy.ndarray] = {}
    slices: dict[str, dict[str, object]] = {}
    with safe_open(options.source, framework="numpy") as source:
        metadata = source.metadata() or {}
        for name in source.keys():
            values = source.get_tensor(name)
            if any(name.startswith(start) for start in options.drop):
                continue
            whole = name.startswith("in.") or values.dtype != numpy.float32
            if whole or values.size <= options.largest:
                tensors[name] = values
                continue
            tensors["slice:" + name] = values.reshape(-1)[:: options.stride].copy()
            slices[name] = {
                "shape": list(values.shape),
                "stride": options.stride,
                "absmax": float(numpy.abs(values).max()),
            }
    metadata["stats"] = json.dumps(slices, separators=(",", ":"))
    save_file(tensors, options.target, metadata)
    gaps = f"{options.source.removesuffix('.safetensors')}.fp64gap.json"
    if not os.path.exists(gaps):
        return
    kept = {name.removeprefix("slice:") for name in tensors}
    with open(gaps) as file:
        found = {name: gap for name, gap in json.load(file).items() if name in kept}
    with open(f"{options.target.removesuffix('.safetensors')}.fp64gap.json", "w") as file:
        json.dump(found, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
