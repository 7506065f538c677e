"""Frames, masks and videos for the miniature datasets."""

import subprocess

import numpy as np
from PIL import Image
from pycocotools import mask as coco_mask


def blob(width: int, height: int, seed: int) -> np.ndarray:
    """uint8 [height, width], 0 and 1: a rectangle with a bite, nowhere symmetric."""
    chance = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    left, top = chance.integers(0, width // 2), chance.integers(0, height // 2)
    right, bottom = chance.integers(left + 3, width), chance.integers(top + 3, height)
    mask[top:bottom, left:right] = 1
    mask[top, left] = 0
    return mask


def encoded(mask: np.ndarray) -> str:
    """COCO's compressed run lengths."""
    return coco_mask.encode(np.asfortranarray((mask != 0).astype(np.uint8)))["counts"].decode()


def frames(width: int, height: int, count: int, seed: int) -> np.ndarray:
    """uint8 [count, height, width, 3]"""
    noise = np.random.default_rng(seed).integers(0, 256, (1, height, width, 3))
    return ((noise + np.arange(count)[:, None, None, None] * 3) % 256).astype(np.uint8)


def write_images(folder, images: np.ndarray, names: list[str]):
    """Pillow chooses the format by the names' ending."""
    folder.mkdir(parents=True, exist_ok=True)
    for image, name in zip(images, names):
        Image.fromarray(image).save(folder / name)


def write_palette(path, labels: np.ndarray):
    """A PNG whose pixels are indices of a palette, as DAVIS and YouTube-VOS store objects."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(labels.astype(np.uint8), mode="P")
    image.putpalette([value for index in range(256) for value in (index, 255 - index, 128)])
    image.save(path)


def write_video(path, images: np.ndarray):
    """An mp4 of H.264, a frame for every image."""
    count, height, width, _ = images.shape
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s",
         f"{width}x{height}", "-r", "25", "-i", "-", "-c:v", "libx264", "-pix_fmt", "yuv420p",
         str(path)],
        input=images.tobytes(), check=True)


def described(video: str, count: int, sentences: list[dict]) -> dict:
    """What a test expects of a video."""
    return {"video": video, "frames": count, "sentences": sentences}


def sentence(id: str, text: str, masks: dict[int, np.ndarray | None], **more) -> dict:
    """What a test expects of a sentence; masks by frame from 0, None where they are not published."""
    targets = [
        {"frame": frame} if mask is None else
        {"frame": frame, "width": mask.shape[1], "height": mask.shape[0], "counts": encoded(mask)}
        for frame, mask in masks.items()
    ]
    return {"id": id, "text": text, "targets": targets, **more}
