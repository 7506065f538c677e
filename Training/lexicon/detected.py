"""What nouns mean in COCO's eighty classes, by WordNet and by what they mean in PASCAL VOC's."""

from lexicon.nouns import COCO, VOC
from lexicon.wordnet import ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PERSON, PLANT, TOPS

# Synsets that are, with all below them, a class; VOC has the others.
SYNSETS = {
    7846: "person", 2834778: "bicycle", 2958343: "car", 3790512: "motorcycle", 2691156: "airplane", 2924116: "bus",
    4468005: "train", 4490091: "truck", 2858304: "boat", 4530566: "boat", 3346898: "fire_hydrant", 3891332: "parking_meter",
    2828884: "bench", 1503061: "bird", 2121620: "cat", 2084071: "dog", 2374451: "horse", 2411705: "sheep", 2402425: "cow",
    2503517: "elephant", 2131653: "bear", 2391049: "zebra", 2439033: "giraffe", 2769748: "backpack", 4507155: "umbrella",
    2774152: "handbag", 3815615: "tie", 2773838: "suitcase", 3397947: "frisbee", 4228054: "skis", 4251791: "snowboard",
    2778669: "sports_ball", 2779435: "sports_ball", 3621473: "kite", 2799175: "baseball_bat", 2800213: "baseball_glove",
    4225987: "skateboard", 4363559: "surfboard", 4409806: "tennis_racket", 2876657: "bottle", 4592099: "wine_glass",
    3147509: "cup", 3383948: "fork", 3623556: "knife", 4284002: "spoon", 2881193: "bowl", 2880940: "bowl", 7753592: "banana",
    7739125: "apple", 7695965: "sandwich", 7747607: "orange", 7714990: "broccoli", 7730207: "carrot", 7697537: "hot_dog",
    7873807: "pizza", 7639069: "donut", 7628870: "cake", 3001627: "chair", 4256520: "couch", 13083023: "potted_plant",
    2818832: "bed", 4379243: "dining_table", 4446521: "toilet", 4405907: "tv", 3782006: "tv", 3642806: "laptop",
    3793489: "mouse", 4074963: "remote", 3614007: "keyboard", 3085013: "keyboard", 2992529: "cell_phone", 4401088: "cell_phone",
    3761084: "microwave", 3862676: "oven", 4442312: "toaster", 4223580: "sink", 4070727: "refrigerator", 2870092: "book",
    3046257: "clock", 4522168: "vase", 4148054: "scissors", 4399382: "teddy_bear", 3483316: "hair_drier", 4453156: "toothbrush"}
# What WordNet and VOC leave out or place elsewhere.
WORDS = {
    "traffic light": "traffic_light", "stoplight": "traffic_light", "traffic signal": "traffic_light", "stop sign": "stop_sign",
    "phone": "cell_phone", "telephone": "cell_phone", "smartphone": "cell_phone", "mobile": "cell_phone", "iphone": "cell_phone",
    "bag": "handbag backpack suitcase", "purse": "handbag", "luggage": "suitcase", "glass": "wine_glass cup", "mug": "cup",
    "ball": "sports_ball", "soccer ball": "sports_ball", "racket": "tennis_racket", "racquet": "tennis_racket",
    "bat": "baseball_bat", "glove": "baseball_glove", "mitt": "baseball_glove", "ski": "skis", "skis": "skis", "board":
    "skateboard surfboard snowboard", "plant": "potted_plant", "television": "tv", "screen": "tv laptop", "monitor": "tv",
    "computer": "laptop tv", "teddy": "teddy_bear", "fridge": "refrigerator", "hydrant": "fire_hydrant", "doughnut": "donut",
    "remote": "remote", "table": "dining_table", "desk": "dining_table", "sofa": "couch",
    "van": "car truck bus", "stove": "oven", "cooker": "oven", "basin": "sink", "parasol": "umbrella", "goblet": "wine_glass",
    "hotdog": "hot_dog", "scooter": "motorcycle", "tiger": "cat zebra bear", "boxer": "person", "whale": "", "ewe": "sheep",
    "chameleon": "", "hand bag": "handbag", "stuffed toy": "teddy_bear", "stuffed animal": "teddy_bear", "soft toy": "teddy_bear",
    "plush toy": "teddy_bear", "toy ball": "sports_ball", "tractor": "truck",
    "quad": "motorcycle", "stroller": "", "ottoman": "couch", "trawler": "boat"}
# WordNet thinks of people, or of a plant, first.
ANIMALS = {"red fox"} | set("adder alsatian badger beaver booby bunny cardinal chinook coon cuckoo dalmatian dodo drake gopher "
                            "gull hammerhead harrier hog jay kiwi lama loggerhead loon mole monarch nighthawk ostrich piranha "
                            "pussycat seal setter shrew shrimp skimmer skunk snapper stinkpot thoroughbred vixen warbler wasp watchdog "
                            "weasel wolverine wren".split())
# WordNet thinks of people first; pictures show the things.
THINGS = set("coaster controller conveyor fastener hanger harvester planter plunger printer processor rake "
             "screw server shaker sprayer torpedo trimmer washer".split())
OF_VOC = dict(zip(VOC, "airplane bicycle bird boat bottle bus car cat chair cow dining_table dog horse motorcycle person "
                       "potted_plant sheep couch train tv".split()))
MAMMAL = 1861778
LOOK_ALIKE = "cat dog horse sheep cow elephant bear zebra giraffe".split()
KINSHIP = .6            # weight of the mammals that the network knows for one that it does not
# What they look like; whether they are there the network cannot tell.  A mouse lies on a desk, or is an animal.
LIKE = {noun: dict.fromkeys(kinds.split(), KINSHIP) for noun, kinds in {
    "bulldozer": "truck", "excavator": "truck", "digger": "truck", "backhoe": "truck", "forklift": "truck",
    "motorhome": "bus truck car", "camper": "bus truck car", "rv": "bus truck car", "caravan": "bus truck car",
    "rickshaw": "bicycle motorcycle car", "auto rickshaw": "motorcycle car", "tuk tuk": "motorcycle car",
    "tuktuk": "motorcycle car", "snowmobile": "motorcycle", "drone": "airplane", "quadcopter": "airplane", "blimp": "airplane",
    "cub": " ".join(LOOK_ALIKE), "mouse": " ".join(LOOK_ALIKE)}.items()}
LIKE["mouse"]["mouse"] = .85
MOST_WITHIN = 14        # a noun above more classes than these says nothing
BODILY = (ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PERSON, PLANT, TOPS)


def of_synset(synset, nouns):
    for level in nouns.levels_above(synset):
        found = {SYNSETS[s.offset] for s in level if s.offset in SYNSETS}
        if found:
            return dict.fromkeys(found, 1.0)
        if any(s.offset == MAMMAL for s in level) and synset.offset != MAMMAL:
            return dict.fromkeys(LOOK_ALIKE, KINSHIP)
    within = {SYNSETS[o] for o in nouns.closure(synset) if o in SYNSETS}
    return dict.fromkeys(within, 1.0) if len(within) <= MOST_WITHIN else {}


def detected(noun, voc, nouns):
    """COCO's name -> weight.

    `voc`: what the noun means in VOC's classes, name -> weight."""
    if noun in LIKE:
        return LIKE[noun]
    if noun in WORDS:
        return dict.fromkeys(WORDS[noun].split(), 1.0)
    found = {OF_VOC[k]: w for k, w in voc.items() if k in OF_VOC}
    senses = [s for s in nouns.senses.get(noun, []) if s.file in BODILY and not s.is_instance]
    if meant := ANIMAL if noun in ANIMALS else ARTIFACT if noun in THINGS else None:
        senses = [s for s in senses if s.file == meant]
        found.pop("person", None)
    else:
        senses = [s for s in nouns.senses.get(noun, [])[:2] if s in senses]
    known = max(found.values(), default=0)
    for name, weight in (of_synset(senses[0], nouns) if senses else {}).items():
        if weight == 1 or known < KINSHIP:
            found[name] = max(weight, found.get(name, 0))
    if is_class(noun) and found.get(noun.replace(" ", "_"), 0) < 1:
        # WordNet thinks of something else first: a cake of soap, a toast's speaker.
        return {noun.replace(" ", "_"): 1.0}
    return {k: w for k, w in found.items() if k in COCO}


def is_class(noun):
    return noun.replace(" ", "_") in COCO
