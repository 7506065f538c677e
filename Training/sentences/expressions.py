"""Sentences about a clip that are true of exactly their targets, and sentences that match nothing."""

import numpy as np

from cutouts.classes import ANIMALS, KINDS, PEOPLE, VEHICLES, means, singulars
from cutouts.colours import COLOURS
from sentences.facts import Scene, is_beside, is_colour, is_motion, is_near, is_place, is_size
from sentences.phrases import dressed, sentence

# Shares of the kinds of expressions: which attributes go with the noun.
MIXES = [((), 0.15), (("colour",), 0.19), (("place",), 0.19), (("motion",), 0.15), (("surface",), 0.03),
         (("colour", "place"), 0.04), (("colour", "motion"), 0.05), (("colour", "surface"), 0.04),
         (("motion", "surface"), 0.02), (("place", "motion"), 0.02), (("size",), 0.045), (("size", "colour"), 0.015),
         (("relation",), 0.05)]
# Some kinds are often not true of one object alone and are tried more often to reach these shares.
TRIES = {(): 2.0, ("colour",): 1.7, ("size",): 2.0, ("relation",): 3.5, ("surface",): 2.0, ("place",): 1.0, ("colour", "surface"): 2.0,
         ("size", "colour"): 2.0}
MOTIONS = ["left", "right", "up", "down", "towards", "away", "static", "moving"]
PLACE_NAMES = ["left", "right", "middle", "top", "bottom"]
COMMON = sorted(ANIMALS | VEHICLES | PEOPLE | {"ball", "umbrella", "bicycle", "chair", "bottle", "cup", "book", "phone", "clock",
                                      "teddy bear", "banana", "apple", "guitar", "kite", "suitcase", "toilet", "balloon"})


class Writer:
    """Writes expressions about clips; `names` are the classes that sentences may ask for in vain."""

    def __init__(self, rng: np.random.Generator, names: list[str]):
        self.rng, self.names = rng, [n for n in names if n in COMMON]
        share = np.array([s * TRIES.get(m, 1.3) for m, s in MIXES])
        self.mixes, self.share = [m for m, _ in MIXES], share / share.sum()

    def pick(self, items):
        return items[int(self.rng.integers(len(items)))]

    def noun_for(self, o: dict, plain=False) -> str:
        nouns = singulars(o["class"])
        own = len(KINDS[o["class"]].nouns)
        r = self.rng.random()
        if plain or r < 0.72 or len(nouns) == 1:
            return nouns[0]
        return self.pick(nouns[:own]) if own > 1 and r < 0.87 else self.pick(nouns)

    def attributes_of(self, o: dict, wanted, scene: Scene, noun: str) -> dict | None:
        """Clear facts about `o` of the wanted kinds; None where one is missing."""
        found, rivals = {}, scene.noun_matches(noun)
        for kind in wanted:
            if kind == "colour":
                options = [c for c in COLOURS if is_colour(o, c)]
            elif kind == "place":
                options = [p for p in PLACE_NAMES if is_place(o, p, rivals)]
                if len(options) > 1 and self.rng.random() < 0.6:
                    options = [p for p in options if p in ("left", "right")] or options
            elif kind == "size":
                options = [s for s in ("biggest", "smallest") if is_size(o, s, rivals)]
            elif kind == "motion":
                options = [o["motion"]] * 5 + (["moving"] if o["motion"] != "static" else [])
            elif kind == "surface":
                options = [o["surface"]] if o["surface"] else []
            else:
                options = self.relations(o, scene, rivals)
            if not options:
                return None
            found[kind] = self.pick(options)
        return found

    def relations(self, o, scene, rivals):
        options = []
        for anchor in scene.objects:
            noun = singulars(anchor["class"])[0]
            if anchor is o or len(scene.noun_matches(noun)) != 1 or scene.maybe_elsewhere(noun):
                continue
            if anchor in rivals and len(rivals) == 1:
                continue
            if is_near(o, anchor, rivals):
                options += [("near", noun, anchor)] * 2
            for side in ("left", "right", "above", "below"):
                if is_beside(o, anchor, side):
                    options.append((side, noun, anchor))
        return options

    def truth(self, o, noun, attributes, scene) -> bool | None:
        """Whether the noun with the attributes is true of `o`."""
        rivals = scene.noun_matches(noun)
        answers = [means(noun, o["class"])]
        # Places and sizes compare those that fit the other words too: "the red car on the left".
        fit = [r for r in rivals if all(a is not False for a in self.plain(r, attributes))]
        for kind, value in attributes.items():
            if kind == "place":
                answers.append(is_place(o, value, fit))
            elif kind == "size":
                answers.append(is_size(o, value, fit))
            elif kind == "relation":
                where, _, anchor = value
                answers.append(False if o is anchor else
                               is_near(o, anchor, rivals) if where == "near" else is_beside(o, anchor, where))
        answers += self.plain(o, attributes)
        return False if False in answers else None if None in answers else True

    def plain(self, o, attributes):
        tests = {"colour": is_colour, "motion": is_motion, "surface": lambda o, s: None if o["surface"] is None else o["surface"] == s}
        return [tests[k](o, v) for k, v in attributes.items() if k in tests]

    def targets(self, noun, attributes, scene) -> list[int] | None:
        """Numbers of the objects meant; None when that is not clear."""
        meant = []
        for o in scene.objects:
            answer = self.truth(o, noun, attributes, scene)
            if answer is None:
                return None
            if answer:
                meant.append(o["number"])
        return meant

    def write(self, noun, name, attributes, scene, plural=False) -> str:
        words = dict(attributes)
        if "relation" in words:
            words["relation"] = words["relation"][:2]
        count = len(scene.noun_matches(noun))
        return dressed(self.rng, sentence(self.rng, noun, name, words, plural, count))

    def about(self, o: dict, scene: Scene) -> dict | None:
        """An expression whose only target is `o`, or nothing if the dice fall badly."""
        wanted = self.mixes[self.rng.choice(len(self.mixes), p=self.share)]
        noun = self.noun_for(o)
        if wanted and self.rng.random() < 0.07 and not scene.photo:
            noun = self.pick(["one", "thing", "object"])
        if scene.maybe_elsewhere(noun):
            return None
        attributes = self.attributes_of(o, wanted, scene, noun)
        if attributes is None or self.targets(noun, attributes, scene) != [o["number"]]:
            return None
        tags = list(wanted) + (["class"] if noun not in ("one", "thing", "object") else [])
        return {"text": self.write(noun, o["class"], attributes, scene), "targets": [o["number"]], "tags": tags}

    def plural(self, scene: Scene) -> dict | None:
        o = self.pick(scene.objects)
        noun = self.noun_for(o)
        if scene.maybe_elsewhere(noun):
            return None
        wanted = self.pick([(), (), ("colour",), ("motion",)])
        attributes = self.attributes_of(o, wanted, scene, noun)
        meant = None if attributes is None else self.targets(noun, attributes, scene)
        if not meant or len(meant) < 2:
            return None
        return {"text": self.write(noun, o["class"], attributes, scene, plural=True), "targets": meant,
                "tags": list(wanted) + ["class", "plural"]}

    def absent(self, scene: Scene, hard: bool) -> dict | None:
        """A sentence that is clearly true of nothing in the clip."""
        rng = self.rng
        if not hard:
            name = self.pick(self.names)
            noun = self.pick(singulars(name)[:len(KINDS[name].nouns)])
            extra = self.pick([(), (), ("colour",), ("place",), ("motion",)])
            attributes = self.invented(extra)
            if scene.noun_matches(noun) or scene.maybe_elsewhere(noun):
                return None
            return {"text": self.write(noun, name, attributes, scene), "targets": [], "tags": ["absent", "easy"] + list(extra)}
        o = self.pick(scene.objects)
        if rng.random() < 0.25:     # a colour of the clip on a class that is not there
            name = self.pick(self.names)
            noun = KINDS[name].name
            colours = [c for c in COLOURS if is_colour(o, c)]
            if not colours or scene.noun_matches(noun) or scene.maybe_elsewhere(noun):
                return None
            attributes = {"colour": self.pick(colours)}
            return {"text": self.write(noun, name, attributes, scene), "targets": [], "tags": ["absent", "hard", "class"]}
        noun = self.noun_for(o, plain=rng.random() < 0.8)
        if scene.maybe_elsewhere(noun):
            return None
        kind = self.pick(["colour", "colour", "colour", "motion", "motion", "place"])
        attributes = self.invented((kind,))
        if kind == "motion" and attributes["motion"] == "static" and not any(x["motion"] != "static" for x in scene.objects):
            return None
        if self.targets(noun, attributes, scene) != []:
            return None
        if kind == "place" and any(x["x"] < 0.68 if attributes["place"] == "left" else x["x"] > 0.32
                                   for x in scene.noun_matches(noun)):
            return None
        text = self.write(noun, o["class"], attributes, scene)
        if "most" in text.lower():      # the rightmost is there, wherever it is
            return None
        return {"text": text, "targets": [], "tags": ["absent", "hard", kind]}

    def invented(self, kinds) -> dict:
        options = {"colour": COLOURS, "motion": MOTIONS, "place": ["left", "right"]}
        return {k: self.pick(options[k]) for k in kinds}

    def expressions(self, clip, present=6, absent=3) -> list[dict]:
        """At least one expression for every object that can be told apart, then more; then the absent ones."""
        scene, found, texts = Scene(clip), [], set()

        def add(e):
            if e and e["text"].lower() not in texts:
                texts.add(e["text"].lower())
                found.append(e)
                return True
            return False

        askable = [o for o in clip.objects if o["area"] > 0.004]
        for o in askable:
            any(add(self.about(o, scene)) for _ in range(14))
        if len(clip.objects) > 1 and self.rng.random() < 0.5:
            any(add(self.plural(scene)) for _ in range(4))
        if len(clip.objects) == 1 and not clip.others and not clip.photo or len(clip.objects) == 1 and self.rng.random() < 0.3:
            text = self.pick(["the object", "the thing", "object", "the moving object" if clip.objects[0]["motion"] != "static" else "the object",
                              "the main object", "it", "what moves" if clip.objects[0]["motion"] != "static" else "the object in the picture"])
            add({"text": dressed(self.rng, text), "targets": [1], "tags": ["neutral"]})
        for _ in range(60):
            if len(found) >= present or not askable:
                break
            add(self.about(self.pick(askable), scene))
        real = len(found)
        for _ in range(40):
            if len(found) >= real + absent:
                break
            add(self.absent(scene, hard=self.rng.random() < 0.6))
        return found
