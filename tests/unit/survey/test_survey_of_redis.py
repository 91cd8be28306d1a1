"""What survey.sh finds of Redis, and of the apps that share a host."""

import pytest

from roles.files.redis import render_redis
from roles.survey.found import FoundRedis, Neighbour
from tests.unit.doubles.examples import cluster
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


# Somebody else's: it listens at a port of its own, and knows one client besides the one that asks.
SOMEBODYS = """#!/bin/sh
[ "$1 $2" = "-p 7000" ] || exit 1
case "$REDISCLI_AUTH $3 $4" in
"$PASSWORD info keyspace") printf '# Keyspace\\r\\ndb0:keys=5,a=0\\r\\ndb3:keys=7,a=1\\r\\n' ;;
"$PASSWORD client list")
    echo 'id=3 addr=10.0.0.5:4711 laddr=10.0.0.21:6379 name= cmd=get user=default'
    echo 'id=4 addr=10.0.0.5:4712 laddr=10.0.0.21:6379 name= cmd=set user=default'
    echo 'id=5 addr=127.0.0.1:4713 laddr=127.0.0.1:6379 name= cmd=client|list user=default'
    ;;
*) echo 'NOAUTH Authentication required.' ;;
esac
"""


def somebodys(host: FolderHost, active: bool = True, password: str = "") -> FolderHost:
    host.write("etc/redis.conf", f"port 7000\ndir {host.folder}/data\n")
    redis_cli = SOMEBODYS.replace("$PASSWORD", password)
    host.write("bin/redis-cli", redis_cli).chmod(0o755)
    host.write("bin/systemctl", f"#!/bin/sh\n[ {int(active)} = 1 ]\n").chmod(0o755)
    return host


def test_somebodys_redis_is_found_with_its_keys_and_its_clients(host: FolderHost) -> None:
    assert host.survey().found_redis is None
    assert somebodys(host).survey().found_redis == FoundRedis("runs", 12, ("10.0.0.5",))
    host.write("etc/redis.conf", "# Made by the deploy.\nport 7000\n")
    assert host.survey().found_redis is None


def test_somebodys_redis_is_asked_with_the_password_that_lies_there(host: FolderHost) -> None:
    found = somebodys(host, password="secret")
    assert found.survey().found_redis == FoundRedis("closed", 0, ())
    found.write("etc/admin.password", "secret")
    assert found.survey().found_redis == FoundRedis("runs", 12, ("10.0.0.5",))


@pytest.mark.parametrize(("size", "found"), [(200, None), (201, FoundRedis("stopped", 0, ()))])
def test_a_redis_that_does_not_run_is_somebodys_where_it_has_data(
    host: FolderHost, size: int, found: FoundRedis | None
) -> None:
    somebodys(host, active=False).write("data/dump.rdb", "x" * size)
    assert host.survey().found_redis == found


def test_the_kits_own_configuration_is_known_by_its_first_words(host: FolderHost) -> None:
    somebodys(host).write("etc/redis.conf", render_redis(cluster(), maxmemory_mb=600))
    assert host.survey().found_redis is None
