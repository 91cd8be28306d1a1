"""The key of TLS sessions is one for all load balancers, and stays no longer than it should."""

from hashlib import sha256

import pytest

from roles.tickets import KEY_BYTES, OLDEST_SECONDS, given_ticket_key, ticket_sum
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST

SECURE = {"tls": "self_signed", "server_names": ["shop.example"]}


def found(hosts: AnsweringHosts, *lines: str) -> None:
    """Have the load balancer say so."""
    hosts.surveys["192.0.2.1"] = [*FRESH_HOST.splitlines(), *lines]


def test_without_tls_there_is_none(hosts: AnsweringHosts) -> None:
    run = hosts.run("rollback")
    assert given_ticket_key(run) is None and ticket_sum(run) == ""


@pytest.mark.parametrize("lines", [(), ("tickets 0ld", f"tickets_age {OLDEST_SECONDS + 1}")])
def test_one_that_is_missing_or_old_is_made_anew(
    hosts: AnsweringHosts, lines: tuple[str, ...]
) -> None:
    found(hosts, *lines)
    run = hosts.run("rollback", **SECURE)
    key = given_ticket_key(run)
    assert key is not None and len(key) == KEY_BYTES
    assert given_ticket_key(run) == key, "all load balancers of a run get the same"
    assert ticket_sum(run) == sha256(key).hexdigest()


def test_one_that_is_there_stays(hosts: AnsweringHosts) -> None:
    found(hosts, "tickets 0ld", f"tickets_age {OLDEST_SECONDS}")
    run = hosts.run("rollback", **SECURE)
    assert given_ticket_key(run) is None and ticket_sum(run) == "0ld"
