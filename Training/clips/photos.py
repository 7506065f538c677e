"""The COCO photographs as backgrounds, with their annotated objects."""

import json
from pathlib import Path

import cv2
import numpy as np

from cutouts.sprites import coco_class, held_out, mask_of
from clips.textures import WORLD

LARGEST = 720


class Photos:
    """Photographs of a split: picture uint8, objects as (class, mask uint8), classes of crowds."""

    def __init__(self, data: Path, split: str):
        folder = data / "train/coco-free"
        coco = json.loads((folder / "instances.json").read_text())
        categories = {c["id"]: c["name"] for c in coco["categories"]}
        marks = {}
        for a in coco["annotations"]:
            marks.setdefault(a["image_id"], []).append(a)
        self.photos = []
        for image in coco["images"]:
            if held_out(f"coco/{image['id']}") != (split == "test"):
                continue
            picture = cv2.imread(str(folder / "images" / image["file_name"]))[..., ::-1]
            scale = min(1.0, LARGEST / max(picture.shape[:2]))
            size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
            objects, crowds = [], set()
            for a in marks.get(image["id"], []):
                name = coco_class(categories[a["category_id"]])
                if name is None:
                    continue
                if a["iscrowd"]:
                    crowds.add(name)
                    continue
                mask = mask_of(a["segmentation"], image["height"], image["width"]) * 255
                objects.append((name, cv2.resize(mask, size, interpolation=cv2.INTER_AREA)))
            self.photos.append((cv2.resize(picture, size, interpolation=cv2.INTER_AREA), objects, crowds))

    def background(self, rng):
        """World picture float32, [(class, mask uint8 in world pixels)], classes of crowds."""
        picture, objects, crowds = self.photos[rng.integers(len(self.photos))]
        height, width = picture.shape[:2]
        w = min(width, height * WORLD[0] / WORLD[1]) * rng.uniform(0.6, 1.0)
        h = w * WORLD[1] / WORLD[0]
        x, y = rng.uniform(0, width - w), rng.uniform(0, height - h)
        sx, sy = WORLD[0] / w, WORLD[1] / h
        matrix = np.float32([[sx, 0, -x * sx], [0, sy, -y * sy]])
        if rng.random() < 0.5:
            matrix = np.float32([[-sx, 0, WORLD[0] + x * sx], [0, sy, -y * sy]])
        how = cv2.INTER_AREA if sx < 1 else cv2.INTER_LINEAR
        world = cv2.warpAffine(picture, matrix, WORLD, flags=how, borderMode=cv2.BORDER_REFLECT)
        seen = []
        for name, mask in objects:
            m = cv2.warpAffine(mask, matrix, WORLD, flags=cv2.INTER_LINEAR)
            if (m > 127).any():
                seen.append((name, m))
        return world.astype(np.float32) * rng.uniform(0.8, 1.15), seen, crowds
