"""Makes the example clip of a photograph: a camera that glides over it.

    python -m scoring.photograph_clip ../Examples

Writes yellow-taxi/frames/%05d.jpg, yellow-taxi/truth/%05d.png (the object of the query), query.txt and ATTRIBUTION.txt.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from clips.clipfolder import write_masks
from cutouts.sprites import mask_of
from recognition.split import OUTLINED

NAME, QUERY, IMAGE = "yellow-taxi", "the yellow taxi", 423617
MIDDLE = (195, 340)             # a pixel of the object, x and y
FRAMES, WIDTH, HEIGHT, QUALITY = 12, 320, 180, 90
# Left, top and width of what the first and the last frame show of the photograph.
FIRST, LAST = (0, 90, 560), (70, 160, 500)
NOTICE = """The frames show a photograph of COCO 2017 (val2017, image {id}), cropped and reduced:
{flickr_url}
by its photographer on Flickr, under CC BY 2.0 (https://creativecommons.org/licenses/by/2.0/).
The masks in truth/ are made of COCO's annotations (CC BY 4.0).
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    folder = parser.parse_args().out / NAME
    coco = json.loads((OUTLINED / "instances.json").read_text())
    image = next(i for i in coco["images"] if i["id"] == IMAGE)
    size = image["height"], image["width"]
    masks = [mask_of(a["segmentation"], *size) for a in coco["annotations"] if a["image_id"] == IMAGE]
    mask = min((m for m in masks if m[MIDDLE[1], MIDDLE[0]]), key=np.sum)
    picture = cv2.imread(str(OUTLINED / "images" / image["file_name"]))
    (folder / "frames").mkdir(parents=True, exist_ok=True)
    truth = []
    for t, share in enumerate(np.linspace(0, 1, FRAMES)):
        left, top, width = (1 - share) * np.array(FIRST) + share * np.array(LAST)
        scale = WIDTH / width
        view = np.float32([[scale, 0, -left * scale], [0, scale, -top * scale]])
        shown = lambda map: cv2.warpAffine(map, view, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
        cv2.imwrite(str(folder / f"frames/{t:05d}.jpg"), shown(picture), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        truth.append(shown((mask > 0).astype(np.float32)) > 0.5)
    write_masks(folder / "truth", np.stack(truth))
    (folder / "query.txt").write_text(QUERY + "\n")
    (folder / "ATTRIBUTION.txt").write_text(NOTICE.format(**image))


if __name__ == "__main__":
    main()
