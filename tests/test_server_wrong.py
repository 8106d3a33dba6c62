"""Wrong requests to the HTTP API: refused before a stream begins, each error with its JSON field."""

from typing import Any

import httpx
import numpy as np
import pytest

from spritedex.sprites.codec import png_bytes
from tests.serving import encoded

PROMPT = "a small orange fox"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "nothing to draw"),
        ({"prompt": "  "}, "it is empty"),
        ({"prompt": "日本"}, "no part of it is known"),
        ({"prompt": PROMPT, "style": "oil"}, "body.style: must be 'pixel', 'artwork', 'menu' or '' (got 'oil')"),
        ({"prompt": PROMPT, "types": ["flyng"]}, "did you mean 'flying'"),
        ({"types": ["flyng"], "color": "beige", "size": "tny"}, "; color beige: unknown; choose from black, blue"),
        ({"types": ["flyng"], "color": "beige", "size": "tny"}, "; size tny: unknown; did you mean 'tiny'?"),
        ({"prompt": PROMPT, "tries": 3}, "body.tries: counts the seeds that novel may try"),
        ({"prompt": PROMPT, "strength": 0.5}, "give init"),
        (
            {"prompt": PROMPT, "best_of": 2, "count": 3},
            "body.best_of: must be at least count (3)",
        ),
        ({"prompt": PROMPT, "between": ["a", "b"]}, "body.between: has both prompts; leave out prompt"),
        ({"variation_of": encoded(b"x")}, "variation_of: not a picture"),
        ({"variation_of": encoded(png_bytes(np.full((64, 64, 4), 255, np.uint8)))}, "it does not say how it was drawn"),
        ({"prompt": PROMPT, "init": "%%%"}, "init: not base64"),
        ({"colour": "--best-of"}, "unknown field 'colour'; did you mean 'color'?"),
        ({"colour": 1, "sead": 2}, "did you mean 'color'?; unknown field 'sead'; did you mean 'seed'?"),
        ({"prompt": PROMPT, "seed": -1}, "body.seed: must be at least 0"),
        ({"prompt": PROMPT, "palette": ["red"]}, "body.palette.0: must be a color as #rrggbb (got 'red')"),
        ({"prompt": PROMPT, "types": "fire"}, "body.types: must be a list (got 'fire')"),
        ({"between": ["a"]}, "body.between: must have at least 2 items, not 1"),
        ([], "body: must be an object with fields"),
        ({"prompt": PROMPT, "guidance_scale": 1e9}, "body.guidance_scale"),
    ],
)
def test_wrong_requests_are_refused_before_a_stream_starts(client: httpx.Client, asked: Any, message: str) -> None:
    for path in ("/v1/sprites", "/v1/sprites/stream"):
        answer = client.post(path, json=asked)
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert (problem["status"], problem["type"]) == (422, "about:blank")
        assert message in problem["detail"]
        assert "--" not in problem["detail"]
        assert "/tmp" not in problem["detail"]


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"prompt": PROMPT, "best_of": 2, "count": 3}, "body.best_of"),
        ({"prompt": PROMPT, "color": "reddish"}, "body.color"),
        ({"prompt": PROMPT, "types": ["fyre"]}, "body.types"),
        ({"prompt": PROMPT, "count": 0}, "body.count"),
        ({"prompt": PROMPT, "init": "%%%"}, "body.init"),
        ({"prompt": PROMPT, "init": encoded(png_bytes(np.zeros((64, 64, 4), np.uint8)))}, "body.init"),
        ({"prompt": PROMPT, "mask": encoded(b"x")}, "body.mask"),
        ({"variation_of": encoded(b"x")}, "body.variation_of"),
        ({"prompt": "日本"}, "body.prompt"),
        ({"prompt": PROMPT, "negative_prompt": "日本"}, "body.negative_prompt"),
        ({"between": [PROMPT, "日本"]}, "body.between"),
        ({"between": ["日本", PROMPT]}, "body.between"),
    ],
)
def test_an_error_names_the_json_field(client: httpx.Client, asked: dict[str, Any], where: str) -> None:
    (error,) = client.post("/v1/sprites", json=asked).json()["errors"]
    assert error["where"] == where


def test_a_request_that_is_not_ours_is_a_problem_too(client: httpx.Client) -> None:
    as_json = {"Content-Type": "application/json"}
    answers = {
        400: client.post("/v1/sprites", content=b'{"prompt":', headers=as_json),
        404: client.get("/v1/nothing"),
        405: client.get("/v1/sprites"),
        415: client.post("/v1/sprites", content=b"prompt=fox"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert "/docs" in answers[404].json()["detail"]
    assert client.post("/v1/sprites", content=b"[" * 100_000, headers=as_json).status_code == 400
    assert client.post("/v1/types", json={}).status_code == 415
    assert client.post("/v1/types", files={"other": b"x"}).json()["errors"][0]["where"] == "body.pictures"
