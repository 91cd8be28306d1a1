"""The status says what every host runs, and sees what somebody changed by hand."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lab import commands
from roles.visiting.unique import new_picture
from tests.lab.rig import APP, Rig


def rows(cluster: Rig) -> dict[str, dict[str, Any]]:
    return read_rows(cluster.status("--json").output)


def read_rows(output: str) -> dict[str, dict[str, Any]]:
    # What pyinfra says of its own work comes after it, on standard error.
    found, _ = json.JSONDecoder().raw_decode(output)
    return {row["host"]: row for row in found}


@contextmanager
def without_sshd(cluster: Rig, host: str) -> Iterator[None]:
    cluster.run(host, "systemctl stop ssh")
    try:
        yield
    finally:
        cluster.run(host, "systemctl start ssh")


def sessions(cluster: Rig) -> set[str]:
    """The keys of sessions alone: the indexed repository has others beside them."""
    return {
        key for key in cluster.session_keys() if re.fullmatch(r".*:sessions:[0-9a-f-]{36}", key)
    }


def test_every_host_is_well(cluster: Rig) -> None:
    with cluster.client() as visitor:
        visitor.post("/image", files={"image": ("a.png", new_picture(), "image/png")})
    before, found, after = sessions(cluster), rows(cluster), sessions(cluster)
    assert {name: (row["role"], row["health"], row["drift"]) for name, row in found.items()} == {
        "lb1": ("lb", "well", []),
        "app1": ("app", "ready", []),
        "app2": ("app", "ready", []),
        "redis1": ("redis", "answers", []),
    }
    assert {found[name]["in_rotation"] for name in ("app1", "app2")} == {True}
    assert found["app1"]["release"] == cluster.releases()["app1"]
    assert found["app1"]["profile"] == "clustered"
    # Some of other tests' may end meanwhile.
    assert 0 < len(after & before) <= found["redis1"]["sessions"] <= len(before)


def test_drift_is_seen_and_healed(cluster: Rig) -> None:
    cluster.run("app1", f"echo '# by hand' >>/etc/{APP}/application.yml")
    cluster.run("lb1", f"echo '# by hand' >>/etc/nginx/sites-available/{APP}")
    cluster.run("redis1", "echo '# by hand' >>/etc/redis/redis.conf")
    cluster.run("app2", f"systemctl stop {APP}")
    found = rows(cluster)
    assert found["app1"]["drift"] == [
        "its files are not what the last deploy left",
        "its process is older than its files",
    ]
    assert found["lb1"]["drift"] == ["nginx' files are not what the last deploy loaded"]
    assert found["redis1"]["drift"] == ["Redis' files are not what the last deploy loaded"]
    assert found["app2"]["health"] == "does not run"
    cluster.deploy_well()
    assert [row["drift"] for row in rows(cluster).values()] == [[], [], [], []]
    cluster.verify_well()


def test_table_for_a_person(cluster: Rig) -> None:
    output = cluster.status().output
    for word in ("host", "in rotation", "drift", "redis1", cluster.releases()["app2"]):
        assert word in output
    assert "Traceback" not in output


def test_hosts_that_cannot_be_reached_do_not_hide_the_others(cluster: Rig) -> None:
    well = rows(cluster)
    with without_sshd(cluster, "app2"):
        outcome = commands.status(cluster.topology, "--json")
        refused = cluster.deploy()
    assert outcome.exit_code == 1, outcome.output
    found = read_rows(outcome.output)
    assert list(found) == list(well)
    dead = found.pop("app2")
    assert (dead["role"], dead["health"], dead["release"]) == ("app", "unreachable", None)
    assert [row["health"] for row in found.values()] == ["well", "ready", "answers"]
    assert found["app1"] == well["app1"]
    assert f"app2 does not answer at {cluster.address('app2')}, port 22" in outcome.output
    assert "Nothing was changed" not in outcome.output and "Traceback" not in outcome.output
    assert refused.exit_code == 1 and "Nothing was changed. app2 does not" in refused.output
    with without_sshd(cluster, "lb1"):
        outcome = commands.status(cluster.topology, "--json")
    assert outcome.exit_code == 1, outcome.output
    found = read_rows(outcome.output)
    assert [found[name]["in_rotation"] for name in ("app1", "app2")] == [None, None]
    assert rows(cluster) == well
