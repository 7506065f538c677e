"""Recordings from which the listener learns: descriptions in many synthetic voices, and people who read.

    python -m audio.lessons ../../shared/data work/lessons --without work/spoken/piper-joe --base FOLDER

Every voice of the tests (espeak-ng's plain en-us, flite's slt, Piper's joe, Kokoro's jf_alpha and jm_kumo), every
expression of theirs, the first 50 people of LibriSpeech and all of picovoice are left for testing.  What LibriSpeech's
people say is written by Whisper base (FOLDER as CTranslate2 wrote it, through faster-whisper).
Writes NAME.wav (16 kHz) and lessons.json: [{"file", "text", "kind"}, ...].
"""

import argparse
import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile

from .evaluate import recordings, words
from .phrases import sentences
from .voices import RATE, kokoro, read, run

TESTED_PEOPLE = 50
ACCENTS = ["en-us", "en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-gb-x-gbclan", "en-029"]
VARIANTS = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "f5"]
KOKORO = ["jf_gongitsune", "jf_nezumi", "jf_tebukuro"]
AROUND = ["please show me {}", "uh {}", "show {}", "find {} please", "where is {}", "i am looking for {}", "um, {}",
          "can you find {}", "look for {}", "segment {}", "track {}"]


def written(text: str) -> str:
    """As Whisper writes it."""
    return text[:1].upper() + text[1:] + "."


def synthetic(text: str, pick: random.Random) -> np.ndarray:
    if pick.random() < .72:
        voice = f"{pick.choice(ACCENTS)}+{pick.choice(VARIANTS)}"
        return read(run("espeak-ng", "-v", voice, "-s", str(pick.randint(125, 205)), "-p", str(pick.randint(25, 75)),
                        "--stdout", text))
    name = pick.choice(["rms", "awb", "kal16", "rms", "awb"])
    return read(run("flite", "-voice", name, "--setf", f"duration_stretch={pick.uniform(.8, 1.25):.2f}", "-t", text,
                    "-o", "/dev/stdout"))


def natural(text: str, pick: random.Random) -> np.ndarray:
    """One of Kokoro's voices or between two of them, higher or lower."""
    pitch = pick.uniform(.78, 1.12)
    samples = kokoro(text, "+".join(pick.sample(KOKORO, pick.choice([1, 2]))), pick.uniform(.85, 1.2) / pitch)
    return np.interp(np.arange(0, len(samples) - 1, pitch), np.arange(len(samples)), samples).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--without", type=Path, required=True, help="folder of recordings with the tests' texts")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--synthetic", type=int, default=9000)
    parser.add_argument("--kokoro", type=int, default=700)
    parser.add_argument("--people", type=int, default=120)
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    tested = {" ".join(words(path.read_text())) for path in a.without.glob("*.txt")}
    texts = sorted({" ".join(s) for s in sentences(a.data, {t for t in tested if t.count(" ") > 2})} - tested)
    texts = [t for t in texts if len(t) < 110]
    pick = random.Random(20)
    pick.shuffle(texts)
    lessons = []

    def speak(index: int) -> dict:
        own = random.Random(index)
        text = texts[index % len(texts)]
        if own.random() < .12:
            text = own.choice(AROUND).format(text)
        is_natural = index >= a.synthetic
        name = f"{index:05d}.wav"
        if not (a.out / name).exists():
            samples = (natural if is_natural else synthetic)(text, own)
            soundfile.write(a.out / name, np.clip(samples, -1, 1), RATE)
        return {"file": name, "text": written(text), "kind": "natural" if is_natural else "synthetic"}

    with ThreadPoolExecutor(2) as pool:
        lessons += pool.map(speak, range(a.synthetic + a.kokoro))
    from faster_whisper import WhisperModel

    model = WhisperModel(str(a.base), device="cpu", compute_type="int8", cpu_threads=2)
    for path in recordings(a.data / "speech/librispeech-100")[TESTED_PEOPLE:TESTED_PEOPLE + a.people]:
        segments, _ = model.transcribe(str(path), language="en", beam_size=5, without_timestamps=True)
        text = "".join(s.text for s in segments).strip()
        if text:
            lessons.append({"file": str(path.resolve()), "text": text, "kind": "people"})
    (a.out / "lessons.json").write_text(json.dumps(lessons, indent=0))
    print(f"{a.out}: {len(lessons)} recordings, {len(texts)} different texts")


if __name__ == "__main__":
    main()
