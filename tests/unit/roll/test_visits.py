"""What visitors find of a server in its turn, whatever its release does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from roles.roll import visits
from roles.roll.forgetting import Forgotten, forget
from roles.roll.visits import Visits
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, write_jar
from tests.unit.doubles.loopback_transport import LoopbackTransport
from tests.unit.doubles.playing_release import PlayingRelease, ReleaseHandler

UNREAD = "sessions: one that the release before wrote can't be read: step 3 (GET /image/raw)"
FAILURES = {
    "answers 500": "smoke: step 2 (POST /image): expected status 200, found status 500; "
    "tried # times in 1 s",
    "refuses": "smoke: step 2 (POST /image): expected status 200, found status 403",
    "swaps": "smoke: step 3 (GET /image/raw): expected {unique}, # bytes, found 7 other bytes",
    "forgets": f"{UNREAD}: expected status 200, found status 500; tried # times in 1 s",
}
NUMBER = re.compile(r"(?<=tried )[2-9](?= times)|(?<=unique}, )\d+")


class Site:
    """A server on loopback, and its visitors."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.transport = folder, LoopbackTransport()
        self.release = PlayingRelease(folder, {})
        self.hosts = AnsweringHosts(patch)
        self.kept_in_redis = True
        self.forgotten: set[str] = set()
        patch.setattr(visits, "transport_of", lambda host: self.transport)
        patch.setattr(visits, "forget", self.forget)

    def forget(self, run: Run, keys: set[str]) -> Forgotten:
        self.forgotten |= keys
        return Forgotten(frozenset(keys) if self.kept_in_redis else frozenset())

    def play(self, release: str, behaviour: str = "does well") -> None:
        """Have a release run that behaves so."""
        folder = self.folder / "releases" / release
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "behaviour").write_text(behaviour)
        (self.folder / "running").write_text(f"{release} {self.release.server_port}")

    def visits(self, **settings: object) -> Visits:
        port = self.release.server_port
        self.hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), "active active", f"port {port}"]
        jar = str(write_jar(self.folder / "site.jar"))
        asked = {"smoke_timeout": 1, "session_gate_timeout": 1, "app_port": port, "app_jar": jar}
        run = self.hosts.run("deploy", **(asked | settings))
        return Visits(run, run.cluster.app[0])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site(tmp_path, monkeypatch)
    made.play("r1")
    yield made
    made.release.close()


def test_a_good_release_passes_and_leaves_no_session(site: Site) -> None:
    visitors = site.visits()
    visitors.write_probe()
    site.play("r2")
    assert visitors.failed_gate(keeps_in_redis=True) is None
    assert visitors.said == []
    made = {f"spring:session:sessions:{session}" for session in site.release.sessions}
    assert site.forgotten == made and len(made) == 2
    server = visitors.run.cluster.app[0].address
    assert set(site.transport.destinations) == {(server, site.release.server_port)}


@pytest.mark.parametrize("behaviour", ["does well", "answers 500"])
def test_a_probe_leaves_no_connection_for_which_the_drain_would_wait(
    site: Site, behaviour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As servers do that keep connections.
    monkeypatch.setattr(ReleaseHandler, "protocol_version", "HTTP/1.1")
    site.play("r1", behaviour)
    site.visits().write_probe()
    assert site.transport.channels and all(each.closed for each in site.transport.channels)


@pytest.mark.parametrize("behaviour", FAILURES)
def test_a_bad_release_fails_the_gate_that_says_why(site: Site, behaviour: str) -> None:
    visitors = site.visits()
    visitors.write_probe()
    site.play("r2", behaviour)
    said = visitors.failed_gate(keeps_in_redis=True)
    assert said and NUMBER.sub("#", said) == FAILURES[behaviour]
    assert site.forgotten == {f"spring:session:sessions:{each}" for each in site.release.sessions}


def test_a_release_that_is_slow_at_first_is_tried_again(site: Site) -> None:
    visitors = site.visits(smoke_timeout=20, session_gate_timeout=20)
    visitors.write_probe()
    site.play("r2", "slow at first")
    assert visitors.failed_gate(keeps_in_redis=True) is None
    found = "expected status 200, found status 500"
    assert visitors.said == [
        f"passed at try 3; the one before: {UNREAD}: {found}",
        f"passed at try 5; the one before: smoke: step 3 (GET /image/raw): {found}",
    ]


def test_a_session_that_is_not_in_redis_fails_where_it_should_be(site: Site) -> None:
    site.kept_in_redis = False
    assert site.visits().failed_gate(keeps_in_redis=False) is None
    said = site.visits().failed_gate(keeps_in_redis=True)
    assert said and said.startswith("smoke: no cookie of the visitor (SESSION) names a session")
    nothing = [{"get": "/image"}]
    assert site.visits(journey=nothing).failed_gate(keeps_in_redis=True) is None


def test_a_redis_that_can_not_be_asked_is_not_taken_for_one_without_the_session(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitors = site.visits()
    monkeypatch.setattr(visits, "forget", forget)
    site.hosts.answers["redis_forget"] = ["the connection to redis1 was lost: timed out"]
    site.hosts.failing = {"redis_forget"}
    assert visitors.failed_gate(keeps_in_redis=True) == (
        "smoke: Redis could not be asked from redis1 (the connection to redis1 was lost: timed out)"
    )
    site.hosts.failing = set()
    site.hosts.answers["redis_forget"] = [*site.hosts.given["redis_forget"]["keys"].split(), "x"]
    assert forget(visitors.run, ["a:1"]).keys == frozenset()


def test_a_release_that_writes_no_session_is_said_and_none_is_asked_for(site: Site) -> None:
    site.play("r1", "answers 500")
    visitors = site.visits()
    visitors.write_probe()
    (said,) = visitors.said
    assert said.startswith("the running release wrote no session to try: step 2 (POST /image)")
    site.play("r2", "forgets")
    assert visitors.failed_gate(keeps_in_redis=True) is None


def test_an_sshd_that_forwards_nothing_is_said(site: Site) -> None:
    site.transport.prohibited = True
    said = site.visits().failed_gate(keeps_in_redis=True)
    assert said and "AllowTcpForwarding" in said
