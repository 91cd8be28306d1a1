"""What a run refuses a host for before anything is changed."""

from pathlib import Path

import pytest
from pyinfra.context import ctx_host

from roles import base
from roles.configuration.artifact import read_artifact
from roles.configuration.cluster import Member
from roles.errors import RefusedError
from roles.run.run import Run, Work
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, KEPT_REVISIONS, write_jar


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    return write_jar(tmp_path / "site.jar")


def refusal(run: Run, member: Member) -> str | None:
    """Why that host is refused; None where it is taken as it is."""
    with ctx_host.use(run.host(member)):
        try:
            assert list(base.check_fitness._inner(run=run, member=member)) == []
        except RefusedError as error:
            return str(error)
    return None


def test_an_sshd_that_forwards_nothing_is_refused(hosts: AnsweringHosts, jar: Path) -> None:
    hosts.transport.prohibited = True
    run = hosts.run(app_jar=str(jar))
    said = refusal(run, run.cluster.app[0])
    assert said and said.startswith("app1: sshd forbids to forward")
    assert refusal(run, run.cluster.lb[0]) is None


@pytest.mark.parametrize(
    ("installed", "work", "is_refused"),
    [("another", "deploy", True), ("", "deploy", False), ("", "rollback", False)],
)
def test_a_release_that_is_there_is_not_uploaded(
    hosts: AnsweringHosts, jar: Path, installed: str, work: Work, is_refused: bool
) -> None:
    release = installed or read_artifact(jar).release("")
    found = FRESH_HOST.replace("/opt 9000", "/opt 1").splitlines()
    found += [f"installed {release}", f"whole {release}", *KEPT_REVISIONS]
    hosts.surveys = {"app1": found, "app2": found}
    run = hosts.run(work, app_jar=str(jar))
    said = refusal(run, run.cluster.app[0])
    assert (said or "").startswith("app1: /opt has 1 MB free") is is_refused
    assert (said is not None) is is_refused


@pytest.mark.parametrize(("work", "is_refused"), [("deploy", True), ("rollback", False)])
def test_only_a_deploy_moves_sessions_to_another_redis(
    hosts: AnsweringHosts, jar: Path, work: Work, is_refused: bool
) -> None:
    said = ["active active", "answered 200", "sessions clustered", "session_redis 192.0.2.21 6379"]
    found = [*FRESH_HOST.splitlines(), *said, "session_namespace spring:session", *KEPT_REVISIONS]
    hosts.surveys = {"app1": found, "app2": found}
    run = hosts.run(work, app_jar=str(jar), redis_port=6380)
    refused = refusal(run, run.cluster.app[0])
    assert (refused or "").startswith("app1: it keeps its sessions at") is is_refused
    assert (refused is not None) is is_refused
