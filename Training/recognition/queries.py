"""Asks about photographs, composites of them and synthetic clips: what recognition sees, what the small model says, and the truth.

    python -m recognition.queries                # work/recognition/photographs.pickle, composites.pickle, clips.pickle
    python -m recognition.queries --photographs 2 --clips 2          # a look at a few

Needs work/recognition/network.pt (distil.py), the taught photographs and, for clips, work/sprites.npz.
"""

import argparse
import itertools
import pickle
import random

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from clips.data import HEIGHT, WIDTH, model_input, shrink
from clips.evidence import evidence
from model.config import Config
from model.referformer import ReferFormer
from recognition import clip_questions, composites, network, photograph_questions
from recognition.answers import CLIPS, COMPOSITES, PHOTOGRAPHS, Answer, Row
from recognition.distil import WEIGHTS
from recognition.features import Seen, Subject
from recognition.material import SHIPPED
from recognition.network import Recognition
from recognition.questions import Asked
from recognition.u2net import SIDE, SalienceNetwork, squeezed
from training.train import Tokenizer, checkpoint

WORKING_SIDE = 320      # of the frames that evidence is computed from
CONTRAST = 4            # of the evidence channels


class Asker:
    def __init__(self):
        self.tokenizer = Tokenizer()
        self.small = ReferFormer(Config(vocabulary=self.tokenizer.pieces.get_piece_size())).eval()
        state = checkpoint(SHIPPED)["net"]
        self.small.load_state_dict({k: v for k, v in state.items() if not k.startswith("recognition.")})
        self.recognition = Recognition.load(WEIGHTS)
        self.salience = SalienceNetwork.load().to(memory_format=torch.channels_last)

    @torch.no_grad()
    def look(self, picture: np.ndarray) -> Seen:
        """uint8 [h, w, 3], portrait or landscape."""
        size = (network.WIDTH, network.HEIGHT)
        x = network.pixels(cv2.resize(picture, size if picture.shape[1] >= picture.shape[0] else size[::-1],
                                      interpolation=cv2.INTER_AREA)[None])
        with network.half_precision():
            maps = self.recognition.maps(x)
            classes = self.recognition.classes(maps[3])[0]
        foreground, kinds = self.recognition([m.float() for m in maps])
        salience = self.salience(squeezed(cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)))
        salience = F.interpolate(salience, size=foreground.shape[2:], mode="bilinear")
        return Seen(foreground[0, 0], salience[0, 0], kinds[0].softmax(0), classes.float().softmax(0))

    @torch.no_grad()
    def __call__(self, asked: Asked) -> Row:
        h, w = asked.frames.shape[1:3]
        scale = WORKING_SIDE / max(h, w)
        size = max(32, round(w * scale)), max(32, round(h * scale))
        frames = np.stack([cv2.resize(f, size, interpolation=cv2.INTER_AREA) for f in asked.frames])
        height, width = (WIDTH, HEIGHT) if h > w else (HEIGHT, WIDTH)
        channels = evidence(frames, height, width)[:1]
        x = model_input(shrink(frames[0], height, width)[None], channels)
        said = self.small.read(x, *self.tokenizer([q.text for q in asked.questions]))
        seen, best = self.look(asked.frames[0]), said["fit"].argmax(1)
        grid = seen.foreground.shape[::-1]
        truth = lambda mask: cv2.resize(mask.astype(np.float32), grid, interpolation=cv2.INTER_AREA).astype(np.float16)
        half = lambda tensor: tensor.numpy().astype(np.float16)
        answers = [Answer(q.text, q.tag, Subject.of(q.text), None if q.truth is None else truth(q.truth),
                          half(said["masks"][k][best[k]]), float(said["presence"][k]), float(said["fit"][k].max()))
                   for k, q in enumerate(asked.questions)]
        return Row(asked.is_photograph, half(seen.foreground), half(seen.salience), half(seen.kinds), half(seen.classes),
                   channels[0, ..., CONTRAST].astype(np.float16), answers)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--photographs", type=int, help="all unless told")
    p.add_argument("--clips", type=int, default=400)
    p.add_argument("--composites", type=int, default=750)
    p.add_argument("--seed", type=int, default=3)
    a = p.parse_args()
    torch.set_num_threads(1)
    random.seed(a.seed)
    ask = Asker()
    sources = {PHOTOGRAPHS: itertools.islice(photograph_questions.photographs(), a.photographs),
               COMPOSITES: composites.composites(a.composites), CLIPS: clip_questions.clips(a.clips, a.seed)}
    for path, source in sources.items():
        rows = []
        for asked in source:
            rows.append(ask(asked))
            if len(rows) % 100 == 0:
                print(len(rows), flush=True)
        with open(path, "wb") as file:
            pickle.dump(rows, file)
        print(path, len(rows), "pictures,", sum(len(r.answers) for r in rows), "queries", flush=True)


if __name__ == "__main__":
    main()
