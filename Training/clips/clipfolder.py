"""Writes a synthetic clip as a folder: frames/, masks/<object>/ and meta.json, as score.py reads it."""

import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image


def object_name(o: dict) -> str:
    return f"{o['number']}-{o['class'].replace(' ', '-')}"


def write_clip(folder: Path, clip, expressions: list[dict], quality=92, masks="masks", extra=None):
    """Frames as JPEG, one 1-bit PNG an object and frame; expressions with one target go to their object."""
    (folder / "frames").mkdir(parents=True, exist_ok=True)
    for t, frame in enumerate(clip.frames):
        cv2.imwrite(str(folder / f"frames/{t:05d}.jpg"), frame[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    objects = {}
    for o in clip.objects:
        inside = clip.labels == o["number"]
        write_masks(folder / masks / object_name(o), inside)
        mine = [e for e in expressions if e["targets"] == [o["number"]]]
        objects[object_name(o)] = {"expressions": [e["text"] for e in mine], "tags": [e["tags"] for e in mine],
                                   "class": o["class"], "motion": str(o["motion"]),
                                   "mean_area": round(float(inside.mean()), 4),
                                   "frames_visible": int(inside.any((1, 2)).sum())}
    height, width = clip.frames.shape[1:3]
    meta = {"name": folder.name, "n_frames": len(clip.frames), "width": width, "height": height, "objects": objects,
            "mask_quality": "ground truth (synthetic)", "kind": "synthetic", **(extra or {})}
    (folder / "meta.json").write_text(json.dumps(meta, indent=1))


def write_masks(folder: Path, inside: np.ndarray):
    """bool [t, h, w] as folder/00000.png ..."""
    folder.mkdir(parents=True, exist_ok=True)
    for t, mask in enumerate(inside):
        Image.fromarray(mask).save(folder / f"{t:05d}.png", optimize=True)
