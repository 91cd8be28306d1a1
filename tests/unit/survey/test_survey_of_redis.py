"""What survey.sh finds of Redis, and of the apps that share a host."""

import pytest

from roles.survey.host_survey import Neighbour
from tests.unit.doubles.folder_host import FolderHost

KEYS = """\
shop:sessions:0b1c
shop:sessions:0d2e
shop:sessions:expires:0b1c
shop:sessions:expirations
"""
# It knows two passwords, and lists keys for one of them.
REDIS_CLI = f"""#!/bin/sh
case "$REDISCLI_AUTH $*" in
"app -p 1 --user site ping") echo PONG ;;
"admin -p 1 --scan --pattern shop:sessions:*") cat <<'END'
{KEYS}END
    ;;
*) exit 1 ;;
esac
"""


@pytest.fixture
def with_redis(host: FolderHost) -> FolderHost:
    host.write("bin/redis-cli", REDIS_CLI).chmod(0o755)
    host.write("etc/redis.password", "app")
    host.write("etc/admin.password", "admin")
    return host


def test_the_apps_own_sessions_are_counted_in_either_repository(with_redis: FolderHost) -> None:
    found = with_redis.survey()
    assert (found.redis_answers, found.sessions_in_redis) == (True, 2)


def test_no_session_is_a_number_too(with_redis: FolderHost) -> None:
    with_redis.write("bin/redis-cli", REDIS_CLI.replace(KEYS, ""))
    assert with_redis.survey().sessions_in_redis == 0


@pytest.mark.parametrize(
    ("changed", "answers"), [("etc/redis.password", False), ("etc/admin.password", True)]
)
def test_what_redis_does_not_say_is_not_known(
    with_redis: FolderHost, changed: str, answers: bool
) -> None:
    with_redis.write(changed, "another")
    found = with_redis.survey()
    assert (found.redis_answers, found.sessions_in_redis) == (answers, None)


def test_the_ports_of_other_apps_are_found_and_the_apps_own_are_not(host: FolderHost) -> None:
    for name, port in {"shop": 9090, "site": 8080}.items():
        host.write(f"{name}/lock", "")
        host.write(f"etc/{name}.env", f'A="b"\nSERVER_PORT="{port}"\n')
        listening = f"    listen {port + 1} default_server;\n    listen [::]:{port + 1};\n"
        host.write(f"nginx/enabled-{name}", f"server {{\n{listening}}}\n")
    assert host.survey().neighbours == (
        Neighbour("shop", "app_port", 9090),
        Neighbour("shop", "http_port", 9091),
    )
