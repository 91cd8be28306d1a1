"""The way to a host is what pyinfra makes of its data and of ssh's configuration."""

from pathlib import Path

import pytest
from paramiko import ECDSAKey

from roles.connection.ssh_route import Route, Stop, read_route
from roles.errors import RefusedError

CONFIGURATION = """\
Host front
    HostName 192.0.2.11
    Port 2222
    UserKnownHostsFile /keys/front
Host 192.0.2.*
    ProxyJump visitor@gate:2200
Host gate
    HostName 203.0.113.1
    StrictHostKeyChecking accept-new
Host inner
    ProxyJump gate,second
Host second
    ProxyJump third
Host command
    ProxyCommand nc %h %p
    ProxyJump gate
"""
GATE = Stop("gate", "203.0.113.1", 22, "~/.ssh/known_hosts", "accept-new")


def route(folder: Path, asked: str, configuration: str = CONFIGURATION, **data: object) -> Route:
    path = folder / "config"
    path.write_text(configuration)
    return read_route("app1", {"ssh_hostname": asked, "ssh_config_file": str(path), **data})


def refusal(folder: Path, asked: str, configuration: str) -> str:
    with pytest.raises(RefusedError) as refused:
        route(folder, asked, configuration)
    return str(refused.value).replace(str(folder), "FOLDER")


def test_an_alias_leads_where_the_configuration_says(tmp_path: Path) -> None:
    assert route(tmp_path, "front").end == Stop("front", "192.0.2.11", 2222, "/keys/front")


def test_the_inventory_has_the_last_word(tmp_path: Path) -> None:
    end = route(tmp_path, "front", ssh_port=22, ssh_known_hosts_file="known").end
    assert end == Stop("front", "192.0.2.11", 22, "known")


def test_a_host_without_ssh_hostname_is_looked_up_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text("Host app1\nHostName 192.0.2.11\n")
    end = read_route("app1", {"ssh_config_file": str(path)}).end
    assert (end.name, end.address) == ("app1", "192.0.2.11")


def test_a_pattern_may_have_the_jump_host(tmp_path: Path) -> None:
    (jump,) = route(tmp_path, "192.0.2.12").jumps
    assert (jump.name, jump.address, jump.port) == ("gate", "203.0.113.1", 2200)


def test_jump_hosts_come_in_their_order_each_after_its_own(tmp_path: Path) -> None:
    jumps = route(tmp_path, "inner").jumps
    assert jumps[0] == GATE
    assert [jump.name for jump in jumps] == ["gate", "third", "second"]


def test_a_command_takes_the_place_of_jump_hosts(tmp_path: Path) -> None:
    found = route(tmp_path, "command")
    assert (found.proxy_command, found.jumps) == ("nc command 22", ())


def test_nothing_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    end = Stop("app1", "app1", 22, "~/.ssh/known_hosts")
    assert read_route("app1", {}) == Route(end, (), None, tmp_path / ".ssh/config")


@pytest.mark.parametrize(
    ("asked", "configuration", "says"),
    [
        (
            "192.0.2.12",
            "Host 192.0.2.*\nProxyJump 192.0.2.1",
            "leads to 192.0.2.1 through 192.0.2.1 itself: leave 192.0.2.1 out of the pattern that "
            "has the jump host, as in `Host 10.0.0.* !192.0.2.1`.",
        ),
        ("app1", "Host app1\nProxyJump none", "has none for the way to app1, which pyinfra can't"),
        ("app1", "Host app1\nProxyCommand none", "has none for the way to app1, which pyinfra"),
        ("app1", "Host app1\nProxyJump a\nHost a\nPort 22", "has Port 22 for a, whose key pyinfra"),
        ("app1", "nonsense", "can't be read for app1 (Unparsable line nonsense): mend it"),
        ("app1", "Port many", "can't be read for app1 (invalid literal"),
        ("app1", "Include config", "can't be read for app1 (Include loop detected"),
    ],
)
def test_what_pyinfra_cannot_take_is_refused(
    tmp_path: Path, asked: str, configuration: str, says: str
) -> None:
    sentence = refusal(tmp_path, asked, configuration)
    assert sentence.startswith(f"ssh's configuration FOLDER/config {says}")


@pytest.mark.parametrize("given", ["nowhere", "~/.ssh/config"])
def test_a_file_that_pyinfra_would_not_find_is_refused(given: str) -> None:
    with pytest.raises(RefusedError, match=r"ssh_config_file of app1, .*, is no file on this"):
        read_route("app1", {"ssh_config_file": given})


@pytest.mark.parametrize(
    ("checking", "name", "unknown"),
    [
        (None, "192.0.2.1", False),
        (None, "192.0.2.2", True),
        ("ask", "192.0.2.2", True),
        ("yes", "192.0.2.2", True),
        ("accept-new", "192.0.2.2", False),
        ("no", "192.0.2.2", False),
    ],
)
def test_a_server_is_unknown_where_pyinfra_would_ask_or_refuse(
    tmp_path: Path, checking: str | None, name: str, unknown: bool
) -> None:
    known_hosts = tmp_path / "known_hosts"
    key = ECDSAKey.generate()
    known_hosts.write_text(f"[192.0.2.1]:2222 {key.get_name()} {key.get_base64()}\n")
    assert Stop("gate", name, 2222, f"{known_hosts} nowhere", checking).is_unknown == unknown
