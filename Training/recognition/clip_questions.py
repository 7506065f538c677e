"""Sentences about synthetic clips, as the small model was trained with (clips.synth, sentences.expressions)."""

import numpy as np

from clips.synth import Synthesiser
from recognition.material import DATA
from recognition.questions import Asked, Question
from sentences.expressions import Writer


def clips(count: int, seed: int):
    """The middle frame of each and the one after it."""
    maker = Synthesiser("train", seed, str(DATA))
    writer = Writer(np.random.default_rng(seed + 1), maker.names)
    while count:
        clip = maker.clip(3)
        expressions = writer.expressions(clip, present=5, absent=1)
        if not expressions:
            continue
        count -= 1
        yield Asked("synthetic", clip.frames[1:3], [
            Question(e["text"], np.isin(clip.labels[1], e["targets"]), "synth") if e["targets"]
            else Question(e["text"], None, "absent") for e in expressions])
