"""What a server's environment file says, read as systemd does."""

import re

from roles.files.app import render_environment
from tests.unit.doubles.examples import cluster

PASSWORD, SECRET = "5e55ion", r"s\"e`c$ret"
ASSIGNMENT = re.compile(r'([A-Z_]+)="((?:[^"\\]|\\.)*)"')


def environment(server: str = "app1", **data: object) -> dict[str, str]:
    """Read an environment file as systemd does: each line an assignment, quoted, or a comment."""
    asked = cluster(allow_session_loss=True, **data)
    found: dict[str, str] = {}
    for line in render_environment(
        asked, asked.member(server), PASSWORD, {"DB_PASSWORD": SECRET}
    ).splitlines():
        if line.startswith("#"):
            continue
        match = ASSIGNMENT.fullmatch(line)
        assert match and match[1] not in found, line
        found[match[1]] = re.sub(r"\\(.)", r"\1", match[2])
    return found
