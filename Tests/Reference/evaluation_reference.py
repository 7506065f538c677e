"""Scores an evaluation again, from its journal, and reads its exports with other programs' readers.

    python evaluation_reference.py cases.json

cases.json: {"folder": an output of refseg evaluate}. Prints {"scores": {name: value}, "journal": masks,
"png": masks, "zip": masks, "coco": number of results, "speech": [word errors, words, sentences that were not
understood]}; masks are {"<video>/<sentence>/<frame>": run lengths},
those of the journal the chosen ones, the others where the export is there.
"""

import io
import json
import pathlib
import re
import sys
import zipfile
import zlib

import numpy as np
from PIL import Image
from pycocotools import mask as coco_mask

import metrics_reference as metrics

ANNOTATED = ("a2d-sentences", "jhmdb-sentences")


def main():
    folder = pathlib.Path(json.load(open(sys.argv[1]))["folder"])
    header, *videos = (line_of(line) for line in (folder / "journal").read_bytes().splitlines())
    order = {video: place for place, video in enumerate(header["videos"])}
    videos.sort(key=lambda video: order[video["video"]])
    targets = [(video["video"], sentence, target) for video in videos
               for sentence in video["sentences"] for target in sentence["targets"]]
    answer = {"journal": {key(video, sentence["id"], target["name"]): chosen(target)["mask"]
                          for video, sentence, target in targets}}
    written = header["subset"] if header["benchmark"] == "avos" else header["benchmark"]
    if written in ANNOTATED:
        answer["scores"] = annotated(targets)
    elif written == "ref-davis17":
        answer["scores"] = matched_and_not(videos, pathlib.Path(header["root"]))
    else:
        answer["scores"] = means(per_sentence(videos))
    if "speaker" in header:
        answer["speech"] = heard([sentence for video in videos for sentence in video["sentences"]])
    if (folder / "predictions").is_dir():
        answer["png"] = {key(*path.relative_to(folder / "predictions").with_suffix("").parts): read(path)
                         for path in sorted((folder / "predictions").glob("*/*/*.png"))}
    if (folder / "submission.zip").exists():
        with zipfile.ZipFile(folder / "submission.zip") as archive:
            assert archive.testzip() is None
            top = "" if written == "mevis" else "Annotations/"
            assert archive.namelist() == [f"{top}{video}/{sentence['id']}/{target['name']}.png"
                                          for video, sentence, target in targets]
            answer["zip"] = {key(*pathlib.PurePath(name).with_suffix("").parts[-3:]):
                             read(io.BytesIO(archive.read(name))) for name in archive.namelist()}
    if (folder / "predictions.json").exists():
        results = json.load(open(folder / "predictions.json"))
        offered = [(t["image"], c["mask"], c["score"]) for _, _, t in targets for c in t["candidates"]]
        assert offered == [(r["image_id"], r["segmentation"]["counts"], r["score"]) for r in results]
        assert all(coco_mask.area(r["segmentation"]) >= 0 and r["category_id"] == 1 for r in results)
        answer["coco"] = len(results)
    json.dump(answer, sys.stdout)


def heard(sentences):
    """What was not understood must have no masks."""
    errors, words, missed = 0, 0, 0
    for sentence in sentences:
        transcript = sentence["speech"].get("heard")
        if transcript is None:
            missed += 1
            empty = {coco_mask.area(runs(t, c["mask"])) for t in sentence["targets"] for c in t["candidates"]}
            assert empty <= {0}, sentence["id"]
        said = re.findall(r"[^\W_]+(?:'[^\W_]+)*", sentence["text"].lower().replace("’", "'"))
        errors += distance(said, (transcript or "").split())
        words += len(said)
    return [errors, words, missed]


def distance(said, found):
    """Levenshtein's, over the whole table."""
    table = np.zeros((len(said) + 1, len(found) + 1), int)
    table[:, 0], table[0] = range(len(said) + 1), range(len(found) + 1)
    for i, word in enumerate(said):
        for j, other in enumerate(found):
            table[i + 1, j + 1] = min(table[i, j] + (word != other), table[i, j + 1] + 1, table[i + 1, j] + 1)
    return int(table[-1, -1])


def line_of(line):
    checksum, text = line.split(b" ", 1)
    assert int(checksum, 16) == zlib.crc32(text)
    return json.loads(text)


def key(video, sentence, frame):
    return f"{video}/{sentence}/{frame}"


def read(file):
    pixels = np.array(Image.open(file))
    assert set(np.unique(pixels)) <= {0, 255}
    return metrics.encode(pixels == 255)["counts"]


def chosen(target):
    return sorted(target["candidates"], key=lambda candidate: candidate["score"])[-1]


def runs(target, counts):
    return {"size": [target["height"], target["width"]], "counts": counts}


def pixels(target, counts):
    return coco_mask.decode(runs(target, counts)).astype(bool)


def annotated(targets):
    targets = sorted((t for _, _, t in targets if "truth" in t), key=lambda t: t["image"])
    overlaps = [metrics.overlap(pixels(t, t["truth"]), pixels(t, chosen(t)["mask"])) for t in targets]
    region = metrics.region_scores(overlaps, metrics.smoothed_iou)

    def precision(candidates):
        found = metrics.average_precision([
            ([runs(t, t["truth"])], [(runs(t, c["mask"]), c["score"]) for c in candidates(t)])
            for t in targets])
        return [float(np.mean(found)), found[0], found[5]]

    every, first = precision(lambda t: t["candidates"]), precision(lambda t: [chosen(t)])
    names = ["overall IoU", "mean IoU", *(f"P@{k}" for k in metrics.K), "mAP", "AP50", "AP75",
             "top-1 mAP", "top-1 AP50", "top-1 AP75"]
    return dict(zip(names, [region["overallIoU"], region["meanIoU"], *region["precision"], *every, *first]))


def per_sentence(videos, void=None):
    """[(annotator, J, F)]; void(video, frame) gives the pixels that count for nothing."""
    measured = []
    for video in videos:
        for sentence in video["sentences"]:
            pairs = []
            for target in sentence["targets"]:
                if "truth" not in target:
                    continue
                pair = pixels(target, chosen(target)["mask"]), pixels(target, target["truth"])
                if void:
                    pair = tuple(mask & ~void(video["video"], target["name"]) for mask in pair)
                pairs.append(pair)
            if pairs:
                measured.append((sentence.get("annotator", 0),
                                 metrics.statistics([metrics.jaccard(*pair) for pair in pairs]),
                                 metrics.statistics([metrics.boundary_f(*pair) for pair in pairs])))
    return measured


def matched_and_not(videos, root):
    """Ref-DAVIS17 from the images of the dataset itself, whatever the journal says of their objects."""
    def labels(video, frame):
        return np.array(Image.open(root / f"DAVIS/Annotations_unsupervised/480p/{video}/{frame}.png"))

    matched = []
    for video in videos:
        names = [target["name"] for target in video["sentences"][0]["targets"]]
        truth = np.stack([labels(video["video"], name) for name in names])
        for annotator in range(4):
            predicted = np.zeros_like(truth)
            own = [s["targets"] for s in video["sentences"] if s["annotator"] == annotator]
            for image, *targets in zip(predicted, *own, strict=True):
                labelled = sorted(enumerate(targets, 1), key=lambda item: -chosen(item[1])["score"])
                for label, target in labelled:
                    image[pixels(target, chosen(target)["mask"]) & (image == 0)] = label
            matched += [(annotator, found["j"], found["f"]) for found in metrics.matched_objects(truth, predicted)]
    unmatched = per_sentence(videos, lambda video, frame: labels(video, frame) == 255)
    scores = means(matched, by_annotator=True)
    return scores | {f"unmatched {name}": value for name, value in means(unmatched).items()}


def means(measured, by_annotator=False):
    groups = {}
    for annotator, j, f in measured:
        groups.setdefault(annotator, []).append(
            [(j["mean"] + f["mean"]) / 2, j["mean"], f["mean"], j["recall"], j["decay"], f["recall"], f["decay"]])
    each = {annotator: np.mean(values, axis=0) for annotator, values in groups.items()}
    if not each:
        return {}
    names = ["J&F", "J", "F", "J recall", "J decay", "F recall", "F decay"]
    scores = dict(zip(names, np.mean(list(each.values()), axis=0).tolist()))
    if by_annotator:
        scores |= {f"J&F of annotator {annotator + 1}": float(mean[0]) for annotator, mean in each.items()}
    return scores


if __name__ == "__main__":
    main()
