"""Fits the calibration of presence on validation clips (held-out cut-outs, not those of the test sets'
clips): the probability that a sentence is true of the clip from the presence head's logit and the
best query's fit, averaged over the clip's frames.

    python -m training.calibrate work/run/last.pt        # prints the three numbers for export.py --calibration
"""

import sys

import numpy as np
import torch
from scipy.optimize import minimize

from clips.data import EVIDENCE_SCALE, Arrays, model_input
from training.evaluate import load


def read(net, tokenizer, arrays, clips):
    """-> [expressions, frames, 2] presence logit and best fit; [expressions] true or not."""
    seen, truth = [], []
    for i in range(min(clips, len(arrays))):
        f, e, _, clip = arrays.clip(i)
        x = model_input(np.asarray(f), np.asarray(e).astype(np.float32) / EVIDENCE_SCALE)
        ids, mask = tokenizer([q["text"] for q in clip["expressions"]])
        now = net.read(x, ids, mask)
        both = torch.stack([now["presence"], now["fit"].amax(1)], -1)
        seen.append(both.view(len(ids), len(x), 2).numpy())
        truth += [bool(q["targets"]) for q in clip["expressions"]]
    return np.concatenate(seen), np.array(truth)


def probability(numbers, seen):
    a, b, c = numbers
    return (1 / (1 + np.exp(-(a * seen[..., 0] + b * seen[..., 1] + c)))).mean(1)


def fit(seen, truth):
    weight = np.where(truth, 0.5 / truth.mean(), 0.5 / (~truth).mean())

    def loss(numbers):
        p = probability(numbers, seen).clip(1e-6, 1 - 1e-6)
        return -(weight * np.where(truth, np.log(p), np.log(1 - p))).mean()

    return minimize(loss, [1.0, 0.1, 0.0], method="Nelder-Mead", options=dict(maxiter=2000)).x


def auc(p, truth):
    return (p[truth][:, None] > p[~truth][None]).mean()


if __name__ == "__main__":
    torch.set_num_threads(1)
    net, tokenizer = load(sys.argv[1])
    seen, truth = read(net, tokenizer, Arrays("work/arrays-test"), 400)
    numbers = fit(seen, truth)
    for name, n in (("head alone", (1, 0, 0)), ("calibrated", numbers)):
        p = probability(n, seen)
        kept = np.quantile(p[truth], [0.05, 0.08, 0.1])
        print(name, "AUC", round(float(auc(p, truth)), 3), "threshold, refused at 95, 92, 90 % kept:",
              [(round(float(k), 3), round(float((p[~truth] < k).mean()), 3)) for k in kept])
    print("--calibration", '"%.4f %.4f %.4f"' % tuple(numbers))
