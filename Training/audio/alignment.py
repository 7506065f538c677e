"""Which step of the recording says which piece: the best path of CTC (Graves et al. 2006) for a known text."""

import numpy as np


def loudest_steps(log_probabilities: np.ndarray, steps: np.ndarray, ids: list[list[int]], blank: int) -> list[np.ndarray]:
    """For each piece of each text the step, of those that the best path gives it, where it is most probable.

    log_probabilities [B, F, vocabulary], steps [B]; texts too long for their steps get an empty row."""
    b, length = len(ids), 2 * max(map(len, ids)) + 1
    labels = np.full((b, length), blank)
    for row, text in zip(labels, ids):
        row[1:2 * len(text):2] = text
    value = np.take_along_axis(log_probabilities, labels[:, None], 2)  # [B, F, length]
    may_skip = np.zeros((b, length), bool)
    may_skip[:, 2:] = (labels[:, 2:] != blank) & (labels[:, 2:] != labels[:, :-2])
    score = np.full((b, length), -1e9, np.float32)
    score[:, :2] = value[:, 0, :2]
    came = np.zeros((value.shape[1], b, length), np.int8)
    for t in range(1, value.shape[1]):
        ways = np.full((3, b, length), -1e9, np.float32)
        ways[0], ways[1, :, 1:] = score, score[:, :-1]
        ways[2, :, 2:] = np.where(may_skip[:, 2:], score[:, :-2], -1e9)
        came[t] = ways.argmax(0)
        score = np.where((t < steps)[:, None], ways.max(0) + value[:, t], score)
    found = []
    for row, text in enumerate(ids):
        at = 2 * len(text)
        if len(text) == 0 or steps[row] < len(text):
            found.append(np.zeros(0, int))
            continue
        if score[row, at - 1] > score[row, at]:
            at -= 1
        best = np.full((len(text), 2), (-1e9, 0.0))
        for t in range(int(steps[row]) - 1, -1, -1):
            if at % 2 and value[row, t, at] > best[at // 2, 0]:
                best[at // 2] = value[row, t, at], t
            at -= came[t, row, at]
        found.append(best[:, 1].astype(int))
    return found
