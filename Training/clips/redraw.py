"""A cut-out as another hand or another camera might have shown it, so that no one picture is learned by heart."""

import math

import cv2
import numpy as np


def redrawn(rng, rgba: np.ndarray) -> np.ndarray:
    """RGBA uint8 [h, w, 4] -> uint8 of about the same size."""
    return without_a_part(rng, restyled(rng, warped(rng, rgba)))


def warped(rng, rgba: np.ndarray) -> np.ndarray:
    """Stretched, sheared, turned and swayed."""
    h, w = rgba.shape[:2]
    stretch, shear, turn = math.exp(rng.normal(0, 0.13)), rng.normal(0, 0.12), rng.normal(0, 0.13)
    c, s = math.cos(turn), math.sin(turn)
    matrix = np.array([[c, -s], [s, c]]) @ np.array([[stretch, shear], [0, 1 / stretch]])
    corners = matrix @ np.array([[0, w, w, 0], [0, 0, h, h]])
    low = corners.min(1)
    size = tuple(map(int, np.ceil(corners.max(1) - low)))
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    x, y = x + low[0], y + low[1]
    back, reach = np.linalg.inv(matrix), 0.035 * max(h, w)
    across, down = (cv2.resize(rng.normal(0, reach, (4, 4)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
                    for _ in range(2))
    from_x, from_y = back[0, 0] * x + back[0, 1] * y + across, back[1, 0] * x + back[1, 1] * y + down
    return cv2.remap(rgba, np.float32(from_x), np.float32(from_y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def restyled(rng, rgba: np.ndarray) -> np.ndarray:
    """Now and then smoothed or reduced to a few tones, outlined, tinted."""
    rgb, alpha = rgba[..., :3], rgba[..., 3]
    style = rng.random()
    if style < 0.2:
        rgb = cv2.bilateralFilter(np.ascontiguousarray(rgb), 7, 60, 5)
    elif style < 0.35:
        tones = int(rng.integers(3, 7))
        rgb = ((np.round(rgb.astype(np.float32) / 255 * tones) / tones) * 255).astype(np.uint8)
    if rng.random() < 0.15:
        solid = (alpha > 128).astype(np.uint8)
        rim = (solid - cv2.erode(solid, np.ones((3, 3), np.uint8)))[..., None] > 0
        rgb = np.where(rim, np.uint8(rng.integers(0, 60)), rgb)
    if rng.random() < 0.25:
        rgb = np.clip(255 * (rgb / 255.0) ** rng.uniform(0.7, 1.4, 3), 0, 255).astype(np.uint8)
    return np.dstack([rgb, alpha])


def without_a_part(rng, rgba: np.ndarray) -> np.ndarray:
    """Now and then cut off at the bottom, the left or the right, as by something in front of it."""
    if rng.random() >= 0.15:
        return rgba
    h, w = rgba.shape[:2]
    part, side = rng.uniform(0.08, 0.3), rng.integers(4)
    cut = rgba.copy()
    if side < 2:
        cut[int(h * (1 - part)):, :, 3] = 0
    elif side == 2:
        cut[:, :int(w * part), 3] = 0
    else:
        cut[:, int(w * (1 - part)):, 3] = 0
    return cut
