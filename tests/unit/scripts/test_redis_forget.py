"""How redis_forget.sh deletes sessions of either repository; redis-cli is a stand-in."""

import os
import subprocess
from pathlib import Path

from roles.remote import script_text
from tests.unit.doubles.held_lock import hold_lock

PLAIN, INDEXED, GONE = (f"shop:sessions:{number}" for number in range(3))
BESIDE = "shop:sessions:expires:1"
# Its keys are files; it ends with the count of those that it has done something to.
REDIS_CLI = """#!/bin/sh
echo "$*" >>"$PLAY/calls"
while [ "$1" != del ] && [ "$1" != expire ]; do shift; done
[ -e "$PLAY/$2" ] || { echo 0; exit; }
[ "$1" = expire ] || rm "$PLAY/$2"
echo 1
"""


def test_the_app_is_given_time_to_take_an_indexed_session_out_of_its_index(tmp_path: Path) -> None:
    client = tmp_path / "redis-cli"
    client.write_text(REDIS_CLI)
    client.chmod(0o755)
    for key in (PLAIN, INDEXED, BESIDE):
        (tmp_path / key).touch()
    variables = {
        "redis_password": "any",
        "options": "-p 6379",
        "keys": f"{PLAIN} {INDEXED} {GONE}",
        "index_seconds": "2",
        **hold_lock(tmp_path / "state"),
    }
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PLAY": str(tmp_path)}
    text = script_text("redis_forget", variables)
    ended = subprocess.run(
        ["sh", "-c", text], env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == [PLAIN, INDEXED]
    assert sorted(path.name for path in tmp_path.glob("shop:*")) == [INDEXED]
    calls = (tmp_path / "calls").read_text().splitlines()
    end, stay = calls.index(f"-p 6379 del {BESIDE}"), calls.index(f"-p 6379 expire {INDEXED} 2")
    assert end < stay
