"""A folder of frames with the masks of a sentence, as a dataset of PyTorch's: here, the mean colour of
what the sentence refers to.

    python torch_dataset.py frames/ "the dog"
"""

import pathlib
import sys
from collections.abc import Iterator

import numpy as np
import refseg
import torch
from PIL import Image
from torch.utils.data import DataLoader, IterableDataset


class ReferredFrames(IterableDataset[dict[str, torch.Tensor]]):
    """Frames in their order: `image`, [3, height, width] of 0…1, and `masks`, [queries, height,
    width] of booleans.

    - `folder`: of PNG or JPEG frames.
    """

    def __init__(self, folder: str, queries: list[str]) -> None:
        self.files = {it.stem: it for it in pathlib.Path(folder).iterdir()}
        self.folder, self.queries = folder, queries

    def __iter__(self) -> Iterator[dict[str, torch.Tensor]]:
        for frame in refseg.segment(self.folder, self.queries):
            pixels = np.array(Image.open(self.files[frame.name]).convert("RGB"))
            image = torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
            yield {"image": image, "masks": torch.from_numpy(frame.masks)}


def main() -> None:
    folder, query = sys.argv[1:]
    for batch in DataLoader(ReferredFrames(folder, [query]), batch_size=4):
        images, masks = batch["image"], batch["masks"]
        areas = masks.sum(dim=(2, 3)).clamp(min=1)
        colours = (images * masks).sum(dim=(2, 3)) / areas
        for red, green, blue in colours.tolist():
            print(f"red {red:.2f}, green {green:.2f}, blue {blue:.2f}")


if __name__ == "__main__":
    main()
