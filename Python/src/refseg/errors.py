"""What can go wrong. Messages are the program's own sentences wherever it has one."""


class RefsegError(Exception):
    """A file, the model or the output is at fault, or the program ended before its time."""


class UsageError(RefsegError, ValueError):
    """An argument or a query that the program cannot make sense of."""


class ProgramNotFoundError(RefsegError):
    """There is no program to call, or one that is too old."""


class CutError(RefsegError):
    """A film ends before its header says; all the frames there are were handed out before."""


class RefsegWarning(UserWarning):
    """Something that the program warns of: a query in another language, a cut recording."""
