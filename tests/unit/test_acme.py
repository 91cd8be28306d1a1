"""When the step of a deploy comes that asks an authority, and the one that leaves it."""

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyinfra.context import ctx_host

from roles import acme
from roles.configuration.edge_settings import LETS_ENCRYPT
from roles.files.renewal_hook import hook_sum
from roles.places import Places
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.certificates import make_certificate
from tests.unit.doubles.examples import FRESH_HOST, write_jar

NAME = "shop.example"
LB = "192.0.2.1"


def has(directory: str = LETS_ENCRYPT) -> list[str]:
    """A load balancer that has its certificate, and renews it."""
    pem = make_certificate(NAME, now=datetime.now(UTC)).certificate
    return [
        *FRESH_HOST.splitlines(),
        f"certificate {b64encode(pem).decode()}",
        f"acme_directory {directory}",
        f"acme_hook {hook_sum(Places('site'))}",
        "acme_renews yes",
    ]


def scripts(hosts: AnsweringHosts, jar: Path, tls: str) -> list[str]:
    """The scripts that a deploy runs for an authority's sake."""
    run = hosts.run(app_jar=str(write_jar(jar)), app_name="site", server_names=[NAME], tls=tls)
    lb = run.cluster.lb[0]
    host = run.host(lb)
    hosts.given.clear()
    with ctx_host.use(host):
        for prepare in (acme.forget, acme.ask):
            for step in prepare._inner(run=run, member=lb):
                step.execute(host.state, host, {})
    return [script for script in hosts.given if script not in ("survey", "lock")]


@pytest.mark.parametrize("tls", ["off", "self_signed"])
def test_nobody_is_asked_and_an_authority_is_left_where_another_kind_is_asked_for(
    hosts: AnsweringHosts, tmp_path: Path, tls: str
) -> None:
    assert scripts(hosts, tmp_path / "site.jar", tls=tls) == []
    hosts.surveys[LB] = has()
    assert scripts(hosts, tmp_path / "site.jar", tls=tls) == ["acme_leave"]


def test_what_is_there_is_not_asked_for_again(hosts: AnsweringHosts, tmp_path: Path) -> None:
    assert scripts(hosts, tmp_path / "site.jar", tls="acme") == ["acme"]
    asked = hosts.given["acme"]
    assert (asked["asks"], asked["moves"], asked["directory"]) == ("yes", "", LETS_ENCRYPT)
    hosts.surveys[LB] = has()
    assert scripts(hosts, tmp_path / "site.jar", tls="acme") == []


def test_another_authority_is_asked_anew(hosts: AnsweringHosts, tmp_path: Path) -> None:
    hosts.surveys[LB] = has("https://acme.example/directory")
    assert scripts(hosts, tmp_path / "site.jar", tls="acme") == ["acme"]
    assert hosts.given["acme"]["moves"] == "yes"


def test_a_timer_that_somebody_stopped_is_started_and_nobody_asked(
    hosts: AnsweringHosts, tmp_path: Path
) -> None:
    hosts.surveys[LB] = [line for line in has() if line != "acme_renews yes"]
    assert scripts(hosts, tmp_path / "site.jar", tls="acme") == ["acme"]
    assert hosts.given["acme"]["asks"] == ""
