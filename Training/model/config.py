"""Every number of the default model; stored as JSON in the weights file."""

import json
from dataclasses import asdict, dataclass, field

EVIDENCE_CHANNELS = 5
CONTRAST_CHANNEL = 3 + 4  # log(motion x colour / Otsu threshold): > 0 is the training-free rule

# What the modules fix, as the program's loader asks for it.
ARCHITECTURE = {"block": "basic", "input_channels": 3 + EVIDENCE_CHANNELS, "stem_kernel": 3,
                "stem_pool": False, "fusion": "after_encoder", "fusion_heads": 8,
                "pyramid_reads_words": False, "presence": 64, "agreement": 96, "contrast_channel": CONTRAST_CHANNEL}


@dataclass
class Config:
    stem: int = 32
    planes: list = field(default_factory=lambda: [48, 96, 160, 256])
    blocks: list = field(default_factory=lambda: [2, 2, 2, 2])
    hidden: int = 128
    heads: int = 8
    feedforward: int = 256
    encoder_layers: int = 1
    decoder_layers: int = 2
    levels: int = 4
    points: int = 4
    queries: int = 5
    pyramid: int = 64          # width of the text-blind FPN
    mask_features: int = 32
    dynamic: int = 8
    prior: int = 64            # width of the prior head
    vocabulary: int = 4000
    positions: int = 66
    text_hidden: int = 128
    text_heads: int = 4
    text_layers: int = 2
    text_intermediate: int = 256

    def published(self) -> str:
        return json.dumps({**asdict(self), **ARCHITECTURE})
