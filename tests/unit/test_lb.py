"""What counts as loaded in a run once a load has failed."""

from pathlib import Path

import pytest

from roles.lb import Rotation, fingerprint, is_loaded, load
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, write_jar

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
