"""Where everything lies, and that downloaded files are those the shipped weights were made with."""

import hashlib
import os
from pathlib import Path

DATA = Path(os.environ.get("REFSEG_DATA", "../../shared/data"))
WORK = Path("work/recognition")
SHIPPED = Path("../Vocab/Resources/refseg-small.safetensors")


def checked(path, sha256: str) -> Path:
    """The path.  ValueError where the file is another one than was used."""
    found = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    if found != sha256:
        raise ValueError(f"{path}: sha256 is {found}; expected {sha256}, so install the version that "
                         "requirements.txt or the caller names")
    return Path(path)
