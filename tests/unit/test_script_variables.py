"""What each shell script declares is what Python passes."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyinfra.context import ctx_host

from roles import app, balancer, redis, turn
from roles.remote import SCRIPTS
from tests.unit.answering_hosts import AnsweringHosts
from tests.unit.examples import write_jar


def declared(script: str) -> set[str]:
    text = (SCRIPTS / f"{script}.sh").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith(': "${')]
    return set(re.findall(r'"\$\{(\w+):?\?\}"', " ".join(lines)))


@pytest.fixture
def passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Mapping[str, str]]:
    """The variables of every script, by its name, as a deploy passes them."""
    hosts = AnsweringHosts(monkeypatch)
    run = hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")))
    lb, server, store = run.cluster.lb[0], run.cluster.app[0], run.cluster.redis_host
    found = dict[str, Mapping[str, str]]()

    def release_text(script: str, variables: Mapping[str, str]) -> str:
        found[script] = variables
        return ""

    monkeypatch.setattr(app, "script_text", release_text)
    host = run.host(server)
    balancer.load(host.state, run.host(lb), run, lb, "ip_hash", ["app1"])
    turn.take_turn(host.state, host, run, server)
    list(app.install_release._inner(run=run, member=server))
    with ctx_host.use(run.host(store)):
        list(redis.configure._inner(run=run, member=store))
    return found | hosts.given


def test_every_script_gets_just_what_it_declares(passed: dict[str, Mapping[str, str]]) -> None:
    scripts = {path.stem for path in SCRIPTS.glob("*.sh")}
    assert {script: set(passed[script]) for script in scripts} == {
        script: declared(script) for script in scripts
    }
    assert passed.keys() == scripts
