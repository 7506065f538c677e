#!/usr/bin/env bash
# Speed and memory of the whole program, from outside:
#     REFSEG=path/to/refseg Tests/bench.sh
# Frames per second and peak memory for 40 and for 4,000 frames of 640x360 (links to one example's
# frames, which are enlarged once with ffmpeg when they are smaller), and a whole run on one image. A spoken
# query of three seconds from start to words, and beside it faster-whisper where WHISPER names a tiny.en
# that CTranslate2 wrote and PYTHON one that has faster-whisper (by default python3).
set -euo pipefail
refseg=$(realpath "${REFSEG:?names the program to measure}")
examples=$(cd "$(dirname "$0")/../Examples" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
query="blue car on the grass"

# The example's frames at 640x360, or as they are where ffmpeg is missing.
mkdir "$place/source"
if command -v ffmpeg >/dev/null; then
    ffmpeg -v error -pattern_type glob -i "$examples/blue-car/frames/*.jpg" \
        -vf scale=640:360 -q:v 3 "$place/source/%05d.jpg"
else
    cp "$examples"/blue-car/frames/*.jpg "$place/source/"
fi
sources=("$place"/source/*.jpg)

links() { # folder, count: the clip played forwards and backwards, over and over
    mkdir "$1"
    local n=${#sources[@]} i k
    for ((i = 0; i < $2; i++)); do
        k=$((n > 1 ? i % (2 * n - 2) : 0))
        ((k < n)) || k=$((2 * n - 2 - k))
        ln -s "${sources[k]}" "$1/$(printf %05d "$i").jpg"
    done
}

measure() { # label, arguments…: wall-clock seconds and peak memory of one run
    local label=$1 start=$EPOCHREALTIME process peak=0 now frames
    shift
    "$refseg" "$query" "$@" -o "$place/out" --quiet >/dev/null &
    process=$!
    while now=$(awk '/VmHWM/ {print $2}' "/proc/$process/status" 2>/dev/null) && [ -n "$now" ]; do
        peak=$now
        sleep 0.01
    done
    wait $process || test $? = 3
    local seconds
    seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
    frames=$(ls "$place/out/masks/0" | wc -l)
    LC_ALL=C awk -v label="$label" -v s="$seconds" -v n="$frames" -v peak="$peak" 'BEGIN {
        printf "%-24s %5d frames %8.2f s %7.1f frames/s %5.0f MB at most\n",
            label, n, s, n / s, peak / 1024 }'
}

links "$place/one" 1
links "$place/short" 40
links "$place/long" 4000
hear() { # label, command…: seconds from start to words, the best of five
    local label=$1 start best=1000
    shift
    for _ in 1 2 3 4 5; do
        start=$EPOCHREALTIME
        "$@" >"$place/words"
        best=$(awk -v a="$start" -v b="$EPOCHREALTIME" -v best="$best" \
            'BEGIN { print b - a < best ? b - a : best }')
    done
    LC_ALL=C printf '%-24s %18.2f s  "%s"\n' "$label" "$best" "$(tr -d '\n' <"$place/words")"
}

# The same sentence with silence behind it, three seconds in all.
recording=$(dirname "$examples")/Tests/SpeechTests/Fixtures/red-car.flac
if command -v ffmpeg >/dev/null; then
    ffmpeg -v error -i "$recording" -af apad=whole_dur=3 "$place/spoken.wav"
    recording=$place/spoken.wav
fi
hear "spoken query" "$refseg" --transcribe --audio "$recording"
if [ -n "${WHISPER:-}" ]; then
    hear "faster-whisper, int8" "${PYTHON:-python3}" -c '
import sys
from faster_whisper import WhisperModel
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8")
print("".join(s.text for s in model.transcribe(sys.argv[2], language="en", without_timestamps=True)[0]))
' "$WHISPER" "$recording"
fi

measure "one image" "$place/one"
for threads in 1 2; do measure "short, --threads $threads" "$place/short" --threads $threads; done
measure "short, no overlay" "$place/short" --no-overlay
measure "long" "$place/long"
for limit in 225MB 250MB; do
    measure "short, at most $limit" "$place/short" --max-memory $limit
done
