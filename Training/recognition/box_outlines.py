"""Teaches a second opinion about a close look at a box: a pyramid on the frozen backbone's maps, which know what
things are, tells which of the look the thing is that the box was drawn around.  Outlines that people drew are replaced
by U²-Net-P's where it means the same thing, which are finer.

    python -m recognition.box_outlines --minutes 28      # work/recognition/box_outlines.pt, which export.py ships
"""

import argparse
import random
from collections import defaultdict

import cv2
import numpy as np
import torch
from torch import nn

from recognition import network
from recognition.by_the_clock import learn
from recognition.close_ups import AGREED, LIMIT, SIDES
from recognition.composites import Thing, is_whole, things
from recognition.looks import CLEAREST, MARGIN, SMALLEST, Looks, Outlined, looked_at, outlined, overlaps, part
from recognition.material import WORK
from recognition.network import PYRAMID, LightPyramid, Recognition
from recognition.photograph_questions import FOLDER_NAMES, SHOWS_PARTS, coco, read
from recognition.split import is_coco, kept_for_testing, photographs
from recognition.teach import outlines, taught
from recognition.u2net import SalienceNetwork, squeezed

WEIGHTS = WORK / "box_outlines.pt"
BATCH = 16
ALIKE = 0.5             # of what is laid over, behind and beside things, so much is of the same kind
FILLED = 0.93           # of its box, from which an outline is a picture's frame
UNSURE = 0.3            # of an outline's area, what may be undecided
OUT = 4                 # every so many photographs --check keeps out


class BoxOutlines(nn.Module):
    def __init__(self):
        super().__init__()
        self.pyramid, self.outline = LightPyramid(), nn.Conv2d(PYRAMID, 1, 1)

    def forward(self, maps):
        """The backbone's maps of a look -> logits [n, side / 4, side / 4]"""
        return self.outline(self.pyramid(maps)[0])[:, 0]


class Lessons(torch.utils.data.IterableDataset):
    def __init__(self, looks):
        self.looks = looks

    def __iter__(self):
        info = torch.utils.data.get_worker_info()
        random.seed(info.seed), np.random.seed(info.seed % 2 ** 32)
        while True:
            side = random.choice(SIDES)
            seen, truths, _ = zip(*(self.looks.close_up(side) for _ in range(BATCH)))
            yield np.stack(seen).astype(np.float32), np.stack(truths).astype(np.float32)


class Things(Looks):
    """Those of COCO's photographs, their outlines `sharpened`, and Caltech-101's, with others of the same kind over,
    behind and beside them."""
    laid_share = 0.45

    def __init__(self, keep):
        self.things, self.cutouts = sharpened(outlined(keep)), [cut for own in things(keep).values() for cut in own]
        self.photographs = [o.picture for o in self.things]
        for o, whole in singled_out():
            self.things.append(o)
            if whole:
                self.cutouts.append(cut_out(o))
        self.weigh()
        self.by_kind = defaultdict(list)
        for cut in self.cutouts:
            self.by_kind[cut.kind].append(cut)

    def places(self):
        return random.sample(self.photographs, 1)

    def over(self, kind):
        return self.by_kind[kind] if kind in self.by_kind and random.random() < ALIKE else self.cutouts

    def behind(self, kind):
        return [random.choice(self.over(kind)) for _ in range(random.choice((0, 0, 1, 2, 3)))]


def singled_out():
    """The things that stand out alone in Caltech-101's pictures, and whether each is whole."""
    for path in taught([p for p in photographs() if not is_coco(p) and p.parent.name not in SHOWS_PARTS]):
        picture = read(path)
        stands_out = cv2.resize(cv2.imread(str(outlines(path)[0]), 0), picture.shape[1::-1]).astype(np.float32) / 255
        mask = (stands_out > 0.5).astype(np.uint8)
        unsure = ((stands_out > 0.25) & (stands_out < 0.75)).sum() / max(1, mask.sum())
        parts = cv2.connectedComponentsWithStats(mask)[2][1:, cv2.CC_STAT_AREA]
        if not 0.03 < mask.mean() < 0.75 or unsure > UNSURE or parts.max() < 0.9 * parts.sum():
            continue
        x, y, w, h = box = cv2.boundingRect(mask)
        if min(w, h) >= SMALLEST and mask[y:y + h, x:x + w].mean() < FILLED:
            yield Outlined(FOLDER_NAMES.get(path.parent.name, path.parent.name), picture, mask, box), is_whole(box, mask)


def cut_out(o: Outlined) -> Thing:
    x, y, w, h = o.box
    alpha = cv2.GaussianBlur(o.mask.astype(np.float32), (0, 0), 1)
    return Thing(o.kind, o.picture[y:y + h, x:x + w], alpha[y:y + h, x:x + w])


@torch.no_grad()
def sharpened(found):
    """With the published network's outlines where it means the same things."""
    published, count = SalienceNetwork.load().to(memory_format=torch.channels_last), 0
    for o in found:
        look, _ = looked_at(o.picture, o.mask, o.box, [MARGIN] * 4, CLEAREST)
        p = published(squeezed(look)).clamp(-LIMIT, LIMIT).sigmoid()[0, 0].numpy()
        left, top, right, bottom = part(o.mask, o.box, [MARGIN] * 4)
        sx, sy = (right - left) / p.shape[1], (bottom - top) / p.shape[0]
        matrix = np.float32([[sx, 0, left + 0.5 * sx - 0.5], [0, sy, top + 0.5 * sy - 0.5]])
        own = (cv2.warpAffine(p, matrix, o.mask.shape[::-1], flags=cv2.INTER_LINEAR) > 0.5).astype(np.uint8)
        if (own & o.mask).sum() > AGREED * (own | o.mask).sum():
            o.mask, count = own, count + 1
    print(f"{count} of {len(found)} outlines sharpened", flush=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=28)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default=WEIGHTS)
    parser.add_argument("--check", action="store_true", help=f"keep every {OUT}th photograph out and look at them meanwhile")
    args = parser.parse_args()
    random.seed(args.seed), np.random.seed(args.seed), torch.manual_seed(args.seed)
    names = sorted({i["file_name"] for i in coco()["images"]} - kept_for_testing())
    out = set(names[::OUT]) if args.check else set()
    checked = outlined(lambda name: name in out)
    lessons = iter(torch.utils.data.DataLoader(Lessons(Things(lambda name: name not in out)), batch_size=None, num_workers=1,
                                               prefetch_factor=8))
    backbone = Recognition().eval()
    net = BoxOutlines().to(memory_format=torch.channels_last).train()

    def taught(_):
        seen, truth = next(lessons)
        with torch.no_grad(), network.half_precision():
            maps = backbone.maps(network.pixels(seen.numpy()))
        return net([m.float() for m in maps]), truth

    overlap = lambda net: overlaps(lambda look: net(backbone.maps(network.pixels(look[None])))[0], checked)
    learn(net, taught, args.out, args.minutes, args.rate, 1e-2, overlap)


if __name__ == "__main__":
    main()
