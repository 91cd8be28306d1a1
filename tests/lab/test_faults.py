"""What visitors see when a server is killed, a host reboots, Redis is away or an upload is slow."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from tenacity import retry, retry_if_exception_type, retry_if_result, stop_after_delay, wait_fixed

from lab.ledger.crowd import SlowSender
from lab.ledger.totals import Totals
from lab.ledger.traffic import VISITORS, Traffic
from tests.lab import releases
from tests.lab.rig import APP, Rig, Seen
from verify.access_log import parse_log
from verify.target import Target

AWAY_SECONDS = 20
NOBODYS_CARD = "02:00:00:00:00:01"
# By then the next time that Linux by itself would send again is 20 s away.
VANISHED_SECONDS = 32
# A session that the site has to ask Redis for.
COOKIE = f"SESSION={b64encode(str(uuid4()).encode()).decode()}"
BROWSER = {"Cookie": COOKIE, "Accept": "text/html"}
RECOVERY_SECONDS = 5


@retry(
    stop=stop_after_delay(60), wait=wait_fixed(0.2), retry=retry_if_result(lambda well: not well)
)
def wait_until_ready(cluster: Rig, server: str) -> bool:
    url = f"http://{cluster.address(server)}:8080/actuator/health/readiness"
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.2), retry=retry_if_exception_type())
def wait_until_in_rotation(cluster: Rig, target: Target, server: str) -> None:
    """Wait until nginx, which leaves a server that failed alone for a while, sends to it again."""
    request = uuid4().hex
    with cluster.client() as client:
        client.get("/image", headers={"X-Request-ID": request})
    log = cluster.run("lb1", f"grep -F {request} {target.places.access_log}")
    assert parse_log(log.splitlines(), target.cluster)[0].servers == (server,)


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.2), retry=retry_if_exception_type())
def wait_until_running(cluster: Rig, host: str, unit: str, boot: str) -> None:
    assert cluster.run(host, "cat /proc/1/stat | cut -d' ' -f22") != boot
    assert cluster.run(host, f"systemctl is-active {unit}").strip() == "active"


@contextmanager
def rebooted(cluster: Rig, host: str, unit: str) -> Iterator[None]:
    """Reboot a host from inside, and wait until its unit runs again by itself."""
    boot = cluster.run(host, "cat /proc/1/stat | cut -d' ' -f22")
    cluster.container(host).exec_run("systemctl reboot", detach=True)
    yield
    wait_until_running(cluster, host, unit, boot)


def assert_only_what_it_had_got_failed(totals: Totals, server: str) -> None:
    """Whatever a server had not got a byte of was asked of another one.

    What it had may have taken effect already, so nobody asks for it again.
    """
    assert (totals.wrong, totals.lost) == (0, 0), str(totals)
    assert {entry.server for entry in totals.bad} <= {server}, str(totals)
    # Each visitor has one request under way.
    assert len(totals.bad) <= VISITORS, str(totals)


def test_app_server_killed_in_clustered(cluster: Rig, target: Target, traffic: Traffic) -> None:
    with traffic:
        cluster.run("app1", f"systemctl kill --signal=KILL {APP}")
        wait_until_ready(cluster, "app1")
        wait_until_in_rotation(cluster, target, "app1")
    assert_only_what_it_had_got_failed(traffic.totals, "app1")


@pytest.mark.sweep
def test_app_host_rebooted_in_clustered(cluster: Rig, target: Target, traffic: Traffic) -> None:
    with traffic:
        with rebooted(cluster, "app2", APP):
            pass
        wait_until_ready(cluster, "app2")
        wait_until_in_rotation(cluster, target, "app2")
    # Nobody drained it: Tomcat closes connections that a request may just have been sent over.
    assert_only_what_it_had_got_failed(traffic.totals, "app2")


@pytest.mark.sweep
def test_lb_and_redis_rebooted(cluster: Rig, traffic: Traffic) -> None:
    with traffic:
        for host, unit in (("lb1", "nginx"), ("redis1", "redis-server")):
            with rebooted(cluster, host, unit):
                pass
        back = traffic.elapsed
        traffic.last(RECOVERY_SECONDS + 3)
    totals = traffic.totals
    assert (totals.wrong, totals.lost) == (0, 0), str(totals)
    late = [entry for entry in totals.bad if entry.began > back + RECOVERY_SECONDS]
    assert late == [], str(totals)


def test_redis_away(cluster: Rig, traffic: Traffic) -> None:
    with traffic:
        left = traffic.elapsed
        cluster.run("redis1", "systemctl stop redis-server")
        traffic.last(AWAY_SECONDS / 2)
        with cluster.client() as client:
            page = client.get("/image", headers=BROWSER)
        traffic.last(AWAY_SECONDS / 2)
        cluster.run("redis1", "systemctl start redis-server")
        back = traffic.elapsed
        traffic.last(RECOVERY_SECONDS + 3)
    totals = traffic.totals
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert "Exception" not in page.text
    assert (totals.wrong, totals.lost) == (0, 0), str(totals)
    assert max(entry.seconds for entry in traffic.entries) < 3, str(totals)
    assert all(entry.began > left - 3 for entry in totals.bad), str(totals)
    late = [entry for entry in totals.bad if entry.began > back + RECOVERY_SECONDS]
    assert late == [], str(totals)


@pytest.mark.sweep
def test_redis_host_vanishes(cluster: Rig, traffic: Traffic) -> None:
    """What is sent to it reaches nobody any more, and no kernel on the way says so."""
    redis, device = cluster.address("redis1"), "dev $(ls /sys/class/net | grep -m 1 eth)"
    with traffic:
        for server in ("app1", "app2"):
            nobody = f"{redis} lladdr {NOBODYS_CARD} nud permanent"
            cluster.run(server, f"ip neigh replace {nobody} {device}")
        traffic.last(VANISHED_SECONDS)
        for server in ("app1", "app2"):
            cluster.run(server, f"ip neigh del {redis} {device}")
        back = traffic.elapsed
        traffic.last(RECOVERY_SECONDS + 3)
    totals = traffic.totals
    assert totals.bad and (totals.wrong, totals.lost) == (0, 0), str(totals)
    assert max(entry.seconds for entry in traffic.entries) < 3, str(totals)
    late = [entry for entry in totals.bad if entry.began > back + RECOVERY_SECONDS]
    assert late == [], str(totals)


def test_long_uploads_are_finished(
    cluster: Rig, target: Target, tmp_path: Path, seen: Seen
) -> None:
    sender = SlowSender(megabytes=9, seconds=10)
    with Traffic(target, visitors=4, slow_senders=[sender] * 4) as traffic:
        cluster.deploy_well(releases.release(tmp_path / "next.jar"))
    seen("uploads of 10 s during a new release", traffic)
    assert traffic.totals.clean, str(traffic.totals)
    assert any(entry.ended - entry.began > sender.seconds for entry in traffic.entries)
