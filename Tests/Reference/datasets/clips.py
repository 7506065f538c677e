"""Plain clips: 1-bit and gray masks, some frames not annotated, and one clip with two objects.

Contents: {"all": [video, ...]}, see drawing.described.
"""

import json

from PIL import Image

from . import drawing


def make(root):
    expected = []
    for seed, (clip, objects, annotated) in enumerate([
        ("bear", {"1": ["the brown bear", "a bear  walking"]}, [0, 2]),
        ("road-cars", {"cars": ["the cars"], "road": ["the road"]}, [1]),
    ]):
        width, height, count = 30 + seed, 22, 3
        drawing.write_images(
            root / clip / "frames", drawing.frames(width, height, count, seed),
            [f"{index:05d}.jpg" for index in range(count)])
        sentences = []
        for number, (name, texts) in enumerate(objects.items()):
            masks = {index: drawing.blob(width, height, 7 * seed + 3 * number + index)
                     for index in annotated}
            for index, mask in masks.items():
                path = root / clip / "masks" / name / f"{index:05d}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(mask * 255).convert("1" if seed == 0 else "L").save(path)
            for index, text in enumerate(texts):
                sentences.append(drawing.sentence(f"{name}.{index}", text, masks, object=name))
        meta = {"name": clip, "objects": {name: {"expressions": texts, "mean_area": 0.1}
                                          for name, texts in objects.items()}, "stride": None}
        (root / clip / "meta.json").write_text(json.dumps(meta, indent=1))
        expected.append(drawing.described(clip, count, sentences))
    (root / "README.md").write_text("not a clip")
    return {"all": expected}
