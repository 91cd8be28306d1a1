"""What a run refuses a host for beside what its survey says."""

from pathlib import Path

import pytest
from pyinfra.context import ctx_host

from roles import base
from roles.errors import RefusedError
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import write_jar


def test_an_sshd_that_forwards_nothing_is_refused_before_anything_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = AnsweringHosts(monkeypatch)
    hosts.transport.prohibited = True
    run = hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")))
    for member, is_refused in ((run.cluster.app[0], True), (run.cluster.lb[0], False)):
        with ctx_host.use(run.host(member)):
            checking = base.check_fitness._inner(run=run, member=member)
            if is_refused:
                with pytest.raises(RefusedError, match="app1: sshd forbids to forward"):
                    list(checking)
            else:
                assert list(checking) == []
