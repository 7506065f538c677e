"""Masks of what a sentence refers to, in every frame of a video.

    import refseg

    for frame in refseg.segment("walk.mp4", "the dog"):
        print(frame.name, frame.masks.sum())

The work is done by the `refseg` program, which is installed by itself.
"""

from .errors import CutError, ProgramNotFoundError, RefsegError, RefsegWarning, UsageError
from .program import find_program, version
from .results import Box, Frame, FrameObject, Query, Result, RunLengths, Speech
from .segmentation import Segmentation, segment
from .transcription import transcribe

__version__ = "0.2.0"

__all__ = [
    "Box",
    "CutError",
    "Frame",
    "FrameObject",
    "ProgramNotFoundError",
    "Query",
    "RefsegError",
    "RefsegWarning",
    "Result",
    "RunLengths",
    "Segmentation",
    "Speech",
    "UsageError",
    "find_program",
    "segment",
    "transcribe",
    "version",
]
