"""Scores a checkpoint in PyTorch, for choosing between runs (the shipped figures come from score.py).

    python -m training.evaluate work/run/last.pt --arrays work/arrays-test [--clips ../../shared/data/dev]
"""

import argparse
import json
import pickle
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from clips.data import EVIDENCE_SCALE, HEIGHT, WIDTH, Arrays, model_input, shrink
from model.referformer import Config, ReferFormer
from training.train import Tokenizer


def load(path, raw=False):
    state = torch.load(path, weights_only=False)
    tokenizer = Tokenizer()
    net = ReferFormer(Config(vocabulary=tokenizer.pieces.get_piece_size()))
    net.load_state_dict(state["net" if raw else "ema"])
    return net.eval(), tokenizer


def iou(a, b):
    union = (a | b).sum()
    return 1.0 if union == 0 else float((a & b).sum() / union)


def synthetic(net, tokenizer, arrays, limit=None):
    j, own, swapped, picked, chance, tags, presence = [], [], [], [], [], {}, []
    for i in range(min(len(arrays), limit or len(arrays))):
        f, e, l, clip = arrays.clip(i)
        x = model_input(np.asarray(f), np.asarray(e).astype(np.float32) / EVIDENCE_SCALE)
        texts = [q["text"] for q in clip["expressions"]]
        masks, there, _ = net.segment(x, *tokenizer(texts))
        masks = F.interpolate(masks, size=l.shape[1:], mode="bilinear", align_corners=False).numpy() > 0
        objects = [o for o in range(1, 9) if (l == o).mean() > 0.002]
        for k, q in enumerate(clip["expressions"]):
            presence.append((bool(q["targets"]), float(there[k]), "/".join(q["tags"])))
            if not q["targets"]:
                continue
            truth = np.isin(l, q["targets"])
            j.append(np.mean([iou(a, b) for a, b in zip(masks[k], truth)]))
            others = [m for m, o in enumerate(clip["expressions"])
                      if o["targets"] and not set(o["targets"]) & set(q["targets"])]
            if len(objects) < 2 or not set(q["targets"]) & set(objects) or set(objects) <= set(q["targets"]):
                continue
            if others:
                own.append(j[-1])
                swapped.append(np.mean([np.mean([iou(a, b) for a, b in zip(masks[m], truth)]) for m in others]))
            score = {o: np.mean([iou(a, b) for a, b in zip(masks[k], l == o)]) for o in objects}
            best = max(score, key=score.get)
            right = score[best] > 0.1 and best in q["targets"]
            picked.append(right)
            chance.append(len(set(q["targets"]) & set(objects)) / len(objects))
            tags.setdefault("+".join(sorted(q["tags"])), []).append((right, chance[-1]))
    yes = [p for t, p, _ in presence if t]
    no = [p for t, p, _ in presence if not t]
    return dict(J=np.mean(j), right=np.mean(own), swapped=np.mean(swapped), picked=np.mean(picked),
                chance=np.mean(chance), n=len(picked),
                kept=np.mean(np.array(yes) > 0.5), refused=np.mean(np.array(no) <= 0.5),
                refused_at_92=np.mean(np.array(no) <= np.quantile(yes, 0.08)), threshold_92=np.quantile(yes, 0.08),
                tags={k: (len(v), round(float(np.mean([a for a, _ in v])), 2), round(float(np.mean([b for _, b in v])), 2))
                      for k, v in sorted(tags.items(), key=lambda x: -len(x[1])) if len(v) > 8})


def dev_clips(folder, cache):
    """Frames at the model's size, evidence, truth: computed once."""
    if cache.exists():
        return pickle.loads(cache.read_bytes())
    from clips.evidence import evidence

    clips = []
    for path in sorted(Path(folder).iterdir()):
        meta = json.loads((path / "meta.json").read_text())
        files = sorted((path / "frames").iterdir())
        first = Image.open(files[0])
        scale = 320 / max(first.size)
        w, h = (max(32, round(side * scale)) for side in first.size)
        work = np.stack([np.asarray(Image.open(f).convert("RGB").resize((w, h), Image.BILINEAR)) for f in files])
        small = np.stack([shrink(f) for f in work])
        truth = {o: {p.stem: np.asarray(Image.open(p).convert("L")) > 0 for p in sorted((path / "masks" / o).iterdir())}
                 for o in meta["objects"]}
        quality = meta["mask_quality"]
        group = ("loose" if not quality.startswith("ground truth") or "class-level" in meta["kind"] or "semantic" in quality
                 else "multi" if len(meta["objects"]) > 1 else "single")
        clips.append(dict(name=path.name, group=group, stems=[f.stem for f in files], frames=small,
                          evidence=evidence(work, HEIGHT, WIDTH), truth=truth,
                          objects={o: v["expressions"] for o, v in meta["objects"].items()}))
    cache.write_bytes(pickle.dumps(clips))
    return clips


def real(net, tokenizer, clips, combine=None, details=False):
    rows = {}
    for c in clips:
        x = model_input(c["frames"], c["evidence"])
        asked = [(o, t) for o, ts in c["objects"].items() for t in ts]
        ids, mask = tokenizer([t for _, t in asked] + ["the object"])
        masks, there, _ = net.segment(x, ids, mask)
        for k, (o, t) in enumerate(asked):
            z = masks[k] if combine is None else combine(masks[k], masks[-1], x)
            scores = []
            for i, stem in enumerate(c["stems"]):
                if stem in c["truth"][o]:
                    truth = c["truth"][o][stem]
                    m = F.interpolate(z[None, None, i], size=truth.shape, mode="bilinear", align_corners=False)[0, 0] > 0
                    scores.append(iou(m.numpy(), truth))
            rows.setdefault(c["group"], []).append(np.mean(scores))
            if details:
                print(f"{c['name']:16s} {t:44s} {rows[c['group']][-1]:.3f} presence {float(there[k]):.2f}")
    return {k: round(float(np.mean(v)), 4) for k, v in rows.items()}


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("checkpoint")
    p.add_argument("--arrays", default="work/arrays-test")
    p.add_argument("--clips")
    p.add_argument("--raw", action="store_true")
    p.add_argument("--limit", type=int)
    a = p.parse_args()
    torch.set_num_threads(1)
    net, tokenizer = load(a.checkpoint, a.raw)
    if Path(a.arrays).exists():
        for k, v in synthetic(net, tokenizer, Arrays(a.arrays), a.limit).items():
            print(k, v if not isinstance(v, (float, np.floating)) else round(float(v), 3))
    if a.clips:
        clips = dev_clips(a.clips, Path("work/dev.pickle"))
        print(real(net, tokenizer, clips, details=True))
        for s in (0.3, 0.5, 0.7):
            print("neutral", s, real(net, tokenizer, clips, lambda m, n, x: (1 - s) * m + s * n))
