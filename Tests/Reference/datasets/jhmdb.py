"""J-HMDB-Sentences: PNG frames, puppet_mask.mat, and the list of samples with its authors' paths.

Contents: {"test": [video, ...]}, see drawing.described.
"""

import json

import numpy as np
import scipy.io

from . import drawing

# video: action, width, height, frames, sampled frames from 1, sentence
VIDEOS = {
    "100_pullups_f_nm_np1_med_1": ("pullup", 32, 24, 7, [2, 7, 1], "man in black  pulling up"),
    "April_09_brush_hair_u": ("brush_hair", 24, 30, 5, [1, 3, 5], "Girl brushing (her) hair"),
}


def make(root):
    rows, expected, texts = [], [], ["video_id,query"]
    for seed, (video, (action, width, height, count, sampled, text)) in enumerate(VIDEOS.items()):
        names = [f"{number:05d}.png" for number in range(1, count + 1)]
        drawing.write_images(
            root / "Rename_Images" / action / video, drawing.frames(width, height, count, seed), names)
        masks = np.stack([drawing.blob(width, height, 10 * seed + i) for i in range(count)], axis=2)
        folder = root / "puppet_mask" / action / video
        folder.mkdir(parents=True)
        scipy.io.savemat(
            folder / "puppet_mask.mat", {"part_mask": masks, "other": "x"}, do_compression=seed == 0)
        for number in sampled:
            rows.append([
                video, f"./jhmdb_sentences/Rename_Images/{action}/{video}/{number:05d}.png",
                f"./jhmdb_sentences/puppet_mask/{action}/{video}/puppet_mask.mat", count, text])
        texts.append(f"{video},{text}")
        wanted = {number - 1: masks[:, :, number - 1] for number in sampled}
        expected.append(drawing.described(video, count, [drawing.sentence("0", text, wanted)]))
    with open(root / "jhmdb_sentences_samples_metadata.json", "w") as file:
        json.dump(rows, file)
    (root / "jhmdb_annotation.txt").write_text("\n".join(texts) + "\n")
    return {"test": expected}
