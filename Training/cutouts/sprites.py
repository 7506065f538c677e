"""A bank of labelled cut-outs: COCO objects, clip art and emoji.

    python -m cutouts.sprites [--data ../../shared/data] [--out work/sprites.npz]

Needs the Debian packages openclipart-svg, fonts-noto-color-emoji, librsvg2-bin and poppler-utils.
Every cut-out is RGBA uint8 with its longest side 128 at most; about 15 % of the groups (photograph,
drawing, emoji without skin tone) are held out for tests, and the split depends on nothing but the
group's name. What `for_training_alone` adds changes neither the split nor the tests.
"""

import argparse
import collections
import csv
import hashlib
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cutouts import childrens_drawings
from cutouts import emoji_sets
from cutouts import stamps
from cutouts.classes import KINDS, PEOPLE, TITLE_WORDS, classes_in_title
from cutouts.colours import clothes_part, colour_word
from cutouts.looked import classes_found, findings
from cutouts.pictures import picture

SIDE = 128
CLIPART = Path("/usr/share/openclipart/svg")
EMOJI_FONT = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
FOLDERS = {"animals", "buildings", "containers", "decorations", "education", "electronics", "food", "office",
           "people", "plants", "recreation", "special", "tools", "transportation", "unsorted"}
# Titles with these words show a sign, an outline, a scene or several things.
NO_TITLE = set("""bw silhouette silhouet silhouettes outline contour symbol sign signs icon icons diagram print prints
blueprint stack two three four scene sunset logo knot rules wreath label points card stick cards flag flags map pattern
button tracks footprint figure drawn skull skeleton core family family with and head heads face faces eye eyes hand hands
bust crown badge frame border card stamp jack joker bat glove pitch half slice wedge sketch under detail profilo profilo_
capsized sailing reaching heeling running tack tacks jibe atomic paper interior magnifying hot_dog worm cani toy
key-ring keyring racquets symbolic semi-tone quote tile tiles tattoo tribal sibmission scuba""".split())
NO_EMOJI = """clock face|heart with|hearts|heart decoration|blossom|bouquet|basketball and hoop|tennis racquet|ski and|no |sign|button|cup with|bottle and|and bottle|fork and|card|symbol|red paper|
hair|person with folded|bed and|couch and|fish cake|hot dog|fishing pole|horse racing|bicyclist|motorcycle|tram car|station|handball|water polo|handshake|carousel|
books|bookmark|house buildings|derelict|two |man and woman|people hugging|family|wedding|silhouette|speaking|moon viewing|sun behind|sun with|guide dog|
cat face with|cats|boots and|tooth|wearing|bee|money|mouse trap|three button|trackball|computer disk|key cap|keycap|piano|lock|level|
ice skate|lamp|diya|television|video|bath|drum with|oil drum|playing|flower playing|children|baby bottle|baby symbol|baby angel|mobile phone|phones|receiver|
broken|beating|growing|revolving|anatomical|black heart suit|man dancing|police cars|ear with|women|men |selfie|doll|snowman without|umbrella on|beach|mooncake|moon cake|
new moon|cloud|star of|star and|pointed|sparkle|dizzy|wind|face with|smiling|person|bowl with|pot of|food|ice cube|cheering|map|crescent|quarter|gibbous|
rice ball|confetti|mirror ball|table tennis|speech|thought|ballot|bento|beverage box|tokyo|magnifying|couple|kiss|heart hands|tile|large |small |palm up|palm down|face palm|
building construction|pig nose|bunny ears|web|night|baggage|bus stop|shooting|helmet with|clinking""".replace("\n", "").split("|")
TONES = ["", "\U0001F3FB", "\U0001F3FD", "\U0001F3FF"]
WALKERS = "\U0001F3C3 \U0001F6B6 \U0001F9CD \U000026F9 \U0001F3CB \U0001F938 \U0001F93E \U0001F9CE \U0001F46E \U0001F477 \U0001F482 \U0001F64B \U0001F937 \U0001F481 \U0001F9D9 \U0001F9B8 \U0001F9B9 \U0001F9DA \U0001F9DB \U0001F9DD \U0001F939 \U0001F935 \U0001F645 \U0001F646 \U0001F64D \U0001F9CF \U0001F647 \U0001F575 \U0001F3CC".split()
TRADES = "\u2695\uFE0F \U0001F393 \u2696\uFE0F \U0001F33E \U0001F373 \U0001F527 \U0001F3ED \U0001F4BC \U0001F52C \U0001F3A4 \U0001F3A8 \u2708\uFE0F \U0001F680 \U0001F692".split()
ALONE = {"\U0001F468": "man", "\U0001F474": "man", "\U0001F934": "man", "\U0001F57A": "man", "\U0001F9D4": "man",
         "\U0001F469": "woman", "\U0001F475": "woman", "\U0001F478": "woman", "\U0001F483": "woman",
         "\U0001F466": "boy", "\U0001F467": "girl", "\U0001F476": "baby"}
ONE_PIECE = {"emoji2", "twemoji", "openmoji"}      # sets whose pictures need no looking at
CORRECTIONS = "sprite-corrections.txt"      # drawings and annotations whose class the rules below get wrong
ALIKE = 0.97      # the product of two looks from which on a picture is taken for another's copy
HAIR = "\U0001F9B0 \U0001F9B1 \U0001F9B3".split()


def held_out(group: str) -> bool:
    return int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % 100 < 15


def split_sprites(sprites: list[dict]):
    """Photographs are held out by their name; of the drawings of a class about 15 % of the groups are."""
    for name in sorted({s["class"] for s in sprites}):
        drawn = [s for s in sprites if s["class"] == name and s["source"] != "coco"]
        groups = sorted({s["group"] for s in drawn}, key=lambda g: hashlib.sha256((name + g).encode()).digest())
        count = max(1, round(0.15 * len(groups))) if len(groups) >= 5 else 0
        most, taken, test = 0.22 * len(drawn), 0, set()
        for group in groups:
            size = sum(s["group"] == group for s in drawn)
            if len(test) < count and taken + size <= max(1, most):
                test.add(group)
                taken += size
        for s in drawn:
            s["split"] = "test" if s["group"] in test else "train"


def load_bank(path="work/sprites.npz") -> list[dict]:
    """Cut-outs as dictionaries: rgba uint8 [h, w, 4], class, source, colour, group, split."""
    with np.load(path) as bank:
        entries, pixels = json.loads(str(bank["entries"])), bank["pixels"]
    start = 0
    for entry in entries:
        h, w = entry["shape"]
        entry["rgba"] = pixels[start: start + h * w * 4].reshape(h, w, 4)
        start += h * w * 4
    return entries


def save_bank(sprites: list[dict], path: Path):
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = [{**{k: v for k, v in s.items() if k != "rgba"}, "shape": s["rgba"].shape[:2]} for s in sprites]
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.npz")
    np.savez(temporary, pixels=np.concatenate([s["rgba"].ravel() for s in sprites]), entries=json.dumps(entries))
    os.replace(temporary, path)


def trim(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray | None:
    """Crops to the outline and shrinks to `SIDE`, averaging colours by their opacity."""
    ys, xs = np.where(alpha > 40)
    if len(ys) < 150:
        return None
    box = np.s_[ys.min(): ys.max() + 1, xs.min(): xs.max() + 1]
    rgb, alpha = rgb[box].astype(np.float32), alpha[box].astype(np.float32) / 255
    scale = SIDE / max(alpha.shape)
    if scale < 1:
        size = (max(4, round(alpha.shape[1] * scale)), max(4, round(alpha.shape[0] * scale)))
        weighted = cv2.resize(rgb * alpha[..., None], size, interpolation=cv2.INTER_AREA)
        alpha = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
        rgb = weighted / np.maximum(alpha, 1e-3)[..., None]
    return np.dstack([np.clip(rgb, 0, 255), alpha * 255]).round().astype(np.uint8)


def is_whole(rgba: np.ndarray, least_piece=0.85) -> bool:
    """One solid piece that neither fills its rectangle nor is a line drawing."""
    inside = (rgba[..., 3] > 128).astype(np.uint8)
    area = inside.sum()
    if not 0.16 < area / inside.size < 0.92:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside)
    if len(stats) < 2 or stats[1:, cv2.CC_STAT_AREA].max() < least_piece * area:
        return False
    outlines, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(inside), outlines, -1, 1, cv2.FILLED)
    return area > 0.75 * filled.sum() and min(inside.shape) >= 12


def sprite(rgba, name, source, group, title="") -> dict:
    inside = rgba[..., 3] > 128
    part = clothes_part(inside) if name in PEOPLE else inside
    return {"rgba": rgba, "class": name, "source": source, "group": group, "title": title,
            "colour": colour_word(rgba[..., :3], part), "split": "test" if held_out(group) else "train"}


def mask_of(segmentation, height: int, width: int) -> np.ndarray:
    """A COCO polygon list or uncompressed run-length code as uint8 [h, w]."""
    mask = np.zeros((height, width), np.uint8)
    if isinstance(segmentation, list):
        for polygon in segmentation:
            cv2.fillPoly(mask, [np.round(np.array(polygon).reshape(-1, 2)).astype(np.int32)], 1)
        return mask
    counts = segmentation["counts"]
    runs = np.repeat(np.arange(len(counts)) % 2, counts).astype(np.uint8)
    return np.ascontiguousarray(runs.reshape(width, height).T)


COCO_NAMES = {"airplane": "plane", "couch": "sofa", "tv": "television", "cell phone": "phone", "laptop": "computer", "wine glass": "glass", "dining table": "table", "handbag": "bag", "backpack": "bag",
              "sports ball": "ball", "tennis racket": "racket", "hot dog": None, "mouse": None, "baseball bat": None}


def coco_class(category: str) -> str | None:
    return COCO_NAMES.get(category, category if category in KINDS else TITLE_WORDS.get(category))


def from_coco(data: Path) -> list[dict]:
    """Cut-outs of objects that are big enough, in one piece and not cut by the picture's edge."""
    folder = data / "train/coco-free"
    coco = json.loads((folder / "instances.json").read_text())
    categories = {c["id"]: c["name"] for c in coco["categories"]}
    images = {i["id"]: i for i in coco["images"]}
    found, picture, corrected = [], (None, None), classes_found(CORRECTIONS)
    for a in sorted(coco["annotations"], key=lambda a: (a["image_id"], a["id"])):
        name = None if str(a["id"]) in corrected else coco_class(categories[a["category_id"]])
        x, y, w, h = a["bbox"]
        image = images[a["image_id"]]
        edges = [x < 3, y < 3, x + w > image["width"] - 3, y + h > image["height"] - 3]
        if name is None or a["iscrowd"] or max(w, h) < 48 or min(w, h) < 16 or a["area"] < 1100:
            continue
        if sum(edges) > (1 if a["area"] > 6000 else 0) or name == "table":
            continue
        if picture[0] != image["id"]:
            picture = image["id"], cv2.imread(str(folder / "images" / image["file_name"]))[..., ::-1]
        mask = mask_of(a["segmentation"], image["height"], image["width"])
        outline, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        hull = cv2.convexHull(np.concatenate(outline))
        if mask.sum() < (0.72 if name in ("car", "bus", "truck", "train") else 0.42) * cv2.contourArea(hull):
            continue
        alpha = cv2.GaussianBlur(cv2.erode(mask, np.ones((3, 3))) * 255, (3, 3), 0)
        rgba = trim(picture[1], alpha)
        if rgba is None or (rgba[..., 3] > 128).mean() < 0.16:
            continue
        pieces = cv2.connectedComponentsWithStats((rgba[..., 3] > 128).astype(np.uint8))[2][1:, cv2.CC_STAT_AREA]
        if len(pieces) == 0 or pieces.max() < 0.9 * pieces.sum():
            continue
        found.append(sprite(rgba, name, "coco", f"coco/{image['id']}", str(a["id"])))
    return found


def clipart_class(row: dict) -> str | None:
    """The class a drawing's title names; the file's name and then a lone class among keywords help out."""
    title = row["title"].replace("&amp;", "&")
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", os.path.basename(row["path"])[:-4])
    words = set(re.split(r"[^a-z#-]+", f"{title} {stem}".lower().replace("_", " ")))
    if words & NO_TITLE or "b and w" in title.lower() or row["path"].split("/")[0] not in FOLDERS:
        return None
    named = classes_in_title(title) or classes_in_title(re.sub(r"[\d_-]+", " ", stem))[:1]
    if not named and row["path"].split("/")[0] in ("animals", "transportation", "plants", "food", "recreation"):
        keys = {c for k in row["keywords"].split(";") for c in classes_in_title(k)} - {"person", "boat", "plane"}
        named = list(keys) if len(keys) == 1 else []
    return named[-1] if len(set(named)) == 1 else None


def from_clipart(data: Path) -> list[dict]:
    chosen, seen, corrected = [], set(), classes_found(CORRECTIONS)
    for row in csv.DictReader((data / "openclipart_svg_index.csv").open()):
        base = os.path.basename(row["path"])
        name = corrected.get(base, clipart_class(row))
        if name in KINDS and base not in seen and int(row["bytes"]) < 700_000:
            seen.add(base)
            chosen.append((row["path"], name, row["title"]))

    def render(item):
        path, name, title = item
        drawn = picture(CLIPART / path)
        rgba = None if drawn is None else trim(drawn[..., :3], drawn[..., 3])
        if rgba is None or not is_whole(rgba):
            return None
        return sprite(rgba, name, "clipart", "clipart/" + re.sub(r"[\d_]+", "", os.path.basename(path)), path)

    with ThreadPoolExecutor(2) as pool:
        return [s for s in pool.map(render, chosen) if s]


def emoji_list(data: Path):
    """(text, class, group, title) of every emoji that shows one thing of a known class."""
    for row in csv.DictReader((data / "noto_color_emoji_index.csv").open()):
        name = row["name"]
        if any(word in name for word in NO_EMOJI) or row["char"] in ALONE or row["char"] in WALKERS:
            continue
        named = classes_in_title(name)
        if named:
            yield row["char"], named[-1], "emoji/" + row["codepoint"], name
    for char, name in ALONE.items():
        for tone in TONES:
            yield char + tone, name, f"emoji/{char}{tone if name in ('boy', 'girl', 'baby') else ''}", name
    for char in WALKERS:
        for sign, name in (("\u2642", "man"), ("\u2640", "woman")):
            for tone in TONES[1:]:
                yield f"{char}{tone}\u200D{sign}\uFE0F", name, f"emoji/{char}", name
    for char, name in (("\U0001F468", "man"), ("\U0001F469", "woman")):
        for extra in TRADES + HAIR:
            for tone in TONES[1:]:
                yield f"{char}{tone}\u200D{extra}", name, f"emoji/{extra}", name


def from_emoji(data: Path) -> list[dict]:
    font, found = ImageFont.truetype(EMOJI_FONT, 109, layout_engine=ImageFont.Layout.RAQM), []
    for text, name, group, title in emoji_list(data):
        if font.getlength(text) > 150:      # the font has no single picture for this sequence
            continue
        canvas = Image.new("RGBA", (150, 150))
        ImageDraw.Draw(canvas).text((6, 6), text, font=font, embedded_color=True)
        picture = np.asarray(canvas)
        rgba = trim(picture[..., :3], picture[..., 3])
        if rgba is not None:
            found.append(sprite(rgba, name, "emoji", group, title))
    return found


def from_more(data: Path) -> list[dict]:
    """Tux Paint's stamps and the second drawing of every emoji, where their packages are installed."""
    return labelled({"stamp": stamps.tuxpaint(classes_in_title), "emoji2": emoji_sets.emojione(list(emoji_list(data)))})


def for_training_alone(data: Path, tests: list[dict]) -> list[dict]:
    """More drawings of emoji and children's programs: none of a held-out emoji, none like a held-out picture."""
    known = list(emoji_list(data))
    more = labelled({"twemoji": emoji_sets.twemoji(known), "openmoji": emoji_sets.openmoji(known),
                     "scratch": childrens_drawings.scratch(), "art4apps": childrens_drawings.art4apps()})
    groups, looks = {s["group"] for s in tests}, np.stack([look(s["rgba"]) for s in tests])
    more = [s for s in more if s["group"] not in groups and (looks @ look(s["rgba"])).max() < ALIKE]
    return [{**s, "split": "train"} for s in more]


def labelled(pictures: dict) -> list[dict]:
    """Cut-outs of {source: (class, group, title, RGBA) of each}."""
    found = []
    for source, items in pictures.items():
        for name, group, title, picture in items:
            rgba = trim(picture[..., :3], picture[..., 3])
            if name in KINDS and rgba is not None and (source in ONE_PIECE or is_whole(rgba)):
                found.append(sprite(rgba, name, source, group, title))
    return found


def look(rgba: np.ndarray) -> np.ndarray:
    """A small picture of a cut-out on grey, of length 1, so that a product of two says how alike they are."""
    alpha = rgba[..., 3:] / np.float32(255)
    small = cv2.resize(rgba[..., :3] * alpha + 128 * (1 - alpha), (12, 12), interpolation=cv2.INTER_AREA) - 128
    return small.ravel() / max(np.linalg.norm(small), 1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent / "../../shared/data")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "work/sprites.npz")
    parser.add_argument("--fewest", type=int, default=1, help="classes with fewer cut-outs are left out")
    a = parser.parse_args()
    sprites = from_coco(a.data) + from_clipart(a.data) + from_emoji(a.data) + from_more(a.data)
    counts = collections.Counter(s["class"] for s in sprites)
    sprites = [s for s in sprites if counts[s["class"]] >= a.fewest]
    split_sprites(sprites)
    out = set(findings("sprites-left-out.txt"))     # what does not show what its class says
    sprites = [s for s in sprites if s["title"] not in out]
    more = for_training_alone(a.data, [s for s in sprites if s["split"] == "test"])
    sprites += [s for s in more if s["title"] not in out and s["class"] in counts]
    save_bank(sprites, a.out)
    counts = collections.Counter(s["class"] for s in sprites)
    for name, n in counts.most_common():
        mine = [s for s in sprites if s["class"] == name]
        sources = collections.Counter(s["source"] for s in mine)
        print(f"{name:16s} {n:4d}  test {sum(s['split'] == 'test' for s in mine):3d}  {dict(sources)}")
    print(len(sprites), "cut-outs of", len({s["class"] for s in sprites}), "classes")


if __name__ == "__main__":
    main()
