"""Recordings of sentences: spoken by espeak-ng, or where that is missing one that was spoken before."""

import pathlib
import shutil
import subprocess
import wave

SPOKEN = pathlib.Path(__file__).parents[2] / "SpeechTests/Fixtures/red-car.u8.wav"


def say(path, text: str):
    path.parent.mkdir(parents=True, exist_ok=True)
    if shutil.which("espeak-ng"):
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "130", "-w", str(path), "--", text], check=True)
    else:
        shutil.copy(SPOKEN, path)


def silence(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(320))
