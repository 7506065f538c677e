"""Finds the noun that a sentence is about: "the man riding a brown horse" is about a man.

The sentence is read from the left, one word at a time, until its first noun group is over.  What a word may be is
looked up (nouns.py); beside nouns, verbs and adjectives there are words of these kinds, from noun-words.txt:

    s  stop: prepositions, conjunctions, pronouns, auxiliaries; they end a noun group
    d  determiner: begins a noun group      r  ordinal: does so too, and describes      m  the same, for several things
    o  pronoun: "the one in white", "something red" name no noun
    g  part: "one of the men" is about a man        q  the same, for several things: "a group of men"
    f  filler: "um the dog"
    t  modifier: a noun that mostly stands before another: "baby elephant", "toy car"
    n  noun before all: "fly" and "duck" are nouns unless a noun came before them
    u  collective: "people" are several
    y  young: "polar bear cub" is about a polar bear

The program's Sources/Language/Nouns/HeadNoun.swift does the same, word for word.
"""

LONGEST = 4             # words of a compound noun
OFTEN = 60              # hundredths: mostly a verb, mostly an adjective
SOMETIMES = 40          # hundredths: a verb, where a noun came before


def tokens(text):
    """Words, ASCII letters in lower case; "'s" is a word of its own, and so is "," for every mark that parts what it
    stands between."""
    found, word = [], ""
    for character in text + " ":
        kind = character_kind(character)
        if kind == "w":
            word += character.lower() if character < "\x80" else character
            continue
        if kind == "'":
            word += "'"
            continue
        possessive = word.endswith(("'s", "s'")) and len(word) > 2
        word = word.removesuffix("'s" if word.endswith("'s") else "'") if possessive else word
        word = word.strip("'-")
        found += ([word] if word else []) + (["'s"] if possessive else []) + ([","] if kind == "," else [])
        word = ""
    return found


def character_kind(character):
    """`w` part of a word, `'` an apostrophe, `,` a mark that parts, or a space."""
    code = ord(character)
    if character in "'`\u2018\u2019\u00b4":
        return "'"
    if code < 128:
        return "w" if character.isalnum() or character in "-#&" else " " if character <= " " else ","
    return " " if code == 0xa0 else "," if code < 0xc0 or 0x2000 <= code < 0x2070 else "w"


def singulars(word):
    """What `word` may be the regular plural of, the likeliest first."""
    letters = len(word) == 3 and not set(word) & set("aeiouy")
    if not (len(word) > 3 or letters) or not word.endswith("s") or word.endswith("ss"):
        return [word[:-3] + "man"] if word.endswith("men") and len(word) > 4 else []
    found = [word[:-1]]
    if word.endswith("ies"):
        found.insert(0, word[:-3] + "y")
    elif word.endswith("ves"):
        found += [word[:-3] + "f", word[:-3] + "fe"]
    elif word.endswith("es"):
        found.append(word[:-2])
    return found


class Reader:
    """Looks words up in a lexicon (nouns.py) as nouns."""

    def __init__(self, lexicon):
        self.lexicon = lexicon

    def kinds(self, token):
        word = self.lexicon.word(token)
        return word.kinds if word else ""

    def noun(self, text):
        """The noun that `text` is a form of, and whether it is its plural; None where it is none.  Of a word with a
        hyphen that is none itself, the last part may be: "race-car"."""
        found = self.form(text)
        if found or "-" not in text:
            return found
        return self.form(text.replace("-", " ")) or self.form(text.replace("-", "")) or self.form(text.split("-")[-1])

    def form(self, text):
        word = self.lexicon.word(text)
        if word and word.plural_of:
            return word.plural_of, True
        if word and word.noun:
            return text, "u" in word.kinds
        for singular in singulars(text):
            word = self.lexicon.word(singular)
            if word and word.noun:
                return singular, True
        return None

    def has_classes(self, noun):
        word = self.lexicon.word(noun)
        return bool(word and word.noun and word.noun[1])

    def verb(self, token):
        word = self.lexicon.word(token)
        return word.verb if word else 0

    def adjective(self, token):
        word = self.lexicon.word(token)
        return word.adjective if word else 0

    def is_known(self, token):
        return self.lexicon.word(token) is not None or self.noun(token) is not None

    def compound(self, words):
        """The longest noun of several words that begins here: (noun, plural, words read), or None."""
        for length in range(min(LONGEST, len(words)), 1, -1):
            part = words[:length]
            if any(set(self.kinds(w)) & set("sdf") or w in (",", "'s") for w in part):
                continue
            joints = (" ", "-", "") if length == 2 and len(part[0]) > 2 and len(part[1]) > 2 else (" ", "-")
            for joint in joints:
                found = self.form(joint.join(part))
                if found and self.has_classes(found[0]) and not (joint == "" and self.adjective(part[0]) >= OFTEN):
                    return (*found, length)
        return None


def find_head(text, lexicon):
    """The nouns that the sentence is about, in the singular: mostly one, two of "a man and a dog", none of "the one in
    white"; and whether several things are meant."""
    read, words = Reader(lexicon), tokens(text)
    first = Group(words, 0, read)
    if first.head is None or words[first.end:first.end + 1] not in (["and"], ["&"]) or not read.has_classes(first.head):
        return [first.head] if first.head else [], first.plural
    second = Group(words, first.end + 1, read, follows=True)
    if second.head is None or not read.has_classes(second.head):
        return [first.head], first.plural
    return [first.head, second.head], True


class Group:
    """The first noun group of `words` from `at` on: its `head` in the singular or None, whether it is `plural`, where
    it `end`s.  One that `follows` another must begin at once."""

    def __init__(self, words, at, read, follows=False):
        self.words, self.read, self.follows = words, read, follows
        self.head, self.plural = None, False
        self.spare = None           # what is the head if nothing better comes: (noun, plural)
        self.several = False        # "two", "a group of"
        self.single = False         # "one of"
        self.begun = False          # by a determiner
        self.described = False      # by an adjective or a number
        self.placed = False         # begun with a place: "on the left a dog"
        self.end = at
        while self.end < len(words):
            step = self.step(words[self.end])
            if step == 0:
                break
            self.end += step
        if self.head is None and self.spare:
            self.head, self.plural = self.spare
        after = words[self.end] if self.end < len(words) else ""
        self.plural = not self.single and (self.plural or self.several or after in ("are", "were"))

    def step(self, token):
        """Takes the token in; how many tokens were read, 0 where the group is over."""
        kinds = self.read.kinds(token)
        if token == "of" and self.end and set(self.read.kinds(self.words[self.end - 1])) & set("gq"):
            return self.after_part(self.words[self.end - 1])
        if token == "'s" or token == "s" and self.head:
            return self.again((self.head, self.plural) if self.head else self.spare)
        compound = self.read.compound(self.words[self.end:])
        if compound:
            self.head, self.plural, length = compound
            return length
        if token == "," or "s" in kinds:
            return self.stop(token)
        if "f" in kinds:
            return 0 if self.head else 1
        if "o" in kinds and self.is_pronoun(token):
            self.spare = None
            return 0
        if set(kinds) & set("drm"):
            return self.determiner(kinds)
        return self.continued(token, kinds) if self.head else self.opened(token, kinds)

    def again(self, spare):
        """The group begins anew with the next word."""
        self.head, self.plural, self.spare = None, False, spare
        self.begun = self.described = self.placed = False
        return 1

    def after_part(self, part):
        self.several = "q" in self.read.kinds(part) or self.plural and "g" not in self.read.kinds(part)
        self.single = not self.several
        placed = self.placed
        self.again((self.head, self.plural) if self.head and self.read.has_classes(self.head) else None)
        self.placed = placed
        return 1

    def stop(self, token):
        joins = token in (",", "and", "or", "&")
        if self.head and self.placed and token in (",", "is", "are", "there"):
            return self.again((self.head, self.plural) if self.read.has_classes(self.head) else None)
        if token == "from" and self.described and not self.head:
            return 1            # "the second from the left"
        if self.head or self.follows or self.described and not self.placed and not joins:
            return 0
        if not joins:
            self.placed = self.placed or token not in ("is", "are", "there", "it", "i", "me", "you", "can", "that")
            self.begun = False
        return 1

    def determiner(self, kinds):
        if self.head:
            if not self.placed and (self.read.has_classes(self.head) or self.read.is_known(self.head)):
                return 0
            self.again((self.head, self.plural) if self.read.has_classes(self.head) else None)
        self.several = self.several or "m" in kinds
        self.begun = True
        self.described = self.described or "d" not in kinds
        return 1

    def is_pronoun(self, token):
        """Whether it stands for a noun here: "the one on the left", not "one dog"."""
        if self.head:
            return False
        if not set(self.read.kinds(token)) & set("drm") or token == "one" and self.begun:
            return True
        after = self.words[self.end + 1] if self.end + 1 < len(self.words) else ","
        return after == "," or "s" in self.read.kinds(after) and after not in ("is", "are", "of")

    def opened(self, token, kinds):
        """A word before any noun."""
        if is_number(token):
            return 1
        noun = self.read.noun(token)
        other = "n" not in kinds and max(self.read.verb(token), self.read.adjective(token))
        if noun and other < OFTEN and ("n" in kinds or self.read.has_classes(noun[0]) or not is_derived(token)):
            self.head, self.plural = noun
        elif noun and self.read.has_classes(noun[0]):
            self.spare = self.spare or noun
        elif not noun and not other and not is_derived(token):
            self.head = token
        self.described = self.described or self.begun or self.read.adjective(token) >= OFTEN
        return 1

    def continued(self, token, kinds):
        """A word after a noun: part of a compound or the end of the group."""
        noun, verb, adjective = self.read.noun(token), self.read.verb(token), self.read.adjective(token)
        if "t" in self.read.kinds(self.head):
            if noun and ("n" in kinds or verb < SOMETIMES and adjective < OFTEN):
                self.head, self.plural = noun
                return 1
            return 1 if adjective >= OFTEN and verb < SOMETIMES else 0
        derived = "n" not in kinds and is_derived(token) and (verb or not (noun and self.read.has_classes(noun[0])))
        if is_number(token):
            return 0
        if noun and "y" in self.read.kinds(noun[0]) and self.read.has_classes(self.head):
            self.plural = noun[1]
            return 1
        if noun and verb < SOMETIMES and adjective < OFTEN and not derived:
            self.head, self.plural = noun
            return 1
        if noun or verb or adjective or derived or self.read.has_classes(self.head):
            return 0
        self.head, self.plural = token, False
        return 1


def is_derived(token):
    """A participle or an adverb, by its look."""
    return len(token) > 4 and token.endswith(("ing", "ed", "ly"))


def is_number(token):
    return all("0" <= c <= "9" for c in token)
