"""Examples of requests and answers for the API's documentation. Know no schema."""

from typing import Final

from pydantic import JsonValue

Examples = list[JsonValue]

_ORANGE: Final = (
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQMAAAD+wSzIAAAABlBMVEUAAADweCjC8JEbAAAAAXRSTlMAQObYZgAAAA1JREFUeNpj"
    "+M/EgAwBD3EBDnbziNAAAAAASUVORK5CYII="
)
"""A PNG of 8x8 pixels."""

SPRITE_REQUEST: Final[Examples] = [
    {"prompt": "a small orange lizard with a burning tail", "count": 4, "seed": 7},
    {"types": ["water", "flying"], "color": "blue", "style": "artwork", "best_of": 8},
]

EXPORT_REQUEST: Final[Examples] = [{"format": "png", "name": "ember", "front": _ORANGE}]

PROBLEM: Final[Examples] = [
    {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "body.count: must be at most 16 (got 99)",
        "errors": [{"where": "body.count", "what": "must be at most 16 (got 99)"}],
    }
]

SPRITE_ANSWER: Final[Examples] = [
    {
        "sprites": [
            {
                "prompt": "a small orange lizard with a burning tail",
                "seed": 7,
                "understood": {"subject": "lizard", "colors": ["orange"], "size": "small", "parts": ["burning tail"]},
                "options": {},
                "bundle": {"name": "painter", "sha256": 64 * "0"},
                "classifier": {"name": "reader", "sha256": 64 * "0"},
                "types": ["fire"],
                "probabilities": {"fire": 0.93, "dragon": 0.11},
                "nearest": [{"number": 1, "name": "ember-newt", "similarity": 0.71, "types": ["fire"]}],
                "palette": ["#f07828"],
                "notes": [],
                "files": [
                    {
                        "name": "a-small-orange-lizard-with-a-burning-tail-7.png",
                        "media_type": "image/png",
                        "data": _ORANGE,
                    }
                ],
            }
        ],
        "notes": [],
        "problems": [],
    }
]

TYPES_ANSWER: Final[Examples] = [
    {
        "readings": [
            {
                "name": "creature.png",
                "types": ["fire"],
                "probabilities": {"fire": 0.93, "dragon": 0.11},
                "nearest": [{"number": 1, "name": "ember-newt", "similarity": 0.71, "types": ["fire"]}],
                "notes": [],
                "problem": None,
            },
            {"name": "note.txt", "problem": "not a picture; expected PNG, JPEG, GIF, WebP, BMP or TIFF"},
        ]
    }
]

DESCRIPTIONS_ANSWER: Final[Examples] = [
    {
        "descriptions": [
            {
                "name": "creature.png",
                "text": "a small orange lizard with a long tail, fire type",
                "subject": "lizard",
                "subjects": {"lizard": 0.62, "dinosaur": 0.31},
                "colors": {"orange": 0.71, "white": 0.12},
                "size": {"small": 0.7},
                "build": {},
                "features": {"a long tail": 0.66},
                "types": ["fire"],
                "unsure": False,
                "probabilities": {"fire": 0.93, "dragon": 0.11},
                "notes": [],
                "problem": None,
            }
        ]
    }
]

EXPORT_ANSWER: Final[Examples] = [
    {
        "files": [{"name": "ember.png", "media_type": "image/png", "data": _ORANGE}],
        "palette": ["#f07828"],
        "shiny_palette": [],
        "notes": [],
    }
]
