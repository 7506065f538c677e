"""Teaches what lies around things: sky, road, grass, trees, water, sand, snow and buildings, of which no teacher at hand
knows the outlines.  Captions say which of them a photograph shows; where in it, a first guess by place, colour and
texture says, and what was learned from that then corrects the guess.

    python -m recognition.scenery          # work/recognition/scenery.pt, some minutes of one core
"""

import argparse
import json
import random
import re

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from recognition.distil import WEIGHTS
from recognition.material import WORK
from recognition.network import HEIGHT, MAP_CHANNELS, WIDTH, Recognition, half_precision, pixels
from recognition.split import PEOPLE

SCENERY = WORK / "scenery.pt"
NAMES = ["sky", "road", "grass", "tree", "water", "sand", "snow", "building"]
# Words of captions.  A photograph whose captions have none of a row's words teaches nothing about it.
SAID = {"sky": "sky skies", "road": "road street highway sidewalk pavement roadway crosswalk intersection driveway lot",
        "grass": "grass grassy field lawn meadow pasture park yard", "tree": "tree trees forest woods bushes wooded",
        "water": "water ocean sea lake river waves wave surf surfing surfer surfboard boat pond",
        "sand": "sand beach sandy shore desert", "snow": "snow snowy ski skis skiing skier snowboard snowboarder snowboarding slope",
        "building": "building buildings house houses city street storefront church"}
UNKNOWN = 255
WIDTH_OF_HIDDEN = 48
CELLS = HEIGHT // 8, WIDTH // 8


class Scenery(nn.Module):
    """Maps of strides 8, 16 and 32 -> logits of something else and of `NAMES` at stride 8."""

    def __init__(self, hidden=WIDTH_OF_HIDDEN):
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(c, hidden, 1) for c in list(MAP_CHANNELS.values())[1:])
        self.mix = nn.Conv2d(hidden, hidden, 1)
        self.told = nn.Conv2d(hidden, 1 + len(NAMES), 1)
        self.height = nn.Parameter(torch.zeros(1 + len(NAMES), 2))       # of a place: its share of the height, squared

    def forward(self, maps):
        y = 0
        for lateral, map in zip(self.lateral, maps):
            y = y + F.interpolate(lateral(map), size=maps[0].shape[2:], mode="bilinear")
        y = self.told(F.relu(self.mix(F.relu(y))))
        down = (torch.arange(y.shape[2]) + 0.5) / y.shape[2]
        return y + (self.height[:, :1] * down + self.height[:, 1:] * down ** 2)[None, :, :, None]


def captioned():
    everything = json.loads((PEOPLE / "photographs.json").read_text())
    for image in everything["images"]:
        words = set(re.findall("[a-z]+", " ".join(image["captions"]).lower()))
        yield PEOPLE / "images" / image["file_name"], {k for k, v in SAID.items() if words & set(v.split())}


def first_guess(picture, said, things):
    """By place, colour and texture, [32, 56]: 0 something else, 1... `NAMES`, 255 unknown.  `things`: bool."""
    small = cv2.resize(picture, CELLS[::-1], interpolation=cv2.INTER_AREA)
    hue, colour, light = [c.astype(np.float32) for c in cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2HSV))]
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    edges = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    rough = cv2.resize(edges, CELLS[::-1], interpolation=cv2.INTER_AREA)
    down = np.linspace(0, 1, CELLS[0])[:, None] * np.ones((1, CELLS[1]))
    green = (hue > 32) & (hue < 88) & (colour > 45)
    blue = (hue > 88) & (hue < 130) & (colour > 40)
    pale = colour < 60
    guess = np.full(CELLS, UNKNOWN, np.uint8)
    rules = {"sky": (down < 0.4) & (rough < 18) & ((blue & (light > 110)) | (light > 190)),
             "road": (down > 0.55) & pale & (light > 50) & (light < 215) & (rough < 60),
             "grass": (down > 0.45) & green,
             "tree": (down < 0.6) & (rough > 40) & (green | (light < 90)),
             "water": (down > 0.3) & (blue | (pale & (light > 60))) & (rough < 90),
             "sand": (down > 0.5) & (hue > 5) & (hue < 30) & (colour > 20) & (colour < 130) & (light > 110),
             "snow": (down > 0.3) & pale & (light > 165),
             "building": (down < 0.6) & (rough > 25) & ~green & ~blue}
    order = ["building", "tree", "water", "road", "sand", "grass", "snow", "sky"]
    if "snow" in said or "sand" in said or "grass" in said:
        order.remove("road")
    for name in order:
        if name in said or name == "sky" and said & {"tree", "building", "water", "snow", "road", "grass"}:
            guess[rules[name]] = 1 + NAMES.index(name)
    guess[cv2.dilate(things.astype(np.uint8), np.ones((3, 3))) > 0] = UNKNOWN
    guess[things] = 0
    return guess


@torch.no_grad()
def looked_at(net, path, said):
    """Maps, first guess and which names may be there."""
    picture = cv2.resize(cv2.imread(str(path))[..., ::-1], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    with half_precision():
        maps = net.maps(pixels(picture[None]))
    maps = [m.float() for m in maps]
    foreground, kinds = net(maps)
    things = (F.avg_pool2d(foreground, 2)[0, 0] > 0.5) | (kinds[0].softmax(0)[0] < 0.4)
    return [m[0].half() for m in maps[1:]], first_guess(np.ascontiguousarray(picture), said, things.numpy()), said


def taught(net, seen, steps, rate):
    """Teaches the network the guesses; a photograph is taken once as it is and once mirrored."""
    optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-2)
    losses = []
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 50) * (1 - step / steps) + 1e-5
        batch = random.sample(seen, 16)
        maps = [torch.stack([s[0][i] for s in batch]).float() for i in range(3)]
        truth = torch.stack([torch.from_numpy(s[1]) for s in batch]).long()
        if random.random() < 0.5:
            maps, truth = [m.flip(3) for m in maps], truth.flip(2)
        # Every name has the same weight in a batch.
        counts = torch.bincount(truth[truth != UNKNOWN], minlength=1 + len(NAMES)).float()
        loss = F.cross_entropy(net(maps), truth, ignore_index=UNKNOWN, weight=1 / counts.clamp(min=200).sqrt())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(f"scenery: loss {np.mean(losses[:50]):.3f} to {np.mean(losses[-50:]):.3f}", flush=True)


@torch.no_grad()
def corrected(net, seen):
    """The network's own answers, held to what captions say, where it is sure."""
    found = []
    for maps, guess, said in seen:
        p = net([m[None].float() for m in maps])[0].softmax(0)
        allowed = torch.tensor([1.0] + [float(n in said or n in ("sky", "building", "tree")) for n in NAMES])
        p = p * allowed[:, None, None]
        p = p / p.sum(0)
        best = p.max(0)
        new = torch.where(best.values > 0.7, best.indices, torch.tensor(UNKNOWN)).numpy().astype(np.uint8)
        new[guess == 0] = 0
        found.append((maps, new, said))
    return found


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--steps", type=int, default=500)
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    recognition = Recognition.load(WEIGHTS)
    seen = [looked_at(recognition, path, said) for path, said in captioned() if said]
    print(len(seen), "photographs", flush=True)
    for round in range(3):
        net = Scenery()
        taught(net, seen, a.steps, 3e-3)
        seen = corrected(net, seen)
    torch.save(net.state_dict(), SCENERY)


if __name__ == "__main__":
    main()
