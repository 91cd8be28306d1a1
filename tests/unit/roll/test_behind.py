"""The plan says which hosts a run leaves as they are, and what that means."""

from roles.roll.behind import announced_left_behind
from tests.unit.doubles.examples import site_of

LBS, SERVERS = ["192.0.2.1", "192.0.2.2"], ["192.0.2.11", "192.0.2.12", "192.0.2.13"]


def said(without: str, profile: str = "clustered") -> list[str]:
    site = site_of(LBS, SERVERS, ["192.0.2.21"], without=without, session_profile=profile)
    return announced_left_behind(site)


def test_nobody_is_left_behind() -> None:
    assert said("") == []


def test_a_server_gets_no_requests_until_a_run_has_it_again() -> None:
    assert said("192.0.2.12") == [
        "192.0.2.12 stays as it is and gets no requests until a deploy without `without` has "
        "brought it along; 2 of 3 app servers serve."
    ]


def test_sessions_in_a_servers_memory_are_lost_with_it() -> None:
    (sentence,) = said("192.0.2.12", "sticky")
    assert sentence.endswith("The sessions in its memory are lost to their visitors.")


def test_a_load_balancer_may_go_on_sending_requests() -> None:
    (sentence,) = said("192.0.2.2")
    assert sentence.startswith("192.0.2.2 stays as it is. If its nginx still runs it sends")
