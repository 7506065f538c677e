"""Tux Paint's stamps: photographs and drawings of the Debian package tuxpaint-stamps-default (GPL-2)."""

import re
from pathlib import Path

from cutouts.pictures import picture

STAMPS = Path("/usr/share/tuxpaint/stamps")
SKIP = ("symbols", "body_parts", "medical", "military", "space", "naturalforces", "roadsigns", "flags", "monuments")


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
