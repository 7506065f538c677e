"""Makes miniature datasets in the published layouts, with h5py, scipy, Pillow and ffmpeg.

    python make_datasets.py cases.json

cases.json: {"dataset": "a2d", "folder": "/tmp/a2d"}, and what else the module of datasets/ takes. Writes the
dataset to root/ in the folder and what is in it to contents.json; the modules say what that is. Prints the
dataset's name.
"""

import importlib
import json
import pathlib
import sys


def main():
    with open(sys.argv[1]) as file:
        case = json.load(file)
    name, folder = case.pop("dataset"), pathlib.Path(case.pop("folder"))
    root = folder / "root"
    root.mkdir(parents=True)
    maker = importlib.import_module(f"datasets.{name}")
    with open(folder / "contents.json", "w") as file:
        json.dump(maker.make(root, **case), file)
    json.dump(name, sys.stdout)


if __name__ == "__main__":
    main()
