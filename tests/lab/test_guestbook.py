"""A stranger's app on Boot 3.5: the indexed repository, its events, one session for an account.

The gates and the verification come by that account, one after the other; the ledger's visitors, who
come all at once, by one that many may share.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from tenacity import retry, stop_after_delay, wait_fixed

from roles.visiting.clients import lb_client
from roles.visiting.step_failed import StepFailedError
from tests.lab.mirror import SECONDS, sources
from tests.lab.public_lb import public_lb
from tests.lab.removal import ADMIN
from tests.lab.rig import Rig, Seen
from tests.lab.stranger import Stranger, Written, journey, stranger

APP = "guestbook"
SERVERS = ("app1", "app2")
COME, LEFT = "Visitors that have come", "Visitors that have left"
SPRINGS_NAME = "FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME"
INDEX = f"guestbook:index:org.springframework.session.{SPRINGS_NAME}:"
# As Java serializes the text, it stands behind a few bytes.
SESSION = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

COMING_BY_A_PROXY = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "guests.example",
    "X-Forwarded-Port": "443",
}


def as_user(name: str) -> Written:
    login = {"username": name, "password": "{env:GUESTBOOK_PASSWORD}"}
    return [
        {"get": "/"},
        {"post": "/login", "form": login},
        {"post": "/", "form": {"text": "{unique}"}},
        {"get": "/", "shows": "{unique}", "attribute": "entries"},
    ]


KEEPER, GUEST = as_user("keeper"), as_user("guest")
GUESTBOOK = (
    f"app_name={APP}",
    "app_jar=tests/apps/guestbook/target/guestbook.jar",
    "session_namespace=guestbook",
    "app_port=9091",
    "http_port=8091",
    'app_secrets=["GUESTBOOK_PASSWORD"]',
    journey(KEEPER),
)


@pytest.fixture
def guestbook(
    cluster: Rig, seen: Seen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Stranger]:
    """The guest book behind a load balancer with a public address, which trusts a proxy."""
    monkeypatch.setenv("GUESTBOOK_PASSWORD", token_hex(16))
    settings = (*GUESTBOOK, f"trusted_proxies={json.dumps(sources(cluster)[-1:])}")
    with (
        public_lb(cluster, tmp_path) as inventory,
        stranger(cluster, APP, settings, seen, journey(GUEST), inventory=inventory) as app,
    ):
        yield app


def login_page(app: Stranger) -> str:
    """Where who has not logged in is led, if a trusted proxy says how he came."""
    settings = app.target.cluster.settings
    with lb_client(settings, app.rig.address("lb1"), sources(app.rig)[-1], SECONDS) as client:
        return str(client.get("/", headers=COMING_BY_A_PROXY).headers["Location"])


def heard(app: Stranger) -> dict[str, int]:
    """How often each server has heard that a visitor has come, and that one has left."""
    journals = {server: app.rig.run(server, f"journalctl -q -u {APP} -o cat") for server in SERVERS}
    return {
        f"{server}: {event}": journal.count(event)
        for server, journal in journals.items()
        for event in (COME, LEFT)
    }


@retry(stop=stop_after_delay(20), wait=wait_fixed(0.2))
def each_heard_more_than(before: dict[str, int], app: Stranger) -> None:
    now = heard(app)
    assert all(now[what] > times for what, times in before.items()), (before, now)


def ends_the_session_before(app: Stranger) -> None:
    """Log in twice to an account for one, at either server: only the second session is left."""
    before = heard(app)
    with app.visitor_at("app1", KEEPER) as first, app.visitor_at("app2", KEEPER) as second:
        first.arrive()
        first.look()
        second.arrive()
        with pytest.raises(StepFailedError, match='from /login on the page "Please sign in"'):
            first.look()
        second.look()
    each_heard_more_than(before, app)


def gone_from_redis(app: Stranger) -> list[str]:
    """The keeper's sessions that are in the index of users, and nowhere else.

    Each login to the account looks for all of them.
    """
    listed = app.rig.run("redis1", f"{ADMIN} smembers {INDEX}keeper")
    sessions = SESSION.findall(listed)
    assert sessions
    keys = [f"guestbook:sessions:{session}" for session in sessions]
    there = app.rig.run("redis1", "; ".join(f"{ADMIN} exists {key}" for key in keys)).split()
    return [key for key, count in zip(keys, there, strict=True) if count == "0"]


def test_a_guest_book_is_deployed_rolled_swapped_and_watched(guestbook: Stranger) -> None:
    guestbook.deploy_well()
    verified = guestbook.verify_well().output
    assert "sessionAttr:entries is what the visitor sent, byte for byte" in verified
    assert login_page(guestbook) == "https://guests.example/login"
    ends_the_session_before(guestbook)
    with guestbook.unnoticed("a new release"):
        guestbook.deploy_well("release_label=v2")
    with guestbook.unnoticed("a rollback"):
        guestbook.deploy_well(script="rollback.py")
    assert gone_from_redis(guestbook) == []
    with guestbook.interrupting("a swap to sticky"):
        guestbook.deploy_well("session_profile=sticky")
    assert "Redis gained no key" in guestbook.verify_well("session_profile=sticky").output
    with guestbook.interrupting("a swap back to clustered"):
        guestbook.deploy_well()
