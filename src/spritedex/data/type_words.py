"""What types a creature likely has, by the nouns that name it. Knows no picture and no record.

The words are ours: what people who play such games expect of a bat, a golem or a mermaid.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.data.words import Words
from spritedex.vocabulary import TYPES

_WORDS: Final = {
    "normal": (
        "aardvark alpaca anteater antelope badger beagle bear beaver bird bison boar bobcat bouncing boxer buffalo "
        "bull bulldog bunny calf calico camel canine cardinal cat chick chicken chihuahua chinchilla chipmunk "
        "comedian corgi cow cub dachshund deer dodo dog donkey duck duckling echidna egg elephant elk emu ewe fawn "
        "feline ferret finch fluffball foal fox gazelle giraffe goat goose gopher greyhound grizzly groundhog grouse "
        "guinea hamster hare hedgehog hippo hippopotamus hog horse hound human husky jackal kangaroo kitten kitty "
        "koala lamb lemur leopard lion llama marsupial meerkat mink mole mongoose monkey moose mouse mule muskrat "
        "okapi opossum ostrich otter owl ox panda pangolin parakeet parrot persian pheasant pig pigeon piglet "
        "platypus plump pony poodle possum pup puppy quokka rabbit raccoon ram rat reindeer robin rodent rooster "
        "schnauzer shaggy sheep sheepdog shrew siamese singer skunk sloth songbird sparrow sphynx squirrel stag "
        "stallion starling stoat swallow tabby tapir tasmanian teddy terrier tiger toucan turkey weasel wolf yak "
        "zebra"
    ),
    "fire": (
        "balrog blaze blazeheart boiling bomb brimstone burn burned burning candle chandelier charred coal combustion "
        "comet demon devil efreet ember explosion fiery fire firebird firebrand firefighter fireman firework flame "
        "flamer flames flaming furnace hearth heat hell hellhound hellion hellwing hot imp inferno lamp lantern lava "
        "lion magma meteor molten phoenix pyromancer rocket rooster salamander scorched scorching searing smoke "
        "smoker solar stoker sun sunnier sunny torch volcanic volcano"
    ),
    "water": (
        "alligator ammonite amoeba anemone angelfish anglerfish aqua aquamancer axolotl barnacle barnacles barracuda "
        "bass beaver beluga blobfish blowfish bubble bullfrog carp catfish clam coelacanth coot coral cormorant crab "
        "crane crayfish crocodile crustacean cucumber diving dolphin drop droplet droplets drops drowned duck "
        "duckbill duckling dugong eel fish flamingo flatfish flounder fountain frog gator goldfish goose grebe gull "
        "heron hippo hippopotamus hydra isopod jelly jellyfish kappa kelp kingfisher koi kraken lake lamprey "
        "leviathan lily loach lobster lotus manatee manta marrowcuda merfolk mermaid merman moccasin mollusc mollusk "
        "moorhen mudfish muskrat mussel naga nautilus newt nymph ocean octopode octopus orca otter oyster pelican "
        "penguin pike pipefish piranha pirate plankton platypus plesiosaur polliwog pond puddle pufferfish rain "
        "raincoat raindrop ray reef remora river salmon sardine sea seagull seahorse seal seaweed serpent shark "
        "shellfish ship shrimp siren skater skyshark sludgefish slug snail snakefish splash sponge spring squid "
        "starfish stingray stork strider sunfish sunken surfer swan swimmer swordfish tadpole toad tortoise turtle "
        "umbrella urchin walrus water wave wellspring whale"
    ),
    "electric": (
        "antenna battery bolt bulb cable charger chipmunk circuit cord drone dynamo eel electric electricity energy "
        "firefly generator hamster kirin laser laserturret lightbulb lightning magnet magnetic mouse neon phone "
        "plasma plug power radio raiju ray robot screen shock shocker shocking spark static storm stormcaller "
        "telephone television thunder thunderbird thunderhulk volt voltage wire zap"
    ),
    "grass": (
        "acorn apple ballistomycete bamboo banana bean berry bloom blossom bonsai bouquet bramble branch briar bud "
        "bulb burr burstshroom bush cabbage cactus carnivorous carrot cherries cherry chestnut clover coconut conifer "
        "corn cotton cucumber daffodil dandelion deathcap deciduous druid dryad durian eleionoma ent evergreen faun "
        "fir flower flytrap forest fruit fungal fungaloid fungus garden garland goat gourd grass grasshopper grove "
        "hedge hedgerow hemp herb hibiscus hyacinth iris jade jasmine jungle kelp leaf leafless leafy leaves leshy "
        "lettuce lichen lily log lotus mangosteen mantis maple meliai melon moss mossy mound mushroom mycelium nettle "
        "nut oak oklob onion orchid palm pea pear petal pine pineapple pinecone pitcher plant potato potted pumpkin "
        "radish rice root rose sapling satyr sauropod scarecrow scrub seaweed seed seedling seeds shambling shamrock "
        "shrub sloth spore spores spriggan sprout squash stalk stump sunflower thistle thorn thorny toadstool tomato "
        "treant tree triffid truffle tulip turnip venus vine vinebeast vines weed wood wooden wreath"
    ),
    "ice": (
        "abominable arctic aurora blizzard cold cream cryo ermine freezing frost frostbound frostheart frosty frozen "
        "gelugon glacier hoarfrost husky ice iceberg icicle icy igloo mammoth penguin polar popsicle reindeer rime "
        "sasquatch seal siberian simulacrum snow snowball snowflake snowman snowy sorbet splinterfrost swan walrus "
        "wendigo winter woolly yeti"
    ),
    "fighting": (
        "acrobat ape baboon barbarian bear berserker blademaster bodybuilder bouncer boxer boxing brawler bruiser "
        "brute bull captain centaur champion chimp chimpanzee crab cyclops duelist ettin fencer fighter fighting fist "
        "fists footballer giant gladiator gnoll gorilla grappler horn hulk judo kangaroo karate kick kicker knight "
        "kob mace mantis martial mercenary militia minotaur monk monkey muscle muscular myrmidon ninja ogre oni "
        "orangutan orc orcs paladin punching rooster samurai soldier strong strongman sumo swordsman titan troll uruk "
        "veteran warlord warrior wrestler yaktaur"
    ),
    "poison": (
        "acid acidic adder anemone asp basilisk bat bee bile bloated blob blowfish boomer cauldron caustic centipede "
        "cobra copperhead corrosive dart disease frog fungus garbage gas gasbag gel gelatin gelatinous glutton goo "
        "hornet hydra infected irradiated jelly jellyfish leech mamba microbe mold mosquito moth mushroom mutant "
        "necrophage nettle newt octopus ooze plague plant poison poisonous potion puffball pus putrid python quill "
        "radiation rat rattlesnake rot rotten rotting scorpion serpent sewage sewer skunk slime sludge smog smoke "
        "snake spider sporangium spore stinger swamp tarantula tentacle tentacles thorn toad toadstool toxic trash "
        "urchin venom venomous venus vine viper virus vomit wasp zombie"
    ),
    "ground": (
        "aardvark ant anteater antlion armadillo badger boar bone bull bunyip burrow cactus camel ceratops clay cobra "
        "crocodile desert digger dinosaur dirt donkey drill drilling dust earth earthen elephant excavator fennec "
        "golem gopher graboid ground groundhog hippo hippopotamus horse mammoth mandrill meerkat mole molebot mud "
        "muddy mudfish mudpuppy nakedmolerat ox pangolin pig pot pottery puppet quake quicksand rhino rhinoceros sand "
        "sandy sauropod scorpion snake soil stegosaurus termite terracotta tortoise totem triceratops tunnel umber "
        "warthog worm xorn yak"
    ),
    "flying": (
        "air airplane airship angel balloon bat bennu bird blackbird blimp bluebird bluejay breeze butterfly cardinal "
        "cherub chick chicken chimera cloud condor coot cormorant craban crane crow crows cyclone dandelion dodo "
        "doombat dove dragon dragonfly drone duck eagle eaglet emu falcon feather feathered finch firebird flamingo "
        "fly flying flyingfish gale gargoyle garuda goose grebe griffin griffon grouse gull harpy hawk heron "
        "hippogriff hummingbird jet kingfisher kite ladybug locust manticore moorhen mosquito moth nightwing ostrich "
        "owl owlet parakeet parrot peacock pegasus pelican pheasant phoenix pigeon plane propeller pterodactyl "
        "pterosaur raven robin roc rooster seabird seagull shrike sky skyshark songbird sparrow sphinx starling stork "
        "swallow swan tengu thunderbird tornado toucan turkey twister vrock vulture wind wing winged wings woodpecker "
        "wyvern zephyrmancer"
    ),
    "psychic": (
        "alien angel arcanist astral ball ballerina beholder bell brain cat cell chime clown cognitogaunt conjurer "
        "cosmic crystal cultist dancer deceiver djinn doll dream druid egg eidolon elf embryo enchanter enchantress "
        "eye eyeball eyed eyes fetus flayer floating fortune galaxy gauth gem genie giraffe goth guardian hexer "
        "humanoid hypnotist idol illusionist jester king letter llama mage magic magician maia mask meditating memory "
        "mime mind monk moon moth mystic nebula ophan oracle orb owl portal priest priestess princess prism psyche "
        "psychic puppet queen rune runestone scholar seer shaman singularity sorcerer sorceress space spaceman "
        "spatial spectator sphinx spoon star starfish sun symbol tapir teke telekin telencephalon telepath time totem "
        "ufo unicorn vortex weather wisdom witch wizard worldbinder yoga"
    ),
    "bug": (
        "ant antlion ants aphid arachne arachnid arthropod bagworm barnacle bee beetle blowfly bombardier bug bugs "
        "bumblebee butterfly caterpillar centipede chrysalis cicada clockroach cockroach cocoon cricket crustacean "
        "dermatik dragonfly emperor firefly flea fly formicid gnat goliath grasshopper grub hive honeybee honeycomb "
        "hornet hummerhorn insect isopod jorogumo kreck ladybug larva leech locust louse maggot manca mantis midge "
        "millipede mite mosquito moth naiad neekerbreeker nymph pupa radroach redback roach scarab scorpion silk "
        "silverfish skater slug snail spider spiders stag strider swarm tarantella tarantula termite tick trilobite "
        "wasp web weevil widow woodlouse worm"
    ),
    "rock": (
        "adamantite ammonite ancient armadillo asteroid barnacles boulder brachiosaurus brick bricks cactus castle "
        "cave ceratops chasmosaurus cliff cobble colossus coral crab crystal crystals diamond dinosaur earth fortress "
        "fossil gargoyle gem gems geode geomancer giant golem gracke hermit hill idol jewel lichen mammoth meteor "
        "meteorite mineral moai monument mountain nanuqsaurus nargun obsidian ore pachycephalosaur pebble petrified "
        "plesiosaur prehistoric pterodactyl pterosaur pukelman raptor rex rhino rhinoceros rock rocks rockslime rocky "
        "sabre salt saltling sauropod seismosaurus shell slug snail standing statue stegosaurus stone stones t-rex "
        "tortoise totem tower triceratops trilobite troll turtle tusked tyrannosaurus ushabti volcano wall xorn"
    ),
    "ghost": (
        "aether ancestor apparition banshee barrow bodak bound candle chandelier chonchon coffin curse cursed dead "
        "death doll dracolich draugr dread dreadlord dreadmaster dream drowned drude dullahan eidolon eigenspectre "
        "ether ethereal ghast ghost ghostly ghosts ghoul grave graveyard haunted haunting hollow invisible jiangshi "
        "kelp lamp lantern lich marionette martyred mask moaning mummified mummy necro necromancer nightmare "
        "phantasmal phantom poltergeist polterguardian possessed profane pumpkin puppet reaper revenant sarcophagus "
        "scarecrow shade shadow shadowghast simulacrum skeletal skeleton skull soul soulmonger souls specter spectral "
        "spectre spirit spirits spook spooky teacup teapot tomb undead unseen urn vampire weeping wight will-o'-wisp "
        "wisp witch wraith zombie zombified"
    ),
    "dragon": (
        "ancalagon basilisk chameleon crocodile dinosaur draco dracolich dracolisk draconian draconic dragon dragons "
        "drake drolem hatchling hydra iguana itangast jabberwock kaiju komodo leviathan lindwurm lizard quetzal "
        "reptile salamander sauropod scatha seahorse serpent serpents slymdra smaug t-rex tiamat tyrannosaurus wurm "
        "wyrm wyvern"
    ),
    "dark": (
        "abyss abyssal annihilation assassin balrog bandit bat betrayer black bone brigand bully cacodemon chaos "
        "corrupt corrupted corrupter craban criminal crocodile crocodilian crow cruel cultist cutpurse dark darkness "
        "delinquent demon demonic demons destruction devil devourer direwolf doombat drow eclipse evil execution "
        "executioner fallen feral fiend fox gangster goat goblin goth gremlin grumpy headless hell hellhound "
        "hobgoblin hooded horror hound hyena imp jackal jaguar loathsome lurker lynx mandrill masked monster moon "
        "moonlight mutant nameless night nightmare nightwalker nightwing ninja oblivion obsidian ogre orc panther "
        "piranha punk raccoon raven reaper rogue saruman sauron shadow shadows shady shark sinister skull snaga "
        "succubus tengu thief tormentor traitor troll umbra umbral uruk vampire vampiric vile villain void vulture "
        "warg weasel werewolf witch wolf zombie"
    ),
    "steel": (
        "android anvil armor armored armour armoured automaton axe battlesphere bell blade blades bolt bot brass "
        "bronze cable cannon car chest clockwork cog cogs coin coins colossus construction copbot copper crowbar "
        "cyborg dagger daggers drill drone engine excavator exodii exoskeleton eyebot gear gears gold golden guardian "
        "gun hammer hazmatbot helmet iron ironbound ironfist juggernaut kevlar key keys knight knights laser "
        "laserturret lock mace machine machines magnet magnetic mech mecha mechanical mechanist metal metallic "
        "mithril molebot nail needle nursebot nut paladin peacekeeper phalanx pipe plate plated polygon polygonal "
        "quicksilver rifle riotbot robofac robot robotic robots rust rusted safe satellite screw screwdriver secubot "
        "sentinel shield silver skitterbot spaceship spear spring steel steelbarb sword swords tank technician "
        "terminator tin train turret vault vehicle weapon wire"
    ),
    "fairy": (
        "angel angelic ballerina balloon bell bouncing bouquet bow brownie bunny cake candy caramel celestial cherub "
        "cloud cotton cream crescent crystal cupcake dancer doll dream dryad egg elf elven elves enchantress fae "
        "fairies fairy faun fey flower fluff fluffball fluffy fravashi gem gnome hat heart hearts hippogriff holy imp "
        "jewel kitten lamb leprechaun love magic maiden mermaid moon mouse nymph pearl pegasus perfume peri pink "
        "pixie poodle princess puff puffball queen rabbit ribbon satyr seahorse seal sheep siren spell spriggan "
        "sprite star sugar sunnier swan sweets teacup teddy tiara unicorn whipped wings witch"
    ),
}
"""Type -> words, parted by spaces."""


def likely_types(noun: str) -> NDArray[np.float32]:
    """How likely each of the 18 types is for what a noun names, by its words: float32 [18], in [0, 1].

    A word of several types gives each of them the same, with squares that sum to 1; words that say nothing are left
    out. Zeros where no word says anything.

    >>> [TYPES[place] for place in likely_types("wooden robot").nonzero()[0]]
    ['electric', 'grass', 'steel']
    """
    parts = [part for word in noun.lower().split() for part in _known(word)]
    return (
        np.mean([_ROWS[part] for part in parts], axis=0, dtype=np.float32)
        if parts
        else np.zeros(len(TYPES), np.float32)
    )


def nouns_types(words: Words) -> NDArray[np.float32]:
    """The likely types of what a person calls a creature, as of `likely_types`; each further noun counts half."""
    weights = [1.0] + [0.5] * len(words.also)
    nouns = [likely_types(noun) for noun in (words.subject, *words.also)]
    return np.average(nouns, axis=0, weights=weights).astype(np.float32)


@cache
def _known(word: str) -> tuple[str, ...]:
    """The entry of a word, of its singular, or those of its parts."""
    found = next((form for form in (word, word.rstrip("s")) if form in _ROWS), None)
    return (found,) if found else tuple(part for part in word.split("-") if part in _ROWS)


def _rows() -> dict[str, NDArray[np.float32]]:
    rows: dict[str, NDArray[np.float32]] = {}
    for place, name in enumerate(TYPES):
        for word in _WORDS[name].split():
            rows.setdefault(word, np.zeros(len(TYPES), np.float32))[place] = 1
    return {word: row / np.linalg.norm(row) for word, row in rows.items()}


_ROWS: Final = _rows()
