"""The rows of the status, with hosts among them that can't be read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from roles.configuration.cluster import Member
from roles.errors import RefusedError, UnreachableError
from roles.survey.found import UpstreamServer
from roles.survey.host_survey import HostSurvey
from roles.survey.status import StatusRow, status_rows
from tests.unit.doubles.certificates import make_certificate
from tests.unit.doubles.examples import cluster, survey

LB = "192.0.2.1"
DEAD = UnreachableError("It does not answer.")
CLOSED = RefusedError("It could not be surveyed.")
RELEASE = "0123456789ab"
SERVES = {
    "release": RELEASE,
    "installed": (RELEASE,),
    "whole": (RELEASE,),
    "active": True,
    "fresh": True,
}
MARKED = (
    UpstreamServer("192.0.2.11:8080", down=True),
    UpstreamServer("192.0.2.12:8080", down=False),
)


def rows(**found: HostSurvey | RefusedError) -> Mapping[str, StatusRow]:
    """The rows of a cluster whose other hosts are well; `lb` is its load balancer."""
    hosts: dict[str, HostSurvey | RefusedError] = {
        LB: found.pop("lb", survey(nginx_active=True)),
        "app1": survey(**SERVES),
        "app2": survey(**SERVES),
        "redis1": survey(redis_answers=True),
    }
    return {row.host: row for row in status_rows(cluster(), hosts | found)}


@pytest.mark.parametrize("host", ["lb", "app1", "redis1"])
@pytest.mark.parametrize(("why", "health"), [(DEAD, "unreachable"), (CLOSED, "can't be read")])
def test_a_host_that_tells_nothing_has_a_row_of_which_nothing_else_is_known(
    host: str, why: RefusedError, health: str
) -> None:
    name, role = (LB, "lb") if host == "lb" else (host, host[:-1])
    found = rows(**{host: why})
    assert list(found) == [LB, "app1", "app2", "redis1"]
    assert found[name] == StatusRow(name, role, None, (), None, health, None, None, None)
    assert found["app2"].release == "0123456789ab" and found["app2"].drift == []


def test_nobody_knows_who_is_in_rotation_where_no_lb_can_be_read() -> None:
    found = rows(lb=CLOSED)
    assert found["app1"].in_rotation is found["app2"].in_rotation is None
    found = rows(lb=survey(nginx_active=True, upstream=MARKED), app2=DEAD)
    assert (found["app1"].in_rotation, found["app2"].in_rotation) == (False, None)


def test_the_lbs_that_can_be_read_tell_who_is_in_rotation() -> None:
    two = replace(cluster(), every_lb=(*cluster().lb, Member("lb2", "192.0.2.2")))
    down = survey(nginx_active=True, upstream=MARKED)
    serving = dict.fromkeys(("app1", "app2"), survey(**SERVES))
    hosts: dict[str, HostSurvey | RefusedError] = {LB: DEAD, "lb2": down, "redis1": CLOSED}
    found = {row.host: row for row in status_rows(two, hosts | serving)}
    assert (found["app1"].in_rotation, found["app2"].in_rotation) == (False, True)


@pytest.mark.parametrize(
    ("answered", "health"),
    [(200, "ready"), (404, "not ready (404)"), (503, "not ready (503)"), (0, "not ready")],
)
def test_a_server_that_is_not_ready_says_what_it_answers(answered: int, health: str) -> None:
    assert rows(app1=survey(**SERVES, answered=answered))["app1"].health == health


def test_a_load_balancers_row_has_the_days_that_its_certificate_lasts() -> None:
    made = make_certificate("shop.example", left=61.5, now=datetime.now(UTC)).certificate
    asked = cluster(server_names=["shop.example"], tls="self_signed")
    hosts = dict.fromkeys((LB, "app1", "app2", "redis1"), survey(certificate=made))
    found = {row.host: row for row in status_rows(asked, hosts)}
    assert found[LB].certificate_days == 61 and found[LB].drift == []
    assert found["app1"].certificate_days is None
