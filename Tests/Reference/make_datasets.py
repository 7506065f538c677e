"""Makes miniature datasets in the published layouts, with h5py, scipy, Pillow and ffmpeg.

    python make_datasets.py cases.json

cases.json: {"dataset": "a2d", "folder": "/tmp/a2d"}. Writes the dataset to root/ in the folder and what
is in it to contents.json; the modules of datasets/ say what that is. Prints the dataset's name.
"""

import importlib
import json
import pathlib
import sys


def main():
    with open(sys.argv[1]) as file:
        case = json.load(file)
    root = pathlib.Path(case["folder"]) / "root"
    root.mkdir(parents=True)
    maker = importlib.import_module(f"datasets.{case['dataset']}")
    with open(root.parent / "contents.json", "w") as file:
        json.dump(maker.make(root), file)
    json.dump(case["dataset"], sys.stdout)


if __name__ == "__main__":
    main()
