"""Whom ip_hash sends elsewhere, and that it is said."""

import logging
from fractions import Fraction
from pathlib import Path

import pytest

from roles.plan.dealing import dealt, dealt_anew
from roles.roll.announcement import announce
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, SENDING, write_jar


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("a b", "a b", {"a": 0, "b": 0}),
        ("a b", "b a", {"a": 100, "b": 100}),
        ("a b", "a b c", {"a": 67, "b": 67}),
        ("a b c", "a b", {"a": 50, "b": 50, "c": 100}),
        ("a", "b", {"a": 100}),
    ],
)
def test_ip_hash_deals_by_the_number_and_the_order_of_the_servers(
    before: str, after: str, moved: dict[str, int]
) -> None:
    found = dealt_anew(before.split(), after.split())
    assert {server: round(100 * share) for server, share in found.items()} == moved


@pytest.mark.parametrize(
    ("balancing", "profile", "is_said"),
    [
        ("ip_hash", "sticky", True),
        ("round_robin", "sticky", False),
        ("ip_hash", "clustered", False),
    ],
)
def test_a_server_more_deals_the_visitors_of_sticky_anew(
    serving: AnsweringHosts,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    balancing: str,
    profile: str,
    is_said: bool,
) -> None:
    serving.surveys["192.0.2.1"] = [*FRESH_HOST.splitlines(), *SENDING, f"balancing {balancing}"]
    run = serving.run(app_jar=str(write_jar(tmp_path / "site.jar")), session_profile=profile)
    with caplog.at_level(logging.INFO, "pyinfra"):
        announce(run)
    assert ("(app1: 50 % of 3 sessions)" in caplog.text) is is_said


A, B, C = "192.0.2.11", "192.0.2.12", "192.0.2.13"


@pytest.mark.parametrize(
    ("balancing", "balanced", "before", "after", "shares"),
    [
        ("round_robin", "ip_hash", [A, B], [A, B], {}),
        ("ip_hash", "round_robin", [A, B], [B, A], {}),
        (None, "cookie", [], [A, B], {}),
        ("ip_hash", "ip_hash", [A, B], [A, B], {A: 0, B: 0}),
        # Who has no cookie yet comes by the address still.
        ("ip_hash", "cookie", [A, B], [A, B], {A: 0, B: 0}),
        ("cookie", "cookie", [A, B], [B, A], {A: 0, B: 0}),
        ("cookie", "cookie", [A, B, C], [A, B], {A: 0, B: 0, C: 1}),
        ("cookie", "ip_hash", [A, B], [A, B], {A: Fraction(1, 2), B: Fraction(1, 2)}),
        ("cookie", "ip_hash", [A, C], [A, B], {A: Fraction(1, 2), C: 1}),
    ],
)
def test_who_comes_to_another_server_by_how_visitors_are_known(
    balancing: str | None,
    balanced: str,
    before: list[str],
    after: list[str],
    shares: dict[str, Fraction],
) -> None:
    assert dealt(balancing, balanced, before, after) == shares
