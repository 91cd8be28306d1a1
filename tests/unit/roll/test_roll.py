"""Every mix of what a deploy may find, rolled to every profile."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

import pytest

from roles.configuration.settings import Profile
from roles.plan.roll import ServerState
from tests.unit.doubles.rolling_site import (
    LBS,
    NEW,
    OLD,
    SETTINGS,
    Loaded,
    Marks,
    Process,
    RollingSite,
)
from tests.unit.doubles.rolling_steps import Step, roll, rolling_steps

PROFILES: list[Profile] = ["clustered", "sticky", "local"]
PORT, OTHER_PORT = SETTINGS.app_port, SETTINGS.app_port + 1
Mix = tuple[tuple[ServerState, ...], Marks]
# A server and which load balancers send it requests.
Found = tuple[ServerState, tuple[bool, bool]]
BOTH, FIRST, SECOND, NONE = (True, True), (True, False), (False, True), (False, False)


def possible_states(name: str, asked: Profile, port: int, few: bool) -> Iterator[Found]:
    """What a server can be, and in whose rotation."""
    # New, and made anew since: it is sent requests still.
    for sent in (NONE, BOTH):
        yield ServerState(name, True, False, False, None), sent
    where = [(True, BOTH), (True, NONE), (False, BOTH)]
    where += [] if few else [(True, FIRST), (True, SECOND), (False, NONE)]
    # Three servers make many mixes: `local` keeps its sessions where `sticky` does.
    profiles = [profile for profile in PROFILES if not few or profile != "local"]
    for sessions, (answers, sent) in product(profiles, where):
        serving = answers and any(sent)
        yield ServerState(name, True, answers, serving, sessions, OLD, port, False, "0.0"), sent
    for answers, sent in where:
        well = ServerState(name, False, answers, answers and any(sent), asked, NEW, PORT, True)
        yield well, sent


def possible_mixes(asked: Profile, servers: int, port: int = PORT) -> Iterator[Mix]:
    states = [
        list(possible_states(f"app{i + 1}", asked, port, few=servers > 2)) for i in range(servers)
    ]
    for found in product(*states):
        marks = {
            lb.name: frozenset(server.name for server, sent in found if sent[number])
            for number, lb in enumerate(LBS)
        }
        yield tuple(server for server, _ in found), marks


def run(site: RollingSite, steps: Sequence[Step], cut: int | None = None) -> int:
    """Roll a site, or its first `cut` changes; give how many changes there were."""
    return sum(1 for _ in islice(roll(site, steps), cut))


def is_settled(site: RollingSite) -> bool:
    """Whether every server runs what is asked and gets requests, as the profile asks."""
    everybody = frozenset(site.runs)
    settled = Loaded(site.plan.after, everybody, (PORT,) * len(everybody), maintenance=False)
    runs_as_asked = set(site.runs.values()) == {Process(NEW, site.asked)}
    return runs_as_asked and site.loaded == {lb.name: settled for lb in LBS}


@pytest.mark.parametrize(
    ("servers", "port"), [(1, PORT), (2, PORT), (1, OTHER_PORT), (2, OTHER_PORT), (3, OTHER_PORT)]
)
@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_keeps_sessions_reachable_and_the_site_served(
    asked: Profile, servers: int, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, servers)
    for found, marks in possible_mixes(asked, servers, port):
        site = RollingSite(asked, found, marks)
        run(site, steps)
        assert site.turns == list(site.plan.order)
        assert is_settled(site), site


@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_that_was_cut_off_anywhere_is_finished_by_the_next(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found, marks in possible_mixes(asked, 2, OTHER_PORT):
        for cut in range(run(RollingSite(asked, found, marks), steps)):
            first = RollingSite(asked, found, marks)
            run(first, steps, cut)
            site = RollingSite(asked, first.as_found_next(), first.marks)
            site.loaded = first.loaded
            run(site, steps)
            assert is_settled(site), site
            assert len(first.turns) + len(site.turns) == len(first.plan.order)


@pytest.mark.parametrize("asked", PROFILES)
def test_the_last_server_that_serves_is_not_taken_out(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found, marks in possible_mixes(asked, 2):
        site = RollingSite(asked, found, marks, allow_downtime=False)
        refused = site.plan.takes_the_site_down()
        before = set(site.serving)
        run(site, steps)
        assert (site.failure is not None) is (refused is not None), site
        if site.failure:
            assert site.failure.host == refused and refused not in site.turns
            assert before <= site.serving, site
            assert site.said[0].startswith(f"{refused} is not taken out: nobody else would serve.")


@pytest.mark.parametrize("asked", PROFILES)
def test_a_server_that_left_the_inventory_serves_until_another_one_can(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found, marks in possible_mixes(asked, 2):
        gone = {lb: within | {"gone"} for lb, within in marks.items()}
        site = RollingSite(asked, found, gone)
        if not site.plan.able(len(site.plan.order)):
            # All run what is asked, and hang: the site is as its inventory says.
            continue
        for _ in roll(site, steps):
            for lb, within in site.marks.items():
                able = site.alive & site.passed & within
                assert able or "gone" in within, f"{lb} sends requests to nobody: {site}"
        assert is_settled(site), site


@pytest.mark.parametrize("asked", PROFILES)
def test_a_run_that_lost_its_lock_changes_nothing_any_more(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found, marks in possible_mixes(asked, 2):
        for cut in range(run(RollingSite(asked, found, marks), steps)):
            site = RollingSite(asked, found, marks)
            changes = roll(site, steps)
            assert sum(1 for _ in islice(changes, cut)) == cut
            before = dict(site.loaded), list(site.turns)
            site.lease.lose("lb1")
            assert list(changes), "the run is refused"
            assert (site.loaded, site.turns) == before


def test_maintenance_begins_before_the_first_turn_and_ends_after_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found, marks in possible_mixes("clustered", 2):
        for asked, already in product((True, False), repeat=2):
            site = RollingSite("clustered", found, marks, maintenance=asked)
            # Where nobody serves there is nobody to keep out.
            begins = bool(site.serving)
            site.in_maintenance = already
            for _ in roll(site, steps):
                turned = {loaded.maintenance for loaded in site.loaded.values()}
                during = len(site.turns) < len(site.plan.order)
                assert not during or turned == {asked or already} or not (turned or begins)
            assert {loaded.maintenance for loaded in site.loaded.values()} == {asked}
