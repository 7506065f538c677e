"""More cut-outs: Tux Paint's stamps (photographs and drawings) and a second drawing of every emoji.

Debian packages tuxpaint-stamps-default (GPL-2) and ruby-gemojione (pictures CC BY-SA 4.0); either
may be absent, then it adds nothing.
"""

import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

STAMPS = Path("/usr/share/tuxpaint/stamps")
GEMOJIONE = Path("/usr/share/rubygems-integration/all/gems")
SKIP = ("symbols", "body_parts", "medical", "military", "space", "naturalforces", "roadsigns", "flags", "monuments")


def picture(path: Path):
    """RGBA of a PNG or an SVG, or None."""
    try:
        if path.suffix == ".png":
            return np.asarray(Image.open(path).convert("RGBA"))
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "out.png")
            subprocess.run(["rsvg-convert", "-a", "-w", "256", "-h", "256", "-o", target, path],
                           timeout=20, check=True, capture_output=True)
            return np.asarray(Image.open(target).convert("RGBA"))
    except (subprocess.SubprocessError, OSError):
        return None


def tuxpaint(classes_in_title):
    """(class, group, title, RGBA): the caption beside a stamp names what it shows."""
    for path in sorted(p for p in STAMPS.rglob("*") if p.suffix in (".png", ".svg")):
        if any(part in SKIP for part in path.parts) or "mirror" in path.stem or "flip" in path.stem:
            continue
        caption = path.with_suffix(".txt")
        title = caption.read_text(errors="replace").split("\n")[0] if caption.exists() else ""
        names = classes_in_title(title) or classes_in_title(re.sub(r"[\d_-]+", " ", path.stem))
        if len(set(names)) >= 1 and len(title.split()) < 12:
            rgba = picture(path)
            if rgba is not None and (rgba[..., 3] < 128).mean() > 0.05:
                yield names[-1], "stamp/" + re.sub(r"[\d_]+", "", path.stem), title, rgba


def second_emoji(characters):
    """(class, group, title, RGBA) for the (text, class, group, title) of the first emoji font.

    The group is the first font's, so that a held-out glyph stays held out in both drawings."""
    folders = sorted(GEMOJIONE.glob("gemojione-*/assets/png"))
    if not folders:
        return
    files = {p.stem.upper(): p for p in folders[-1].iterdir()}
    for text, name, group, title in characters:
        codes = [f"{ord(c):04X}" for c in text if c != "\ufe0f"]
        path = files.get("-".join(codes)) or files.get("-".join(c for c in codes if c != "200D"))
        if path is not None:
            rgba = picture(path)
            if rgba is not None:
                yield name, group, title, rgba
