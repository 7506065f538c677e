"""Speech synthesis: espeak-ng's accents and variants, flite's kal16, rms and slt.

flite's awb and kal, the espeak-ng variants named for it and festival are kept for evaluation.
"""

import ctypes
import ctypes.util
import functools
import io
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import scipy.io.wavfile
from scipy.signal import resample_poly

RATE = 16_000
ACCENTS = ["en-us", "en-us", "en-us", "en", "en", "en-029", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-rp",
           "en-gb-x-gbcwmd", "en-us-nyc"]
VARIANTS = (["", "", ""] + [f"+m{i}" for i in (1, 2, 3, 4, 5, 6, 8)] * 2 + [f"+f{i}" for i in (1, 2, 3, 4)] * 3
            + [f"+klatt{i}" for i in ("", 2, 4, 6)] + ["+croak", "+whisper", "+whisperf"]
            + ["+" + name for name in """Alex Andrea Annie Denis Diogo Gene Henrique Hugo Jacky Lee Marco Mario Michael Mike
               Nguyen RicishayMax Tweaky adam anika antonio aunty belinda benjamin boris caleb david ed edward grandma gustave
               iven iven2 john kaukovalta linda marcelo max michel miguel norbert pablo paul pedro quincy rob robert sandro
               shelby steph travis victor zac""".split()])
EVALUATION = ["espeak:en-us+f5", "espeak:en+m7", "espeak:en-us+Alicia", "espeak:en-gb-x-rp+steph2", "flite:awb", "flite:kal",
              "festival:ked_diphone"]
FLITE = ["kal16", "rms", "rms", "slt", "slt"]


def read(wav: bytes) -> np.ndarray:
    """float32 at 16 kHz; the programs write one channel of 16 bits."""
    rate, samples = scipy.io.wavfile.read(io.BytesIO(wav))
    samples = samples.astype(np.float32) / 32768
    divisor = np.gcd(rate, RATE)
    return samples if rate == RATE else resample_poly(samples, RATE // divisor, rate // divisor).astype(np.float32)


class Espeak:
    """libespeak-ng in this process: thirty times cheaper than its program."""

    SYNCHRONOUS, SPEED, PITCH, SPREAD, GAP, UTF8 = 2, 1, 3, 4, 7, 1

    def __init__(self):
        self.library = ctypes.CDLL(ctypes.util.find_library("espeak-ng"))
        self.rate = self.library.espeak_Initialize(self.SYNCHRONOUS, 0, None, 0)
        self.parts = []
        receiver = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self.receiver = receiver(self.receive)  # the library keeps no reference
        self.library.espeak_SetSynthCallback(self.receiver)

    def receive(self, samples, count, events):
        if count > 0:
            self.parts.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    def __call__(self, text: str, voice: str, speed=160, pitch=50, spread=50, gap=0) -> np.ndarray:
        """`speed` in words a minute, `pitch` and its `spread` 0–99, `gap` between words in 10 ms."""
        if self.library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise SystemExit(f"espeak-ng knows no voice {voice}")
        for parameter, value in ((self.SPEED, speed), (self.PITCH, pitch), (self.SPREAD, spread), (self.GAP, gap)):
            self.library.espeak_SetParameter(parameter, int(value), 0)
        self.parts = []
        data = text.encode() + b"\0"
        self.library.espeak_Synth(data, len(data), 0, 0, 0, self.UTF8, None, None)
        samples = np.concatenate(self.parts or [np.zeros(1, np.int16)]).astype(np.float32) / 32768
        divisor = np.gcd(self.rate, RATE)
        return resample_poly(samples, RATE // divisor, self.rate // divisor).astype(np.float32)


@functools.cache
def espeak() -> Espeak:
    return Espeak()


def flite(text: str, voice: str, stretch=1.0, pitch=None, spread=None) -> np.ndarray:
    """`stretch` of all durations; `pitch` and its `spread` in Hz."""
    settings = ["--setf", f"duration_stretch={stretch:.2f}"]
    if pitch:
        settings += ["--setf", f"int_f0_target_mean={pitch:.0f}", "--setf", f"int_f0_target_stddev={spread:.0f}"]
    wav = subprocess.run(["flite", "-voice", voice, *settings, "-t", text, "-o", "/dev/stdout"], capture_output=True, check=True).stdout
    return read(wav)


def festival(text: str, voice: str) -> np.ndarray:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["text2wave", "-eval", f"(voice_{voice})", "-o", file.name], input=text, text=True, capture_output=True, check=True)
        return read(Path(file.name).read_bytes())


def speak(rng: np.random.Generator, text: str, flite_share: float) -> tuple[np.ndarray, str]:
    """A text in a random training voice -> samples, the voice's name."""
    pick = lambda items: items[int(rng.integers(len(items)))]
    if rng.random() < flite_share:
        voice = pick(FLITE)
        pitch = rng.uniform(75, 180) if voice != "slt" else rng.uniform(120, 280)
        own = rng.random() < 0.4
        samples = flite(text, voice, rng.uniform(0.8, 1.35), None if own else pitch, rng.uniform(8, 30))
        return samples, f"flite:{voice}"
    voice = pick(ACCENTS) + pick(VARIANTS)
    gap = int(rng.integers(1, 12)) if rng.random() < 0.15 else 0
    samples = espeak()(text, voice, int(rng.integers(110, 221)), int(rng.integers(15, 86)), int(rng.integers(20, 81)), gap)
    return samples, f"espeak:{voice}"


def speak_as(text: str, voice: str) -> np.ndarray:
    """A text in a named voice at its ordinary speed and pitch."""
    engine, name = voice.split(":")
    return {"espeak": espeak(), "flite": flite, "festival": festival}[engine](text, name)
