"""The log-mel spectrogram of refseg, and the normalisation before the network.

16 kHz; Hann window of 400 samples (25 ms) in a transform of 512, one every 160 (10 ms), centred, the
ends filled with zeros; power; 80 triangles of area 1 on Slaney's mel scale from 0 to 8 kHz; natural
logarithm of the power, at least 1e-10.  The same numbers as

    np.log(np.maximum(librosa.feature.melspectrogram(y=y, sr=16000, n_fft=512, win_length=400, hop_length=160,
                                                     n_mels=80, fmin=0, fmax=8000), 1e-10)).T
"""

import numpy as np

RATE, TRANSFORM, WINDOW, HOP, BANDS = 16_000, 512, 400, 160, 80
LEAST = 1e-10
RANGE = 13.8  # nats below the loudest value (60 dB) that the network hears


def mel(hertz):
    """Slaney's scale: linear below 1 kHz, logarithmic above."""
    hertz = np.asarray(hertz, np.float64)
    return np.where(hertz < 1000, hertz * 3 / 200, 15 + 27 * np.log(np.maximum(hertz, 1) / 1000) / np.log(6.4))


def hertz(mels):
    mels = np.asarray(mels, np.float64)
    return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))


def filters() -> np.ndarray:
    """[bands, transform / 2 + 1]."""
    bins = np.arange(TRANSFORM // 2 + 1) * RATE / TRANSFORM
    edges = hertz(np.linspace(mel(0), mel(RATE / 2), BANDS + 2))
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]


FILTERS = filters().astype(np.float32)
EDGES = hertz(np.linspace(mel(0), mel(RATE / 2), BANDS + 2))
WIDTHS = ((EDGES[2:] - EDGES[:-2]) / 2).astype(np.float32)  # hertz; a band's power is its value times this
HANN = np.zeros(TRANSFORM, np.float32)
HANN[(TRANSFORM - WINDOW) // 2:(TRANSFORM + WINDOW) // 2] = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)


def log_mel(samples: np.ndarray) -> np.ndarray:
    """float32 samples at 16 kHz -> [frames, bands], frames = samples // 160 + 1."""
    padded = np.pad(samples.astype(np.float32), TRANSFORM // 2)
    count = len(samples) // HOP + 1
    frames = np.lib.stride_tricks.sliding_window_view(padded, TRANSFORM)[::HOP][:count]
    power = np.abs(np.fft.rfft(frames * HANN)) ** 2
    return np.log(np.maximum(power.astype(np.float32) @ FILTERS.T, LEAST))


def normalised(log_mel: np.ndarray) -> np.ndarray:
    """What the network reads: 60 dB below the loudest value and no less, each band's mean removed (the
    microphone and the room), one standard deviation for all."""
    x = np.maximum(log_mel, log_mel.max() - RANGE)
    x = x - x.mean(0)
    return x / (x.std() + 1e-3)


def levelled(samples: np.ndarray) -> np.ndarray:
    """Without constant offset, trimmed, the peak at 1: what the program makes of a recording."""
    samples = trimmed(samples - samples.mean())
    return samples / (np.abs(samples).max() + 1e-9)


def trimmed(samples: np.ndarray, margin=0.12) -> np.ndarray:
    """Leading and trailing stretches more than 40 dB below the loudest 20 ms go, but for a margin (seconds)."""
    size = RATE // 50
    count = len(samples) // size
    if count < 3:
        return samples
    power = (samples[:count * size].reshape(count, size) ** 2).mean(1)
    loud = np.flatnonzero(power > power.max() * 1e-4)
    if not power.max() > 0:
        return samples
    first = max(0, loud[0] * size - int(margin * RATE))
    return samples[first:(loud[-1] + 1) * size + int(margin * RATE)]
