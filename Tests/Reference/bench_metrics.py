"""Times the Swift metrics beside the Python that published scores come from, in one run.

    python bench_metrics.py ../../.build/release/MetricsBench [--masks 10000]

10,000 masks of 320x240 with their truths, as COCO's compressed strings, are scored by both on one thread:
IoU and P@K as the A2D-Sentences script does (decoded, then numpy), mAP by pycocotools, F as the DAVIS
toolkit does (numpy and OpenCV).  Both begin with the strings in memory, and their scores must agree.  Times
are the processor's, which other programs on the machine disturb least.
"""

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from pycocotools import mask as coco_mask

from metrics_reference import average_precision, boundary_f, encode, overlap, region_scores, smoothed_iou

WIDTH, HEIGHT = 320, 240


def blob(random: np.random.Generator) -> np.ndarray:
    """Corners of a star-shaped polygon with a wavy outline, about as large as an annotated object."""
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    waves = sum(random.normal(0, 0.25 / k) * np.sin(k * angles + random.uniform(0, 7)) for k in range(1, 9))
    radius = random.uniform(15, 90) * np.clip(1 + waves, 0.2, 2)
    centre = random.uniform([50, 40], [WIDTH - 50, HEIGHT - 40])
    return centre + radius[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)


def drawn(corners: np.ndarray) -> np.ndarray:
    canvas = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.fillPoly(canvas, [corners.round().astype(np.int32)], 1).astype(bool)


def made(count: int) -> dict:
    """Truths, and masks that lie more or less well over them, the better ones with higher scores."""
    random = np.random.default_rng(1)
    truths, masks, scores = [], [], []
    for _ in range(count):
        corners = blob(random)
        error = random.uniform(0, 8)
        moved = corners + random.normal(0, error, 2) + random.normal(0, error / 4, corners.shape)
        truths.append(encode(drawn(corners))["counts"])
        masks.append(encode(drawn(moved))["counts"])
        scores.append(float(np.clip(0.9 - error / 12 + random.normal(0, 0.1), 0, 1)))
    return {"width": WIDTH, "height": HEIGHT, "truths": truths, "masks": masks, "scores": scores}


def runs(text: str) -> dict:
    return {"size": [HEIGHT, WIDTH], "counts": text.encode()}


def pairs(data: dict):
    for truth, mask in zip(data["truths"], data["masks"]):
        yield coco_mask.decode(runs(truth)).astype(bool), coco_mask.decode(runs(mask)).astype(bool)


def regions(data: dict) -> list[float]:
    found = region_scores([overlap(truth, mask) for truth, mask in pairs(data)], smoothed_iou)
    return [found["overallIoU"], found["meanIoU"], *found["precision"]]


def precision(data: dict) -> list[float]:
    return average_precision([([runs(truth)], [(runs(mask), score)]) for truth, mask, score
                              in zip(data["truths"], data["masks"], data["scores"])])


def boundaries(data: dict) -> list[float]:
    return [float(np.mean([boundary_f(mask, truth) for truth, mask in pairs(data)]))]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--masks", type=int, default=10_000)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    data = made(args.masks)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(data, file)
        file.flush()
        done = subprocess.run([args.program, file.name], capture_output=True, text=True, check=True)
    ours = json.loads(done.stdout)

    print(f"{args.masks:,} masks of {WIDTH}x{HEIGHT}, one thread     Python s   Swift s   ratio   difference")
    total = np.zeros(2)
    for name, measure in {"IoU, P@K": regions, "mAP": precision, "F": boundaries}.items():
        start = time.process_time()
        theirs = measure(data)
        seconds = np.array([time.process_time() - start, ours["seconds"][name]])
        difference = np.abs(np.subtract(theirs, ours["scores"][name])).max()
        if difference > 1e-6:
            raise SystemExit(f"{name}: {ours['scores'][name]} and {theirs} differ by {difference}")
        total += seconds
        print(f"{name:40} {seconds[0]:8.2f} {seconds[1]:9.3f} {seconds[0] / seconds[1]:7.0f}   {difference:.1e}")
    print(f"{'together':40} {total[0]:8.2f} {total[1]:9.3f} {total[0] / total[1]:7.0f}")


if __name__ == "__main__":
    main()
