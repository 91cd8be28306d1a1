"""The plan says which hosts a run leaves as they are, and what that means."""

from roles.roll.behind import announced_left_behind
from tests.unit.doubles.examples import site_of

LBS, SERVERS = ["192.0.2.1", "192.0.2.2"], ["192.0.2.11", "192.0.2.12", "192.0.2.13"]


def said(without: str, profile: str = "clustered") -> list[str]:
    site = site_of(LBS, SERVERS, ["192.0.2.21"], without=without, session_profile=profile)
    return announced_left_behind(site)


def test_nobody_is_left_behind() -> None:
    assert said("") == []


def test_servers_get_no_requests_until_a_run_has_them_again() -> None:
    assert said("192.0.2.13,192.0.2.12") == [
        "Left as before: 192.0.2.12 and 192.0.2.13, with no requests until a deploy without "
        "`without`; 1 of 3 app servers serve."
    ]


def test_sessions_in_a_servers_memory_are_lost_with_it() -> None:
    _, sentence = said("192.0.2.12", "sticky")
    assert sentence == "The sessions in the memory of 192.0.2.12 are lost to their visitors."


def test_a_load_balancer_may_go_on_sending_requests() -> None:
    (sentence,) = said("192.0.2.2")
    assert sentence.startswith("Left as before: 192.0.2.2. Where nginx still runs there it sends")
