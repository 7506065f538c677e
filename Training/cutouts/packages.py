"""Debian packages as folders of files: fetched and unpacked, not installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "work/packages"


def unpacked(name: str) -> Path | None:
    """The folder with the package's files; None where apt does not know it."""
    folder = FOLDER / name
    if folder.exists():
        return folder
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as place:
        try:
            subprocess.run(["apt-get", "download", "-q", name], cwd=place, check=True, capture_output=True)
        except (subprocess.SubprocessError, OSError):
            return None
        subprocess.run(["dpkg-deb", "-x", next(Path(place).glob("*.deb")), f"{place}/files"], check=True)
        shutil.move(f"{place}/files", folder)
    return folder
