"""The emoji as other sets draw them: EmojiOne, Twemoji and OpenMoji.

Every function takes the (text, class, group, title) of the first emoji font and yields (class, group,
title, RGBA).  The group stays the first font's, so that a held-out glyph is held out in every drawing.
"""

import re
import subprocess
import tempfile
from pathlib import Path

from cutouts.packages import unpacked
from cutouts.pictures import picture

GEMOJIONE = Path("/usr/share/rubygems-integration/all/gems")
TWEMOJIS = "usr/share/texlive/texmf-dist/tex/latex/twemojis"
OPENMOJI = "usr/lib/python3/dist-packages/openshot_qt/emojis/color/svg"


def drawn(characters, files: dict):
    """The characters that a set has a file for; `files` by code points, `1F468-1F3FB`."""
    for text, name, group, title in characters:
        codes = [f"{ord(c):04X}" for c in text]
        plain = [c for c in codes if c != "FE0F"]
        spellings = (codes, plain, [c for c in plain if c != "200D"])
        path = next((files[s] for s in map("-".join, spellings) if s in files), None)
        rgba = None if path is None else picture(path)
        if rgba is not None:
            yield name, group, title, rgba


def emojione(characters):
    """EmojiOne of ruby-gemojione (CC BY-SA 4.0); nothing where the package is not installed."""
    folders = sorted(GEMOJIONE.glob("gemojione-*/assets/png"))
    if folders:
        yield from drawn(characters, {p.stem.upper(): p for p in folders[-1].iterdir()})


def openmoji(characters):
    """OpenMoji of openshot-qt (CC BY-SA 4.0)."""
    package = unpacked("openshot-qt")
    if package:
        yield from drawn(characters, {p.stem.upper(): p for p in (package / OPENMOJI).iterdir()})


def twemoji(characters):
    """Twemoji (CC BY 4.0): the pages of a document in texlive-pictures, drawn by pdftocairo."""
    package = unpacked("texlive-pictures")
    if package is None:
        return
    style = (package / TWEMOJIS / "twemojis.sty").read_text()
    pages = {codes.upper(): int(page) for page, codes in re.findall(r"\\defineTwemoji\{(\d+)\}\{([0-9a-f-]+)\}", style)}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftocairo", "-png", "-transp", "-scale-to", "192", package / TWEMOJIS / "all-twemojis.pdf",
                        f"{folder}/page"], check=True)
        files = {int(p.stem.split("-")[1]): p for p in Path(folder).iterdir()}
        yield from drawn(characters, {codes: files[page] for codes, page in pages.items()})
