"""Makes Tests/LanguageTests/Fixtures/bpe: a small vocabulary of our own, and what Hugging Face's
RobertaTokenizerFast and Python say about tricky texts.

    pip install "transformers<5" tokenizers && python3 make_bpe_fixture.py

vocab.json, merges.txt, tokenizer.json  trained on the sentences below
tokenizer-pairs.json                    the same with merges as pairs
cases.json                              texts with their ids and the lengths of their words
classes.json                            letters, numbers and white space of all of Unicode as
                                        lengths of alternating runs (outside, inside, …)
lowercase.json                          texts as " ".join(text.lower().split()) leaves them
"""

import json
import pathlib
import random
import sys
import unicodedata

import tokenizers
import transformers
from tokenizers.pre_tokenizers import ByteLevel

FOLDER = pathlib.Path(__file__).parent.parent / "LanguageTests/Fixtures/bpe"
COLOURS = "red blue green white black brown yellow grey orange pink".split()
THINGS = """car bus dog cat person man woman boy girl horse elephant boat train ball bird duck bear
skateboard surfboard motorbike shirt jacket hat""".split()
PLACES = """on the left|on the right|in the middle|next to the tree|on the grass|in the water|behind
the fence|in front of the house|on the street""".replace("\n", " ").split("|")
ACTIONS = """running walking jumping rolling flying climbing eating crawling standing driving moving
sitting playing holding riding""".split()


def sentences():
    chance = random.Random(1)
    for _ in range(3000):
        a, b = chance.sample(THINGS, 2)
        colour, place, action = (chance.choice(x) for x in (COLOURS, PLACES, ACTIONS))
        yield chance.choice(
            [
                f"a {colour} {a} is {action} {place}",
                f"the {a} that's {action} {place}",
                f"A {a} wearing a {colour} {b}, {action}",
                f"{colour} {a} to the right of the 2 {b}s",
                f"they're {action} {place} with a {colour} {b}",
            ]
        )
        if chance.random() < 0.3:
            letters = chance.choice(["ab", "abc", "aé", "日本", "🚗👩", "12", ".,", "a'1é🚗!"])
            yield "".join(chance.choice(letters) for _ in range(12))


def vocabulary():
    """A vocabulary in RoBERTa's order: four special tokens, bytes and words, fillers, the mask."""
    trained = tokenizers.ByteLevelBPETokenizer()
    trained.train_from_iterator(
        sentences(), vocab_size=1200, min_frequency=2, special_tokens=["<s>", "<pad>", "</s>", "<unk>"]
    )
    model = json.loads(trained.to_str())["model"]
    vocab, merges = model["vocab"], model["merges"]
    for token in ["madeupword0000", "<mask>"]:
        vocab[token] = len(vocab)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "vocab.json", "w") as file:
        json.dump(vocab, file)
    with open(FOLDER / "merges.txt", "w", encoding="utf-8") as file:
        file.write("#version: 0.2\n")
        file.writelines(f"{left} {right}\n" for left, right in merges)
    tokenizer = transformers.RobertaTokenizerFast(
        vocab_file=str(FOLDER / "vocab.json"), merges_file=str(FOLDER / "merges.txt")
    )
    whole = json.loads(tokenizer.backend_tokenizer.to_str())
    for name, form in [("tokenizer.json", " ".join), ("tokenizer-pairs.json", list)]:
        whole["model"]["merges"] = [form(pair) for pair in merges]
        with open(FOLDER / name, "w", encoding="utf-8") as file:
            json.dump(whole, file, ensure_ascii=False, separators=(",", ":"))
    return tokenizer


TRICKY = r"""
a red car
 a red car
a red car\x20
a  red   car\x20\x20
the boy's dog isn't 12,5 m away; they'll've they're I'm I'd we've
THE BOY'S DOG ISN'T IT'LL
'sa'tb'rec'ved'me'llf'dg
's 't 're 've 'm 'll 'd ''s '' '
!'s?'t '.'re
red-car red_car red/car red.car,red;car
12dogs3 4th 1/2 ½ ² Ⅷ ٣ 四 ①
naïve café cafe\u0301 Ångström ﬁne İstanbul ŞIK
синяя машина слева
草地上的蓝色汽车 左側の犬 왼쪽의 개
السيارة الزرقاء הרכב הכחול
हिन्दी में नीली कार ไทย
🚗 👩‍👩‍👧 🇫🇷 ❤️ a🚗b 1🚗2
<s> <pad> </s> <unk> <mask> <MASK> < s > <s
<s>car<mask>  car  <mask>car \t<mask>\n<s>  <s>
</s></s><mask><mask> <mask><s><s>s> <<s>> <pad
madeupword0000 <|endoftext|> <unk
\u200b\u200d\ufeff\u00ad\u2060 zero\u200bwidth
\u2028\u2029\u0085\u00a0\u1680\u2003\u202f\u205f\u3000x\u3000\u3000y
tab\tnew\nline\r\nend\x0b\x0c\x1c\x1d\x1e\x1f
\x00\x01\x7f\x80\x9f nul
\u180e\u200e\u061c\ufffd\ufffe\uffff\U0010ffff\U000e0001
𝒜𝓑𝟘𝟙 𐐀𐐨 𒀀 𠀀 \U0001f1e6
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa thethethethethethe rururunning
"quoted" (in brackets) [x] {y} #1 @a 50% $5 €5 £5 ~^`|\\/
""".strip("\n")


def texts():
    lines = [
        line.encode("ascii", "backslashreplace").decode("unicode_escape")
        for line in TRICKY.split("\n")
    ]
    lines += ["", " ", "  ", "\n", "\n\n", "\n\na", " \n a", "\t a", "a\n", "a \n ", "\u3000a", "a"]
    chance = random.Random(2)
    pools = [
        "aaab", "aé", "日本", "🚗👩", "121", "abc  '", "'stremvld ", " \n\t\u00a0\u3000\u0085", "012½٣Ⅷ ", "éßİǅʰªñ\u0301 ", "!?.,;:'\"-",
        "日本語 한국 ", "🚗👩\u200d❤\ufe0f ", "the red car dog ", "<s>mask/ ",
    ]
    for _ in range(110):
        chosen = chance.sample(pools, chance.randint(1, 4))
        lines.append("".join(chance.choice(chance.choice(chosen)) for _ in range(chance.randint(1, 24))))
    for _ in range(40):
        lines.append("".join(anything(chance) for _ in range(chance.randint(1, 8))))
    lines += list(sentences())[:25]
    return lines


def anything(chance):
    """A character of any plane whose class has not changed since Unicode 14."""
    while True:
        character = chr(chance.choice([chance.randrange(0x3000), chance.randrange(0x110000)]))
        if unicodedata.category(character) not in ("Cn", "Cs"):
            return character


def cases(tokenizer):
    for text in texts():
        case = {"text": text, "ids": tokenizer(text)["input_ids"]}
        if not any(token in text for token in tokenizer.all_special_tokens):
            words = tokenizer.backend_tokenizer.pre_tokenizer.pre_tokenize_str(text)
            case["words"] = [end - start for _, (start, end) in words]
        yield case


def runs(members):
    """Lengths of alternating runs outside and inside a set of numbers."""
    lengths, inside, start = [], False, 0
    for value in range(0x110000):
        if (value in members) != inside:
            lengths.append(value - start)
            inside, start = not inside, value
    return lengths


def classes():
    """What joins a letter is a letter, and so on; white space joins nothing."""
    split = ByteLevel(add_prefix_space=False).pre_tokenize_str
    found = {"letters": set(), "numbers": set(), "spaces": set()}
    for value in [*range(0xD800), *range(0xE000, 0x110000)]:
        if len(split("a" + chr(value))) == 1:
            found["letters"].add(value)
        elif len(split("1" + chr(value))) == 1:
            found["numbers"].add(value)
        elif len(split("!" + chr(value))) != 1:
            found["spaces"].add(value)
    return {name: runs(members) for name, members in found.items()}


def lowercase():
    chance = random.Random(3)
    samples = [
        "A  Red\tCar ", "ΟΔΟΣ ΣΑΣ Σ ΑΣ.Σ ΑΣ' ΑΣ\u0301 'Σ Α\u00adΣ", "İSTANBUL ẞ ÅNGSTRÖM ǅ Ⅷ Ⓐ",
        "\x1cA\x1d\x1eB\x1f \x85C\u00a0\u3000d\u200bE\ufeffF", "", "  ", "ΣΣ ΣΣΣ aΣ1 Σa 1Σ", "𐐀 𞤀 Ꭰ ᲀ ꭰ",
    ]
    samples += ["".join(chance.choice("ΣσΑα:'.\u0301\u00ad 1aA") for _ in range(12)) for _ in range(60)]
    cased = [chr(v) for v in range(0x110000) if chr(v).lower() != chr(v)]
    samples.append(" ".join(cased))
    return [[text, " ".join(text.lower().split())] for text in samples]


def main():
    tokenizer = vocabulary()
    for name, value in [
        ("cases", list(cases(tokenizer))), ("classes", classes()), ("lowercase", lowercase())
    ]:
        with open(FOLDER / f"{name}.json", "w", encoding="utf-8") as file:
            json.dump(value, file, separators=(",", ":"))
    print(f"Python {sys.version.split()[0]}, Unicode {unicodedata.unidata_version}, tokenizers "
          f"{tokenizers.__version__}, transformers {transformers.__version__}")
    for file in sorted(FOLDER.iterdir()):
        print(f"{file.stat().st_size:8,} {file.name}")


if __name__ == "__main__":
    main()
