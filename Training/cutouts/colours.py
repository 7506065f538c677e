"""Colour words of picture parts, from a hue histogram."""

import cv2
import numpy as np

COLOURS = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray"]
GRAY = COLOURS.index("gray")


def colour_shares(rgb: np.ndarray, inside: np.ndarray) -> np.ndarray | None:
    """Share of every colour word among the pixels of `rgb` uint8 [h, w, 3] where `inside` holds."""
    pixels = rgb[inside]
    if len(pixels) < 24:
        return None
    if len(pixels) > 1500:
        pixels = pixels[:: len(pixels) // 1000]
    hsv = cv2.cvtColor(pixels[None], cv2.COLOR_RGB2HSV)[0].astype(np.float32)
    hue, saturation, value = hsv[:, 0] * 2, hsv[:, 1] / 255, hsv[:, 2] / 255
    word = np.full(len(hue), GRAY)
    word[(value > 0.76) & (saturation < 0.2)] = COLOURS.index("white")
    vivid = (saturation > 0.28) & (value > 0.24)
    edges = [(0, 14, "red"), (14, 40, "orange"), (40, 68, "yellow"), (68, 165, "green"), (165, 258, "blue"),
             (258, 298, "purple"), (298, 342, "pink"), (342, 361, "red")]
    for low, high, name in edges:
        word[vivid & (hue >= low) & (hue < high)] = COLOURS.index(name)
    earthy = vivid & ((hue < 44) | (hue > 352)) & (hue < 352) & (value < 0.66) & ~((hue < 12) & (saturation > 0.7))
    word[earthy] = COLOURS.index("brown")
    pale = vivid & ((hue < 14) | (hue >= 342)) & (value > 0.72) & (saturation < 0.52)
    word[pale] = COLOURS.index("pink")
    word[value <= 0.24] = COLOURS.index("black")
    return np.bincount(word, minlength=len(COLOURS)) / len(word)


def colour_word(rgb: np.ndarray, inside: np.ndarray, least: float = 0.5) -> str | None:
    """The word of the colour that covers at least `least` of the part, else nothing."""
    shares = colour_shares(rgb, inside)
    if shares is None:
        return None
    best = int(shares.argmax())
    return COLOURS[best] if shares[best] >= least else None


def clothes_part(inside: np.ndarray) -> np.ndarray:
    """The middle of a person, where the clothes are."""
    rows = np.flatnonzero(inside.any(1))
    part = inside.copy()
    if len(rows):
        top, height = rows[0], rows[-1] - rows[0] + 1
        part[: top + int(0.3 * height)] = False
        part[top + int(0.8 * height):] = False
    return part
