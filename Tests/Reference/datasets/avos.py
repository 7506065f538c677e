"""AVOS: the other miniature datasets with a recording for every sentence but one of J-HMDB-Sentences; in
each of the others one recording is silent. Ref-YouTube-VOS has its validation masks, as published in 2026.

Contents: {"speech": {subset: [name of every recording that is there]}}.
"""

from PIL import Image

from . import a2d, drawing, jhmdb, speech, ytvos

SILENT = {"0062f687f1_1", "-0cOo0cRVZU_2"}


def make(root):
    folders = {"ref-youtube-vos": "ref-youtube-vos", "a2d-sentences": "a2d_sentences",
               "jhmdb-sentences": "jhmdb_sentences"}
    for folder in folders.values():
        (root / folder).mkdir()
    videos = ytvos.make(root / "ref-youtube-vos")["valid"]
    samples = a2d.make(root / "a2d_sentences")["test"]
    actions = jhmdb.make(root / "jhmdb_sentences")["test"]
    write_masks(root / "ref-youtube-vos/valid", videos)
    # The first sentence about an instance is the one that was recorded.
    spoken = {
        "ref-youtube-vos": {f"{v['video']}_{s['id']}": s["text"] for v in videos for s in v["sentences"]},
        "a2d-sentences": {f"{s['video']}_{s['instance']}": s["query"] for s in reversed(samples)},
        "jhmdb-sentences": {v["video"]: v["sentences"][0]["text"] for v in actions[1:]},
    }
    for subset, sentences in spoken.items():
        for name, text in sentences.items():
            path = root / "audio" / subset / "deeper" / f"{name}.wav"
            if name in SILENT:
                speech.silence(path)
            else:
                speech.say(path, text)
    return {"speech": {subset: sorted(sentences) for subset, sentences in spoken.items()}}


def write_masks(folder, videos):
    """A folder of masks for every expression."""
    for video in videos:
        width, height = Image.open(next((folder / "JPEGImages" / video["video"]).iterdir())).size
        for sentence in video["sentences"]:
            for index, name in enumerate(["00000", "00005", "00010"]):
                drawing.write_palette(
                    folder / "Annotations" / video["video"] / sentence["id"] / f"{name}.png",
                    drawing.blob(width, height, 50 + index + 7 * int(sentence["id"])))
