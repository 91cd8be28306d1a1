"""Whether an app server's Java runs the JAR is known beforehand, where it can be."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyinfra.context import ctx_host

from roles import base
from roles.errors import RefusedError
from roles.run.run import Work
from roles.survey.java import brought_by, unfit_java
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import (
    ARTIFACT,
    FRESH_HOST,
    KEPT_REVISIONS,
    cluster,
    survey,
    write_jar,
)

SENTENCE = (
    "app_jar is built for Java 21, and java_package=default-jre-headless gives it Java 17: build "
    "it for 17, or put a newer Java on the app servers and give its path as java_command."
)
VENDORS = "/opt/jdk/bin/java"


def reason(needs: int | None, host: str = "app1", java_command: str = "", **found: Any) -> Any:
    asked = cluster(java_command=java_command)
    artifact = replace(ARTIFACT, java=needs)
    return unfit_java(asked, asked.member(host), survey(**found), artifact)


@pytest.mark.parametrize("needs", [None, 8, 17])
def test_a_java_that_is_new_enough_is_fit(needs: int | None) -> None:
    assert reason(needs) is None
    assert reason(needs, java="/usr/lib/jvm/java/bin/java", java_version=17) is None


def test_a_java_that_is_too_old_is_refused_whether_it_is_there_or_to_come() -> None:
    assert reason(21) == SENTENCE
    assert reason(21, java="/usr/lib/jvm/java/bin/java", java_version=17) == SENTENCE
    assert reason(21, system_version="13") is None
    assert reason(21, java="/usr/lib/jvm/java/bin/java", java_version=21) is None
    assert reason(21, host="redis1") is None


def test_a_java_of_another_vendor_counts_in_the_place_of_the_packages() -> None:
    assert reason(21, java_command=VENDORS, java=VENDORS, java_version=25) is None
    too_old = reason(21, java_command=VENDORS, java=VENDORS, java_version=11)
    assert f"and java_command={VENDORS} gives it Java 11: build it for 11, or" in too_old
    # What does not say what it is.
    assert reason(21, java_command=VENDORS, java=VENDORS) is None


@pytest.mark.parametrize("needs", [None, 17])
def test_a_java_of_another_vendor_has_to_be_there(needs: int | None) -> None:
    assert reason(needs, java_command=VENDORS) == (
        "java_command is '/opt/jdk/bin/java': there is no such program that the app may run (it "
        "sees no home folders and no /tmp of others). Put it there, or name another."
    )
    assert reason(needs, java_command=VENDORS, host="redis1") is None


@pytest.mark.parametrize(
    ("package", "system", "java"),
    [
        ("default-jre-headless", ("debian", "12"), 17),
        ("default-jdk", ("debian", "13"), 21),
        ("default-jre", ("ubuntu", "22.04"), 11),
        ("openjdk-25-jre-headless", ("debian", "13"), 25),
        ("temurin-21-jdk", ("ubuntu", "26.04"), 21),
        # Nobody knows before they are there.
        ("default-jre", ("ubuntu", "26.04"), None),
        ("java-runtime", ("debian", "12"), None),
    ],
)
def test_what_a_package_brings_is_known_of_some(
    package: str, system: tuple[str, str], java: int | None
) -> None:
    assert brought_by(package, survey(system=system[0], system_version=system[1])) == java


@pytest.mark.parametrize(("work", "is_refused"), [("deploy", True), ("rollback", False)])
def test_a_deploy_asks_before_it_begins_and_a_rollback_does_not(
    work: Work, is_refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jar = write_jar(tmp_path / "site.jar", classes={"BOOT-INF/classes/Site.class": 21})
    hosts = AnsweringHosts(monkeypatch)
    hosts.surveys = {"app1": [*FRESH_HOST.splitlines(), *KEPT_REVISIONS]}
    run = hosts.run(work, app_jar=str(jar))
    member = run.cluster.app[0]
    with ctx_host.use(run.host(member)):
        checking = base.check_fitness._inner(run=run, member=member)
        if is_refused:
            with pytest.raises(RefusedError, match=f"app1: {SENTENCE}"):
                list(checking)
        else:
            assert list(checking) == []


@pytest.mark.parametrize(("java", "runs"), [(17, False), (21, True)])
def test_a_java_that_nobody_knew_is_looked_at_once_it_is_installed(
    java: int, runs: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jar = write_jar(tmp_path / "site.jar", classes={"BOOT-INF/classes/Site.class": 21})
    hosts = AnsweringHosts(monkeypatch)
    run = hosts.run(app_jar=str(jar), java_package="java-runtime")
    member = run.cluster.app[0]
    host = run.host(member)
    with ctx_host.use(host):
        assert list(base.check_fitness._inner(run=run, member=member)) == []
    found = f"{FRESH_HOST}\njava /usr/lib/jvm/it/bin/java\njava_version {java}"
    hosts.surveys["app1"] = found.splitlines()
    assert base._survey_anew(host.state, host, run, member) is runs


def test_a_java_of_another_vendor_takes_the_place_of_the_package() -> None:
    for command, package in {"": {"default-jre-headless"}, VENDORS: set()}.items():
        asked = cluster(java_command=command)
        needed = set(base.packages(asked, asked.app[0], set()))
        assert needed & {"default-jre-headless"} == package
        assert "curl" in needed
