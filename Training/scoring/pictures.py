"""A picture of what the program does well and badly: masks in photographs that taught nothing here, the four best and four
that went most wrong, each with its query and the mask's overlap with the truth.

    python -m scoring.pictures ../.build/release/refseg ../docs/photographs.jpg      # prints whose photographs they are
"""

import argparse
import tempfile
from pathlib import Path

import cv2
import numpy as np

from recognition.photograph_questions import coco
from scoring.card import made
from scoring.score import masks_in, run, scored

COLUMNS, WIDTH, HEIGHT, STRIP = 4, 300, 225, 22


def chosen(rows: list[dict], count: int) -> list[dict]:
    """The best and the worst of different photographs, half of each, a sentence about each."""
    best, worst, used = [], [], set()
    for rank, into in ((sorted(rows, key=lambda r: -r["J"]), best), (sorted(rows, key=lambda r: r["J"]), worst)):
        for row in rank:
            if row["clip"] not in used and len(into) < count // 2:
                used.add(row["clip"])
                into.append(row)
    return best + worst


def tile(program: str, clips: Path, row: dict) -> np.ndarray:
    """The mask in orange, the outline of the truth in white, the words below."""
    frame = next((clips / row["clip"] / "frames").iterdir())
    picture = cv2.imread(str(frame)).astype(np.float32)
    with tempfile.TemporaryDirectory() as out:
        run(program, [row["text"]], frame.parent, Path(out) / "o", [], None)
        mask = masks_in(Path(out) / "o/masks/0")[0]
    truth = masks_in(clips / row["clip"] / "masks" / row["object"])[0].astype(np.uint8)
    picture[mask] = 0.45 * picture[mask] + 0.55 * np.float32([0, 159, 230])
    picture = np.ascontiguousarray(picture.astype(np.uint8))
    cv2.drawContours(picture, cv2.findContours(truth, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], -1, (255, 255, 255), 2)
    scale = min(WIDTH / picture.shape[1], HEIGHT / picture.shape[0])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    shown = np.full((HEIGHT + STRIP, WIDTH, 3), 255, np.uint8)
    shown[:small.shape[0], :small.shape[1]] = small
    cv2.putText(shown, f"{row['text']}: {row['J']:.2f}", (4, HEIGHT + 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    return shown


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("refseg")
    parser.add_argument("out", type=Path)
    a = parser.parse_args()
    clips = made("photographs", Path("work/photographs")) / "kinds"
    rows = chosen(scored(a.refseg, clips)[0], 2 * COLUMNS)
    tiles = [tile(a.refseg, clips, row) for row in rows]
    picture = np.vstack([np.hstack(tiles[at:at + COLUMNS]) for at in range(0, len(tiles), COLUMNS)])
    cv2.imwrite(str(a.out), picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
    images = {str(image["id"]): image for image in coco()["images"]}
    licences = {licence["id"]: licence["name"] for licence in coco()["licenses"]}
    for row in rows:
        image = images[row["clip"]]
        print(f"{row['text']}: {image['flickr_url']}, {licences[image['license']]}")


if __name__ == "__main__":
    main()
