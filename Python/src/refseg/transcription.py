"""What recordings say."""

import json

from .program import DONE, NOTHING_MATCHES, Path, option, path_argument, run
from .results import Speech, speech_from


def transcribe(
    *recordings: Path, audio_model: Path | None = None, threads: int | None = None
) -> list[Speech]:
    """What recordings of up to 30 seconds say, in their order; the transcript of one in which
    nothing is said is empty, and a RefsegWarning tells it.

    - `recordings`: sound files, or videos with a sound track.
    - `audio_model`: a Whisper model, its folder or file, instead of the program's own.

    Raises RefsegError, UsageError, ProgramNotFoundError.
    """
    arguments = ["--transcribe", "--json"]
    for recording in recordings:
        arguments += option("--audio", path_argument(recording))
    if audio_model is not None:
        arguments += option("--audio-model", path_argument(audio_model))
    if threads is not None:
        arguments += option("--threads", str(threads))
    heard = json.loads(run(arguments, accepting=(DONE, NOTHING_MATCHES)))
    return [speech_from(it) for it in heard]
