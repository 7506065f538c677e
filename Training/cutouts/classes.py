"""The everyday classes that the synthesiser knows, their words, and which words may mean which class.

A line of the table below is

    class: plural | synonyms | wider classes | words in titles that mean the class

A noun of an expression is true of an object when it is one of the words of the object's class or of
a wider class.  It *may* be true when the class is wider than the noun's class: a cut-out labelled
"person" may be a man, so "the man" is ambiguous beside it.
"""

import re

TABLE = """
person: people | human, pedestrian, player, guy | - | human, people, pedestrian, adult, worker, guard
man: men | guy, gentleman, male, dude | person, adult | king, prince, father, grandfather, businessman, policeman, soldier, santa, uomo, pirate, cowboy, monk, pope, knight
woman: women | lady, female | person, adult | lady, queen, princess, mother, bride, grandmother, witch, donna
boy: boys | - | person, child | -
girl: girls | - | person, child | -
baby: babies | infant, toddler | person, child | infant
car: cars | automobile | vehicle | automobile, jeep, sedan, hummer, beetle car, taxi, ambulance, macchina, minivan, porsche, ferrari, corvette, limousine, cabriolet, van
bus: buses | - | vehicle | coach, trolleybus, minibus
truck: trucks | lorry | vehicle | lorry, fire engine, camion, pickup, dump truck
train: trains | - | vehicle | locomotive, railway car, tram, metro
boat: boats | - | vehicle | ship, sailboat, yacht, canoe, ferry, speedboat, rowboat, barca, nave, vessel, catamaran, dinghy, galleon, kayak, sailing
plane: planes | airplane, aeroplane, aircraft | vehicle | airplane, aeroplane, aircraft, jet, biplane, aereo, glider, airbus, boeing
helicopter: helicopters | chopper | vehicle | elicottero
bicycle: bicycles | bike | vehicle | bike, bici, bicicletta, tandem
motorcycle: motorcycles | motorbike | vehicle | motorbike, moto, scooter, vespa
tractor: tractors | - | vehicle | bulldozer
rocket: rockets | spaceship | vehicle | spaceship, space shuttle
skateboard: skateboards | - | toy | -
hot air balloon: hot air balloons | - | vehicle | -
dog: dogs | doggy | animal, pet | puppy, poodle, cane, dachshund, terrier, cagnolino, labrador
cat: cats | kitty | animal, pet | kitten, gatto, gattino
horse: horses | pony | animal | pony, cavallo, stallion, foal
cow: cows | - | animal | ox, cattle, bull, mucca, toro, bison, buffalo, calf
sheep: sheep | - | animal | lamb, ram, pecora, agnello
goat: goats | - | animal | capra
pig: pigs | hog | animal | hog, boar, piggybank, piggy bank, maiale, piglet
elephant: elephants | - | animal | elefante, mammoth
rhino: rhinos | rhinoceros | animal | rhinoceros
hippo: hippos | hippopotamus | animal | hippopotamus
bear: bears | - | animal | orso, polar bear, grizzly, koala bear
panda: pandas | - | animal | -
zebra: zebras | - | animal | -
giraffe: giraffes | - | animal | giraffa
lion: lions | - | animal | leone
tiger: tigers | - | animal | tigre
leopard: leopards | cheetah | animal | cheetah, panther, jaguar
monkey: monkeys | ape | animal | gorilla, ape, chimp, orangutan, scimmia
rabbit: rabbits | bunny | animal | bunny, hare, coniglio
mouse: mice | rat | animal | rat, topo, hamster
squirrel: squirrels | - | animal | chipmunk
fox: foxes | - | animal | volpe
wolf: wolves | - | animal | lupo
deer: deer | - | animal | moose, reindeer, stag, cervo
camel: camels | - | animal | dromedary
kangaroo: kangaroos | - | animal | wallaby
hedgehog: hedgehogs | - | animal | porcupine
snake: snakes | - | animal, reptile | serpente, cobra
lizard: lizards | - | animal, reptile | gecko, lucertola, chameleon, iguana, salamander
crocodile: crocodiles | alligator | animal, reptile | alligator, coccodrillo
turtle: turtles | tortoise | animal, reptile | tortoise, tartaruga
dinosaur: dinosaurs | - | animal | dino, dinosauro, sauropod, rex
dragon: dragons | - | animal | drago
frog: frogs | toad | animal | toad, rana
fish: fish | - | animal | pesce, goldfish, blowfish, trout, salmon, clownfish
shark: sharks | - | fish, animal | squalo
whale: whales | - | animal | balena, orca
dolphin: dolphins | - | animal | delfino
octopus: octopuses | - | animal | squid
crab: crabs | - | animal | lobster, crawfish, granchio
bird: birds | - | animal | uccello, sparrow, crow, robin, seagull, raven, pelican, toucan, pigeon, dove, kiwi bird, stork, ostrich, peacock, woodpecker, hummingbird, heron
duck: ducks | duckling | bird, animal | duckling, mallard, papera, anatra
goose: geese | - | bird, animal | -
swan: swans | - | bird, animal | cigno
chicken: chickens | hen | bird, animal | hen, rooster, cock, gallo, gallina, turkey
chick: chicks | - | bird, animal | pulcino
penguin: penguins | - | bird, animal | tux, pinguino
owl: owls | - | bird, animal | gufo
eagle: eagles | hawk | bird, animal | hawk, falcon, acquila, aquila, vulture
parrot: parrots | - | bird, animal | pappagallo, macaw, cockatoo
flamingo: flamingos | - | bird, animal | -
butterfly: butterflies | - | insect, animal | farfalla, moth
bee: bees | wasp | insect, animal | wasp, honeybee, bumblebee, ape bee
ladybug: ladybugs | ladybird | insect, animal | ladybird, lady beetle, coccinella
ant: ants | - | insect, animal | formica
spider: spiders | - | animal | ragno
snail: snails | - | animal | lumaca
ball: balls | - | toy | football, soccer ball, basketball, baseball, volleyball, tennis ball, beach ball, bowling ball, softball, sports ball, rugby ball, palla, pallone
teddy bear: teddy bears | - | toy | teddy, orsacchiotto
kite: kites | - | toy | aquilone
balloon: balloons | - | toy | baloon, palloncino
doll: dolls | - | toy | puppet, matryoshka, nesting dolls
chair: chairs | seat | furniture | armchair, stool, sedia, seat
table: tables | desk | furniture | desk, dining table, tavolo
sofa: sofas | couch | furniture | couch, divano
bed: beds | - | furniture | letto
bench: benches | - | furniture | -
lamp: lamps | light | - | lampada, lantern, candle lamp
bottle: bottles | - | - | bottiglia, flask
cup: cups | mug | - | mug, teacup, tazza, hot beverage
glass: glasses | wine glass | - | wine glass, tumbler, cocktail, goblet, beer mug
bowl: bowls | - | - | -
vase: vases | jar | - | jar, amphora, vaso
knife: knives | - | tool | dagger, coltello
fork: forks | - | - | forchetta
spoon: spoons | - | - | cucchiaio
book: books | - | - | libro, notebook, ledger
phone: phones | telephone, cell phone | - | telephone, cell phone, mobile phone, cellphone, telefono
computer: computers | laptop | - | laptop, pc, notebook computer
television: televisions | tv, screen | - | tv, monitor, televisore
keyboard: keyboards | - | - | tastiera
camera: cameras | - | - | videocamera
clock: clocks | watch | - | watch, orologio, alarm, hourglass
umbrella: umbrellas | - | - | ombrello, parasol
bag: bags | - | - | handbag, backpack, satchel, purse, borsa, briefcase
suitcase: suitcases | - | - | luggage, valigia
hat: hats | cap | - | cap, cappello, sombrero, helmet
shoe: shoes | boot | - | boot, sneaker, scarpa, sandal
shirt: shirts | - | - | tshirt, t-shirt, jersey, blouse
dress: dresses | - | - | gown, skirt
flower: flowers | - | plant | rose, tulip, fiore, daisy, sunflower, lily, orchid, hibiscus, blossom, rosa
tree: trees | - | plant | palm, pine, evergreen, albero, oak, fir
potted plant: potted plants | plant | plant | houseplant, bonsai
cactus: cactuses | - | plant | -
mushroom: mushrooms | - | - | fungo, toadstool
apple: apples | - | fruit, food | mela
banana: bananas | - | fruit, food | -
orange: oranges | - | fruit, food | tangerine, arancia
pear: pears | - | fruit, food | pera
lemon: lemons | - | fruit, food | lime, limone
strawberry: strawberries | - | fruit, food | fragola
cherry: cherries | - | fruit, food | ciliegia
grapes: grapes | bunch of grapes | fruit, food | grape, uva
watermelon: watermelons | melon | fruit, food | melon, anguria
pineapple: pineapples | - | fruit, food | ananas
tomato: tomatoes | - | food | pomodoro
carrot: carrots | - | food | carota
pumpkin: pumpkins | - | food | jack-o-lantern, zucca
pizza: pizzas | slice of pizza | food | -
cake: cakes | - | food | shortcake, torta, cupcake, muffin, pie
hamburger: hamburgers | burger | food | burger, cheeseburger
ice cream: ice creams | - | food | icecream, gelato, cream cone
donut: donuts | doughnut | food | doughnut
bread: breads | loaf | food | loaf, toast, baguette, pane
guitar: guitars | - | instrument | chitarra, banjo, ukulele
piano: pianos | - | instrument | pianoforte
drum: drums | - | instrument | tamburo
trumpet: trumpets | horn | instrument | tromba, saxophone
violin: violins | - | instrument | cello, violino
house: houses | building | building | casa, cottage, hut, home, cabin, villa
castle: castles | tower | building | castello, fortress
church: churches | - | building | chiesa, cathedral
tent: tents | - | - | tenda, teepee
key: keys | - | - | chiave
hammer: hammers | - | tool | martello, mallet
scissors: scissors | - | tool | forbici
wrench: wrenches | spanner | tool | spanner
axe: axes | - | tool | ax, hatchet
bucket: buckets | pail | - | pail, secchio
box: boxes | package | - | package, crate, scatola, wrapped present
robot: robots | - | toy | -
snowman: snowmen | - | - | -
star: stars | - | - | -
heart: hearts | - | - | -
cloud: clouds | - | - | -
moon: moons | - | - | -
sun: suns | - | - | -
traffic light: traffic lights | - | - | semaforo
stop sign: stop signs | - | - | -
toilet: toilets | - | - | -
racket: rackets | racquet | - | racquet
"""

WIDER_WORDS = {
    "animal": ("animal", "animals"), "pet": ("pet", "pets"), "vehicle": ("vehicle", "vehicles"),
    "person": ("person", "people"), "adult": ("adult", "adults"), "child": ("child", "children"),
    "toy": ("toy", "toys"), "fruit": ("fruit", "fruits"), "food": ("food", "food"),
    "plant": ("plant", "plants"), "bird": ("bird", "birds"), "fish": ("fish", "fish"),
    "insect": ("insect", "insects"), "reptile": ("reptile", "reptiles"),
    "furniture": ("piece of furniture", "furniture"), "instrument": ("instrument", "instruments"),
    "building": ("building", "buildings"), "tool": ("tool", "tools"),
}
# Nouns that may mean members of classes outside the tree above.
MAYBE = {"plant": {"flower", "tree", "cactus", "vase"}, "light": {"traffic light"}, "toy": {"doll", "teddy bear"},
         "building": {"castle", "church", "house"}, "seat": {"bench", "sofa"}, "screen": {"computer", "phone"},
         "car": {"truck", "bus"}, "bag": {"suitcase"}, "guy": {"boy"}, "male": {"boy"}, "female": {"girl"},
         "cup": {"glass"}, "mug": {"glass"}, "glass": {"cup"}, "balloon": {"hot air balloon"},
         "ball": {"orange", "balloon"}, "chicken": {"chick"}, "clock": {"phone"}, "light": {"lamp", "traffic light"}, "bear": {"teddy bear", "panda"},
         "boat": set(), "laptop": {"keyboard"}, "horn": {"drum"}, "tower": {"church", "castle"}, "animal": {"teddy bear", "dragon"},
         "piece of furniture": {"lamp", "television"}, "box": {"suitcase", "television"}, "pedestrian": {"man", "woman", "boy", "girl"},
         "player": {"man", "woman", "boy", "girl"}, "infant": {"child"}, "wine glass": {"glass"}, "bunch of grapes": set(),
         "tree": {"potted plant"}, "flower": {"potted plant", "vase"}, "potted plant": {"flower", "tree", "vase"},
         "bird": {"dinosaur"}, "dog": {"wolf", "fox"}, "cat": {"tiger", "lion", "leopard"}, "horse": {"zebra"},
         "shirt": {"dress"}, "television": {"computer"}, "computer": {"television", "keyboard"}, "house": {"castle", "church"},
         "tool": {"scissors", "knife"}, "food": {"mushroom"}, "fish": {"dolphin", "whale"}, "truck": {"car", "bus"},
         "bus": {"truck", "train"}, "lamp": {"traffic light"}, "bowl": {"cup"}, "vase": {"bottle", "cup"}, "jar": {"bottle"}}


class Kind:
    """A class: its nouns (singular, plural), the wider classes above it, its words in titles."""

    def __init__(self, line: str):
        name, rest = line.split(":", 1)
        plural, synonyms, wider, titles = [part.strip() for part in rest.split("|")]
        listed = lambda text: [] if text == "-" else [w.strip() for w in text.split(",")]
        self.name, self.plural, self.wider = name, plural, listed(wider)
        self.nouns = [name] + listed(synonyms)
        self.title_words = [name, plural] + listed(titles) + [w for w in listed(synonyms) if w not in ("guy", "light", "plant", "watch", "seat")]


KINDS = {kind.name: kind for kind in (Kind(line) for line in TABLE.strip().splitlines())}
PEOPLE = {"person", "man", "woman", "boy", "girl", "baby"}
ANIMALS = {name for name, kind in KINDS.items() if "animal" in kind.wider}
VEHICLES = {name for name, kind in KINDS.items() if "vehicle" in kind.wider}
MOVERS = PEOPLE | ANIMALS | VEHICLES | {"ball"}
TITLE_WORDS = {word: name for name, kind in KINDS.items() for word in kind.title_words}


def singulars(name: str) -> list[str]:
    """Nouns that are true of one object of class `name`, the plain one first."""
    wider = [WIDER_WORDS[w][0] for w in KINDS[name].wider if w in WIDER_WORDS]
    return KINDS[name].nouns + wider


def plural_of(noun: str) -> str:
    for kind in KINDS.values():
        if noun == kind.name:
            return kind.plural
    for singular, plural in WIDER_WORDS.values():
        if noun == singular:
            return plural
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return "gentlemen" if noun == "gentleman" else noun + "s"


def means(noun: str, name: str) -> bool | None:
    """Whether `noun` is true of an object of class `name`; None where it may or may not be."""
    if noun in ("one", "thing", "object"):
        return True
    if noun in singulars(name):
        return True
    if name in MAYBE.get(noun, ()):
        return None
    for other, kind in KINDS.items():
        if noun in kind.nouns and name in kind.wider:   # "man" asked, "person" seen
            return None
        if noun in kind.nouns and other in MAYBE.get(name, ()):
            return None
        if noun in kind.nouns and name in MAYBE.get(other, ()):
            return None
    if any(noun in KINDS[k].nouns for k in PEOPLE | {"person"}) or noun in ("child", "adult", "person"):
        # A child is not called a man, but what clip art shows as "girl" may well be a woman.
        pairs = {"man": {"boy"}, "woman": {"girl"}, "boy": {"man", "baby"}, "girl": {"woman", "baby"},
                 "baby": {"boy", "girl"}, "person": set()}
        for k, near in pairs.items():
            if name == k and any(noun in KINDS[n].nouns for n in near):
                return None
        if name == "person":
            return None
        if noun in ("child", "adult") and name in ("man", "woman", "person"):
            return None if noun == "child" else True
    return False


def classes_in_title(title: str) -> list[str]:
    """Classes named in a title, in order, longest words first."""
    words = re.sub(r"[^a-z0-9 -]", " ", title.lower().replace("_", " ")).split()
    found, i = [], 0
    while i < len(words):
        step = 1
        for n in (3, 2, 1):
            name = TITLE_WORDS.get(" ".join(words[i:i + n])) if i + n <= len(words) else None
            if name:
                found.append(name)
                step = n
                break
        i += step
    return found
