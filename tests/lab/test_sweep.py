"""The control process is killed at every step of a deploy; the site serves, the next run ends it.

`make test` takes the one in which visitors try a server, `make sweep` all those of a rolling deploy
and of both swaps, with the verification after one of them.
"""

import signal
from itertools import count
from pathlib import Path

import httpx
import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from lab.ledger.traffic import Traffic
from tests.lab import releases
from tests.lab.interrupting import deploying, started_deploy
from tests.lab.rig import Rig, Seen
from verify.target import Target

CLUSTERED, STICKY = "session_profile=clustered", "session_profile=sticky"
SAMPLE = "Turn 2 of at most 2: move its visitors to the other servers"


def killed_at(cluster: Rig, step: int | str, *data: str) -> str | None:
    """Kill a deploy as its step begins; gives the step's name, None where it ended before."""
    with deploying(cluster, *data) as deploy:
        for number, name in enumerate(deploy.operations(), start=1):
            if number == step or name == step:
                deploy.send(signal.SIGKILL)
                return name
        assert deploy.finish() == 0
    return None


def converge(cluster: Rig, *data: str) -> None:
    """Deploy again with nobody's help; then nothing is left to do."""
    cluster.deploy_well(*data)
    assert cluster.deploy_well(*data).changed == {}


@pytest.mark.sweep
def test_killed_in_a_swap(cluster: Rig, target: Target, seen: Seen) -> None:
    for asked in (STICKY, CLUSTERED):
        with Traffic(target) as traffic:
            assert killed_at(cluster, SAMPLE, asked) == SAMPLE
            converge(cluster, asked)
        seen(f"{asked} killed at {SAMPLE}", traffic)
        totals = traffic.totals
        assert (totals.failed, totals.wrong) == (0, 0), f"{asked}: {totals}"
        cluster.verify_well(asked)


@retry(
    stop=stop_after_delay(90), wait=wait_fixed(0.2), retry=retry_if_result(lambda well: not well)
)
def wait_until_ready_on_another(cluster: Rig, before: str) -> bool:
    url = f"http://{cluster.address('app1')}:8080/actuator/health/readiness"
    try:
        ready = httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False
    return ready and cluster.releases()["app1"] != before


def test_killed_while_visitors_try_a_server(
    cluster: Rig, target: Target, tmp_path: Path, seen: Seen
) -> None:
    before = cluster.releases()["app1"]
    # Its page answers 500, which is tried again and again: so long the server is on trial.
    asked = (releases.that_answers_500(tmp_path / "on-trial.jar"), "smoke_timeout=120")
    with Traffic(target) as traffic:
        with started_deploy(cluster, *asked, until="Turn 1 of at most 2: drain") as deploy:
            wait_until_ready_on_another(cluster, before)
            deploy.send(signal.SIGKILL)
        assert cluster.releases()["app1"] != before
        traffic.last(2)
        converge(cluster)
    seen("killed while visitors try app1", traffic)
    assert traffic.totals.clean, str(traffic.totals)
    assert cluster.releases() == dict.fromkeys(("app1", "app2"), before)


@pytest.mark.sweep
def test_killed_at_every_step_of_a_rolling_deploy(
    cluster: Rig, target: Target, tmp_path: Path, seen: Seen
) -> None:
    for step in count(1):
        jar = releases.release(tmp_path / f"release{step}.jar")
        with Traffic(target) as traffic:
            name = killed_at(cluster, step, jar)
            converge(cluster, jar)
        seen(f"rolling deploy killed at {step} {name}", traffic)
        assert traffic.totals.clean, f"{step} {name}: {traffic.totals}"
        if name is None:
            return


@pytest.mark.sweep
def test_killed_at_every_step_of_both_swaps(cluster: Rig, target: Target, seen: Seen) -> None:
    for step in count(1):
        names = []
        for asked in (STICKY, CLUSTERED):
            with Traffic(target) as traffic:
                names.append(killed_at(cluster, step, asked))
                converge(cluster, asked)
            totals = traffic.totals
            seen(f"{asked} killed at {step} {names[-1]}", traffic)
            assert (totals.failed, totals.wrong) == (0, 0), f"{asked} {step}: {totals}"
        if names == [None, None]:
            return
