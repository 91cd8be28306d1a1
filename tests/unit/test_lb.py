"""What nginx gets at a moment of a run, and what counts as loaded once a load has failed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from roles.lb import fingerprint, is_loaded, load, placed_files
from roles.rotation import Rotation, settled_rotation
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, KEPT_REVISIONS, write_jar

ASKED, OTHER = Rotation("ip_hash", ["app1"]), Rotation("ip_hash", ["app2"])


@pytest.mark.parametrize("loaded_by", ["this run", "a run before"])
def test_after_a_load_that_failed_nothing_counts_as_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, loaded_by: str
) -> None:
    hosts = AnsweringHosts(monkeypatch)
    run = hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")))
    lb = run.cluster.lb[0]
    host = run.host(lb)
    asked, other = (fingerprint(run, lb, rotation) for rotation in (ASKED, OTHER))
    if loaded_by == "this run":
        assert load(host.state, host, run, lb, ASKED)
    else:
        run.readings.forget_survey(lb)
        hosts.surveys[lb.name] = [
            *FRESH_HOST.splitlines(),
            f"lb_placed {asked}",
            f"lb_loaded {asked}",
            "nginx active",
            "site_enabled yes",
        ]
    assert is_loaded(run, lb, asked)
    hosts.failing.add("lb")
    assert not load(host.state, host, run, lb, OTHER)
    assert not is_loaded(run, lb, asked) and not is_loaded(run, lb, other)


SHOP = {"server.servlet.context-path": "/shop"}


def closed(run: Run, rotation: Rotation) -> set[str]:
    """Which of these paths nginx keeps from visitors."""
    _, site, *_ = placed_files(run, run.cluster.lb[0], rotation)
    patterns = re.findall(r'location ~ "(.*)"', site.text)
    paths = ("/actuator", "/shop/actuator", "/old")
    return {path for path in paths for pattern in patterns if re.search(pattern, path)}


def test_while_servers_change_visitors_reach_actuator_where_it_was_as_little(
    hosts: AnsweringHosts, tmp_path: Path
) -> None:
    hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), "actuator :8080/old"]
    hosts.surveys["app2"] = [*FRESH_HOST.splitlines(), "actuator 127.0.0.1:9090/actuator"]
    run = hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")), spring_properties=SHOP)
    assert closed(run, ASKED) == {"/shop/actuator", "/old"}
    assert closed(run, replace(ASKED, settled=True)) == {"/shop/actuator"}
    assert settled_rotation(run).settled


def test_a_rollback_closes_actuator_where_what_it_brings_back_has_it(hosts: AnsweringHosts) -> None:
    kept = [f"{line} :8080/old" if line.startswith("kept 0ld") else line for line in KEPT_REVISIONS]
    for server in ("app1", "app2"):
        hosts.surveys[server] = [*FRESH_HOST.splitlines(), *kept, "actuator :8080/shop/actuator"]
    run = hosts.run("rollback", spring_properties=SHOP)
    assert closed(run, ASKED) == {"/shop/actuator", "/old"}
    assert closed(run, replace(ASKED, settled=True)) == {"/old"}
