"""Evidence channels, from the very C code that the program runs (Sources/CEvidence).

    evidence(frames uint8 [T, H, W, 3], out_h=128, out_w=224) -> float32 [T, out_h, out_w, 5]

Channels: flow minus camera motion (x, y), motion, colour contrast, r (r > 0 segments without any
training); see Sources/CEvidence/include/evidence.h. Frame t is compared with frame t + 1, the last
one with its predecessor; a single frame has no motion. Frames come at the working size: long side
320. The call releases the GIL.

    python -m clips.evidence CLIPS     # J of the rule r > 0 on CLIPS/<name>/{frames,masks,meta.json}
"""
import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "Sources" / "CEvidence"
CHANNELS = 5
_local = threading.local()


def build(target=ROOT / "Training" / "work" / "libevidence.so"):
    """Compiles the shared library when it is missing or older than its sources; returns its path."""
    sources = sorted(SOURCES.glob("*.c"))
    newest = max(p.stat().st_mtime for p in [*sources, *SOURCES.rglob("*.h")])
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: several processes may build at once.
        aside = target.with_name(f"{target.name}.{os.getpid()}")
        subprocess.run(
            [os.environ.get("CC", "cc"), "-O3", "-fno-math-errno", "-ffp-contract=off", "-shared",
             "-fPIC", *map(str, sources), "-I", str(SOURCES / "include"), "-lm", "-o", str(aside)],
            check=True)
        aside.rename(target)
    return target


def load(path=None):
    """The library with its argument types declared."""
    library = ctypes.CDLL(str(path or build()))
    library.evidence_scratch_bytes.restype = ctypes.c_size_t
    library.evidence_scratch_bytes.argtypes = [ctypes.c_int, ctypes.c_int]
    library.evidence_frame.argtypes = [
        ctypes.c_void_p, ctypes.c_void_p, ctypes.c_float, ctypes.c_int, ctypes.c_int, ctypes.c_int,
        ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    library.evidence_flow.argtypes = [
        ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p,
        ctypes.c_void_p]
    return library


_library = None


def _scratch(w, h):
    global _library
    if _library is None:
        _library = load()
    size = _library.evidence_scratch_bytes(w, h)
    if size == 0:
        raise ValueError(f"evidence: frames are {w}x{h}; each side must be 32 to 4096")
    if getattr(_local, "size", 0) < size:
        _local.buffer, _local.size = np.empty(size, np.uint8), size
    return _local.buffer.ctypes.data


def evidence(frames, out_h=128, out_w=224):
    """frames uint8 [T, H, W, 3] at the working size -> float32 [T, out_h, out_w, 5]."""
    frames = np.ascontiguousarray(frames)
    if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[3] != 3:
        raise ValueError(f"evidence: uint8 [T, H, W, 3] wanted, got {frames.dtype} {frames.shape}")
    count, h, w, _ = frames.shape
    out = np.empty((count, out_h, out_w, CHANNELS), np.float32)
    scratch = _scratch(w, h)
    for t in range(count):
        other, sign = (t + 1, 1.0) if t + 1 < count else (t - 1, -1.0)
        neighbour = frames[other].ctypes.data if count > 1 else None
        code = _library.evidence_frame(
            frames[t].ctypes.data, neighbour, sign, w, h, out_w, out_h, out[t].ctypes.data, scratch)
        if code != 0:
            raise ValueError(f"evidence: code {code} for frames {w}x{h} -> {out_w}x{out_h}")
    return out


def flow(frame, neighbour):
    """Dense flow from one uint8 [H, W, 3] frame to another: float32 [H, W, 2] in pixels."""
    frame, neighbour = np.ascontiguousarray(frame), np.ascontiguousarray(neighbour)
    h, w, _ = frame.shape
    out = np.empty((h, w, 2), np.float32)
    scratch = _scratch(w, h)
    _library.evidence_flow(
        frame.ctypes.data, neighbour.ctypes.data, w, h, out.ctypes.data, scratch)
    return out


def score(folder):
    """Prints J of r > 0, each mask at its frame's size, by clip; then the mean by expression."""
    from PIL import Image

    groups, spent, count = {}, 0.0, 0
    for path in sorted(p for p in Path(folder).iterdir() if (p / "meta.json").exists()):
        meta = json.loads((path / "meta.json").read_text())
        files = sorted((path / "frames").iterdir())
        images = [Image.open(f).convert("RGB") for f in files]
        size, scale = images[0].size, 320 / max(images[0].size)
        work = tuple(max(32, round(side * scale)) for side in size)
        frames = np.stack([np.asarray(i.resize(work, Image.BILINEAR)) for i in images])
        start = time.process_time()
        r = evidence(frames)[..., 4]
        spent, count = spent + time.process_time() - start, count + len(files)
        found = {f.stem: np.asarray(Image.fromarray(x).resize(size, Image.BILINEAR)) > 0
                 for f, x in zip(files, r)}
        exact = meta["mask_quality"].startswith("ground truth") and "semantic" not in meta["mask_quality"]
        group = ("loose" if not exact or "class-level" in meta["kind"]
                 else "multi" if len(meta["objects"]) > 1 else "single")
        for name, info in meta["objects"].items():
            values = []
            for file in sorted((path / "masks" / name).iterdir()):
                truth = np.asarray(Image.open(file).convert("L")) > 0
                union = (truth | found[file.stem]).sum()
                values.append((truth & found[file.stem]).sum() / union if union else 1.0)
            groups.setdefault(group, []).extend([np.mean(values)] * len(info["expressions"]))
            print(f"{path.name:16s} {name:14s} {group:6s} J {np.mean(values):.3f}")
    print({g: round(float(np.mean(v)), 4) for g, v in groups.items()},
          f"{spent / max(count, 1) * 1e3:.1f} ms a frame")


if __name__ == "__main__":
    score(sys.argv[1])
