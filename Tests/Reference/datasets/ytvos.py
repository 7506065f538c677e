"""Ref-YouTube-VOS: JPEG frames, palette annotations of the training set, the validation list with the
test set's video in it, and no validation masks.

Contents: {"valid": [video, ...], "train": [...], "test": [...]}, see drawing.described.
"""

import json

import numpy as np

from . import drawing

TEXTS = ["a dog is with its puppies on the cloth", "  A Dog,  with “puppies” ", "café"]


def write(root, subset, videos):
    """videos: {name: (width, height, frame names, objects)}; two sentences about every object."""
    listed, expected = {}, []
    for seed, (video, (width, height, names, objects)) in enumerate(videos.items()):
        drawing.write_images(
            root / subset / "JPEGImages" / video,
            drawing.frames(width, height, len(names), seed), [f"{name}.jpg" for name in names])
        labels = np.zeros((len(names), height, width), np.uint8)
        for index in range(len(names)):
            for number in objects:
                labels[index][drawing.blob(width, height, 31 * number + index) == 1] = number
        if subset == "train":
            for name, image in zip(names, labels):
                drawing.write_palette(root / "train/Annotations" / video / f"{name}.png", image)
        expressions, sentences = {}, []
        for number in objects:
            for _ in range(2):
                id, text = str(len(expressions)), TEXTS[len(expressions) % len(TEXTS)]
                expressions[id] = {"exp": text}
                more, masks = {}, {index: None for index in range(len(names))}
                if subset == "train":
                    expressions[id]["obj_id"] = str(number)
                    more = {"object": str(number)}
                    masks = {index: labels[index] == number for index in range(len(names))}
                sentences.append(drawing.sentence(id, text, masks, **more))
        listed[video] = {"expressions": expressions, "frames": names}
        expected.append(drawing.described(video, len(names), sentences))
    return listed, expected


def make(root):
    names = ["00000", "00005", "00010"]
    train, expected_train = write(root, "train", {
        "003234408d": (40, 24, names, [1, 2]), "0043f083b5": (32, 32, names[:2], [3])})
    valid, expected_valid = write(root, "valid", {"0062f687f1": (36, 20, names, [1, 2])})
    test, expected_test = write(root, "test", {"0390fabe58": (24, 24, names[:1], [1])})
    for subset, videos in [("train", train), ("valid", valid | test), ("test", test)]:
        path = root / f"meta_expressions/{subset}/meta_expressions.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"videos": videos}, indent=1))
    return {"train": expected_train, "valid": expected_valid, "test": expected_test}
