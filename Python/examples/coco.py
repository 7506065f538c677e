"""Writes what sentences refer to as COCO results, and prints areas and boxes as pycocotools has them.

    python coco.py walk.mp4 "the dog" "the man on the left" -o walk.json
"""

import argparse
import json

import refseg
from pycocotools import mask as coco


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", help="a video, an image or a folder of frames")
    parser.add_argument("queries", nargs="+", metavar="query")
    parser.add_argument("-o", "--output", required=True, help="the file to write")
    arguments = parser.parse_args()

    results = []
    for frame in refseg.segment(arguments.input, arguments.queries):
        for found in frame.objects:
            # No mask is decoded: the program's run lengths are COCO's own.
            x, y, width, height = coco.toBbox(found.run_lengths).tolist()
            area = int(coco.area(found.run_lengths))
            print(f"{frame.name} {arguments.queries[found.query]}: {area} pixels")
            if area:
                results.append(
                    {
                        "image_id": frame.index,
                        "category_id": found.query + 1,
                        "segmentation": found.run_lengths,
                        "bbox": [x, y, width, height],
                        "area": area,
                        "score": found.score,
                    }
                )
    with open(arguments.output, "w") as file:
        json.dump(results, file)


if __name__ == "__main__":
    main()
