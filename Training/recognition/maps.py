"""Writes what the frozen backbone makes of views of the photographs, so that training need not run it.

    python -m recognition.maps [--views 8217]      # work/recognition/maps: about 650 kB a view

Every photograph in turn, in random order, COCO's twice in the first round.  Arrays: map0 ... map3 float16 [n, h, w, c],
salience uint8 [n, 64, 112], kinds uint8 [n, 32, 56].
"""

import argparse
import random

import numpy as np
import torch

from recognition.material import WORK
from recognition.network import HEIGHT, MAP_CHANNELS, WIDTH, Recognition, half_precision, pixels
from recognition.split import is_coco, kept_for_testing, photographs
from recognition.teach import taught
from recognition.views import random_view

MAPS = WORK / "maps"


def shapes():
    grid = lambda stride: (HEIGHT // stride, WIDTH // stride)
    maps = {f"map{i}": (*grid(4 << i), c) for i, c in enumerate(MAP_CHANNELS.values())}
    return {**maps, "salience": grid(4), "kinds": grid(8)}


def open_arrays(mode="r", count=0):
    """Memory-mapped .npy files, by name."""
    if mode == "r":
        return {name: np.load(MAPS / f"{name}.npy", mmap_mode="r") for name in shapes()}
    MAPS.mkdir(parents=True, exist_ok=True)
    return {name: np.lib.format.open_memmap(MAPS / f"{name}.npy", mode, np.float16 if "map" in name else np.uint8,
                                            (count, *shape)) for name, shape in shapes().items()}


def order(paths):
    """Endless."""
    first = True
    while True:
        random.shuffle(paths)
        for path in paths:
            yield from [path] * (2 if first and is_coco(path) else 1)
        first = False


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--views", type=int, default=8217)
    a = p.parse_args()
    torch.set_num_threads(1)
    random.seed(1)
    np.random.seed(1)
    paths = taught([p for p in photographs() if p.name not in kept_for_testing()])
    if not paths:
        raise SystemExit("no photograph was outlined yet: run python -m recognition.teach first")
    coco, caltech = [p for p in paths if is_coco(p)], [p for p in paths if not is_coco(p)]
    print(len(coco), "photographs of COCO,", len(caltech), "of Caltech-101", flush=True)
    arrays, net, source = open_arrays("w+", a.views), Recognition(), order(paths)
    for n in range(a.views):
        view = random_view(next(source), coco, caltech)
        with torch.no_grad(), half_precision():
            maps = net.maps(pixels(view.picture[None]))
        for i, y in enumerate(maps):
            arrays[f"map{i}"][n] = y[0].permute(1, 2, 0).float().numpy()
        arrays["salience"][n], arrays["kinds"][n] = view.salience, view.kinds
        if n % 500 == 499:
            print(n + 1, "views", flush=True)


if __name__ == "__main__":
    main()
