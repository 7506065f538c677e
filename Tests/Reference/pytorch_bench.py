"""PyTorch and faster-whisper beside `refseg bench`, in turn within one run, so that the ratios hold on any machine.

    pip install torch torchvision faster-whisper
    python Tests/Reference/pytorch_bench.py .build/release/refseg [--threads 2] [--whisper FOLDER]

Rows: torchvision's ResNet-50 up to its last map (channels last, five frames of 640x360 one by one) beside the stage
`backbone` of `refseg bench resnet50`; a spoken sentence from the start of a process to words, by faster-whisper (FOLDER
is tiny.en as CTranslate2 wrote it, int8) beside `refseg bench audio`.  Runs that refseg calls disturbed are said to be.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
FRAMES = 5
SENTENCE = "the brown dog on the left side of the street"
HEAR = """
import sys
from faster_whisper import WhisperModel
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=int(sys.argv[3]))
print([s.text for s in model.transcribe(sys.argv[2], language="en", beam_size=5, without_timestamps=True)[0]])
"""


def refseg(program: Path, model: str, threads: int) -> dict:
    done = subprocess.run([program, "bench", model, "--threads", str(threads), "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["results"][0]


def backbone(threads: int):
    """What runs torchvision's ResNet-50 on the frames once, and gives the seconds."""
    import torch
    import torchvision

    torch.set_num_threads(threads)
    network = torchvision.models.resnet50(weights=None).eval().to(memory_format=torch.channels_last)
    frames = torch.rand(FRAMES, 3, 360, 640).to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def run() -> float:
        start = time.perf_counter()
        for frame in frames:
            x = network.maxpool(network.relu(network.bn1(network.conv1(frame[None]))))
            for layer in (network.layer1, network.layer2, network.layer3, network.layer4):
                x = layer(x)
        return time.perf_counter() - start

    run()
    return run


def hearing(folder: Path, threads: int):
    recording = Path(tempfile.mkdtemp()) / "query.wav"
    recording.write_bytes(subprocess.run(["espeak-ng", "-v", "en-us", "--stdout", SENTENCE], capture_output=True, check=True).stdout)

    def run() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", HEAR, folder, recording, str(threads)], check=True, capture_output=True)
        return time.perf_counter() - start

    run()
    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--whisper", type=Path)
    a = parser.parse_args()
    rows = [("ResNet-50 backbone, 5 frames", "resnet50", backbone(a.threads),
             lambda r: next(s["seconds"] for s in r["stages"] if s["name"] == "backbone"))]
    if a.whisper:
        rows.append(("spoken sentence, from start", "audio", hearing(a.whisper, a.threads),
                     lambda r: statistics.median(r["seconds"])))
    print(f"{'':32}{'other':>9}{'refseg':>9}   ratio")
    for name, model, other, seconds in rows:
        others, own, disturbed = [], [], False
        for _ in range(ROUNDS):
            others += [other(), other()]
            result = refseg(a.program, model, a.threads)
            own.append(seconds(result))
            disturbed |= result["was_disturbed"]
        theirs, ours = statistics.median(others), statistics.median(own)
        print(f"{name:32}{theirs:8.3f}s{ours:8.3f}s{theirs / ours:8.2f}" + (" (disturbed)" if disturbed else ""))


if __name__ == "__main__":
    main()
