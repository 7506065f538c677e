"""Makes the weights with which refseg hears people: Whisper base, taught, rounded and compressed.

    python -m audio.whisper work --taught work/listener.safetensors \\
        --weights ../Vocab/Resources/refseg-whisper-base.safetensors

`work` holds the packages of audio.published.  What audio.listener taught is mixed with the published weights: --share
of it, and the rest of them.

Every matrix becomes whole numbers of eight bits with one scale a row: the standard deviation of a row is --steps of
them, or --token-steps in the table of tokens; positions are cut at their largest.  Zstandard writes the numbers in as
many bits as they need, five on average: `NAME_zstd` is one frame, the rows of NAME one behind the other.  Vectors and the
first convolution stay in float16.  Tokens and suppressed ones go into the metadata.
"""

import argparse
from pathlib import Path

import numpy as np
import zstandard
from safetensors.numpy import load_file, save_file

from .published import Published

# What a search that knows it leans towards: descriptions of things.  Chosen on 60 expressions in two voices.
PROMPT = " a woman in a white shirt. two dogs. the second car from the left. a boy. the cyclist."
# Frames of 10 ms that a taught encoder is shown at least, and behind what is spoken.
WINDOW = "500 50"
# When nobody spoke, for a taught listener (Sources/Speech/SpeechLimits): chosen on 289 noises and 985 recordings.
LIMITS = "0.3 -0.5 -1.2 1.5"


def rounded(rows: np.ndarray, steps: float) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers and a scale for each row; without `steps` as fine as eight bits allow."""
    scale = np.abs(rows).max(1) / 127
    if steps:
        scale = np.maximum(scale, rows.std(1) / steps)
    scale = np.maximum(scale, 1e-7).astype(np.float16).astype(np.float32)
    return np.clip(np.rint(rows / scale[:, None]), -127, 127).astype(np.int8), scale.astype(np.float16)


def compressed(numbers: np.ndarray) -> np.ndarray:
    """A frame of what Huffman codes alone make of it: the numbers do not repeat themselves."""
    settings = zstandard.ZstdCompressionParameters.from_level(1, strategy=1, min_match=7, hash_log=6, window_log=19,
                                                               write_checksum=True)
    return np.frombuffer(zstandard.ZstdCompressor(compression_params=settings).compress(numbers.tobytes()), np.uint8)


def stored(weights: dict[str, np.ndarray], steps: float, token_steps: float) -> dict[str, np.ndarray]:
    result = {}
    for name, values in weights.items():
        if values.ndim == 1 or name == "encoder.conv1.weight":
            result[name] = np.ascontiguousarray(values.astype(np.float16))
            continue
        own = 0 if "positions" in name else token_steps if "tokens" in name else steps
        numbers, result[name + "_scale"] = rounded(values.astype(np.float32).reshape(len(values), -1), own)
        result[name + "_zstd"] = compressed(numbers)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=Path, help="folder of the packages")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--taught", type=Path)
    parser.add_argument("--share", type=float, default=.6)
    parser.add_argument("--steps", type=float, default=7.5)
    parser.add_argument("--token-steps", type=float, default=6)
    a = parser.parse_args()
    published = Published(a.wheels)
    weights = dict(published.weights)
    taught = load_file(a.taught) if a.taught else {}
    for name, values in taught.items():
        weights[name] = (1 - a.share) * weights[name].astype(np.float32) + a.share * values
    kept = stored(weights, a.steps, a.token_steps)
    temporary = a.weights.with_suffix(".tmp")
    save_file(kept, temporary, {
        "format": "pt", "model": "refseg-whisper-base", "license": "MIT, OpenAI", "prompt": PROMPT,
        "whisper_vocabulary": "\n".join(published.tokens), "whisper_languages": "many",
        **({"window": WINDOW, "speech_limits": LIMITS} if taught else {}),
        "suppress_tokens": " ".join(map(str, published.never)),
        "begin_suppress_tokens": " ".join(map(str, published.never_first))})
    temporary.rename(a.weights)
    print(a.weights, f"{a.weights.stat().st_size / 1e6:.1f} MB", sum(v.size for v in weights.values()), "numbers")


if __name__ == "__main__":
    main()
