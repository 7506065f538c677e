"""A2D-Sentences: videoset.csv, mp4 files, texts, HDF5 masks as MATLAB writes them, and beside the folder
MTTR's list of test samples (a2d_samples.json).

With copies = n, every video is there n times, the later ones as <video>-1 and so on.

Contents: {"test": [{video, frame, instance, query, size, counts}, ...], "train": [...]}.
"""

import json

import h5py
import numpy as np

from . import drawing

# video: width, height, frames, subset (1 test), annotated frames with their instances
VIDEOS = {
    "-0cOo0cRVZU": (48, 32, 9, 1, {1: [0, 1], 5: [0, 1, 2], 9: [2]}),
    "_single": (40, 30, 6, 1, {3: [0], 6: [0]}),
    "T6bNPuKV-wY": (36, 24, 5, 1, {2: [0, 1]}),
    "missed": (32, 32, 4, 1, {2: [0]}),
    "trained": (32, 24, 4, 0, {1: [0], 3: [0, 3]}),
}
ROWS = [
    ("-0cOo0cRVZU", "0", "Player in blue shirt, passing a ball"),
    ("-0cOo0cRVZU", "1", "  Instructor   standing on\tthe sideline"),
    ("-0cOo0cRVZU", "2", 'a man called "Bo"'),
    ("_single", "0", "the pigeon is limping"),
    ("_single", "0", "the grey pigeon"),
    ("T6bNPuKV-wY", "1 (copy)", "bird standing in the beach"),
    ("T6bNPuKV-wY", "1", "café bird"),
    ("missed", "0", "never seen"),
    ("trained", "3", "the dog"),
    ("trained", "0", "the cat"),
]


def make(root, copies=1):
    names = {video: [video, *(f"{video}-{copy}" for copy in range(1, copies))] for video in VIDEOS}
    videos = {name: VIDEOS[video] for video in VIDEOS for name in names[video]}
    rows = [(name, *row) for video, *row in ROWS for name in names[video]]
    (root / "Release").mkdir(exist_ok=True)
    texts = root / "text_annotations"
    texts.mkdir(exist_ok=True)
    with open(root / "Release/videoset.csv", "w") as file:
        for video, (width, height, count, subset, annotated) in videos.items():
            file.write(f"{video},12,0:00:01,0:00:04,{height},{width},{count},"
                       f"{len(annotated)},{subset}\n")
        file.write("unlabelled,12,0:00:01,0:00:04,32,32,4,3,1\n")
    with open(texts / "a2d_annotation.txt", "w", encoding="utf-8") as file:
        file.write("video_id,instance_id,query\n")
        for video, instance, query in rows:
            quote = any(mark in query for mark in ',"')
            query = query.replace('"', '""')
            file.write(f'{video},{instance},"{query}"\n' if quote else f"{video},{instance},{query}\n")
    (texts / "a2d_missed_videos.txt").write_text("\n".join([*names["missed"], "unlabelled\n"]))
    masks = {}
    for seed, (video, (width, height, count, _, annotated)) in enumerate(videos.items()):
        drawing.write_video(
            root / f"Release/clips320H/{video}.mp4", drawing.frames(width, height, count, seed))
        for frame, instances in annotated.items():
            planes = [drawing.blob(width, height, 100 * seed + 10 * frame + i) for i in instances]
            masks[video, frame] = dict(zip(instances, planes))
            path = texts / f"a2d_annotation_with_instances/{video}/{frame:05d}.h5"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_annotation(path, instances, planes, as_matlab=frame % 2 == 1)
    samples = {"test": [], "train": []}
    for video, instance, query in rows:
        if instance == "1 (copy)" or video in names["missed"]:
            continue
        subset = "test" if videos[video][3] else "train"
        for frame, instances in videos[video][4].items():
            if int(instance) in instances:
                mask = masks[video, frame][int(instance)]
                samples[subset].append(
                    {"video": video, "frame": frame, "instance": int(instance), "query": query,
                     "width": mask.shape[1], "height": mask.shape[0],
                     "counts": drawing.encoded(mask)})
    with open(root.parent / "a2d_samples.json", "w") as file:
        json.dump([[s["query"], s["video"], s["frame"], s["instance"]] for s in samples["test"]], file)
    return samples


def write_annotation(path, instances, planes, as_matlab):
    """MATLAB's files begin with 512 bytes of their own, store doubles, compress, and write the last
    axis first; a single mask has lost its last axis."""
    array = np.stack([plane.T for plane in planes])
    if len(planes) == 1:
        array = array[0]
    with h5py.File(path, "w", userblock_size=512 if as_matlab else 0) as file:
        file.create_dataset("reMask", data=array, compression="gzip" if as_matlab else None)
        file.create_dataset("instance", data=np.array(instances, "f8" if as_matlab else "u1"))
        file.create_dataset("id", data=np.array([[11 + i for i in instances]], "f8"))
        file.create_dataset("reBBox", data=np.zeros((4, len(instances))))
        word = file.create_dataset("word", data=np.frombuffer(b"adult", np.uint8))
        file.create_dataset("class", data=[word.ref], dtype=h5py.ref_dtype)
    if as_matlab:
        with open(path, "r+b") as file:
            file.write(b"MATLAB 7.3 MAT-file".ljust(510, b" ") + b"IM")
