"""Trains the default model from prepared arrays.

    python -m training.train --arrays work/arrays --until 12:00 --out work/run [--start weights.pt] [--workers 2]

Workers train apart, each on one thread, and average their weights every few steps, so that a busy
core slows one of them and stops none. The learning rate follows the clock: warm-up, then cosine.
"""

import argparse
import copy
import json
import math
import os
import random
import time
from pathlib import Path

import numpy as np
import sentencepiece
import torch
import torch.distributed as dist
import torch.nn.functional as F
from safetensors.torch import load_file

from training.clock import next_time
from clips.data import EVIDENCE_SCALE, Arrays, flip_words, model_input
from training.losses import AttributeHeads, boxes_of, contrast, mask_loss, query_losses
from model.referformer import Config, ReferFormer, selection
from training.tiles import Tiles, tile_loss
from training.unfamiliar import Swapper

HERE = Path(__file__).parent.parent
TOKENS = 24
OBJECTS = 8
VOCABULARY = HERE / "../Vocab/Resources/refseg.model"


class Tokenizer:
    """Pieces of the shipped vocabulary: <s> = 0, <pad> = 1, </s> = 2, <unk> = 3."""

    def __init__(self):
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(VOCABULARY))

    def __call__(self, texts, drop=0.0):
        ids = torch.ones(len(texts), TOKENS, dtype=torch.long)
        for i, text in enumerate(texts):
            p = self.pieces.encode(text)[:TOKENS - 2]
            p = [3 if drop and random.random() < drop else x for x in p]
            ids[i, :len(p) + 2] = torch.tensor([0] + p + [2])
        length = int((ids != 1).sum(1).max())
        return ids[:, :length], ids[:, :length] == 1


def labels_of(arrays_meta):
    """Names of the attribute classes, in a fixed order."""
    names = {"class": set(), "colour": set(), "motion": set()}
    for clip in arrays_meta:
        for o in clip["objects"]:
            for k in names:
                if o.get(k) is not None:
                    names[k].add(o[k])
    return {k: sorted(v) for k, v in names.items()}


def choose(expressions, present: int, absent: int):
    """Sentences for one frame: targets as different as there are, and some that match nothing."""
    random.shuffle(expressions)
    real = [e for e in expressions if e["targets"]]
    none = [e for e in expressions if not e["targets"]]
    seen, first, rest = set(), [], []
    for e in real:
        key = tuple(e["targets"])
        (rest if key in seen else first).append(e)
        seen.add(key)
    real = (first + rest)
    while real and len(real) < present:
        real = real + real
    real = real[:present]
    none = (none * absent)[:present + absent - len(real)] if none else []
    chosen = real + none
    while len(chosen) < present + absent:
        chosen.append(chosen[-1])
    return chosen


GENERAL = {"animal", "vehicle", "fruit", "food", "toy", "people", "person", "pet", "bird", "thing", "object", "one"}
PEOPLE = {"man", "woman", "person", "boy", "girl", "baby"}


def classes_of(clip):
    found = {o["class"] for o in clip["objects"]}
    return found | PEOPLE if found & PEOPLE else found


def borrowed(clip, other):
    """A sentence about another clip that cannot be true here: it names a class that is not here."""
    here, kinds = classes_of(clip), {o["number"]: o["class"] for o in other["objects"] if "number" in o}
    if clip.get("photo"):
        return None
    for x in random.sample(other["expressions"], len(other["expressions"])):
        named = {kinds.get(n) for n in x["targets"]}
        words = {w.strip(".,").lower() for w in x["text"].split()}
        words |= {w.rstrip("s") for w in words}
        if x["targets"] and "class" in x["tags"] and not named & here and None not in named and not words & GENERAL:
            return dict(text=x["text"], targets=[], tags=["absent"])
    return None


def batch(arrays, count, present, absent, names, swap):
    frames, evidence, labels, texts, targets, attributes = [], [], [], [], [], []
    for _ in range(count):
        f, e, l, clip = arrays.clip(random.randrange(len(arrays)))
        t = random.randrange(len(f))
        f, e, l = f[t], e[t].astype(np.float32) / EVIDENCE_SCALE, l[t]
        flip = random.random() < 0.5
        if flip:
            f, e, l = f[:, ::-1], e[:, ::-1].copy(), l[:, ::-1]
            e[..., 0] *= -1
        frames.append(f), evidence.append(e), labels.append(np.ascontiguousarray(l))
        chosen = choose(list(clip["expressions"]), present, absent)
        for k in range(present, len(chosen)):
            if not chosen[k]["targets"] and random.random() < 0.5:
                chosen[k] = borrowed(clip, arrays.clip(random.randrange(len(arrays)))[3]) or chosen[k]
        for x in chosen:
            text = swap(x, clip)
            texts.append(flip_words(text) if flip else text)
            row = torch.zeros(OBJECTS)
            for o in x["targets"]:
                row[o - 1] = 1
            targets.append(row)
        row = {k: torch.full((OBJECTS,), -1) for k in names}
        for i, o in enumerate(clip["objects"][:OBJECTS]):
            for k in names:
                v = o.get(k)
                if k == "motion" and flip and v is not None:
                    v = flip_words(v)
                if v in names[k]:
                    row[k][i] = names[k].index(v)
        attributes.append(row)
    x = model_input(np.stack(frames), np.stack(evidence))
    gain = 1 + 0.15 * torch.randn(count, 1, 1, 1)
    shift = 0.12 * torch.randn(count, 3, 1, 1)
    x[:, :3] = x[:, :3] * gain + shift
    x = x.contiguous(memory_format=torch.channels_last)
    labels = torch.from_numpy(np.stack(labels)).long().clamp(max=OBJECTS)
    objects = F.one_hot(labels, OBJECTS + 1)[..., 1:].permute(0, 3, 1, 2).float()
    objects = F.avg_pool2d(objects, 4)
    attributes = {k: torch.stack([a[k] for a in attributes]) for k in names}
    return x, objects, texts, torch.stack(targets), attributes


def decoder_losses(net, t, read, rows, prior, truth, visible, objects, targets, weights):
    """read: words, mask and sentence of some of a batch's expressions, as are rows and all that follows."""
    with torch.autocast("cpu", torch.bfloat16):
        scores, boxes, state = net.decode(t, *read, rows)
    box = boxes_of(truth)
    boxed = visible * (box[:, 2] > 0)
    query, matched = query_losses(scores, boxes, box, boxed)
    k = torch.arange(len(rows))
    with torch.autocast("cpu", torch.bfloat16):
        own = net.masks(t, state[k, matched][:, None], boxes[-1][k, matched][:, None], rows)[:, 0]
    final = own.float() + prior
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        every = (net.masks(t, state, boxes[-1], rows).float() + prior[:, None]).sigmoid()
    choice = F.cross_entropy(selection(scores[-1].float(), every, prior)[boxed > 0], matched[boxed > 0])
    fine = mask_loss(final, truth, visible)
    clash, right = contrast(final, objects, targets)
    loss = (weights["query"] * query + weights["choice"] * choice
            + weights["fine"] * (fine + weights["contrast"] * clash))
    return loss, dict(pick2=right, query=query, choice=choice, fine=fine)


def loss_of(net, heads, data, tokenizer, present, absent, weights, queries=True):
    """The losses of one batch; without `queries` those of the decoder and its masks are left out."""
    x, objects, texts, targets, attributes = data
    n, e = len(x), present + absent
    ids, mask = tokenizer(texts, drop=0.03)
    rows = torch.arange(n).repeat_interleave(e)
    mine = objects[rows]
    truth = torch.einsum("bo,bohw->bhw", targets, mine).clamp(0, 1)
    meant = targets.sum(1) > 0
    area = truth.sum((1, 2))
    visible = (meant & (area > 2)).float()
    some = torch.cat([torch.arange(min(3, present)) + i * e for i in range(n)]
                     + [torch.arange(n) * e + present])
    with torch.autocast("cpu", torch.bfloat16):
        t = net.trunk(x)
        words, sentence = net.text(ids, mask)
        prior, presence, _ = net.prior(t, sentence, rows)
    prior = prior.float()
    dense = mask_loss(prior, truth, visible)
    clash, right = contrast(prior, mine, targets)
    sure = ~meant | (area > 4)
    there = F.binary_cross_entropy_with_logits(presence.float()[sure], meant.float()[sure])
    attribute, known = heads[0]([t["objects"], *t["maps"]], objects, attributes)
    early, _ = heads[1](t["features"][2:], objects, attributes)
    attribute = attribute + early
    loss = dense + weights["contrast"] * clash + weights["presence"] * there + weights["attribute"] * attribute
    if queries:
        more, seen = decoder_losses(net, t, (words[some], mask[some], sentence[some]), rows[some], prior[some], truth[some],
                                    visible[some], mine[some], targets[some], weights)
        loss, known = loss + more, known | seen
    with torch.no_grad():
        guess = (presence.float() > 0).float()
        log = dict(dense=dense, clash=clash, pick=right, there=there,
                   gone=(1 - guess)[~meant].mean(), kept=guess[visible > 0].mean(), **known)
    return loss, {k: float(v.detach()) for k, v in log.items() if v is not None}


def average(tensors):
    flat = torch.cat([t.data.float().flatten() for t in tensors])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    start = 0
    for t in tensors:
        t.data.copy_(flat[start:start + t.numel()].view_as(t))
        start += t.numel()


def worker(rank, a):
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    seed = a.seed * 1000 + rank + int(time.time()) * a.reseed
    random.seed(seed), np.random.seed(seed % 2**32), torch.manual_seed(a.seed)
    if a.workers > 1:
        dist.init_process_group("gloo", init_method=f"file://{a.out}/rendezvous", rank=rank, world_size=a.workers)
    arrays, tokenizer = Arrays(a.arrays), Tokenizer()
    names_file = Path(a.out) / "attributes.json"
    if not names_file.exists():
        names_file.write_text(json.dumps(labels_of(m for s in arrays.shards for m in s[3])))
    names = json.loads(names_file.read_text())
    net = ReferFormer(Config(vocabulary=tokenizer.pieces.get_piece_size())).to(memory_format=torch.channels_last)
    sizes, c = {k: len(v) for k, v in names.items()}, net.config
    heads = torch.nn.ModuleList([AttributeHeads(c.prior + 3 * c.hidden, sizes),
                                 AttributeHeads(c.planes[2] + c.planes[3], sizes)])
    if a.start:
        state = checkpoint(a.start)
        missing = net.load_state_dict(state["net"], strict=False)
        if state.get("heads", {}).keys() == heads.state_dict().keys():
            heads.load_state_dict(state["heads"])
        if rank == 0:
            print("started from", a.start, "missing", len(missing.missing_keys), flush=True)
    text = [p for k, p in net.named_parameters() if k.startswith(("text_encoder", "resizer"))]
    rest = [p for k, p in net.named_parameters() if not k.startswith(("text_encoder", "resizer"))]
    rest += list(heads.parameters())
    groups = [dict(params=rest, scale=1.0), dict(params=text, scale=0.8)]
    optimizer = torch.optim.AdamW(groups, lr=a.rate, weight_decay=1e-2, betas=(0.9, 0.98), fused=True)
    shared = [p for p in list(net.parameters()) + list(heads.parameters())]
    shared += [b for b in net.buffers() if b.is_floating_point()]
    shadow = copy.deepcopy(net)
    swap = Swapper(0.15)
    tiles = Tiles(a.sprites, names, seed % 2**32) if a.tiles else None
    begin = time.time()
    end = next_time(a.until)
    weights = dict(contrast=1.0, presence=a.presence, query=0.1, fine=0.5, attribute=0.6, choice=0.5)
    step, log, last = 0, {}, time.time()
    while True:
        now = time.time()
        done = (now - begin) / (end - begin)
        stop = torch.tensor([float(done >= 1 or step >= a.steps)])
        if a.workers > 1 and step % a.every == 0:
            average(shared)
            dist.all_reduce(stop)
        if (stop > 0 and (a.workers == 1 or step % a.every == 0)):
            break
        rate = a.rate * min(1, (step + 1) / a.warm) * (0.5 * (1 + math.cos(math.pi * min(done, 1))) * 0.98 + 0.02)
        for g in optimizer.param_groups:
            g["lr"] = rate * g["scale"]
        data = batch(arrays, a.batch, a.present, a.absent, names, swap)
        loss, l = loss_of(net, heads, data, tokenizer, a.present, a.absent, weights, step % a.decode == 0)
        if tiles:
            close, l["close"] = tile_loss(net, heads[1], tiles, a.tiles)
            loss += weights["attribute"] * close
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(rest, 5.0)
        torch.nn.utils.clip_grad_norm_(text, 2.0)
        if torch.isfinite(loss):
            optimizer.step()
        step += 1
        with torch.no_grad():
            decay = min(0.995, (step + 1) / (step + 20))
            for s, p in zip(shadow.state_dict().values(), net.state_dict().values()):
                s.lerp_(p, 1 - decay) if s.is_floating_point() else s.copy_(p)
        for k, v in l.items():
            if v == v:
                log[k] = v if k not in log else log[k] * 0.98 + v * 0.02
        if rank == 0 and (step in (10, 50) or step % 200 == 0):
            print(step, f"{now - begin:.0f} s", f"rate {rate:.1e}", f"clips {len(arrays)}",
                  {k: round(v, 3) for k, v in log.items()}, flush=True)
        if step % 100 == 0:
            arrays.refresh()
        if rank == 0 and time.time() - last > 120:
            last = time.time()
            save(a.out, net, heads, shadow, step)
    if rank == 0:
        save(a.out, net, heads, shadow, step)
        print("finished", step, "steps", flush=True)


def checkpoint(path):
    """A .pt of a run, or the shipped safetensors."""
    if str(path).endswith(".safetensors"):
        return dict(net={k: v.float() for k, v in load_file(path).items()})
    return torch.load(path, weights_only=False)


def save(out, net, heads, shadow, step):
    path = Path(out) / "last.pt"
    torch.save(dict(net=net.state_dict(), heads=heads.state_dict(), ema=shadow.state_dict(), step=step), f"{path}.tmp")
    os.rename(f"{path}.tmp", path)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--arrays", default="work/arrays")
    p.add_argument("--out", default="work/run")
    p.add_argument("--until", required=True, help="HH:MM, local time")
    p.add_argument("--start", help="a .pt checkpoint")
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--every", type=int, default=8, help="steps between averages")
    p.add_argument("--batch", type=int, default=12)
    p.add_argument("--present", type=int, default=4)
    p.add_argument("--absent", type=int, default=3)
    p.add_argument("--presence", type=float, default=1.5, help="weight of the loss of presence")
    p.add_argument("--decode", type=int, default=1, help="the decoder learns at every so many-th step")
    p.add_argument("--tiles", type=int, default=0, help="single cut-outs beside every batch of clips")
    p.add_argument("--sprites", default="work/sprites.npz")
    p.add_argument("--rate", type=float, default=8e-4)
    p.add_argument("--warm", type=int, default=200)
    p.add_argument("--steps", type=int, default=10**9, help="stop after so many")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--reseed", type=int, default=0)
    a = p.parse_args()
    a.out = str(Path(a.out).resolve())
    Path(a.out).mkdir(parents=True, exist_ok=True)
    Path(a.out, "rendezvous").unlink(missing_ok=True)
    if a.workers == 1:
        worker(0, a)
    else:
        torch.multiprocessing.spawn(worker, (a,), a.workers)


if __name__ == "__main__":
    main()
