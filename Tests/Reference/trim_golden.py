"""Makes a small file of reference values out of a whole one: of every stage that has many values every
k-th alone, which `Golden` compares as it does the whole. Inputs and masks stay as they are.

    python3 Tests/Reference/trim_golden.py WHOLE.safetensors SMALL.safetensors --most 1500 [--frames NAME]

`--frames NAME` leaves the frames out where NAME.safetensors beside the small file has the same ones, `--drop` what
begins with one of some words. Needs nothing but Python. How the committed files were made is in
`small_goldens.sh` beside this script.
"""

import argparse
import array
import json
import struct


def read(path):
    """Metadata, and name -> (type, shape, bytes)."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    return metadata, {
        name: (entry["dtype"], entry["shape"], data[slice(*entry["data_offsets"])])
        for name, entry in header.items()
    }


def write(path, metadata, tensors):
    header, end = {"__metadata__": metadata}, 0
    for name, (kind, shape, data) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [end, end + len(data)]}
        end += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, _, data in tensors.values():
            file.write(data)


def stride(count, most):
    """The smallest step that leaves at most so many values and shares no factor with usual extents."""
    step = -(-count // most)
    while step > 1 and any(step % prime == 0 for prime in (2, 3, 5)):
        step += 1
    return step


def trimmed(tensors, most, step=None):
    small, stats = {}, {}
    for name, (kind, shape, data) in tensors.items():
        values = array.array("f", data) if kind == "F32" else []
        if name.startswith("in.") or len(values) <= most:
            small[name] = (kind, shape, data)
            continue
        chosen = step or stride(len(values), most)
        kept = values[::chosen]
        small["slice:" + name] = (kind, [len(kept)], kept.tobytes())
        stats[name] = {"shape": shape, "stride": chosen, "absmax": max(map(abs, values))}
    return small, stats


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("whole")
    parser.add_argument("small")
    parser.add_argument("--most", type=int, required=True, help="values of a stage")
    parser.add_argument("--stride", type=int, help="every k-th value, where another k is wanted")
    parser.add_argument("--drop", nargs="*", default=[], help="beginnings of names to leave out")
    parser.add_argument("--frames", help="the file beside the small one that has the frames")
    options = parser.parse_args()
    metadata, tensors = read(options.whole)
    if options.frames:
        metadata["frames"] = options.frames
        del tensors["in.frames"]
    tensors = {n: t for n, t in tensors.items() if not n.startswith(tuple(options.drop))}
    small, stats = trimmed(tensors, options.most, options.stride)
    metadata["stats"] = json.dumps(stats)
    write(options.small, metadata, small)
    gaps = ".fp64gap.json"
    with open(options.whole.removesuffix(".safetensors") + gaps) as file:
        kept = {name.removeprefix("slice:") for name in small}
        text = json.dumps({name: gap for name, gap in json.load(file).items() if name in kept})
    with open(options.small.removesuffix(".safetensors") + gaps, "w") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    main()
