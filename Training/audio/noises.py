"""Writes recordings in which nobody speaks: synthesised ones, and the sounds of folders named behind.

    python -m audio.noises work/noises  [--sounds FOLDER ... --most 40]

Everything is drawn from one seed.  Of a folder (searched with all below it) at most --most sounds are taken, evenly
spread over their names, from each at most 12 seconds of its middle.  Files whose names say that they speak are left out.
"""

import argparse
import re
import subprocess
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, lfilter, sosfilt

RATE = 16_000
#: Tux Paint's descriptions, letters and numbers, channel tests, Asterisk's prompts, Super Tux Kart's airport, Pingus'
#: and Frozen Bubble's exclamations.
SPOKEN = re.compile(r"_desc|audio-channel|voice|speech|speak|_male|_female|say_|announce|/\d+(_[a-z]|\.)|_outline|_filled|"
                    r"airport_pa|goodidea|letsgo|/noh\.", re.I)
rng = np.random.default_rng(14)


def seconds(length: float) -> np.ndarray:
    return np.arange(int(length * RATE)) / RATE


def band(x, low, high, order=2):
    return sosfilt(butter(order, [low, high], "band", fs=RATE, output="sos"), x)


def coloured(length: float, slope: float) -> np.ndarray:
    """Noise whose power falls with frequency to the power `slope`: 0 white, 1 pink, 2 brown, -1 blue."""
    n = int(length * RATE)
    spectrum = np.fft.rfft(rng.standard_normal(n))
    frequencies = np.maximum(np.fft.rfftfreq(n, 1 / RATE), 20)
    return np.fft.irfft(spectrum * frequencies ** (-slope / 2), n)


def hissing(x: np.ndarray, share: float) -> np.ndarray:
    """With white noise of a share of full scale."""
    return x + share * coloured(len(x) / RATE + .01, 0)[:len(x)]


def decay(length: float, half: float) -> np.ndarray:
    return 0.5 ** (seconds(length) / half)


def plucked(pitch: float, length: float) -> np.ndarray:
    """Karplus and Strong's string."""
    period = int(RATE / pitch)
    a = np.zeros(period + 2)
    a[0], a[period], a[period + 1] = 1, -0.498, -0.498
    excited = np.zeros(int(length * RATE))
    excited[:period] = rng.uniform(-1, 1, period)[: len(excited)]
    return lfilter([1], a, excited)


def organ(pitch: float, length: float) -> np.ndarray:
    t = seconds(length)
    return sum(np.sin(2 * np.pi * pitch * k * t) / k for k in (1, 2, 3, 4, 6, 8)) * np.minimum(1, 20 * t)


def bell(pitch: float, length: float) -> np.ndarray:
    t = seconds(length)
    return np.sin(2 * np.pi * pitch * t + 3 * decay(length, 0.3) * np.sin(2 * np.pi * 1.4 * pitch * t)) * decay(length, 0.4)


def brass(pitch: float, length: float) -> np.ndarray:
    t = seconds(length)
    saw = 2 * ((pitch * (t + 0.002 * np.sin(2 * np.pi * 5 * t))) % 1) - 1
    return lfilter([0.3], [1, -0.7], saw) * np.minimum(1, 12 * t)


def glassy(pitch: float, length: float) -> np.ndarray:
    return sum(np.sin(2 * np.pi * pitch * k * seconds(length)) * decay(length, 0.5 / k) / k for k in (1, 2.76, 5.4))


TIMBRES = [plucked, organ, bell, brass, glassy]


def place(into: np.ndarray, at: float, sound: np.ndarray):
    start = int(at * RATE)
    end = min(len(into), start + len(sound))
    into[start:end] += sound[:max(0, end - start)]


def kick():
    t = seconds(0.25)
    return np.sin(2 * np.pi * (50 * t + 8 * (1 - np.exp(-30 * t)))) * decay(0.25, 0.05)


def snare():
    return 0.6 * rng.standard_normal(int(0.2 * RATE)) * decay(0.2, 0.03)


def hat():
    return 0.3 * band(rng.standard_normal(int(0.06 * RATE)) * decay(0.06, 0.01), 5000, 7900)


def beat(length: float, pace: float) -> np.ndarray:
    track = np.zeros(int(length * RATE))
    for i in range(int(length / pace * 2)):
        if i % 4 == 0:
            place(track, i * pace / 2, kick())
        if i % 4 == 2:
            place(track, i * pace / 2, snare())
        place(track, i * pace / 2, hat())
    return track


def melody(length: float, timbre, pace: float, chords: bool) -> np.ndarray:
    track, step = np.zeros(int(length * RATE)), 0
    for i in range(int(length / pace)):
        step = int(np.clip(step + rng.integers(-3, 4), -8, 9))
        scale = [0, 2, 4, 5, 7, 9, 11]
        notes = [step, step + 2, step + 4] if chords else [step]
        for note in notes:
            octave, degree = divmod(note, 7)
            place(track, i * pace, timbre(262 * 2 ** (octave + scale[degree] / 12), 1.5 * pace) / len(notes))
    return track


def bursts(length: float, often: float, sound) -> np.ndarray:
    track = np.zeros(int(length * RATE))
    for at in rng.uniform(0, length, max(1, int(length * often))):
        place(track, at, sound() * rng.uniform(0.2, 1))
    return track


def click(low: float, high: float, half: float):
    return lambda: band(rng.standard_normal(int(0.15 * RATE)) * decay(0.15, half), low, high)


def glide(length: float, low: float, high: float, harmonics: int, shape: float) -> np.ndarray:
    """A voice of an animal: a pitch that rises from low to high and falls again."""
    t = seconds(length)
    pitch = low + (high - low) * np.sin(np.pi * (t / length) ** shape)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    return sum(np.sin(k * phase) / k for k in range(1, harmonics + 1)) * np.sin(np.pi * t / length)


def repeated(length: float, pause: float, sound) -> np.ndarray:
    track, at = np.zeros(int(length * RATE)), rng.uniform(0.1, 0.5)
    while at < length - 0.3:
        place(track, at, sound())
        at += pause * rng.uniform(0.6, 1.6)
    return track


def bird():
    return glide(rng.uniform(0.05, 0.2), rng.uniform(1800, 3000), rng.uniform(3000, 6500), 1, rng.uniform(0.5, 2))


def bark():
    noise = band(rng.standard_normal(int(0.18 * RATE)), 300, 2500)
    return glide(0.18, 250, rng.uniform(450, 700), 8, 0.7) + 0.7 * noise * np.sin(np.pi * seconds(0.18) / 0.18)


def meow():
    return band(glide(rng.uniform(0.5, 0.9), 380, rng.uniform(600, 800), 10, 1), 500, 3500)


def moo():
    return band(glide(rng.uniform(1, 1.6), 110, 170, 20, 1), 150, 1200)


def engine(length: float) -> np.ndarray:
    t = seconds(length)
    phase = 2 * np.pi * np.cumsum(rng.uniform(25, 60) * (1 + 0.4 * np.sin(2 * np.pi * t / length))) / RATE
    return np.tanh(2 * sum(np.sin(k * phase) / k for k in range(1, 12))) + 0.2 * band(rng.standard_normal(len(t)), 100, 3000)


def slow(length: float, often: float) -> np.ndarray:
    """Between 0 and 1, wandering."""
    points = rng.uniform(0.1, 1, int(length * often) + 3)
    return np.interp(seconds(length) * often, np.arange(len(points)), points)


def synthesised():
    """Yields names and samples."""
    for i in range(4):
        length = 2 + i
        yield f"silence-{i}", np.zeros(int(length * RATE)) if i == 0 else 10.0 ** -(2 + i) * rng.standard_normal(int(length * RATE))
    for name, slope in {"white": 0, "pink": 1, "brown": 2, "blue": -1}.items():
        for i in range(4):
            yield f"{name}-{i}", coloured([1, 2.5, 4, 8][i], slope)
    for i in range(8):
        t, mains = seconds(2 + i % 4), [50, 60][i % 2]
        yield f"hum-{i}", sum(rng.uniform(0, 1) / k * np.sin(2 * np.pi * k * mains * t) for k in range(1, 4 + 2 * i)) \
            + 0.02 * rng.standard_normal(len(t))
    for i in range(8):
        t = seconds(1.5 + 0.5 * i)
        start, end = rng.uniform(150, 3000, 2)
        yield f"tone-{i}", np.sin(2 * np.pi * (start * t + (0 if i < 4 else (end - start) * t * t / (2 * t[-1]))))
    for i in range(6):
        keys = [np.sin(2 * np.pi * rng.choice([697, 770, 852, 941]) * seconds(0.15))
                + np.sin(2 * np.pi * rng.choice([1209, 1336, 1477]) * seconds(0.15)) for _ in range(3 + i)]
        yield f"keys-{i}", np.concatenate([np.concatenate([k, np.zeros(1600)]) for k in keys])
    for i in range(30):
        length, pace = rng.uniform(3, 9), rng.uniform(0.2, 0.7)
        tune = melody(length, TIMBRES[i % 5], pace, chords=i % 2 == 0)
        yield f"music-{i}", tune / np.abs(tune).max() + (0.5 * beat(length, pace) if i % 3 == 0 else 0)
    for i in range(8):
        yield f"drums-{i}", beat(rng.uniform(2, 7), rng.uniform(0.25, 0.7))
    for i in range(10):
        low = rng.uniform(300, 2500)
        yield f"clicks-{i}", bursts(rng.uniform(2, 6), rng.uniform(2, 9), click(low, low * 3, rng.uniform(0.003, 0.03)))
    for i in range(8):
        yield f"rain-{i}", hissing(bursts(rng.uniform(2, 6), 400, click(1500, 7500, 0.003)), 0.1) \
            if i % 2 else coloured(4, 0.3) * 0.3 + bursts(4, 150, click(800, 6000, 0.004))
    for i in range(10):
        length = rng.uniform(3, 8)
        yield f"wind-{i}", band(coloured(length, 1), 60, rng.uniform(300, 1500)) * slow(length, rng.uniform(0.5, 3))[:int(length * RATE)]
    for i in range(12):
        yield f"birds-{i}", hissing(repeated(rng.uniform(2, 6), rng.uniform(0.15, 0.6), bird), 0.01)
    for i in range(6):
        yield f"barks-{i}", repeated(rng.uniform(1.5, 4), rng.uniform(0.3, 0.9), bark)
    for i in range(6):
        yield f"meows-{i}", repeated(rng.uniform(1.5, 5), 1.5, meow)
    for i in range(4):
        yield f"moos-{i}", repeated(rng.uniform(2, 5), 2.2, moo)
    for i in range(6):
        yield f"crickets-{i}", np.sin(2 * np.pi * rng.uniform(3500, 5500) * seconds(4)) * (np.sin(2 * np.pi * rng.uniform(15, 40) * seconds(4)) > 0)
    for i in range(8):
        yield f"engine-{i}", engine(rng.uniform(2, 6))
    for i in range(6):
        yield f"applause-{i}", bursts(rng.uniform(2, 5), 60 if i % 2 else 8, click(600, 4000, 0.012))


def of_folder(folder: Path, most: int):
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".ogg", ".oga", ".wav", ".flac", ".mp3")
                   and not p.is_symlink() and not SPOKEN.search(str(p.relative_to(folder))))
    for file in [files[i * len(files) // most] for i in range(most)] if len(files) > most else files:
        done = subprocess.run(["ffmpeg", "-v", "error", "-i", file, "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"],
                              capture_output=True)
        samples = np.frombuffer(done.stdout, np.float32)
        if len(samples) > RATE // 10:
            middle = max(0, len(samples) // 2 - 6 * RATE)
            yield f"{folder.name}-{file.stem}", samples[middle:middle + 12 * RATE]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--sounds", type=Path, nargs="*", default=[])
    parser.add_argument("--most", type=int, default=40)
    a = parser.parse_args()
    a.output.mkdir(parents=True, exist_ok=True)
    count = 0
    for source in [synthesised(), *(of_folder(folder, a.most) for folder in a.sounds)]:
        for name, samples in source:
            peak = np.abs(samples).max()
            quiet = name.startswith("silence")
            soundfile.write(a.output / f"{name}.wav", samples if quiet or peak == 0 else 0.5 * samples / peak, RATE)
            count += 1
    print(f"{a.output}: {count} recordings without speech")


if __name__ == "__main__":
    main()
