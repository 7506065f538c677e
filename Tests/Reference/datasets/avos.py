"""AVOS: the other miniature datasets with a recording for every sentence but one.

Contents: {"speech": {subset: [name of every recording that is there]}}.
"""

import wave

from . import a2d, jhmdb, ytvos


def make(root):
    folders = {"ref-youtube-vos": "ref-youtube-vos", "a2d-sentences": "a2d_sentences",
               "jhmdb-sentences": "jhmdb_sentences"}
    for folder in folders.values():
        (root / folder).mkdir()
    videos = ytvos.make(root / "ref-youtube-vos")["valid"]
    samples = a2d.make(root / "a2d_sentences")["test"]
    actions = jhmdb.make(root / "jhmdb_sentences")["test"]
    speech = {
        "ref-youtube-vos": [f"{v['video']}_{s['id']}" for v in videos for s in v["sentences"]],
        "a2d-sentences": sorted({f"{s['video']}_{s['instance']}" for s in samples}),
        "jhmdb-sentences": [v["video"] for v in actions][1:],
    }
    for subset, names in speech.items():
        folder = root / "audio" / subset / "deeper"
        folder.mkdir(parents=True)
        for name in names:
            with wave.open(str(folder / f"{name}.wav"), "wb") as file:
                file.setparams((1, 2, 16000, 0, "NONE", ""))
                file.writeframes(bytes(320))
    return {"speech": speech}
