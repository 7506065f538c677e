"""Masks, frame by frame, while the program is still at work on the rest."""

import json
import os
import subprocess
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import IO, Literal

from .errors import CutError, RefsegError, UsageError
from .program import (
    DONE,
    FAILED,
    NOTHING_MATCHES,
    Path,
    check,
    find_program,
    option,
    path_argument,
    start,
)
from .results import Frame, Result, frame_from, result_from

#: Forms of the masks beside their pictures.
Export = Literal["palette", "coco", "youtube-vos", "csv"]

#: Seconds that the program has to clean up after itself.
PATIENCE = 10


def segment(
    input: Path,
    query: str | Sequence[str] = (),
    *,
    audio: Path | Sequence[Path] = (),
    model: Path | None = None,
    tokenizer: Path | None = None,
    protocol: Literal["windows", "ytvos", "davis", "a2d", "jhmdb"] | None = None,
    threshold: float | None = None,
    audio_model: Path | None = None,
    audio_route: Literal["features", "transcript"] | None = None,
    precision: Literal["fp32", "bf16", "int8"] | None = None,
    fast: bool = False,
    threads: int | None = None,
    max_memory: str | None = None,
    cache: Path | None = None,
    allow_cut: bool = False,
    start: float | str | None = None,
    end: float | str | None = None,
    fps: float | None = None,
    every: int | None = None,
    output: Path | None = None,
    matte: Literal["prores", "webm", "png"] | None = None,
    cutout: bool = False,
    background: Path | None = None,
    export: Export | Sequence[Export] = (),
    options: Sequence[str] = (),
) -> "Segmentation":
    """Starts looking for what sentences refer to in every frame of a video.

    Frames come one at a time, as soon as the program has them, which it has by the window (36
    frames of the default model). A query that matches nothing is no error: its masks are empty.

    - `input`: a video, an image or a folder of frames.
    - `query`: one sentence, or several that share one pass over the video.
    - `audio`: spoken queries, beside typed ones or instead of them.
    - `model`, `tokenizer`, `protocol`: weights or a published checkpoint, the folder of its
      vocabulary, and how it treats the clip.
    - `threshold`: a pixel belongs to the object above this probability, 0…1.
    - `audio_model`, `audio_route`: what hears spoken queries, and how they reach the model.
    - `precision`: what the model's weights are kept in.
    - `fast`: whether some frames get masks that are carried over from others.
    - `threads`: to compute with; masks do not depend on it.
    - `max_memory`: that the program may take, such as "800MB".
    - `cache`: folder that keeps what a published checkpoint sees of frames for later questions.
    - `allow_cut`: whether a film that ends before its header says is no error.
    - `start`, `end`: a range of a film, from its beginning, the end left out: seconds, or a text
      such as "1:02:03.5".
    - `fps`, `every`: so many frames a second of a film at most; one frame of so many.
    - `output`: folder that keeps what the program writes, overlays included; without it, nothing
      is kept.
    - `matte`, `cutout`, `background`, `export`: what is written there beside masks and overlays:
      frames with the masks as alpha; objects alone; objects in front of a colour ("#ff8000",
      "green"), an image, or "blur"; further forms of the masks.
    - `options`: further options, as the command line has them.

    Raises UsageError, ProgramNotFoundError; RefsegError comes with the frames.
    """
    exports = [export] if isinstance(export, str) else list(export)
    if output is None:
        for name, given in [
            ("matte", matte is not None),
            ("cutout", cutout),
            ("background", background is not None),
            ("export", bool(exports)),
        ]:
            if given:
                raise UsageError(
                    f"{name}: what it writes would be thrown away; expected output=… to keep it"
                )
    queries = [query] if isinstance(query, str) else list(query)
    recordings = [audio] if isinstance(audio, (str, os.PathLike)) else list(audio)
    if not queries and not recordings:
        raise UsageError(
            'no query; expected a sentence such as "the dog", a list of sentences, or a recording '
            "(audio=…)"
        )
    arguments: list[str] = []
    for text in queries:
        arguments += option("--query", text)
    for recording in recordings:
        arguments += option("--audio", path_argument(recording))
    for name, path in [
        ("--model", model),
        ("--tokenizer", tokenizer),
        ("--audio-model", audio_model),
    ]:
        if path is not None:
            arguments += option(name, path_argument(path))
    for name, value in [
        ("--protocol", protocol),
        ("--threshold", threshold),
        ("--audio-route", audio_route),
        ("--precision", precision),
        ("--threads", threads),
        ("--max-memory", max_memory),
        ("--cache", None if cache is None else os.fspath(cache)),
        ("--fps", fps),
        ("--every", every),
        ("--matte", matte),
        ("--background", None if background is None else os.fspath(background)),
    ]:
        if value is not None:
            arguments += option(name, str(value))
    for name, time in [("--start", start), ("--end", end)]:
        if time is not None:
            # Never with an exponent.
            arguments += option(name, time if isinstance(time, str) else f"{time:.6f}")
    if fast:
        arguments.append("--fast")
    if cutout:
        arguments.append("--cutout")
    for form in exports:
        arguments += option("--export", form)
    return Segmentation([*arguments, *options, path_argument(input)], output, allow_cut)


class Segmentation(Iterator[Frame]):
    """The frames of one call of `segment`, and its result at the end.

    The program ends, and its temporary folder goes, with the last frame, an error, `close()`, the
    end of a `with`, or when the object goes out of use: leaving a `for` early is enough.
    """

    def __init__(self, arguments: Sequence[str], output: Path | None, allow_cut: bool) -> None:
        self._program = find_program()
        self._result: Result | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="refseg-")
        # A file, not a pipe: nobody reads it until the end.
        self._errors = tempfile.TemporaryFile()
        place = os.path.join(self._folder.name, "out") if output is None else path_argument(output)
        try:
            self._process = start(
                self._program,
                ["--stream", "--output", place]
                + (["--no-overlay"] if output is None else [])
                + (["--allow-cut"] if allow_cut else [])
                + list(arguments),
                subprocess.PIPE,
                self._errors.fileno(),
            )
        except BaseException:
            self._folder.cleanup()
            self._errors.close()
            raise
        self._end = weakref.finalize(
            self, _end, self._process, self._folder, self._errors, os.getpid()
        )

    def __iter__(self) -> "Segmentation":
        return self

    def __next__(self) -> Frame:
        """The next frame.

        Raises RefsegError where the program fails, CutError after the last frame of a film that is
        cut.
        """
        if not self._end.alive:
            raise StopIteration
        try:
            assert self._process.stdout is not None
            line = self._process.stdout.readline()
            entry = json.loads(line) if line.endswith(b"\n") else None
            if entry is not None and "format" not in entry:
                return frame_from(entry)
            self._finish(None if entry is None else result_from(entry))
        except BaseException:
            self.close()
            raise
        self.close()
        raise StopIteration

    @property
    def result(self) -> Result:
        """What is known when the last frame is done: whether queries matched, for one.

        Raises RefsegError before that.
        """
        if self._result is None:
            raise RefsegError("the result is known after the last frame; read all frames first")
        return self._result

    def close(self) -> None:
        """Ends the program where it is still at work, and leaves nothing of it behind."""
        self._end()

    def __enter__(self) -> "Segmentation":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _finish(self, result: Result | None) -> None:
        status = self._process.wait()
        self._errors.seek(0)
        told = self._errors.read().decode(errors="replace")
        shortfall = None if result is None else result.shortfall
        if status == FAILED and shortfall is not None and shortfall in told:
            self._result = result
            # The program's own sentence names its option.
            raise CutError(f"{shortfall}, or take what there is of it, with allow_cut=True")
        check(self._program, status, told, (DONE, NOTHING_MATCHES))
        if result is None:
            raise RefsegError(f"{self._program}: ended without a result; install refseg again")
        self._result = result


def _end(
    process: "subprocess.Popen[bytes]",
    folder: "tempfile.TemporaryDirectory[str]",
    errors: IO[bytes],
    owner: int,
) -> None:
    """Ends the program and removes its folder, in the process that started it: one that was
    forked from that has no part in it."""
    if os.getpid() != owner:
        return
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()
    errors.close()
    folder.cleanup()
