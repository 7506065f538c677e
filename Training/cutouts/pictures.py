"""Pictures of any kind as RGBA."""

import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np
from PIL import Image


def picture(path: Path):
    """uint8 [h, w, 4] of an SVG (drawn 256 large) or of what Pillow reads; None of what is broken."""
    try:
        if path.suffix != ".svg":
            return np.asarray(Image.open(path).convert("RGBA"))
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "out.png")
            subprocess.run(["rsvg-convert", "-a", "-w", "256", "-h", "256", "-o", target, path],
                           timeout=20, check=True, capture_output=True)
            return np.asarray(Image.open(target).convert("RGBA"))
    except (subprocess.SubprocessError, OSError):
        return None


def before_white(rgba: np.ndarray) -> np.ndarray:
    """A drawing on white paper: what is white and reaches the edge becomes transparent."""
    rgb = np.pad(rgba[..., :3], ((1, 1), (1, 1), (0, 0)), constant_values=255)
    paper = (rgb.min(-1) > 238).astype(np.uint8)
    _, pieces = cv2.connectedComponents(paper, connectivity=4)
    outside = (pieces == pieces[0, 0])[1:-1, 1:-1].astype(np.uint8)
    inside = cv2.erode(1 - outside, np.ones((3, 3), np.uint8))
    return np.dstack([rgba[..., :3], cv2.GaussianBlur(inside * 255, (3, 3), 0)])
