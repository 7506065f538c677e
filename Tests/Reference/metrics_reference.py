"""The evaluation metrics, written plainly from their published definitions.

    python metrics_reference.py cases.json > answers.json

A mask is {"size": [height, width], "pixels": "0110..."}, row by row.  Run lengths, their overlaps, boxes
and unions, and average precision are pycocotools'; the rest follows the papers and their scripts.
"""

import contextlib
import io
import json
import sys

import cv2
import numpy as np
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from scipy.optimize import linear_sum_assignment

K = [0.5, 0.6, 0.7, 0.8, 0.9]


def pixels_of(mask: dict) -> np.ndarray:
    """bool [height, width]"""
    return (np.frombuffer(mask["pixels"].encode(), np.uint8) == ord("1")).reshape(mask["size"])


def encode(pixels: np.ndarray) -> dict:
    """COCO's compressed run lengths; "counts" as text."""
    runs = coco_mask.encode(np.asfortranarray(pixels.astype(np.uint8)))
    return {"size": runs["size"], "counts": runs["counts"].decode()}


def overlap(a: np.ndarray, b: np.ndarray) -> tuple[int, int]:
    """Pixels in both, pixels in either."""
    return int((a & b).sum()), int((a | b).sum())


def smoothed_iou(intersection: int, union: int) -> float:
    """IoU of the A2D-Sentences script: single precision, 1e-6 above and below."""
    small = np.float32(1e-6)
    return float((np.float32(intersection) + small) / (np.float32(union) + small))


def jaccard(a: np.ndarray, b: np.ndarray) -> float:
    """J of DAVIS; both empty = 1."""
    intersection, union = overlap(a, b)
    return intersection / union if union else 1.0


def outline(mask: np.ndarray) -> np.ndarray:
    """One pixel wide: pixels that differ from the right, lower or lower right neighbour (seg2bmap)."""
    right, below, diagonal = (np.zeros_like(mask) for _ in range(3))
    right[:, :-1] = mask[:, 1:]
    below[:-1] = mask[1:]
    diagonal[:-1, :-1] = mask[1:, 1:]
    edge = (mask ^ right) | (mask ^ below) | (mask ^ diagonal)
    edge[-1] = mask[-1] ^ right[-1]
    edge[:, -1] = mask[:, -1] ^ below[:, -1]
    edge[-1, -1] = False
    return edge


def disk(radius: int) -> np.ndarray:
    """uint8 [2 radius + 1, 2 radius + 1]: 1 within the radius."""
    steps = np.arange(-radius, radius + 1)
    return (steps[:, None] ** 2 + steps[None] ** 2 <= radius**2).astype(np.uint8)


def boundary_f(predicted: np.ndarray, truth: np.ndarray, tolerance: float = 0.008) -> float:
    """F of DAVIS."""
    radius = int(np.ceil(tolerance * np.linalg.norm(truth.shape)))
    ours, theirs = outline(predicted), outline(truth)
    if not ours.any() or not theirs.any():
        return float(ours.any() == theirs.any())
    near_theirs = cv2.dilate(theirs.astype(np.uint8), disk(radius)) > 0
    near_ours = cv2.dilate(ours.astype(np.uint8), disk(radius)) > 0
    precision = (ours & near_theirs).sum() / ours.sum()
    recall = (theirs & near_ours).sum() / theirs.sum()
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


def statistics(values: list[float]) -> dict:
    """Mean, recall and decay of DAVIS over a video's frames."""
    values = np.asarray(values)
    edges = (np.round(np.linspace(1, len(values), 5) + 1e-10) - 1).astype(int)
    first, last = values[edges[0]:edges[1] + 1], values[edges[3]:edges[4] + 1]
    return {"mean": values.mean(), "recall": (values > 0.5).mean(), "decay": first.mean() - last.mean()}


def matched_objects(truth: np.ndarray, predicted: np.ndarray) -> list[dict]:
    """J and F of every object of a video as DAVIS scores its unsupervised track: labels [frames, height,
    width], void 255; as many objects as the first frame has, each with the prediction that suits all best."""
    void = truth == 255
    count = int(np.where(void, 0, truth)[0].max())
    if not count:
        return []
    found = [predicted == label for label in range(1, int(predicted.max()) + 1)]
    found += [np.zeros_like(void)] * (count - len(found))
    measured = [[[[measure(mask & ~skip, wanted & ~skip) for mask, wanted, skip in zip(masks, truth == label, void)]
                  for measure in (jaccard, boundary_f)] for masks in found] for label in range(1, count + 1)]
    rows, columns = linear_sum_assignment(np.mean(measured, axis=(2, 3)), maximize=True)
    return [{"j": statistics(measured[row][column][0]), "f": statistics(measured[row][column][1])}
            for row, column in zip(rows, columns)]


def average_precision(images: list[tuple[list[dict], list[tuple[dict, float]]]]) -> list[float] | None:
    """COCO's AP at 0.50, 0.55 ... 0.95; an image is (run lengths of truths, scored run lengths)."""
    truths = [{"image_id": i, "segmentation": runs} for i, (t, _) in enumerate(images, 1) for runs in t]
    found = [{"image_id": i, "segmentation": runs, "score": score, "category_id": 1}
             for i, (_, d) in enumerate(images, 1) for runs, score in d]
    if not truths:
        return None
    if not found:
        return [0.0] * 10
    for k, truth in enumerate(truths, 1):
        truth.update(id=k, category_id=1, iscrowd=0, area=float(coco_mask.area(truth["segmentation"])))
    sizes = [next((r["size"] for r in [*t, *(m for m, _ in d)]), [1, 1]) for t, d in images]
    with contextlib.redirect_stdout(io.StringIO()):
        data = COCO()
        data.dataset = {"info": {}, "categories": [{"id": 1}], "annotations": truths,
                        "images": [{"id": i, "height": h, "width": w} for i, (h, w) in enumerate(sizes, 1)]}
        data.createIndex()
        evaluation = COCOeval(data, data.loadRes(found), "segm")
        evaluation.params.areaRng, evaluation.params.areaRngLbl = [[0, 1e10]], ["all"]
        evaluation.params.maxDets = [100]
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluation.eval["precision"][:, :, 0, 0, 0].mean(axis=1).tolist()


def best(scored: list) -> list:
    """The best-scored, the last of equals, as the A2D-Sentences script sorts; none where there is none."""
    return sorted(scored, key=lambda item: item[1])[-1:]


def region_scores(overlaps: list[tuple[int, int]], iou) -> dict:
    """Overall IoU, mean IoU and P@K; `iou` makes a quotient of one overlap."""
    quotients = np.array([iou(*o) for o in overlaps])
    intersection, union = np.sum(overlaps, axis=0)
    return {"overallIoU": float(intersection / union) if union else 1.0, "meanIoU": float(quotients.mean()),
            "precision": [float((quotients > k).mean()) for k in K]}


def pair_answer(pair: dict) -> dict:
    truth, other = pixels_of(pair["truth"]), pixels_of(pair["other"])
    runs = [encode(truth), encode(other)]
    intersection, union = overlap(truth, other)
    return {"truth": runs[0]["counts"], "other": runs[1]["counts"],
            "union": coco_mask.merge(runs)["counts"].decode(),
            "shared": coco_mask.merge(runs, intersect=True)["counts"].decode(),
            "areas": [int(coco_mask.area(r)) for r in runs],
            "box": [int(x) for x in coco_mask.toBbox(runs[1])],
            "intersectionArea": intersection, "unionArea": union,
            "cocoIoU": float(coco_mask.iou([runs[1]], [runs[0]], [0])[0, 0]),
            "smoothedIoU": smoothed_iou(intersection, union),
            "j": jaccard(truth, other), "f": boundary_f(other, truth)}


def referring_answer(samples: list[dict]) -> dict:
    overlaps, every, first = [], [], []
    for sample in samples:
        truth = pixels_of(sample["truth"])
        scored = [(pixels_of(c["mask"]), c["score"]) for c in sample["candidates"]]
        chosen = best(scored)
        overlaps.append(overlap(truth, chosen[0][0] if chosen else np.zeros_like(truth)))
        every.append(([encode(truth)], [(encode(m), s) for m, s in scored]))
        first.append(([encode(truth)], [(encode(m), s) for m, s in chosen]))
    return {"smoothed": region_scores(overlaps, smoothed_iou),
            "plain": region_scores(overlaps, lambda i, u: i / u if u else 1.0),
            "averagePrecision": average_precision(every), "topOne": average_precision(first)}


def detection_answer(images: list[dict]) -> list[float] | None:
    return average_precision([([encode(pixels_of(t)) for t in image["truths"]],
                               [(encode(pixels_of(c["mask"])), c["score"]) for c in image["candidates"]])
                              for image in images])


def matching_answer(case: dict) -> list[dict]:
    truth, predicted = (np.array(case[name], np.uint8).reshape(-1, *case["size"]) for name in ("truth", "predicted"))
    return matched_objects(truth, predicted)


def main() -> None:
    cases = json.load(open(sys.argv[1]))
    json.dump({"pairs": [pair_answer(p) for p in cases["pairs"]],
               "referring": [referring_answer(s) for s in cases["referring"]],
               "detections": [detection_answer(i) for i in cases["detections"]],
               "matchings": [matching_answer(m) for m in cases["matchings"]],
               "videos": [statistics(v) for v in cases["videos"]]}, sys.stdout)


if __name__ == "__main__":
    main()
