"""Reference values of a Whisper model by PyTorch: `python whisper_golden.py [WEIGHTS OUTPUT]` (torch, safetensors).

WEIGHTS is the shipped file, or one that `refseg import` wrote; OUTPUT then serves `refseg verify WEIGHTS --golden`.
Without them, writes Vocab/Resources/reference/whisper-base.safetensors: half a second of log-mel values [48, 80] from
the fixture of mel_golden.py, what the encoder makes of them [24, width], and the scores of every 512th token after each
of five tokens [5, 66], all in double precision from the weights as they are stored.
"""

import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from whisper_reference import Whisper

HERE = Path(__file__).parent
WEIGHTS = HERE / "../../Vocab/Resources/refseg-whisper-base.safetensors"
MEL = HERE / "../AudioTests/Fixtures/mel.safetensors"
GOLDEN = HERE / "../../Vocab/Resources/reference/whisper-base.safetensors"
BEGINNING, STRIDE = ["<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>", "ĠThe"], 512


def main():
    weights, output = sys.argv[1:] or (WEIGHTS, GOLDEN)
    with safe_open(MEL, "pt") as file:
        mel = torch.cat([file.get_tensor("voice.log_mel"), file.get_tensor("noise.log_mel")])
    whisper = Whisper(weights)
    heard = whisper.encode(mel.double())
    tokens = whisper.metadata["whisper_vocabulary"].split("\n")
    beginning = [tokens.index(token) for token in BEGINNING if token in tokens]
    scores = whisper.decode(beginning, heard)
    save_file({"mel": mel.float().contiguous(), "heard": heard.float().contiguous(),
               "beginning": torch.tensor(beginning, dtype=torch.int32), "stride": torch.tensor([STRIDE], dtype=torch.int32),
               "scores": scores[:, ::STRIDE].float().contiguous()}, output)
    Path(output).chmod(0o644)
    print(output, Path(output).stat().st_size, "bytes; largest", float(heard.abs().max()), float(scores.abs().max()))


if __name__ == "__main__":
    main()
