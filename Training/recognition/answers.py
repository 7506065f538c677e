"""What was seen in a picture and said about its sentences, as queries.py keeps it."""

import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from recognition.features import Seen, Subject
from recognition.material import WORK

PHOTOGRAPHS, COMPOSITES, CLIPS = (WORK / f"{name}.pickle" for name in ("photographs", "composites", "clips"))


@dataclass
class Answer:
    """`mask`: logits of the small model's best candidate, `fit` its fit, `head` its presence head; `truth`: 0...1 at
    the size of what stands out, None where nothing matches."""
    text: str
    tag: str
    subject: Subject
    truth: np.ndarray | None
    mask: np.ndarray
    head: float
    fit: float


@dataclass
class Row:
    """A picture: what was seen, in half precision, its contrast channel and the answers."""
    is_photograph: bool
    foreground: np.ndarray
    salience: np.ndarray
    kinds: np.ndarray
    classes: np.ndarray
    contrast: np.ndarray
    answers: list[Answer]

    @property
    def is_landscape(self):
        return self.foreground.shape[0] < self.foreground.shape[1]

    @property
    def seen(self) -> Seen:
        return Seen(*(torch.from_numpy(x.astype(np.float32)) for x in (self.foreground, self.salience, self.kinds, self.classes)))


def read(path: Path) -> list[Row]:
    """A file of queries.py."""
    with open(path, "rb") as file:
        return pickle.load(file)
