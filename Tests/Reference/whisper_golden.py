"""Reference values of the shipped Whisper by PyTorch: `python whisper_golden.py` (torch, safetensors).

Writes Tests/SpeechTests/Fixtures/whisper.safetensors: half a second of log-mel values [48, 80] from the fixture of
mel_golden.py, what the encoder makes of them [24, 384], and the scores of every 512th token after each of three
fixed tokens [3, 102], all in double precision from the int8 weights that are shipped.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save_file

HERE = Path(__file__).parent
WEIGHTS = HERE / "../../Vocab/Resources/refseg-whisper-tiny-en.safetensors"
MEL = HERE / "../AudioTests/Fixtures/mel.safetensors"
FIXTURE = HERE / "../SpeechTests/Fixtures/whisper.safetensors"
WIDTH, HEADS, LAYERS, BEGINNING = 384, 6, 4, [50257, 50362, 464]


def weights() -> dict[str, torch.Tensor]:
    with safe_open(WEIGHTS, "pt") as file:
        stored = {name: file.get_tensor(name) for name in file.keys()}
    found = {}
    for name, values in stored.items():
        if name.endswith("_scale"):
            continue
        scale = stored.get(name + "_scale")
        values = values.double()
        found[name] = values if scale is None else values * scale.double().view(-1, *[1] * (values.ndim - 1))
    return found


W = weights()


def linear(x, name):
    return F.linear(x, W[name + ".weight"], W.get(name + ".bias"))


def norm(x, name):
    return F.layer_norm(x, (WIDTH,), W[name + ".weight"], W[name + ".bias"])


def attend(x, memory, name, causal=False):
    split = lambda z: z.view(len(z), HEADS, WIDTH // HEADS).transpose(0, 1)
    q, k, v = split(linear(x, name + ".q_proj")), split(linear(memory, name + ".k_proj")), split(linear(memory, name + ".v_proj"))
    seen = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    return linear(seen.transpose(0, 1).reshape(len(x), WIDTH), name + ".out_proj")


def feedforward(x, p):
    return x + linear(F.gelu(linear(norm(x, p + "final_layer_norm"), p + "fc1")), p + "fc2")


def encode(mel):
    x = F.gelu(F.conv1d(mel.T[None], W["encoder.conv1.weight"], W["encoder.conv1.bias"], padding=1))
    x = F.gelu(F.conv1d(x, W["encoder.conv2.weight"], W["encoder.conv2.bias"], stride=2, padding=1))[0].T
    x = x + W["encoder.embed_positions.weight"][:len(x)]
    for i in range(LAYERS):
        p = f"encoder.layers.{i}."
        y = norm(x, p + "self_attn_layer_norm")
        x = feedforward(x + attend(y, y, p + "self_attn"), p)
    return norm(x, "encoder.layer_norm")


def decode(tokens, heard):
    x = W["decoder.embed_tokens.weight"][tokens] + W["decoder.embed_positions.weight"][:len(tokens)]
    for i in range(LAYERS):
        p = f"decoder.layers.{i}."
        y = norm(x, p + "self_attn_layer_norm")
        x = x + attend(y, y, p + "self_attn", causal=True)
        x = x + attend(norm(x, p + "encoder_attn_layer_norm"), heard, p + "encoder_attn")
        x = feedforward(x, p)
    return norm(x, "decoder.layer_norm") @ W["decoder.embed_tokens.weight"].T


def main():
    with safe_open(MEL, "pt") as file:
        mel = torch.cat([file.get_tensor("voice.log_mel"), file.get_tensor("noise.log_mel")])
    heard = encode(mel.double())
    scores = decode(BEGINNING, heard)
    save_file({"mel": mel.float().contiguous(), "heard": heard.float().contiguous(),
               "beginning": torch.tensor(BEGINNING, dtype=torch.int32),
               "scores": scores[:, ::512].float().contiguous()}, FIXTURE)
    print(FIXTURE, FIXTURE.stat().st_size, "bytes; largest", float(heard.abs().max()))


if __name__ == "__main__":
    main()
