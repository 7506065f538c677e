"""What the program finds, as Python sees it. The names are those of `result.json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

from .run_lengths import decoded


class RunLengths(TypedDict):
    """A mask as `pycocotools.mask` reads it."""

    #: [height, width]
    size: list[int]
    #: Run lengths, as the COCO tools compress them.
    counts: str


@dataclass(frozen=True)
class Box:
    """The smallest box around a mask, in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class FrameObject:
    """What one query found in one frame."""

    #: Index of the query: the typed ones in their order, then the spoken ones.
    query: int
    #: The model's confidence that this is the object, 0…1.
    score: float
    #: The model's confidence that the frame shows what the query names, 0…1.
    presence: float
    #: None where the mask is empty.
    box: Box | None
    run_lengths: RunLengths

    @property
    def mask(self) -> npt.NDArray[np.bool_]:
        """[height, width], the frame's own size; decoded anew at every call."""
        return decoded(self.run_lengths["counts"], *self.run_lengths["size"])


@dataclass(frozen=True)
class Frame:
    """One frame, and what every query found in it."""

    #: Position in the clip, from 0.
    index: int
    #: File name without extension; in a video, a number.
    name: str
    #: When it is shown, in seconds as the film counts them; None for frames that have no time.
    time: float | None
    width: int
    height: int
    #: In the order of the queries.
    objects: tuple[FrameObject, ...]

    @property
    def masks(self) -> npt.NDArray[np.bool_]:
        """[queries, height, width]; decoded anew at every call."""
        return np.stack([it.mask for it in self.objects])

    @property
    def scores(self) -> npt.NDArray[np.float64]:
        """[queries], 0…1."""
        return np.array([it.score for it in self.objects])

    @property
    def presences(self) -> npt.NDArray[np.float64]:
        """[queries], 0…1."""
        return np.array([it.presence for it in self.objects])


@dataclass(frozen=True)
class Speech:
    """What was heard in a recording."""

    #: The recording as it was given.
    file: str
    #: In lower case, without punctuation; empty where no speech was found.
    transcript: str
    #: Mean probability of what was heard, 0…1.
    confidence: float
    #: What else may have been said, where that is in doubt.
    alternatives: tuple[str, ...] = ()
    #: The text that was looked for instead, since the clip shows what it names.
    taken_for: str | None = None
    #: Where the recording ends before its header says, a sentence that tells it.
    shortfall: str | None = None


@dataclass(frozen=True)
class Query:
    """What was asked, and the answer over the whole clip."""

    text: str
    #: What was heard, where the query was spoken.
    speech: Speech | None
    #: Whether the clip shows what the query names; all masks are empty where it does not.
    matched: bool
    presence: float
    score: float
    frames_with_object: int


@dataclass(frozen=True)
class Result:
    """What is known when the last frame is done."""

    #: The typed queries in their order, then the spoken ones.
    queries: tuple[Query, ...]
    #: Name of the weights, and SHA-256 of their file.
    model: str
    sha256: str
    #: The program and its version.
    program: str
    #: Of a video: frames a second, as a fraction such as "30000/1001".
    frame_rate: str | None
    #: Of a video: seconds.
    duration: float | None
    #: Why a video was not read to the end that its header promises; None where it was.
    shortfall: str | None

    @property
    def matched(self) -> bool:
        """Whether the clip shows what any of the queries names."""
        return any(it.matched for it in self.queries)


# Any: JSON, whose form the program's version of it promises.


def frame_from(entry: Mapping[str, Any]) -> Frame:
    """A frame from its entry in `result.json`."""
    return Frame(
        index=entry["index"],
        name=entry["name"],
        time=entry.get("time"),
        width=entry["width"],
        height=entry["height"],
        objects=tuple(
            FrameObject(
                query=it["query"],
                score=it["score"],
                presence=it["presence"],
                box=Box(**it["box"]) if "box" in it else None,
                run_lengths=it["mask"],
            )
            for it in entry["objects"]
        ),
    )


def speech_from(entry: Mapping[str, Any]) -> Speech:
    """What was heard, from its entry in `result.json`."""
    return Speech(
        file=entry["file"],
        transcript=entry["transcript"],
        confidence=entry["confidence"],
        alternatives=tuple(entry.get("alternatives", ())),
        taken_for=entry.get("takenFor"),
        shortfall=entry.get("shortfall"),
    )


def result_from(entry: Mapping[str, Any]) -> Result:
    """The result from `result.json`, with or without its frames."""
    return Result(
        queries=tuple(
            Query(
                text=it["text"],
                speech=speech_from(it["spoken"]) if "spoken" in it else None,
                matched=it["matched"],
                presence=it["presence"],
                score=it["score"],
                frames_with_object=it["framesWithObject"],
            )
            for it in entry["queries"]
        ),
        model=entry["model"]["name"],
        sha256=entry["model"]["sha256"],
        program=entry["program"],
        frame_rate=entry["input"].get("frameRate"),
        duration=entry["input"].get("duration"),
        shortfall=entry.get("shortfall"),
    )
