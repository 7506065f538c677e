"""Teaches which of several people a sentence means: "the woman", "the boy".  Captions say who is in a photograph, and
of whom they all say the same that is learned, from what the frozen backbone sees of the upper part of their box.

    python -m recognition.people          # work/recognition/people.pt, a minute
"""

import json
import re

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from recognition.material import WORK
from recognition.network import Recognition, pixels
from recognition.split import PEOPLE

TOLD = WORK / "people.pt"
TRAITS = ["woman", "child"]                     # against men, against grown-ups
SIDE = 224                                      # of what is looked at, squeezed into a square
MARGIN = 0.08                                   # around it, in its own widths and heights
UPPER = 0.45                                    # of a box, at least; as high as it is wide where that is more
SMALLEST, SHORTEST = 0.01, 24                   # of a box that teaches: share of the photograph, pixels of a side
ALONE = 0.25                                    # of the largest box, what others may have where one person is told of
DECAY = 1000                                     # of the weights, against the sum of all losses
FOLDS = 8
MEN = "man men guy guys male gentleman gentlemen businessman father dad boy boys he his him"
WOMEN = "woman women lady ladies female girl girls mother mom she her bride"
CHILDREN = "child children kid kids baby babies toddler toddlers boy boys infant"
GROWN = "man men woman women lady ladies gentleman gentlemen businessman"
ANYONE = "person people group crowd couple family someone everyone players skiers riders spectators"


def captioned(captions: list[str], words: str) -> int:
    """How many captions have one of the words."""
    listed = set(words.split())
    return sum(bool(listed & set(re.findall("[a-z]+", c.lower()))) for c in captions)


def traits(captions: list[str]) -> list[float]:
    """Of each trait 1 or 0; nan where captions do not agree."""
    men, women, children, grown = (captioned(captions, w) for w in (MEN, WOMEN, CHILDREN, GROWN))
    woman = 1.0 if women >= 2 and not men else 0.0 if men >= 2 and not women else np.nan
    child = 1.0 if children >= 2 else 0.0 if grown >= 2 and not children else np.nan
    return [woman, child]


def upper(box, size, margin=MARGIN):
    """The upper part of a box x, y, width, height, with a margin, as x0, y0, x1, y1 in a photograph of that size."""
    x, y, w, h = box
    h = min(h, max(w, UPPER * h))
    return (int(max(0, x - margin * w)), int(max(0, y - margin * h)),
            int(np.ceil(min(size[1], x + (1 + margin) * w))), int(np.ceil(min(size[0], y + (1 + margin) * h))))


def portraits():
    """(photograph's number, [SIDE, SIDE, 3], traits) of everyone of whom captions tell something."""
    everything = json.loads((PEOPLE / "photographs.json").read_text())
    boxes = {}
    for found in everything["person_boxes"]:
        boxes.setdefault(found["image_id"], []).append(found["bbox"])
    for image in everything["images"]:
        told, found = traits(image["captions"]), sorted(boxes.get(image["id"], []), key=lambda b: -b[2] * b[3])
        if not found or np.isnan(told).all():
            continue
        area = [b[2] * b[3] for b in found]
        many = captioned(image["captions"], ANYONE) > 0
        among = [b for b, a in zip(found, area) if a > ALONE * area[0]]
        if len(among) > (1 if many else 3):
            continue
        picture = cv2.imread(str(PEOPLE / "images" / image["file_name"]))[..., ::-1]
        for box in among:
            if min(box[2:]) < SHORTEST or box[2] * box[3] < SMALLEST * picture.shape[0] * picture.shape[1]:
                continue
            x0, y0, x1, y1 = upper(box, picture.shape)
            yield image["id"], cv2.resize(picture[y0:y1, x0:x1], (SIDE, SIDE), interpolation=cv2.INTER_AREA), told


@torch.no_grad()
def features(net: Recognition, pictures) -> torch.Tensor:
    """[n, 1280]: the mean over all places."""
    found = []
    for start in range(0, len(pictures), 16):
        batch = pixels(np.stack(pictures[start:start + 16]))
        found.append(net.backbone.extract_features(batch).mean((2, 3)))
    return torch.cat(found)


def fit(x: torch.Tensor, y: torch.Tensor, decay=DECAY):
    """x [n, features], y [n] of 0 and 1 -> weight [features], bias: logistic regression, both answers counting alike."""
    middle, spread = x.mean(0), x.std(0) + 0.05
    z = (x - middle) / spread
    share = torch.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        total = (F.binary_cross_entropy_with_logits(z @ weight + bias, y, reduction="none") * share).sum()
        total = total + decay / 2 * (weight ** 2).sum()
        total.backward()
        return total

    optimizer.step(loss)
    weight = (weight / spread).detach()
    return weight, (bias.detach() - middle @ weight)


def ranked(scores: torch.Tensor, y: torch.Tensor) -> float:
    """Area under the ROC: how often one who is it has the higher score than one who is not."""
    above = scores[y > 0][:, None] - scores[y == 0][None]
    return ((above > 0).float() + 0.5 * (above == 0)).mean().item()


def main():
    number, pictures, told = zip(*portraits())
    net = Recognition().eval()
    straight, mirrored = features(net, pictures), features(net, [p[:, ::-1] for p in pictures])
    number, told = np.array(number), torch.tensor(told)
    weights, biases = [], []
    for k, trait in enumerate(TRAITS):
        known = ~told[:, k].isnan()
        y, who = told[known, k], number[known.numpy()]
        both = torch.stack([straight[known], mirrored[known]])
        fold = torch.tensor([int(n) * 2654435761 % 2 ** 32 % FOLDS for n in who])
        scores = torch.zeros(len(y))
        for f in range(FOLDS):
            held = fold == f
            weight, bias = fit(both[:, ~held].flatten(0, 1), y[~held].repeat(2))
            scores[held] = both[0, held] @ weight + bias
        print(f"{trait}: {int(y.sum())} of {len(y)}; of two, the right one in {ranked(scores, y):.3f} of photographs kept out; "
              f"mean size of the logit {scores.abs().mean():.2f}", flush=True)
        weight, bias = fit(both.flatten(0, 1), y.repeat(2))
        weights.append(weight)
        biases.append(bias)
    WORK.mkdir(parents=True, exist_ok=True)
    torch.save({"weight": torch.stack(weights), "bias": torch.cat(biases)}, TOLD)


if __name__ == "__main__":
    main()
