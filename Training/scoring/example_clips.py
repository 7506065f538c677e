"""Makes the example clips: directed scenes with cut-outs that no training clip has.

    python -m scoring.example_clips ../Examples [--only blue-car]

Writes <name>/frames/%05d.jpg, <name>/truth/%05d.png (the object of the query) and <name>/query.txt.
"""

import argparse
import os
import shutil
from pathlib import Path

import cv2
import numpy as np

from clips.clipfolder import write_masks
from clips.layers import Layer, recolour
from clips.synth import HEIGHT, WIDTH, Camera, Synthesiser
from clips.textures import WORLD

FRAMES, QUALITY = 12, 90
FREE = ("clipart", "emoji")     # public domain and OFL: the clips are part of the package
# name: query, ground, seed, actors (class, part of the title, colour or None, x, foot, width, dx a frame, flip);
# the first actor is the object of the query.  x, foot and width are in pixels of the frame.
SCENES = {
    "blue-car": ("blue car on the grass", "grass", 41, [
        ("car", "jamin_ellis", None, 118, 158, 105, -3.0, False),
        ("car", "racing car", None, 245, 108, 72, 0.0, False),
        ("dog", "dog", None, 262, 174, 48, -1.2, True)]),
    "two-trucks": ("the blue truck driving to the left", "road", 50, [
        ("truck", "fire engine", "blue", 225, 168, 92, -4.5, False),
        ("truck", "fire engine", None, 85, 128, 68, 3.5, True)]),
    "duck": ("the brown duck walking on the sand", "sand", 62, [
        ("duck", "anatra", None, 125, 160, 88, 3.2, True),
        ("cat", "cat", None, 250, 128, 50, -2.0, False),
        ("sheep", "ram", None, 60, 118, 46, 0.0, False)]),
}


def actor(maker, name, title, colour, x, foot, width, dx, flip) -> Layer:
    options = [s for s in maker.by_class[name] if title.lower() in s["title"].lower() and s["source"] in FREE]
    if not options:
        raise SystemExit(f"no held-out cut-out of class {name} has '{title}' in its title")
    rgba = max(options, key=lambda s: s["rgba"].size)["rgba"]
    if colour:
        rgba = recolour(maker.rng, rgba, colour, False)
    scale = width / rgba.shape[1]
    high = rgba.shape[0] * scale
    centre = np.array([x + (WORLD[0] - WIDTH) / 2, foot - high / 2 + (WORLD[1] - HEIGHT) / 2])
    return Layer(name=name, rgba=rgba, scale=scale, centre=centre, velocity=np.array([dx, 0.0]),
                 motion="static" if dx == 0 else "left" if dx < 0 else "right", flip=flip, foot=foot,
                 bob=0.012 if dx else 0.0, shadow=True)


def make(maker, name: str, out: Path):
    query, ground, seed, actors = SCENES[name]
    maker.rng = np.random.default_rng(seed)
    world, horizon = maker.surfaces.background(maker.rng, ground, True)
    camera = Camera(maker.rng, FRAMES)
    # Farther actors first; number 1 of the truth is found again by its place in the list.
    layers = [actor(maker, *row) for row in actors]
    order = sorted(range(len(layers)), key=lambda i: layers[i].foot)
    clip = maker.render(world, camera, [layers[i] for i in order], set(), ground, horizon, FRAMES)
    if clip is None:
        raise SystemExit(f"{name}: an actor leaves the picture; change the scene")
    target = order.index(0) + 1
    folder = out / name
    for part in ("frames", "truth"):
        shutil.rmtree(folder / part, ignore_errors=True)
    (folder / "frames").mkdir(parents=True)
    for t, frame in enumerate(clip.frames):
        cv2.imwrite(str(folder / f"frames/{t:05d}.jpg"), frame[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    write_masks(folder / "truth", clip.labels == target)
    (folder / "query.txt").write_text(query + "\n")
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    print(f"{name}: '{query}', {len(clip.objects)} objects, {size // 1024} KiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", choices=sorted(SCENES))
    parser.add_argument("--data", default=os.environ.get("REFSEG_DATA", "../../shared/data"))
    parser.add_argument("--work", default="work")
    a = parser.parse_args()
    maker = Synthesiser("test", 1, a.data, a.work)
    maker.finish = lambda rng, frames: np.clip(cv2.GaussianBlur(frames.reshape(-1, WIDTH, 3), (0, 0), 0.6).reshape(frames.shape), 0, 255).astype(np.uint8)
    for name in [a.only] if a.only else SCENES:
        make(maker, name, a.out)


if __name__ == "__main__":
    main()
