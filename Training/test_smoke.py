"""Trains 20 steps on a handful of clips, exports, reads back: `python test_smoke.py`."""

import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open

from clips.data import HEIGHT, WIDTH
from cutouts.sprites import save_bank

HERE = Path(__file__).parent


def toy_arrays(folder: Path, clips=8):
    """Two coloured squares a clip, one of them named: small enough to make on the spot."""
    rng = np.random.default_rng(0)
    shard = folder / "shard_00000"
    shard.mkdir(parents=True)
    frames = rng.integers(0, 80, (clips, 3, HEIGHT, WIDTH, 3)).astype(np.uint8)
    labels = np.zeros((clips, 3, HEIGHT, WIDTH), np.uint8)
    meta = []
    for c in range(clips):
        colours = [("red", (220, 30, 30)), ("blue", (30, 30, 220))]
        for o, (_, rgb) in enumerate(colours):
            x, y = 20 + 70 * o + int(rng.integers(20)), int(rng.integers(50))
            frames[c, :, y:y + 34, x:x + 34] = rgb
            labels[c, :, y:y + 34, x:x + 34] = o + 1
        meta.append({"objects": [{"class": "square", "colour": n, "motion": "static"} for n, _ in colours],
                     "expressions": [{"text": f"the {n} square", "targets": [o + 1], "tags": ["colour"]}
                                     for o, (n, _) in enumerate(colours)]
                     + [{"text": "the green dog", "targets": [], "tags": ["class"]}]})
    np.save(shard / "frames.npy", frames)
    np.save(shard / "labels.npy", labels)
    np.save(shard / "evidence.npy", np.zeros((clips, 3, HEIGHT, WIDTH, 5), np.int8))
    (shard / "meta.json").write_text(json.dumps(meta))


def toy_sprites(path: Path):
    """One square of each colour, as sprites.py keeps them."""
    squares = [np.dstack([np.full((40, 40, 3), rgb), np.full((40, 40), 255)]).astype(np.uint8)
               for rgb in ((220, 30, 30), (30, 30, 220))]
    save_bank([{"rgba": s, "class": "square", "source": "clipart", "group": str(i), "title": "", "colour": None, "split": "train"}
               for i, s in enumerate(squares)], path)


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        toy_arrays(folder / "arrays")
        toy_sprites(folder / "sprites.npz")
        late = (datetime.datetime.now() + datetime.timedelta(hours=1)).strftime("%H:%M")
        subprocess.run([sys.executable, "-m", "training.train", "--arrays", folder / "arrays", "--out", folder / "run",
                        "--until", late, "--steps", "20", "--batch", "4", "--decode", "2", "--tiles", "4",
                        "--sprites", folder / "sprites.npz"], cwd=HERE, check=True)
        subprocess.run([sys.executable, "-m", "training.export", folder / "run/last.pt", "--weights", folder / "w.safetensors",
                        "--golden", folder / "g.safetensors"], cwd=HERE, check=True)
        with safe_open(folder / "w.safetensors", "pt") as f:
            names = list(f.keys())
            assert all(torch.isfinite(f.get_tensor(n)).all() for n in names)
        assert "prior_head.evidence" in names and len(names) > 200, len(names)
        subprocess.run([sys.executable, "-m", "training.train", "--arrays", folder / "arrays", "--out", folder / "again", "--until",
                        late, "--steps", "1", "--batch", "2", "--start", folder / "w.safetensors"], cwd=HERE, check=True)
    print("smoke test passed: 20 steps, export, one step from the exported weights")


if __name__ == "__main__":
    main()
