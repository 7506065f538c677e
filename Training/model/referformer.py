"""The small ReferFormer that refseg ships, in PyTorch.

Module and parameter names mirror the published ReferFormer state dict (Wu et al. 2022,
arXiv:2201.00487), so that one loader reads both. What differs is named in `config.Config`.

Shapes: N frames, E expressions a frame, h x w the model's input size (multiples of 32).
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from model.attention import MLP, Fusion, Transformer, inverse_sigmoid, position_2d
from model.backbone import Joiner
from model.config import CONTRAST_CHANNEL, Config
from model.heads import PixelDecoder, PresenceHead, PriorHead
from model.text import Resizer, TextEncoder


def selection(scores, masks, prior):
    """How well each query fits the sentence: its class logit and the prior inside its mask.

    scores [B, Q] logits, masks [B, Q, h, w] probabilities, prior [B, h, w] logits -> [B, Q]."""
    inside = (masks * prior[:, None]).sum((2, 3)) / (masks.sum((2, 3)) + 1e-3)
    return scores + inside


class ReferFormer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.config = c
        self.backbone = nn.ModuleList([Joiner(c)])
        self.input_proj = nn.ModuleList(
            [nn.Sequential(nn.Conv2d(n, c.hidden, 1), nn.GroupNorm(32, c.hidden)) for n in c.planes[1:]]
            + [nn.Sequential(nn.Conv2d(c.planes[-1], c.hidden, 3, 2, 1), nn.GroupNorm(32, c.hidden))])
        self.text_encoder, self.resizer = TextEncoder(c), Resizer(c)
        self.fusion_module = Fusion(c)
        self.transformer = Transformer(c)
        self.query_embed = nn.Embedding(c.queries, c.hidden)
        self.class_embed = nn.ModuleList(nn.Linear(c.hidden, 1) for _ in range(c.decoder_layers))
        self.bbox_embed = nn.ModuleList(MLP(c.hidden, 4) for _ in range(c.decoder_layers))
        for layer, head in enumerate(self.bbox_embed):
            nn.init.zeros_(head.layers[-1].weight)
            head.layers[-1].bias.data = torch.tensor([0.0, 0.0, -1.5, -1.0] if layer == 0 else [0.0] * 4)
        self.pixel_decoder = PixelDecoder(c)
        d, m = c.dynamic, c.mask_features
        self.controller = MLP(c.hidden, d * (m + 2) + d * d + d + 2 * d + 1)
        nn.init.normal_(self.controller.layers[-1].weight, 0, 0.01)
        nn.init.normal_(self.controller.layers[-1].bias, 0, 0.05)
        self.prior_head, self.presence_head = PriorHead(c), PresenceHead(c)

    def text(self, ids, mask):
        """-> words [B, L, hidden], sentence [B, hidden]."""
        words, sentence = self.text_encoder(ids, mask)
        return self.resizer(words), self.resizer(sentence)

    def trunk(self, x, record=None):
        """Everything about the frames that no word changes. x [N, 8, h, w], normalised."""
        c = self.config
        contrast = F.avg_pool2d(x[:, CONTRAST_CHANNEL:CONTRAST_CHANNEL + 1].float(), 4)
        features = self.backbone[0].body(x)
        levels = [p(f) for p, f in zip(self.input_proj, features[1:] + features[-1:])]
        sizes = [tuple(l.shape[-2:]) for l in levels]
        flat = torch.cat([l.flatten(2).transpose(1, 2) for l in levels], 1)
        positions = torch.cat([position_2d(h, w, c.hidden, x.device) + e
                               for (h, w), e in zip(sizes, self.transformer.level_embed)])[None]
        centres = torch.cat([torch.stack(torch.meshgrid(
            (torch.arange(h, device=x.device) + 0.5) / h, (torch.arange(w, device=x.device) + 0.5) / w,
            indexing="ij")[::-1], -1).reshape(-1, 2) for h, w in sizes])[None]
        memory = flat
        for i, layer in enumerate(self.transformer.encoder.layers):
            memory = layer(memory, positions, centres, sizes)
            if record is not None:
                record[f"enc.layer.{i}"] = memory
        maps, start = [], 0
        for h, w in sizes[:3]:
            maps.append(memory[:, start:start + h * w].transpose(1, 2).reshape(-1, c.hidden, h, w))
            start += h * w
        outputs, masks = self.pixel_decoder([maps[2], maps[1], maps[0], features[0]])
        cells, z, base = self.prior_head.prepare(*maps, outputs[2])
        if record is not None:
            record.update({f"bb.feat.{i}": f for i, f in enumerate(features)})
            record.update({f"proj.{i}": f for i, f in enumerate(levels)})
            record.update({f"fpn.out.{k}": f for k, f in outputs.items()})
            record.update({"fpn.mask_features": masks, "prior.input": z, "prior.base": base,
                           "prior.contrast": contrast})
        return dict(memory=memory, maps=maps, features=features, sizes=sizes, masks=masks, cells=cells, objects=z, base=base, contrast=contrast,
                    size=tuple(x.shape[-2:]))

    def prior(self, t, sentence, rows):
        """rows [B]: the frame of each expression. -> prior logits at stride 4, presence, features."""
        z, logits = self.prior_head(t["base"][rows], sentence)
        presence = self.presence_head(t["cells"][rows], z, logits, sentence)
        masks = t["masks"][rows]
        kernel = self.prior_head.kernel(sentence)
        fine = torch.einsum("bchw,bc->bhw", masks, kernel) / math.sqrt(masks.shape[1])
        up = F.interpolate(logits, size=masks.shape[-2:], mode="bilinear", align_corners=False)[:, 0]
        weight, offset = self.prior_head.evidence
        prior = up.float() + fine.float() + weight * t["contrast"][rows][:, 0] + offset
        return prior, presence, logits[:, 0]

    def decode(self, t, words, mask, sentence, rows, record=None):
        """-> per decoder layer: class logits [B, Q], boxes [B, Q, 4]; the last layer's state."""
        memory = self.fusion_module(t["memory"][rows], words, mask)
        positions = self.query_embed.weight[None]
        b = len(rows)
        x = sentence[:, None].expand(b, positions.shape[1], -1)
        reference = self.transformer.reference_points(positions).sigmoid().expand(b, -1, -1)
        scores, boxes = [], []
        for i, layer in enumerate(self.transformer.decoder.layers):
            x = layer(x, positions, reference.detach(), memory, t["sizes"])
            delta = self.bbox_embed[i](x).float()
            if reference.shape[-1] == 2:
                delta = torch.cat([delta[..., :2] + inverse_sigmoid(reference), delta[..., 2:]], -1)
            else:
                delta = delta + inverse_sigmoid(reference)
            reference = delta.sigmoid()
            scores.append(self.class_embed[i](x)[..., 0])
            boxes.append(reference)
            if record is not None:
                record[f"dec.hs.{i}"], record[f"dec.refs.{i}"] = x, reference
                record[f"head.{i}.logits"] = scores[-1]
            reference = reference.detach() if self.training else reference
        if record is not None:
            record["memory.fused"] = memory
        return scores, boxes, x

    def masks(self, t, x, boxes, rows, record=None):
        """The dynamic mask head for states x [B, Q, hidden] and boxes [B, Q, 4] (any Q).
        -> [B, Q, h/4, w/4], without the prior."""
        c = self.config
        d, m, q = c.dynamic, c.mask_features, x.shape[1]
        p = self.controller(x).float()
        if record is not None:
            record["ctrl"] = p
        w0, w1, w2, b0, b1, b2 = p.split([d * (m + 2), d * d, d, d, d, 1], -1)
        w0 = w0.view(-1, q, d, m + 2)
        h, w = t["masks"].shape[-2:]
        features = t["masks"].float()[rows].flatten(2)
        height, width = t["size"]
        rx = boxes[..., 0:1] * width - (4 * torch.arange(w, device=x.device) + 2)
        ry = boxes[..., 1:2] * height - (4 * torch.arange(h, device=x.device) + 2)
        b = len(rows)
        y = (w0[..., :m].reshape(b, q * d, m) @ features).view(b, q, d, h, w)
        y = (y + w0[..., m][..., None, None] * rx[:, :, None, None, :]
             + (w0[..., m + 1][..., None] * ry[:, :, None, :] + b0[..., None])[..., None])
        y = F.relu(y).view(b * q, d, h * w)
        y = F.relu(torch.baddbmm(b1.reshape(b * q, d, 1), w1.reshape(b * q, d, d), y))
        y = torch.baddbmm(b2.reshape(b * q, 1, 1), w2.reshape(b * q, 1, d), y)
        return y.view(b, q, h, w)

    @torch.no_grad()
    def read(self, x, ids, mask, record=None):
        """One clip x [T, 8, h, w], E sentences -> dict, rows sentence by sentence [E * T, ...]: prior
        and prior8 logits, presence logits, masks [.., Q, h/4, w/4] with the prior, boxes, fit [.., Q]."""
        t = self.trunk(x, record)
        words, sentence = self.text(ids, mask)
        frames = len(x)
        rows, rep = torch.arange(frames).repeat(len(ids)), lambda v: v.repeat_interleave(frames, 0)
        prior, presence, prior8 = self.prior(t, rep(sentence), rows)
        scores, boxes, state = self.decode(t, rep(words), rep(mask), rep(sentence), rows, record)
        masks = self.masks(t, state, boxes[-1], rows, record) + prior[:, None]
        return dict(words=words, sentence=sentence, prior=prior, prior8=prior8, presence=presence, masks=masks,
                    boxes=boxes[-1], fit=selection(scores[-1], masks.sigmoid(), prior))

    @torch.no_grad()
    def segment(self, x, ids, mask):
        """One clip x [T, 8, h, w], E sentences -> mask logits [E, T, h/4, w/4] of the chosen
        query, presence [E] (probability), boxes [E, T, 4]."""
        seen, shape = self.read(x, ids, mask), (len(ids), len(x))
        best = seen["fit"].sigmoid().view(*shape, -1).mean(1).argmax(-1)
        row, pick = torch.arange(len(ids) * len(x)), best.repeat_interleave(len(x))
        masks, boxes = seen["masks"][row, pick], seen["boxes"][row, pick]
        presence = seen["presence"].sigmoid().view(shape).mean(1)
        return masks.view(*shape, *masks.shape[1:]), presence, boxes.view(*shape, 4)


def parameters(model) -> int:
    return sum(p.numel() for p in model.parameters())
