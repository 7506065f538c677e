"""Prints what pycocotools makes of a data set of COCO's: of each annotation its frame, its category and the
columns that its mask has in every row."""

import contextlib
import json
import sys

from pycocotools.coco import COCO

with open(sys.argv[1]) as file:
    path = json.load(file)["path"]
with contextlib.redirect_stdout(sys.stderr):
    coco = COCO(path)
found = []
for annotation in coco.loadAnns(coco.getAnnIds()):
    mask = coco.annToMask(annotation)
    found.append(
        {
            "image": coco.loadImgs(annotation["image_id"])[0]["file_name"],
            "category": coco.loadCats(annotation["category_id"])[0]["name"],
            "score": annotation["score"],
            "rows": [[int(x) for x in row.nonzero()[0]] for row in mask],
            "area": annotation["area"],
            "bbox": annotation["bbox"],
        }
    )
json.dump(found, sys.stdout)
