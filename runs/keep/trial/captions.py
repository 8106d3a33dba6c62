"""Captions as people type them: subject, colors, build and features in random length and order. Knows no model."""
import re
import numpy as np

COLOR_WORD = re.compile(r"\b(?:black|blue|brown|gr[ae]y|green|pink|purple|red|white|yellow|orange|violet|gold|golden|silver|cream|tan|beige|"
                        r"teal|cyan|crimson|azure|navy|maroon|lavender|turquoise|magenta|olive|peach|dark|light|pale|bright)\w*\b", re.I)
SIZES = {'tiny': ('tiny', 'very small', 'little'), 'small': ('small', 'little'), 'medium': ('', ''), 'large': ('large', 'big'), 'huge': ('huge', 'giant', 'gigantic', 'big')}
TYPE_ADJ = {'fire': ('fire', 'burning', 'fiery', 'volcanic'), 'water': ('water', 'aquatic'), 'ice': ('ice', 'icy', 'frozen'), 'electric': ('electric', 'lightning'),
            'grass': ('grass', 'plant', 'leafy'), 'poison': ('poison', 'toxic'), 'ghost': ('ghost', 'ghostly', 'spooky'), 'rock': ('rock', 'stone'), 'steel': ('steel', 'metal'),
            'dragon': ('dragon',), 'dark': ('dark', 'evil'), 'fairy': ('fairy',), 'psychic': ('psychic',), 'bug': ('bug',), 'flying': ('flying',), 'ground': ('ground',), 'fighting': ('fighting',), 'normal': ('normal',)}
SYNONYMS = {'grey': ('grey', 'gray'), 'gray': ('grey', 'gray'), 'gold': ('gold', 'golden')}
SHAPES = {'quadruped': ('four-legged',), 'upright': ('upright', 'standing'), 'humanoid': ('humanoid',), 'wings': ('winged',), 'ball': ('round',), 'bug-wings': ('winged',)}


def one(items, rng):
    return items[int(rng.integers(len(items)))]


def size_of(creature):
    """'tiny' ... 'huge' or '' from the words of the build."""
    for word in creature.get('build', '').split():
        for size in ('tiny', 'small', 'medium', 'large', 'huge'):
            if word == size or (word, size) in (('big', 'large'), ('gigantic', 'huge'), ('tall', 'large')):
                return size
    return ''


def colors_of(creature, picture_colors, changed, rng):
    """Color words that are true of this picture: one or two, main first."""
    if changed or not creature.get('colours'):
        found = list(picture_colors)
    elif rng.random() < .7:
        found = list(creature['colours'])
    else:
        found = list(picture_colors)
    found = [one(SYNONYMS.get(c, (c,)), rng) for c in found[:3]]
    r = rng.random()
    count = 1 if r < .62 else 2 if r < .95 else 3
    return found[:count]


def join(words, rng):
    words = list(words)
    if len(words) < 2:
        return ''.join(words)
    if len(words) == 2:
        return one((f'{words[0]} and {words[1]}', f'{words[0]}-{words[1]}', f'{words[0]} {words[1]}'), rng) if rng.random() < .35 else f'{words[0]} and {words[1]}'
    return f"{', '.join(words[:-1])} and {words[-1]}"


def article(phrase):
    return f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"


def strip_article(text):
    return re.sub(r'^(?:a|an|the|its|two|one) ', '', text)


def typo(text, rng):
    words = text.split(' ')
    at = [i for i, w in enumerate(words) if len(w) > 4 and w.isalpha()]
    if not at:
        return text
    i = at[int(rng.integers(len(at)))]
    w = words[i]
    j = int(rng.integers(1, len(w) - 1))
    words[i] = w[:j] + w[j + 1:] if rng.random() < .4 else w[:j] + w[j + 1] + w[j] + w[j + 2:] if rng.random() < .6 else w[:j] + w[j] + w[j:]
    return ' '.join(words)


def subject_of(creature, rng):
    subjects = [creature['subject']] * 3 + list(creature.get('also', ()))
    return one(subjects, rng)


def compose(creature, picture_colors, rng, changed=False, back=False, shiny=False):
    """(caption, subject noun). `changed`: the picture has other colors than the creature's words."""
    noun = subject_of(creature, rng)
    features = [f for f in creature.get('features', ()) if not (changed and COLOR_WORD.search(f))]
    captions = [c for c in creature.get('captions', ()) if not changed]
    types = list(creature.get('types', ()))
    if captions and rng.random() < .22:
        text = one(captions, rng)
        noun = next((s for s in (creature['subject'], *creature.get('also', ())) if re.search(rf'\b{re.escape(s)}\b', text)), creature['subject'])
        if rng.random() < .3:
            text = strip_article(text)
    else:
        colors = colors_of(creature, picture_colors, changed, rng) if rng.random() < (.95 if changed else .8) else []
        size = size_of(creature)
        adjectives = []
        if size and rng.random() < .45 and (word := one(SIZES[size], rng)):
            adjectives.append(word)
        if creature.get('mood') and rng.random() < .12:
            adjectives.append(creature['mood'])
        if creature.get('build') and rng.random() < .1:
            adjectives.append(one(creature['build'].split(), rng))
        told_type = ''
        if types and rng.random() < .25:
            kind = one(types, rng)
            if rng.random() < .45 and not changed:
                adjectives.append(one(TYPE_ADJ[kind], rng))
            else:
                told_type = one((f'{kind} type', f'{kind}-type', f'{" and ".join(types)} type', f'{"/".join(types)} type'), rng)
        count = int(rng.choice(4, p=(.3, .4, .2, .1))) if features else 0
        order = sorted(rng.permutation(len(features))[:count] if rng.random() < .5 else range(min(count, len(features))))
        chosen = [features[i] for i in order]
        if rng.random() < .03 and creature['kind'] != 'named':
            shown = one(('creature', 'monster', 'beast', 'animal'), rng)
        else:
            shown = noun
        way = rng.random()
        if way < .12:  # keywords
            parts = [' '.join(adjectives), join(colors, rng), *map(strip_article, chosen), told_type]
            parts = [p for p in parts if p]
            parts = [parts[i] for i in rng.permutation(len(parts))]
            parts.insert(0 if rng.random() < .7 else int(rng.integers(len(parts) + 1)), shown)
            text = one((', ', ' ', ', '), rng).join(parts)
        else:
            color = join(colors, rng)
            if color and rng.random() < .1:
                head = ' '.join([*adjectives, shown]) + f', {color}'
            else:
                head = ' '.join([*adjectives, *([color] if color else []), shown])
            head = article(head) if rng.random() < .65 else head
            if chosen:
                link = one((' with ', ' with ', ' with ', ' that has ', ', '), rng)
                body = ', '.join(chosen[:-1]) + ' and ' + chosen[-1] if len(chosen) > 1 else chosen[0]
                if rng.random() < .35:
                    body = strip_article(body)
                head += link + body
            if told_type:
                head = f'{head}, {told_type}' if rng.random() < .7 else f'{told_type} {strip_article(head)}'
            text = head
    if shiny and rng.random() < .3:
        text = f"shiny {strip_article(text)}" if rng.random() < .6 else f'{text}, shiny'
    if back:
        text = one(('{} seen from behind', '{}, back view', 'back of {}', 'seen from behind: {}'), rng).format(text)
    r = rng.random()
    if r < .04:
        text = typo(text, rng)
    elif r < .10:
        text = text[:1].upper() + text[1:]
    elif r < .12:
        text = text.upper()
    elif r < .16:
        text += one(('.', '!', ' pixel art', ' sprite', ' monster'), rng)
    return text, noun
