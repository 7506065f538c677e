"""MeViS: sentences about one object, several, and none; objects that are not seen in some frames.

Contents: {"valid_u": [video, ...], "valid": [...]}, see drawing.described.
"""

import json

import numpy as np
from pycocotools import mask as coco_mask

from . import drawing


def make(root):
    width, height, names = 36, 28, ["00000", "00001", "00002"]
    annotations = {
        4: [drawing.blob(width, height, 1), None, drawing.blob(width, height, 2)],
        7: [None, None, drawing.blob(width, height, 3)],
        9: [None, None, None],
    }
    asked = [
        ("0", "the one that turns", [1], [4]), ("1", "both that move", [1, 2], [4, 7]),
        ("2", "never seen", [3], [9]), ("3", "nobody", [], []),
    ]
    expected = {"valid_u": [], "valid": []}
    for subset in expected:
        folder = root / subset
        drawing.write_images(
            folder / "JPEGImages/0a1b", drawing.frames(width, height, 3, 5),
            [f"{name}.jpg" for name in names])
        expressions, sentences = {}, []
        for id, text, objects, numbers in asked:
            expressions[id] = {"exp": text}
            masks = {index: None for index in range(3)}
            more = {"object": ""}
            if subset == "valid_u":
                expressions[id] |= {"obj_id": objects, "anno_id": numbers}
                more = {"object": " ".join(map(str, objects))}
                for index in masks:
                    masks[index] = np.zeros((height, width), np.uint8)
                    for number in numbers:
                        if annotations[number][index] is not None:
                            masks[index] |= annotations[number][index]
            sentences.append(drawing.sentence(id, text, masks, **more))
        listed = {"0a1b": {"vid_id": 3, "expressions": expressions, "frames": names}}
        (folder / "meta_expressions.json").write_text(json.dumps({"videos": listed}))
        expected[subset].append(drawing.described("0a1b", 3, sentences))
    runs = {str(number): [coded(mask, plain=number == 7) for mask in masks]
            for number, masks in (annotations | {11: [drawing.blob(9, 9, 1)]}).items()}
    (root / "valid_u/mask_dict.json").write_text(json.dumps(runs))
    return expected


def coded(mask, plain):
    """Run lengths, compressed or as a list."""
    if mask is None:
        return None
    runs = coco_mask.encode(np.asfortranarray(mask))
    counts = runs["counts"].decode()
    if plain:
        flat = np.concatenate([[0], mask.flatten("F"), [2]])
        ends = np.flatnonzero(np.diff(flat))
        counts = np.diff(np.concatenate([[0], ends])).tolist()
        counts = counts if mask[0, 0] == 0 else [0] + counts
    return {"size": runs["size"], "counts": counts}
