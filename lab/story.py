"""The story as a visitor lives it: an upload, and the key that it makes in Redis."""

from base64 import b64decode
from io import BytesIO

import httpx
from PIL import Image

from lab.lab import Lab
from roles.shared_places import REDIS_ADMIN_PASSWORD

MOST_KEYS = 10_000


def listing(lab: Lab, namespace: str) -> str:
    """The session keys, as redis-cli prints them."""
    return _redis(lab, f"SCAN 0 MATCH '{namespace}:*' COUNT {MOST_KEYS}")


def upload_through_the_lb(lab: Lab) -> str:
    """Upload a picture as a visitor does; give the session's UUID."""
    stream = BytesIO()
    Image.linear_gradient("L").save(stream, "PNG")
    files = {"image": ("gradient.png", stream.getvalue(), "image/png")}
    with httpx.Client(base_url=lab.url, follow_redirects=True) as visitor:
        visitor.get("/image").raise_for_status()
        visitor.post("/image", files=files).raise_for_status()
        return b64decode(visitor.cookies["SESSION"]).decode()


def fields(lab: Lab, key: str) -> str:
    """What a session's hash holds, as redis-cli prints it."""
    return _redis(lab, f"HKEYS {key}")


def forget(lab: Lab, key: str) -> None:
    """Delete a session."""
    _redis(lab, f"DEL {key}")


def _redis(lab: Lab, command: str) -> str:
    # Only Redis' administrator may list keys: an app's user knows its own only.
    password = f"$(cat {REDIS_ADMIN_PASSWORD})"
    return lab.run("redis1", f'REDISCLI_AUTH="{password}" redis-cli --no-raw {command}').strip()
