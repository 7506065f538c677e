"""Drawing one cut-out into a frame: colour, light, outline, shadow, noise."""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

HUES = {"red": 2, "orange": 27, "yellow": 54, "green": 118, "blue": 216, "purple": 276, "pink": 318, "brown": 24}


@dataclass
class Layer:
    """A cut-out with its path through the world, or an object of the photograph (`fixed`)."""

    name: str
    fixed: np.ndarray | None = None
    rgba: np.ndarray | None = None
    scale: float = 1.0
    centre: np.ndarray | None = None
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))
    growth: float = 0.0
    motion: str = "static"
    box: np.ndarray | None = None
    foot: float = 0.0
    tilt: float = 0.0
    flip: bool = False
    bob: float = 0.0
    bend: float = 0.0
    shadow: bool = False
    phase: float = 0.0


def recolour(rng, rgba: np.ndarray, colour: str, person: bool) -> np.ndarray:
    """Turns the main hue of a cut-out towards `colour`; of people only the clothes' height."""
    rgb, alpha = rgba[..., :3], rgba[..., 3]
    hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV).astype(np.float32)
    hue, saturation, value = hsv[..., 0] * 2, hsv[..., 1] / 255, hsv[..., 2] / 255
    solid = alpha > 128
    chromatic = solid & (saturation > 0.25) & (value > 0.2)
    if colour in HUES:
        target = HUES[colour] + rng.normal(0, 4)
        if chromatic.sum() > 0.3 * solid.sum():
            counts = np.bincount((hue[chromatic] // 15).astype(int) % 24, minlength=24)
            main = (counts.argmax() + 0.5) * 15
            near = np.abs((hue - main + 180) % 360 - 180) < 50
            hue = np.where(near, (target + (hue - main) * 0.35) % 360, hue)
            saturation = np.where(near, np.clip(saturation * 1.1, 0.5, 0.95), saturation)
            if colour in ("brown",):
                value = np.where(near, value * 0.62, value)
        else:
            hue = np.full_like(hue, target % 360)
            saturation = np.clip(0.5 + 0.4 * (0.6 - np.abs(value - 0.5)), 0.35, 0.9)
            value = np.clip(0.3 + 0.6 * value, 0, 1) * (0.62 if colour == "brown" else 1)
        if colour == "pink":
            saturation, value = saturation * 0.6, np.clip(value * 1.15, 0, 1)
    else:
        saturation = saturation * 0.12
        level = {"black": (0.02, 0.22), "gray": (0.3, 0.4), "white": (0.72, 0.28)}[colour]
        value = level[0] + level[1] * value
    hsv = np.stack([hue % 360 / 2, saturation * 255, value * 255], -1)
    painted = cv2.cvtColor(np.clip(hsv, 0, [179, 255, 255]).astype(np.uint8), cv2.COLOR_HSV2RGB)
    if person:
        rows = np.arange(len(rgb))[:, None] / len(rgb)
        amount = np.clip((rows - 0.26) / 0.08, 0, 1)[..., None]
        painted = (rgb * (1 - amount) + painted * amount).astype(np.uint8)
    return np.dstack([painted, alpha])


def relight(rng, rgba: np.ndarray, source: str) -> np.ndarray:
    """Changes brightness and contrast; gives flat drawings some shading and grain."""
    rgb, alpha = rgba[..., :3].astype(np.float32), rgba[..., 3]
    if source != "coco" and rng.random() < 0.65:
        size = (rgb.shape[1], rgb.shape[0])
        shade = cv2.resize(rng.uniform(0.7, 1.2, (5, 5)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
        fall = np.linspace(rng.uniform(0.95, 1.2), rng.uniform(0.6, 1.0), size[1], dtype=np.float32)[:, None]
        rgb = rgb * (shade * fall)[..., None] + rng.normal(0, rng.uniform(0, 10), alpha.shape)[..., None]
    grey = rgb.mean(-1, keepdims=True)
    rgb = grey + (rgb - grey) * rng.uniform(0.65, 1.08)
    rgb = rgb * rng.uniform(0.72, 1.12) + rng.uniform(-12, 14)
    return np.dstack([np.clip(rgb, 0, 255), alpha]).astype(np.uint8)


def bent(rgba: np.ndarray, amount: float, phase: float) -> np.ndarray:
    """Sways the cut-out by a wave from top to bottom, as limbs do."""
    h, w = rgba.shape[:2]
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    x += amount * 0.035 * w * np.sin(phase + y / h * 5.0).astype(np.float32)
    return cv2.remap(rgba, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def warp_layer(layer: Layer, camera: np.ndarray, u: float, frame: np.ndarray, label: np.ndarray, number: int, soft: bool) -> float:
    """Draws the layer `u` frames from the middle; returns its whole area in pixels, seen or not."""
    rgba = layer.rgba
    if layer.bend:
        rgba = bent(rgba, layer.bend, layer.phase + 1.7 * u)
    h, w = rgba.shape[:2]
    scale = layer.scale * math.exp(layer.growth * u)
    angle = layer.tilt + layer.bob * math.sin(layer.phase + 2.1 * u)
    c, s = scale * math.cos(angle), scale * math.sin(angle)
    own = np.array([[-c if layer.flip else c, -s, 0], [-s if layer.flip else s, c, 0], [0, 0, 1.0]])
    lift = np.array([0, 0.3 * layer.bob * h * scale * math.cos(layer.phase + 2.6 * u)])
    own[:2, 2] = layer.centre + layer.velocity * u + lift - own[:2, :2] @ (w / 2, h / 2)
    matrix = camera @ own
    shrink = math.sqrt(abs(np.linalg.det(matrix[:2, :2])))
    if shrink < 0.6:
        size = (max(3, round(w * shrink * 1.2)), max(3, round(h * shrink * 1.2)))
        rgba = cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
        matrix = matrix @ np.diag([w / size[0], h / size[1], 1])
        h, w = rgba.shape[:2]
    corners = matrix[:2] @ np.array([[0, w, w, 0], [0, 0, h, h], [1, 1, 1, 1]])
    x0, y0 = np.floor(corners.min(1)).astype(int) - 1
    x1, y1 = np.ceil(corners.max(1)).astype(int) + 1
    matrix = matrix.copy()
    matrix[:2, 2] -= (x0, y0)
    drawn = cv2.warpAffine(rgba, matrix[:2], (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR)
    alpha = drawn[..., 3].astype(np.float32) / 255
    if soft:
        alpha = cv2.GaussianBlur(alpha, (3, 3), 0)
    whole = float((alpha > 0.5).sum())
    fh, fw = label.shape
    if layer.shadow:
        cast_shadow(frame, (x0, y0, x1, y1))
    left, top, right, bottom = max(0, x0), max(0, y0), min(fw, x1), min(fh, y1)
    if left >= right or top >= bottom:
        return whole
    part = np.s_[top - y0: bottom - y0, left - x0: right - x0]
    a = alpha[part][..., None]
    view = frame[top:bottom, left:right]
    view *= 1 - a
    view += drawn[part][..., :3] * a
    label[top:bottom, left:right][alpha[part] > 0.5] = number
    return whole


def cast_shadow(frame: np.ndarray, box):
    """A soft dark ellipse under the feet."""
    x0, y0, x1, y1 = box
    h, w = frame.shape[:2]
    pad = 8
    left, right = max(0, x0 - pad), min(w, x1 + pad)
    flat = max(4, (x1 - x0) // 7)
    top, bottom = max(0, y1 - flat - pad), min(h, y1 + flat + pad)
    if left >= right or top >= bottom:
        return
    dark = np.zeros((bottom - top, right - left), np.float32)
    centre = (int((x0 + x1) / 2 - left), int(y1 - flat // 3 - top))
    cv2.ellipse(dark, centre, (int((x1 - x0) * 0.45), int(flat)), 0, 0, 360, 0.42, -1)
    frame[top:bottom, left:right] *= 1 - cv2.GaussianBlur(dark, (9, 9), 0)[..., None]


def noisy(rng, frames: np.ndarray) -> np.ndarray:
    """One light for all, blur, grain and JPEG artefacts; float frames to uint8."""
    frames = frames * (rng.uniform(0.8, 1.15) * rng.uniform(0.96, 1.04, 3)).astype(np.float32) + rng.uniform(-8, 8)
    blur = rng.uniform(0.4, 1.0) if rng.random() < 0.35 else 0
    grain = rng.uniform(0, 7) if rng.random() < 0.7 else 0
    quality = int(rng.integers(45, 95)) if rng.random() < 0.5 else 0
    out = np.empty(frames.shape, np.uint8)
    for t, frame in enumerate(frames):
        if blur:
            frame = cv2.GaussianBlur(frame, (0, 0), blur)
        if grain:
            frame = frame + cv2.randn(np.empty(frame.shape[:2], np.float32), 0, grain)[..., None]
        image = np.clip(frame, 0, 255).astype(np.uint8)
        if quality:
            image = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
        out[t] = image
    return out
