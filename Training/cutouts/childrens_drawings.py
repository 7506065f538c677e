"""Drawings and photographs of two programs for children, for training alone.

Scratch's costumes (CC BY-SA 3.0) and the pictures of Art4Apps in pysiogame (CC BY-SA).  Both yield
(class, group, title, RGBA); the file's name says what it shows, children-classes.txt where it does not.
"""

import re

from cutouts.classes import classes_in_title
from cutouts.looked import classes_found
from cutouts.packages import unpacked
from cutouts.pictures import before_white, picture

ART4APPS = "usr/share/games/pysiogame/res/images/art4apps"
COSTUMES = "usr/share/scratch/Media/Costumes"


def shown(source: str, paths):
    """What the pictures of a known class show."""
    known = classes_found("children-classes.txt")
    for path in sorted(paths):
        title = f"{source}/{path.parent.name}/{path.stem}"
        words = re.sub(r"[\d_-]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", path.stem))
        name = known.get(title) or next(reversed(classes_in_title(words)), "-")
        rgba = None if name == "-" else picture(path)
        if rgba is not None:
            yield name, re.sub(r"[\d_-]+[a-z]?$", "", title), title, rgba


def scratch():
    package = unpacked("scratch")
    if package:
        yield from shown("scratch", (p for p in (package / COSTUMES).rglob("*") if p.suffix in (".png", ".gif")))


def art4apps():
    package = unpacked("pysiogame")
    if package:
        for name, group, title, rgba in shown("art4apps", (package / ART4APPS).rglob("*.jpg")):
            yield name, group, title, before_white(rgba)
