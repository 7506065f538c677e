"""What is true of an object of a clip: predicates that answer yes, no or unclear (None).

An expression may be used only when every predicate is a clear yes for its targets and a clear no of
at least one predicate rules out everything else.
"""

from cutouts.classes import KINDS, MOVERS, means
from cutouts.colours import COLOURS


class Scene:
    """The objects of a clip and the classes that may be seen besides them."""

    def __init__(self, clip):
        self.objects, self.others, self.photo = clip.objects, clip.others, clip.photo

    def noun_matches(self, noun: str) -> list[dict]:
        """Objects that the noun means or may mean."""
        return [o for o in self.objects if means(noun, o["class"]) is not False]

    def maybe_elsewhere(self, noun: str) -> bool:
        """Whether something that is not an object of the clip may be meant by the noun."""
        if noun in ("one", "thing", "object"):
            return self.photo
        return any(means(noun, name) is not False for name in self.others)


def is_colour(o: dict, colour: str) -> bool | None:
    if o["shares"] is None:
        return None
    share, most = o["shares"][COLOURS.index(colour)], max(o["shares"])
    near = {"red": ["pink", "orange", "brown"], "orange": ["yellow", "brown", "red"], "yellow": ["orange"],
            "brown": ["orange", "red"], "pink": ["purple", "red"], "purple": ["pink", "blue"], "blue": ["purple"],
            "gray": ["white", "black"], "white": ["gray"], "black": ["gray"]}.get(colour, [])
    if share >= 0.5 or share >= 0.4 and share == most:
        return True
    if share < 0.14 and sum(o["shares"][COLOURS.index(n)] for n in near) < 0.5:
        return False
    return None


def is_place(o: dict, place: str, rivals: list[dict]) -> bool | None:
    """Left, right, middle, top or bottom: in the frame, and against the others that the noun means."""
    rivals = [r for r in rivals if r is not o]
    if place == "middle":
        if len(rivals) == 2:
            xs = sorted(r["x"] for r in rivals)
            if xs[0] + 0.1 < o["x"] < xs[1] - 0.1 and abs(o["x"] - 0.5) < 0.25:
                return True
        away = abs(o["x"] - 0.5)
        return True if away < 0.1 and abs(o["y"] - 0.5) < 0.3 else False if away > 0.2 else None
    axis, sign = {"left": ("x", 1), "right": ("x", -1), "top": ("y", 1), "bottom": ("y", -1)}[place]
    at = o[axis] if sign > 0 else 1 - o[axis]
    gaps = [((r[axis] if sign > 0 else 1 - r[axis]) - at) for r in rivals]
    if any(g < -0.08 for g in gaps):
        return False
    if at > 0.6:
        return False
    if not gaps:
        return True if at < 0.4 else None
    return True if min(gaps) > 0.1 and at < 0.5 else None


def is_size(o: dict, size: str, rivals: list[dict]) -> bool | None:
    """Biggest or smallest among those that the noun means; big or small when there is just one."""
    rivals = [r for r in rivals if r is not o]
    if not rivals:
        if size == "biggest":
            return True if o["area"] > 0.1 else False if o["area"] < 0.05 else None
        return True if o["area"] < 0.018 else False if o["area"] > 0.05 else None
    ratio = [o["area"] / r["area"] for r in rivals]
    least = min(ratio) if size == "biggest" else 1 / max(ratio)
    return True if least > 1.6 else False if least < 0.8 else None


def is_motion(o: dict, motion: str) -> bool | None:
    """A way of moving, or "moving" for any, or "static"."""
    if motion == "moving":
        return o["motion"] != "static"
    if o["motion"] == motion:
        return True
    if motion in ("towards", "away") and o["motion"] in ("up", "down"):
        return None
    if motion in ("up", "down") and o["motion"] in ("towards", "away"):
        return None
    return False


def is_near(o: dict, anchor: dict, rivals: list[dict]) -> bool | None:
    """Next to the anchor: little room between the boxes, and less than the rivals have."""
    def gap(a, b):
        dx = max(a["box"][0] - b["box"][2], b["box"][0] - a["box"][2], 0) / 320
        dy = max(a["box"][1] - b["box"][3], b["box"][1] - a["box"][3], 0) / 320
        return (dx * dx + dy * dy) ** 0.5
    mine = gap(o, anchor)
    theirs = [gap(r, anchor) for r in rivals if r is not o and r is not anchor]
    if any(t < mine - 0.05 for t in theirs) or mine > 0.3:
        return False
    if mine < 0.14 and all(t > mine + 0.12 for t in theirs):
        return True
    return None


def is_beside(o: dict, anchor: dict, side: str) -> bool | None:
    """Left of, right of, above or below the anchor."""
    axis, sign = {"left": ("x", -1), "right": ("x", 1), "above": ("y", -1), "below": ("y", 1)}[side]
    other = "y" if axis == "x" else "x"
    ahead = (o[axis] - anchor[axis]) * sign
    if ahead < 0.03:
        return False
    return True if ahead > 0.13 and abs(o[other] - anchor[other]) < (0.25 if axis == "x" else 0.2) else None


def can_move(o: dict) -> bool:
    return o["class"] in MOVERS or o["class"] not in KINDS
