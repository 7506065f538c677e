"""What happens to a spectrogram in training: speeds, voices, rooms, noises, channels, gaps.

Everything works on natural logarithms of power [frames, 80], where a channel adds and noises add as powers.
"""

import numpy as np
from scipy.signal import lfilter

from .spectrogram import BANDS, HOP, WIDTHS, hertz, log_mel, mel

CENTRES = hertz(np.linspace(mel(0), mel(8000), BANDS + 2))[1:-1]
SILENT = -20.0


OCTAVES = np.log(CENTRES / 1000).astype(np.float32)
# Log power of white noise: wide bands are steadier, and frames that overlap are alike.
CELLS = log_mel(np.random.default_rng(5).normal(0, 1, 20_000 * HOP))
CELLS -= CELLS.mean()


def stretched(x: np.ndarray, rate: float) -> np.ndarray:
    """`rate` times as fast."""
    at = np.arange(0, len(x) - 1, rate)
    low = at.astype(int)
    part = (at - low)[:, None].astype(np.float32)
    return x[low] * (1 - part) + x[low + 1] * part


def another_throat(x: np.ndarray, factor: float) -> np.ndarray:
    """Vocal tract length: all frequencies times `factor`, up to 4.8 kHz; above, what is left is spread."""
    knee = 4800 * min(factor, 1) / factor
    source = np.where(CENTRES <= knee * factor, CENTRES / factor,
                      knee + (CENTRES - knee * factor) * (8000 - knee) / (8000 - knee * factor))
    at = np.clip(mel(source) / mel(8000) * (BANDS + 1) - 1, 0, BANDS - 1.001)
    low = at.astype(int)
    part = (at - low).astype(np.float32)
    return x[:, low] * (1 - part) + x[:, low + 1] * part


def in_a_room(rng, x: np.ndarray) -> np.ndarray:
    decay = 10 ** (-6 * 0.01 / rng.uniform(0.15, 0.8))
    share = rng.uniform(0.05, 0.5) * (1 - decay)
    power = np.exp(x)
    return np.log(power + lfilter([0, share], [1, -decay], power, axis=0).astype(np.float32))


def curve(rng, size: float) -> np.ndarray:
    """A smooth random curve over the bands, standard deviation about `size`."""
    return np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 7), rng.normal(0, size, 7)).astype(np.float32)


def noise(rng, frames: int, others) -> np.ndarray:
    """Log power of a noise: hiss of any colour, hum, tones as music has them, other people talking."""
    kind = ["hiss", "unsteady", "tones", "babble"][np.searchsorted([0.5, 0.65, 0.8], rng.random())]
    if kind == "babble":
        power = np.zeros((frames, BANDS), np.float32)
        for _ in range(int(rng.integers(1, 6))):
            other = np.exp(others())
            power += np.resize(np.roll(other / (other.mean() + 1e-9), int(rng.integers(len(other))), 0), power.shape)
        return np.log(power + 1e-8)
    if kind == "tones":
        level = np.full((frames, BANDS), rng.uniform(-12, -4), np.float32) + rng.normal(0, 0.5, (frames, BANDS)).astype(np.float32)
        for _ in range(int(rng.integers(1, 4))):  # instruments
            first = 0
            while first < frames:
                last = min(frames, first + int(rng.integers(8, 60)))
                base, fall = rng.uniform(60, 800), rng.uniform(0, 0.15)
                tilt = rng.uniform(0.1, 0.8)
                for harmonic in range(1, int(rng.integers(2, 20))):
                    if base * harmonic < 7800:
                        band = int(mel(base * harmonic) / mel(8000) * (BANDS - 1))
                        power = -harmonic * tilt - fall * np.arange(last - first)
                        level[first:last, band] = np.maximum(level[first:last, band], power)
                first = last
        return level
    slope = np.float32(rng.uniform(-0.9, 0.25) * 2)
    first = int(rng.integers(len(CELLS) - frames)) if frames < len(CELLS) else 0
    x = np.resize(CELLS[first:first + frames], (frames, BANDS)) + slope * OCTAVES + curve(rng, rng.uniform(0, 0.8))
    if kind == "unsteady":
        knots = max(2, frames // int(rng.integers(5, 30)))
        x = x + np.interp(np.arange(frames), np.linspace(0, frames, knots), rng.normal(0, 2, knots))[:, None].astype(np.float32)
    return x


def with_noise(x: np.ndarray, added: np.ndarray, decibels: float) -> np.ndarray:
    """Noise so many decibels below the speech; both as powers, band by band."""
    speech, other = np.exp(x), np.exp(added)
    ratio = (speech @ WIDTHS).mean() / ((other @ WIDTHS).mean() + 1e-20)
    return np.log(speech + other * (ratio * 10 ** (-decibels / 10)) + 1e-12)


def channel(rng, x: np.ndarray) -> np.ndarray:
    """A microphone's colour, a telephone, a low-pass."""
    x = x + curve(rng, rng.uniform(0, 1.2))
    kind = rng.random()
    if kind < 0.15:
        low, high = rng.uniform(150, 400), rng.uniform(3100, 4000)
    elif kind < 0.3:
        low, high = rng.uniform(0, 250), rng.uniform(3500, 8000)
    else:
        return x
    x = x.copy()
    x[:, CENTRES > high] -= rng.uniform(6, 25)
    x[:, CENTRES < low] -= rng.uniform(3, 12)
    return x


def with_gaps(rng, x: np.ndarray) -> np.ndarray:
    x = x.copy()
    for _ in range(int(rng.integers(1, 4))):
        first = int(rng.integers(len(x)))
        x[first:first + int(rng.integers(1, 7))] = SILENT
    return x


def augmented(rng, x: np.ndarray, others, strength: float) -> np.ndarray:
    """log mel [frames, 80] -> the same words otherwise; `others()` gives other people's speech.

    `strength` 0 to 1: the share of each change."""
    happens = lambda share: rng.random() < share * strength
    if happens(0.6):
        x = another_throat(x, rng.uniform(0.8, 1.25))
    if happens(0.6):
        x = stretched(x, rng.uniform(0.82, 1.25))
    x = np.concatenate([np.full((int(rng.integers(0, 30)), BANDS), SILENT, np.float32), x,
                        np.full((int(rng.integers(0, 30)), BANDS), SILENT, np.float32)])
    if happens(0.25):
        x = in_a_room(rng, x)
    if happens(0.12):
        x = with_gaps(rng, x)
    if happens(0.7):
        x = with_noise(x, noise(rng, len(x), others), rng.uniform(2, 20) if rng.random() < 0.65 else rng.uniform(20, 50))
    if happens(0.6):
        x = channel(rng, x)
    return x


def masked(rng, x: np.ndarray) -> np.ndarray:
    """SpecAugment (Park et al. 2019), lightly, on what the network reads."""
    x = x.copy()
    for _ in range(2):
        first = int(rng.integers(BANDS))
        x[:, first:first + int(rng.integers(0, 12))] = 0
    if rng.random() < 0.5:
        first = int(rng.integers(len(x)))
        x[first:first + int(rng.integers(0, 12))] = 0
    return x


def speechless(rng) -> np.ndarray:
    """Noise, silence or music without a word."""
    frames = int(rng.integers(30, 300))
    if rng.random() < 0.1:
        return np.full((frames, BANDS), SILENT, np.float32) + rng.normal(0, 0.3, (frames, BANDS)).astype(np.float32)
    return noise(rng, frames, others=lambda: rng.normal(0, 1, (50, BANDS)).astype(np.float32))
