"""Ref-DAVIS17: JPEG frames, palette annotations with void pixels, four annotators' files with their
encodings and misspelt names, and a training video. One video has an object that no sentence names, one
an object that the first frame does not have.

Contents: {"valid": [video, ...], "train": [...]}, see drawing.described.
"""

import numpy as np

from . import drawing

# video: the name that the text files have, width, height, frames, objects
VIDEOS = {
    "valid": {"classic-car": ("clasic-car", 40, 24, 3, [1, 2, 10]),
              "motorbike": ("motor-bike", 24, 24, 2, [1]),
              "goldfish": ("goldfish", 32, 28, 5, [1, 2])},
    "train": {"dogs-scale": ("dog-scale", 30, 20, 2, [1, 2])},
}
UNNAMED = {"motorbike": 2}
LATE = {"goldfish": 2}
VOID = 255
FILES = ["Davis17_annot1.txt", "Davis17_annot1_full_video.txt", "Davis17_annot2.txt",
         "Davis17_annot2_full_video.txt"]


def make(root):
    lines, expected = [[], [], [], []], {}
    for subset, videos in VIDEOS.items():
        expected[subset] = []
        for seed, (video, (spelt, width, height, count, objects)) in enumerate(videos.items()):
            names = [f"{index:05d}" for index in range(count)]
            drawing.write_images(
                root / "DAVIS/JPEGImages/480p" / video,
                drawing.frames(width, height, count, seed), [f"{name}.jpg" for name in names])
            labels = np.zeros((count, height, width), np.uint8)
            for index, name in enumerate(names):
                for number in [*objects, *filter(None, [UNNAMED.get(video)])]:
                    if index > 0 or LATE.get(video) != number:
                        labels[index][drawing.blob(width, height, 31 * number + index) == 1] = number
                labels[index][5:8, 6 + index:16] = VOID
                drawing.write_palette(
                    root / "DAVIS/Annotations_unsupervised/480p" / video / f"{name}.png", labels[index])
            sentences = []
            # Objects are sorted as strings: 1, 10, 2.
            for number in sorted(map(str, objects)):
                masks = {index: labels[index] == int(number) for index in range(count)}
                for annotator in range(4):
                    text = f"the {'café' if annotator < 2 else 'piñata'} {number}, {annotator}"
                    sentences.append(drawing.sentence(
                        str(len(sentences)), text, masks, object=number, annotator=annotator))
            for number in objects:
                for annotator in range(4):
                    text = f"the {'café' if annotator < 2 else 'piñata'} {number}, {annotator}"
                    gap = "  " if annotator == 1 else " "
                    lines[annotator].append(f'{spelt} {number}{gap}"{text}"')
            expected[subset].append(drawing.described(video, count, sentences))
    sets = root / "DAVIS/ImageSets/2017"
    sets.mkdir(parents=True)
    (sets / "val.txt").write_text("\n".join(VIDEOS["valid"]) + "\n")
    (sets / "train.txt").write_text("\n".join(VIDEOS["train"]))
    texts = root / "davis_text_annotations"
    texts.mkdir()
    for annotator, name in enumerate(FILES):
        encoding = "utf-8" if annotator < 2 else "latin-1"
        (texts / name).write_bytes(("\r\n".join(lines[annotator]) + "\n").encode(encoding))
    return expected
