"""What each shell script declares is what Python passes, and all that it uses."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyinfra.api.state import StateStage
from pyinfra.context import ctx_host

from roles import acme, app, certificates, lb, package_lists, redis
from roles.configuration.retirement import Retirement
from roles.lock import holding, looking
from roles.remote import PART, SCRIPTS, script_text
from roles.retiring import retiring
from roles.roll import bringing, carriers, differences, forgetting, refused_sessions, turn
from roles.rotation import Rotation
from roles.run import changing
from roles.run.lock import new_lock
from roles.run.lock_words import LockAction
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, KEPT_REVISIONS, write_jar
from tests.unit.doubles.playing_visits import PlayingVisits

NAMES = sorted(path.stem for path in SCRIPTS.glob("*.sh"))
DECLARED = re.compile(r'"\$\{(\w+):?\?\}"')
USED = re.compile(r"\$\{?([a-z][a-z0-9_]*)")
MADE = re.compile(r"\b([a-z][a-z0-9_]*)=|\bfor (\w+) in\b|\bread (?:-r )?([\w ]+)")
# awk has variables of its own.
AWK = re.compile(r"awk '[^']*'")


def text_of(script: str) -> str:
    return (SCRIPTS / f"{script}.sh").read_text(encoding="utf-8")


def declared(script: str) -> set[str]:
    lines = [line for line in text_of(script).splitlines() if line.startswith(': "${')]
    return set(DECLARED.findall(" ".join(lines)))


def get_certificates(hosts: AnsweringHosts, jar: str) -> None:
    """Have a load balancer make itself a certificate, ask an authority for one, and leave it."""
    asking = hosts.run(app_jar=jar, server_names=["shop.example"], tls="acme")
    lb = asking.cluster.lb[0]
    steps = [(certificates.make_certificate, asking), (acme.ask, asking)]
    hosts.surveys[lb.name] = [*FRESH_HOST.splitlines(), "acme_directory https://acme.example"]
    steps.append((acme.forget, hosts.run(app_jar=jar)))
    for operation, run in steps:
        host = run.host(lb)
        with ctx_host.use(host):
            for step in operation._inner(run=run, member=lb):
                step.execute(host.state, host, {})


def bring(hosts: AnsweringHosts) -> None:
    """Roll a site back of which a server has not kept the revision."""
    hosts.surveys["app2"] = [*FRESH_HOST.splitlines(), *KEPT_REVISIONS]
    back = hosts.run("rollback")
    back.inventory.state.current_stage = StateStage.Execute
    host = back.host(back.cluster.app[0])
    with ctx_host.use(host):
        *_, receive = bringing.bring_revision._inner(run=back, member=back.cluster.app[0])
        receive.execute(host.state, host, {})


@pytest.fixture
def passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Mapping[str, str]]:
    """The variables of every script, by its name, as a deploy passes them."""
    hosts = AnsweringHosts(monkeypatch)
    monkeypatch.setattr(turn, "Visits", PlayingVisits().of)
    hosts.answers["retire"] = ["user root", "knows"]
    run = hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")))
    first, server, redis_host = run.cluster.lb[0], run.cluster.app[0], run.cluster.redis_host
    host = run.host(server)
    run.inventory.state.config.DIFF = True
    differences.show_differences(run)
    lb.load(host.state, run.host(first), run, first, Rotation("ip_hash", ["app1"]))
    turn.take_turn(host.state, host, run, server)
    forgetting.forget(run, ["spring:session:sessions:1"])
    refused_sessions.refused_sessions(run, 1)
    carriers.still_answering(run, ["app1"])
    package_lists.refresh(host.state, host, run)
    changing.run_step(host.state, host, run, "command", {"command": "true"})
    looking.look(run, server)
    holding.lock_script(host, run.places, new_lock("deploy"), LockAction.TAKE)
    with ctx_host.use(host):
        *_, unpack = app.install_release._inner(run=run, member=server)
        unpack.execute(host.state, host, {})
    bring(hosts)
    get_certificates(hosts, str(tmp_path / "site.jar"))
    with ctx_host.use(host):
        list(retiring.retire._inner(retirement=Retirement(app_name="site")))
    with ctx_host.use(run.host(redis_host)):
        list(redis.configure._inner(run=run, member=redis_host))
    return hosts.given


def test_every_script_gets_just_what_it_declares(passed: dict[str, Mapping[str, str]]) -> None:
    assert {script: set(passed[script]) for script in NAMES} == {
        script: declared(script) for script in NAMES
    }
    assert sorted(passed) == NAMES


@pytest.mark.parametrize("script", NAMES)
def test_a_script_uses_with_its_parts_what_it_declares_or_makes(script: str) -> None:
    text = AWK.sub("", script_text(script, {}))
    made = {name for names in MADE.findall(text) for group in names for name in group.split()}
    assert set(USED.findall(text)) <= declared(script) | made


def test_every_part_is_taken_in_by_a_script_and_declares_nothing() -> None:
    parts = {f"parts/{path.name}" for path in SCRIPTS.glob("parts/*.sh")}
    assert {part for script in NAMES for part in PART.findall(text_of(script))} == parts
    for part in parts:
        assert not DECLARED.findall((SCRIPTS / part).read_text(encoding="utf-8"))
