"""Words wrong of refseg beside faster-whisper, on the same recordings.

    pip install faster-whisper soundfile
    python -m audio.evaluate ../.build/release/refseg work/spoken/*  [--models tiny.en=FOLDER base=FOLDER]

Each folder holds recordings (wav, ogg, flac) and their texts, NAME.txt.  Where a recording has none, Whisper
base's transcript through faster-whisper counts as what was said (--truth base), or refusals alone are counted.
Transcripts are kept in the folder --texts.  Words are compared in lower case, without punctuation, numbers below a
hundred in words.
"""

import argparse
import json
import re
import subprocess
import time
from pathlib import Path

ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen").split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def words(text: str) -> list[str]:
    def spelled(match):
        n = int(match.group())
        return ONES[n] if n < 20 else TENS[n // 10] + (" " + ONES[n % 10] if n % 10 else "")

    text = re.sub(r"(?<![\w.,])\d{1,2}(?![\w]|[.,]\d)", spelled, text.lower().replace("’", "'"))
    return [w.strip("'") for w in re.sub(r"[^\w' ]", " ", text.replace("-", " ")).split() if w.strip("'")]


def distance(a: list[str], b: list[str]) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, last = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(last[j - 1] + (x != y), last[j] + 1, row[j - 1] + 1))
    return row[-1]


def recordings(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix in (".wav", ".ogg", ".flac"))


def by_refseg(program: Path, files: list[Path], options: list[str]) -> tuple[list[str], float]:
    """Transcripts, empty where it found no speech, and seconds in all."""
    start = time.time()
    arguments = [str(program), "--transcribe", "--json", *options]
    for file in files:
        arguments += ["--audio", str(file)]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode in (0, 3), done.stderr
    return [spoken["transcript"] for spoken in json.loads(done.stdout)], time.time() - start


def by_faster_whisper(folder: str, files: list[Path], beam: int, threads: int, keep: Path, numbers="float32") -> list[str]:
    """Transcripts; each is kept in a file at once, so that whoever stops goes on where he was."""
    heard = json.loads(keep.read_text()) if keep.exists() else {}
    model = None
    for file in files:
        if file.name in heard:
            continue
        if model is None:
            from faster_whisper import WhisperModel

            model = WhisperModel(folder, device="cpu", compute_type=numbers, cpu_threads=threads)
            keep.parent.mkdir(parents=True, exist_ok=True)
        segments, _ = model.transcribe(str(file), language="en", beam_size=beam, without_timestamps=True)
        heard[file.name] = " ".join(s.text for s in segments)
        keep.write_text(json.dumps(heard, indent=0))
    return [heard[file.name] for file in files]


def report(label: str, said: list[list[str]], heard: list[str], seconds: float | None = None):
    errors = [distance(s, words(h)) for s, h in zip(said, heard)]
    total = max(1, sum(map(len, said)))
    print(f"  {label:34} {100 * sum(errors) / total:5.1f} % of {total} words wrong, {sum(e == 0 for e in errors)} of "
          f"{len(said)} right, {sum(not h.strip() for h in heard)} refused"
          + (f", {seconds / len(said):.2f} s each" if seconds else ""), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--models", nargs="*", default=[], help="NAME=FOLDER of CTranslate2, for faster-whisper")
    parser.add_argument("--truth", help="the NAME whose transcripts count where there are no texts")
    parser.add_argument("--texts", type=Path, default=Path("work/heard"), help="where transcripts are kept")
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--numbers", default="float32", help="what faster-whisper computes in, such as int8")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--first", type=int, help="recordings of each folder at most")
    parser.add_argument("--wrong", action="store_true", help="list what was heard wrong")
    parser.add_argument("--options", nargs=argparse.REMAINDER, default=[], help="for refseg, such as --audio-model")
    a = parser.parse_args()
    models = dict(m.split("=", 1) for m in a.models)
    for folder in a.folders:
        files = recordings(folder)[:a.first]
        print(f"{folder.name}: {len(files)} recordings")
        heard = {name: by_faster_whisper(path, files, a.beam, a.threads, 
                                         a.texts / f"{folder.name}.{name}.{a.beam}.json", a.numbers)
                 for name, path in models.items()}
        texts = [f.with_suffix(".txt") for f in files]
        if all(t.exists() for t in texts):
            said = [words(t.read_text()) for t in texts]
        elif a.truth:
            said = [words(t) for t in heard[a.truth]]
        else:
            said = None
        mine, seconds = by_refseg(a.program, files, a.options)
        if said is None:
            understood = [f"{file.stem}: {m}" for file, m in zip(files, mine) if m]
            print(f"  refused {len(files) - len(understood)} of {len(files)}", *understood, sep="\n    ")
            continue
        report("refseg", said, mine, seconds)
        for name, found in heard.items():
            report(f"faster-whisper {name}", said, found)
        if a.wrong:
            for file, s, m in zip(files, said, mine):
                if s != words(m):
                    print(f"    {file.name}: {' '.join(s)!r} -> {m!r}")


if __name__ == "__main__":
    main()
