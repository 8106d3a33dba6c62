"""A client of `spritedex serve` with the standard library alone: draws eight sprites, and has one read.

    python examples/client.py "a small orange lizard with a burning tail"

SPRITEDEX_URL and SPRITEDEX_TOKEN say where the server is, and its token.
"""

import base64
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

URL = os.environ.get("SPRITEDEX_URL", "http://127.0.0.1:8000")
TOKEN = os.environ.get("SPRITEDEX_TOKEN")
OUT = Path("sprites")


def post(path: str, body: bytes, media_type: str) -> IO[bytes]:
    """The answer to a request; a server that is full is asked again when it says so.

    Raises RuntimeError with what is wrong if the server refuses the request.
    """
    request = Request(URL + path, body, {"Content-Type": media_type})
    if TOKEN:
        request.add_header("Authorization", f"Bearer {TOKEN}")
    while True:
        try:
            answer: IO[bytes] = urlopen(request, timeout=60)
            return answer
        except HTTPError as error:
            if error.code != 503:
                raise RuntimeError(json.load(error)["detail"]) from None
            time.sleep(int(error.headers.get("Retry-After", 5)))


def draw(**fields: Any) -> Iterator[tuple[str, Any]]:
    """The events of a drawing as they come: a name and its data. `fields` are fields of POST /v1/sprites/stream."""
    name = ""
    with post("/v1/sprites/stream", json.dumps(fields).encode(), "application/json") as lines:
        for line in lines:
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                yield name, json.loads(value)


def read(picture: Path) -> Any:
    """What the server reads in a picture: types, probabilities, the nearest known species."""
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="pictures"; filename="{picture.name}"\r\n\r\n'
    body = head.encode() + picture.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    with post("/v1/types", body, f"multipart/form-data; boundary={mark}") as answer:
        return json.load(answer)["readings"][0]


def main() -> None:
    """Draw what the first argument says, show how far it is, save the PNGs, and read the first."""
    prompt = sys.argv[1] if len(sys.argv) > 1 else "a small orange lizard with a burning tail"
    OUT.mkdir(exist_ok=True)
    saved = []
    for name, data in draw(prompt=prompt, count=8, seed=1):
        if name == "step" and data["num_steps"]:
            print(f"\r{data['finished']} of {data['total']}, step {data['step']} of {data['num_steps']}", end="  ")
        elif name == "sprite":
            saved.append(OUT / Path(data["files"][0]["name"]).name)
            saved[-1].write_bytes(base64.b64decode(data["files"][0]["data"]))
            print(f"\r{saved[-1]}: {'/'.join(data['types']) or 'not read'}")
        elif name in {"problem", "error"}:
            raise RuntimeError(data.get("what") or data["detail"])
    reading = read(saved[0])
    chances = reading["probabilities"]
    print(f"{saved[0]} again:", ", ".join(f"{name} {chances[name]:.0%}" for name in reading["types"]))


if __name__ == "__main__":
    try:
        main()
    except (OSError, RuntimeError) as error:
        sys.exit(f"error: {error}")
