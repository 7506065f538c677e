"""A picture with sentences about it and what each is true of."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Question:
    """`truth`: bool at the picture's size, None where nothing matches; `tag`: class, plural, place, size, caltech,
    synth or absent."""
    text: str
    truth: np.ndarray | None
    tag: str


@dataclass
class Asked:
    """`frames`: uint8 [1 or 2, h, w, 3], of which the first is asked about, and the second comes after it."""
    name: str
    frames: np.ndarray
    questions: list[Question]

    @property
    def is_photograph(self):
        return len(self.frames) == 1
