"""What the recognition's evidence, mixer, judge and probes make of small maps, for Tests/ReferFormerTests.

    python recognition_golden.py        writes recognition.golden.safetensors

Needs numpy, scipy, torch and safetensors. The formulas are those that the default model's mixer, presence judge and
probes were taught with; maps, weights and subjects are random.
"""

from pathlib import Path

import numpy as np
import scipy.ndimage
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

FIXTURE = Path(__file__).parent / "../ReferFormerTests/Fixtures/recognition.golden.safetensors"
HIDDEN = 8
DRAWN = 0.3
# Channels of the maps that scenery is told from.
SEEN = (5, 7, 9)
# Channels of the maps of a look at a box.
LOOKED = (4, 6, 10, 12)
BLEND = (0.9, 1.1, 0.35, 0.45)
ROWS, COLUMNS = 16, 24
# Classes of ImageNet and kinds of VOC (1 … 20) with their weights; how general the noun is.
SUBJECTS = {
    "both": ({17: 1.0, 403: 0.4, 951: 0.05}, {3: 1.0, 20: 0.3}, 1.0),
    "classes": ({0: 0.7, 999: 0.2}, {}, 0.35),
    "kinds": ({}, {8: 0.6}, 0.8),
    "unknown": ({}, {}, 0.0),
}


def logit(p):
    p = torch.as_tensor(p).clamp(1e-4, 1 - 1e-4)
    return torch.log(p / (1 - p))


def stretched(x):
    """A map at the size of the finest one."""
    return F.interpolate(x[None, None], size=(ROWS, COLUMNS), mode="bilinear", align_corners=False)[0, 0]


def decile(values, tenths):
    """The value below which so many tenths of them are."""
    return values.sort().values[min(len(values) - 1, len(values) * tenths // 10)]


def classes_and_kinds(subject):
    """A subject's weights, `[1000]` and `[20]`."""
    classes, kinds = torch.zeros(1000), torch.zeros(20)
    for at, weight in subject[0].items():
        classes[at] = weight
    for at, weight in subject[1].items():
        kinds[at - 1] = weight
    return classes, kinds


def standing_out(maps):
    return BLEND[0] * maps["foreground"].clamp(-10, 10) + BLEND[1] * maps["salience"].clamp(-3, 3)


def agreement(mask, region):
    """Two deciles of the mask in the region, and the share that it covers."""
    inside = mask[region]
    if not len(inside):
        return mask.max(), mask.max(), 0
    return decile(inside, 9), decile(inside, 1), (inside > 0).float().mean()


def mixer_inputs(maps, subject, head, fit):
    """`[33, rows, columns]`."""
    classes, kinds = classes_and_kinds(subject)
    everywhere = lambda number: torch.full((ROWS, COLUMNS), float(number))
    mask, contrast = stretched(maps["mask"]).clamp(-8, 8), stretched(maps["contrast"])
    stands_out = standing_out(maps)
    background = stretched(maps["kinds"][0])
    f = torch.zeros(33, ROWS, COLUMNS)
    f[0] = maps["foreground"].clamp(-8, 8) / 4
    f[1] = logit(background) / 4
    own = stands_out > 0
    if classes.any():
        coarse = torch.einsum("c,chw->hw", classes, maps["classes"])
        p, most, prior = stretched(coarse), coarse.max(), classes @ maps["prior"]
        f[2] = logit(p) / 4
        f[3] = torch.log((p + 1e-4) / (prior + 1e-4)) / 4
        f[4] = everywhere(logit(most) / 4)
        f[5] = torch.log((p + 1e-4) / (most + 1e-4)) / 4
        f[6] = 1
        f[7] = everywhere(logit(coarse.mean()) / 4)
        own = p > 0.5 * p.max()
    others = 1 - background
    if kinds.any():
        p = stretched(torch.einsum("c,chw->hw", kinds, maps["kinds"][1:]))
        f[8] = logit(p) / 4
        f[9] = 1
        f[10] = everywhere(logit(p.max()) / 4)
        others = others - p
        own = p > 0.5 * p.max()
    f[11] = logit(others) / 4
    f[12] = subject[2]
    f[13] = everywhere(stands_out.max().clamp(-8, 8) / 4)
    high, low, covered = agreement(mask, stands_out > 0)
    marked = mask > 0
    f[14] = everywhere(high / 4)
    f[15] = everywhere(low / 4)
    f[16] = everywhere(covered)
    f[17] = everywhere((stands_out[marked] <= 0).float().mean() if marked.any() else 1)
    f[18] = mask / 4
    f[19] = (mask - high) / 4
    f[20] = contrast.clamp(-2, 2)
    f[21] = fit / 4
    f[22] = head / 4
    f[23] = maps["salience"].clamp(-8, 8) / 4
    high, _, covered = agreement(mask, own)
    f[24] = (mask - high) / 4
    f[25] = everywhere(covered)
    spread_classes = stretched(torch.einsum("c,chw->hw", classes, maps["classes"])) if classes.any() else None
    spread_kinds = stretched(torch.einsum("c,chw->hw", kinds, maps["kinds"][1:])) if kinds.any() else None
    f[26:32] = patch_inputs(stands_out, mask, spread_classes, spread_kinds)
    f[32] = DRAWN
    return f


def patch_inputs(stands_out, mask, classes, kinds):
    """Patch by patch: the mask's mean beside the best large patch's, root of the share of the frame, number of large
    patches, the classes' peak, beside the highest, and the kinds' mean."""
    marks, count = scipy.ndimage.label((stands_out > 0).numpy())
    patches = [torch.from_numpy(marks == k + 1) for k in range(count)]
    large = [p for p in patches if p.sum() >= 0.004 * ROWS * COLUMNS]
    best = max(mask[p].mean() for p in large or patches)
    peaks = [classes[p].max() for p in patches] if classes is not None else []
    f = torch.zeros(6, ROWS, COLUMNS)
    for k, p in enumerate(patches):
        f[0][p] = (mask[p].mean() - best) / 4
        f[1][p] = p.float().mean().sqrt()
        f[2][p] = min(len(large), 8) / 8
        if classes is not None:
            f[3][p] = logit(peaks[k]) / 4
            f[4][p] = torch.log((peaks[k] + 1e-4) / (max(peaks) + 1e-4)) / 4
        if kinds is not None:
            f[5][p] = logit(kinds[p].mean()) / 4
    return f


def mixed(f, maps, weights):
    """Logits of the mask, `[rows, columns]`."""
    parts = [maps["foreground"].clamp(-10, 10), maps["salience"].clamp(-3, 3), stretched(maps["mask"]).clamp(-8, 8),
             stretched(maps["contrast"]).clamp(-2, 2)]
    drawn = perceptron(f.permute(1, 2, 0), weights, "mixer", 3)[..., 0]
    return drawn + sum(weight * part for weight, part in zip(weights["mixer.blend"], parts))


def presence_inputs(maps, subject, head, fit):
    """`[16]`."""
    classes, kinds = classes_and_kinds(subject)
    f = torch.zeros(16)
    f[0], f[1] = head / 4, fit / 4
    weight = maps["mask"].sigmoid()
    coarse = F.avg_pool2d(weight[None, None], 4)[0, 0]
    pointed_classes = (maps["classes"] * coarse).sum((1, 2)) / (coarse.sum() + 1e-3)
    pointed_kinds = (maps["kinds"] * weight).sum((1, 2)) / (weight.sum() + 1e-3)
    if classes.any():
        p = torch.einsum("c,chw->hw", classes, maps["classes"])
        f[2], f[3] = logit(p.max()) / 4, logit(p.mean()) / 4
        f[4] = torch.log((p.max() + 1e-4) / (classes @ maps["prior"] + 1e-4)) / 4
        f[5] = 1
        f[13] = logit(classes @ pointed_classes) / 4
    if kinds.any():
        p = torch.einsum("c,chw->hw", kinds, maps["kinds"][1:])
        f[6], f[7], f[8] = logit(p.max()) / 4, logit(p.mean()) / 4, 1
        f[14] = logit(kinds @ pointed_kinds[1:]) / 4
    f[9] = subject[2]
    f[10] = maps["foreground"].max().clamp(-8, 8) / 4
    f[11] = pointed_classes.max()
    f[12] = -(pointed_classes * torch.log(pointed_classes + 1e-6)).sum() / 7
    f[15] = pointed_kinds[0]
    return f


def perceptron(x, weights, name, layers):
    for layer in range(layers):
        x = F.linear(x, weights[f"{name}.layers.{layer}.weight"], weights[f"{name}.layers.{layer}.bias"])
        x = F.relu(x) if layer + 1 < layers else x
    return x


def drawn(maps, weights):
    said = torch.log(maps["classes"] + 1e-6).mean((1, 2))
    return torch.sigmoid(said @ weights["drawn.weight"] + weights["drawn.bias"])


def random_maps(rng):
    """Maps that leave every limit at some place; kinds and classes are decided at some and not at others."""
    normal = lambda *shape: torch.from_numpy(rng.normal(size=shape).astype(np.float32))
    return {
        "foreground": 6 * normal(ROWS, COLUMNS) - 1,
        "salience": 5 * normal(ROWS, COLUMNS) - 1,
        "scenery": (3 * normal(9, ROWS // 2, COLUMNS // 2)).softmax(0),
        "kinds": (3 * normal(21, ROWS // 2, COLUMNS // 2)).softmax(0),
        "classes": (3 * normal(1000, ROWS // 8, COLUMNS // 8)).softmax(0),
        "mask": 7 * normal(ROWS // 2, COLUMNS // 2),
        "contrast": 3 * normal(2 * ROWS, 2 * COLUMNS),
        "prior": (2 * normal(1000)).softmax(0),
        **{f"seen.{i}": normal(c, 16 >> i, 24 >> i) for i, c in enumerate(SEEN)},
    }


def scenery(maps, weights):
    """Probabilities of something else and of scenery, `[9, rows, columns]`, from three maps of backbones."""
    layer = lambda name, x: F.conv2d(x[None], weights[f"scenery.{name}.weight"][..., None, None], weights[f"scenery.{name}.bias"])[0]
    size = maps["seen.0"].shape[1:]
    y = sum(F.interpolate(layer(f"lateral.{i}", maps[f"seen.{i}"])[None], size=size, mode="bilinear")[0] for i in range(3))
    logits = layer("told", layer("mix", y.relu()).relu())
    down = (torch.arange(size[0]) + 0.5) / size[0]
    height = weights["scenery.height"]
    return (logits + (height[:, :1] * down + height[:, 1:] * down ** 2)[..., None]).softmax(0)


def random_weights(rng):
    normal = lambda scale, *shape: torch.from_numpy(rng.normal(scale=scale, size=shape).astype(np.float32))
    weights = {"mixer.blend": torch.tensor(BLEND), "drawn.weight": normal(0.05, 1000),
               "drawn.bias": normal(0.1, 1)}
    for name, widths in {"mixer": [33, HIDDEN, HIDDEN, 1], "presence": [16, HIDDEN, 1]}.items():
        for layer, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            weights[f"{name}.layers.{layer}.weight"] = normal(1.5 * inputs ** -0.5, outputs, inputs)
            weights[f"{name}.layers.{layer}.bias"] = normal(0.2, outputs)
    layers = {f"lateral.{i}": (c, HIDDEN) for i, c in enumerate(SEEN)} | {"mix": (HIDDEN, HIDDEN), "told": (HIDDEN, 9)}
    for name, (inputs, outputs) in layers.items():
        weights[f"scenery.{name}.weight"] = normal(1.5 * inputs ** -0.5, outputs, inputs)
        weights[f"scenery.{name}.bias"] = normal(0.2, outputs)
    weights["scenery.height"] = normal(1, 9, 2)
    return weights


def people(rng):
    """Features of a person's box, and what is told by their means."""
    normal = lambda *shape: torch.from_numpy(rng.normal(size=shape).astype(np.float32))
    features, weight, bias = normal(1, 3, 2, 16), normal(2, 16), normal(2)
    return {"in.features": features, "people.weight": weight, "people.bias": bias,
            "people": F.linear(features.mean((0, 1, 2)), weight, bias)}


def outlines(rng):
    """Maps of a look at four strides, a pyramid's weights, and what it tells of the thing in the box."""
    normal = lambda scale, *shape: torch.from_numpy((scale * rng.normal(size=shape)).astype(np.float32))
    maps = [normal(1, 1, channels, 16 >> level, 16 >> level) for level, channels in enumerate(LOOKED)]
    w = {"context.0.weight": normal(LOOKED[-1] ** -0.5, HIDDEN, LOOKED[-1], 1, 1), "context.0.bias": normal(0.2, HIDDEN)}
    for level, channels in enumerate(LOOKED):
        w[f"lateral.{level}.weight"] = normal(channels ** -0.5, HIDDEN, channels, 1, 1)
        w[f"lateral.{level}.bias"] = normal(0.2, HIDDEN)
        for step in range(2):
            name = f"refine.{level}.{step}"
            w[f"{name}.0.weight"], w[f"{name}.1.weight"] = normal(0.5, HIDDEN, 1, 3, 3), normal(0.5, HIDDEN, HIDDEN, 1, 1)
            w[f"{name}.2.weight"], w[f"{name}.2.bias"] = 1 + normal(0.2, HIDDEN), normal(0.2, HIDDEN)
            w[f"{name}.2.running_mean"], w[f"{name}.2.running_var"] = normal(0.2, HIDDEN), 1 + normal(0.2, HIDDEN).abs()
    lateral = lambda level: F.conv2d(maps[level], w[f"lateral.{level}.weight"], w[f"lateral.{level}.bias"])

    def refined(y, level):
        for name in (f"refine.{level}.0", f"refine.{level}.1"):
            y = F.conv2d(F.conv2d(y, w[f"{name}.0.weight"], padding=1, groups=HIDDEN), w[f"{name}.1.weight"])
            y = F.batch_norm(y, *(w[f"{name}.2.{k}"] for k in ("running_mean", "running_var", "weight", "bias"))).relu()
        return y

    context = F.conv2d(maps[3].mean((2, 3), keepdim=True), w["context.0.weight"], w["context.0.bias"]).relu()
    y = refined(lateral(3) + context, 3)
    for level in (2, 1, 0):
        y = refined(lateral(level) + F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False), level)
    outline = {"weight": normal(1, 1, HIDDEN, 1, 1), "bias": normal(1, 1)}
    return {f"in.looked.{level}": m.permute(0, 2, 3, 1) for level, m in enumerate(maps)} | {
        f"outlines.pyramid.{k}": v for k, v in w.items()} | {f"outlines.outline.{k}": v for k, v in outline.items()} | {
        "outlines": F.conv2d(y, outline["weight"], outline["bias"]).permute(0, 2, 3, 1)}


def main():
    rng = np.random.default_rng(5)
    maps, weights = random_maps(rng), random_weights(rng)
    # A drawing probe that is sure of everything would show no error.
    weights["drawn.bias"] -= torch.logit(drawn(maps, weights)) - 0.4
    stored = {f"in.{k}": v.permute(1, 2, 0)[None] if v.ndim == 3 else v for k, v in maps.items()}
    stored |= {f"in.{k}": maps[k][None, ..., None] for k in ("foreground", "salience")}
    told = {k: v[..., None, None] if k.startswith("scenery") and v.ndim == 2 and "height" not in k else v
            for k, v in weights.items()}
    record = stored | told | {"drawn": drawn(maps, weights), "scenery": scenery(maps, weights).permute(1, 2, 0)[None]}
    for number, (name, subject) in enumerate(SUBJECTS.items()):
        classes, kinds = classes_and_kinds(subject)
        head, fit = 1.7 - 2 * number, 0.6 + number
        f, seen = mixer_inputs(maps, subject, head, fit), presence_inputs(maps, subject, head, fit)
        record |= {
            f"{name}.classes": classes, f"{name}.kinds": kinds,
            f"{name}.numbers": torch.tensor([subject[2], head, fit]),
            f"{name}.mixer.inputs": f, f"{name}.mixer.logits": mixed(f, maps, weights),
            f"{name}.presence.inputs": seen, f"{name}.presence.logit": perceptron(seen, weights, "presence", 2),
        }
    record |= people(rng) | outlines(rng)
    save_file({k: v.contiguous() for k, v in record.items()}, str(FIXTURE))
    print(FIXTURE, f"{FIXTURE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
