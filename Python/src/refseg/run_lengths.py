"""COCO's run lengths: how long the mask's columns stay 0, then 1, then 0, …, as text."""

import numpy as np
import numpy.typing as npt

from .errors import RefsegError


def decoded(counts: str, height: int, width: int) -> npt.NDArray[np.bool_]:
    """The mask, [height, width].

    Raises RefsegError where the runs do not fill it exactly.
    """
    runs = _lengths(counts)
    if runs.sum() != height * width or (runs < 0).any():
        raise RefsegError(
            f"mask: runs of {runs.sum()} pixels; expected {height * width} ({width}x{height})"
        )
    pixels = np.repeat(np.arange(runs.size) % 2 == 1, runs)
    return np.ascontiguousarray(pixels.reshape(width, height).T)


def _lengths(counts: str) -> npt.NDArray[np.int64]:
    """Undoes the text form: five bits a character, and from the fourth run on differences to the
    run before the last."""
    characters = np.frombuffer(counts.encode("ascii"), np.uint8).astype(np.int64) - 48
    ends = np.flatnonzero(characters & 0x20 == 0)
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)
    widths = ends - starts + 1
    places = np.arange(ends[-1] + 1) - np.repeat(starts, widths)
    lengths = np.add.reduceat((characters & 0x1F) << (5 * places), starts)
    lengths -= np.where(characters[ends] & 0x10, np.int64(1) << (5 * widths), 0)
    lengths[1::2] = np.cumsum(lengths[1::2])
    lengths[2::2] = np.cumsum(lengths[2::2])
    return lengths
