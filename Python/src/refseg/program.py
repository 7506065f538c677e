"""Where the program is, how it is called, and what its ending means."""

import os
import shutil
import signal
import subprocess
import warnings
from collections.abc import Sequence

from .errors import ProgramNotFoundError, RefsegError, RefsegWarning, UsageError

#: What a path can be.
Path = str | os.PathLike[str]

#: Exit statuses of the program.
DONE, FAILED, WRONG_USE, NOTHING_MATCHES = 0, 1, 2, 3


def find_program() -> str:
    """Path of the program: what the environment variable REFSEG names, or `refseg` in PATH.

    Raises ProgramNotFoundError.
    """
    named = os.environ.get("REFSEG")
    found = shutil.which(named or "refseg")
    if found is not None:
        return found
    if named:
        raise ProgramNotFoundError(
            f"REFSEG: {named} is no program that can be started; expected the path of refseg, so "
            "correct or unset the variable"
        )
    raise ProgramNotFoundError(
        "refseg: the program is not in PATH; install it (its README tells how), or set the "
        "environment variable REFSEG to its path"
    )


def version() -> str:
    """Version of the program that is called, such as "0.2.0".

    Raises ProgramNotFoundError, RefsegError.
    """
    return run(["--version"]).split()[0]


def run(arguments: Sequence[str], accepting: Sequence[int] = (DONE,)) -> str:
    """What the program prints, once it has ended; its warnings become Python's.

    - `accepting`: exit statuses that are no failure.

    Raises RefsegError where it fails.
    """
    program = find_program()
    ended = start(program, arguments, subprocess.PIPE, subprocess.PIPE)
    output, told = ended.communicate()
    check(program, ended.returncode, told.decode(errors="replace"), accepting)
    return output.decode()


def start(
    program: str, arguments: Sequence[str], output: int, errors: int
) -> "subprocess.Popen[bytes]":
    """Starts the program with nothing on its standard input.

    Raises ProgramNotFoundError where the system does not start it.
    """
    try:
        return subprocess.Popen(
            [program, *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=errors
        )
    except OSError as error:
        raise ProgramNotFoundError(
            f"{program}: cannot be started ({error.strerror}); install refseg again, or set the "
            "environment variable REFSEG to the path of another"
        ) from error


def check(program: str, status: int, told: str, accepting: Sequence[int]) -> None:
    """Passes on what the program told on standard error, and raises where it failed.

    - `status`: as subprocess has it, negative after a signal.
    """
    warned = _sentences(told, "Warning: ")
    errors = _sentences(told, "Error: ")
    if status in accepting:
        # A recording in which nothing is said, for one.
        warned += errors
    for sentence in warned:
        # Two calls lie between here and the one that the user's code made.
        warnings.warn(sentence, RefsegWarning, stacklevel=4)
    if status in accepting:
        return
    number = -status if status < 0 else status - 128
    if number > 0:
        raise RefsegError(
            f"{program}: was ended by signal {number} ({signal.strsignal(number)}); see that the "
            "machine has memory to spare, and try again"
        )
    sentence = errors[-1] if errors else told.strip() or f"{program}: ended with status {status}"
    if status == WRONG_USE and "Unknown option '--stream'" in sentence:
        raise ProgramNotFoundError(
            f"{program}: is older than this package; expected refseg 0.2 or newer, so install "
            "that"
        )
    raise (UsageError if status == WRONG_USE else RefsegError)(sentence)


def option(name: str, value: str) -> list[str]:
    """An option with its value, which may begin with a dash."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


def path_argument(path: Path) -> str:
    """A path as the program takes it for one: no option, and not standard input."""
    text = os.fspath(path)
    return os.path.join(".", text) if text.startswith("-") else text


def _sentences(told: str, start: str) -> list[str]:
    return [line.removeprefix(start) for line in told.split("\n") if line.startswith(start)]
