"""The unit that a deploy brings starts the asked Java with the JAR of the asked release."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, write_jar

PACKAGES = "/usr/lib/jvm/java-17-openjdk-amd64/bin/java"
VENDORS = "/opt/jdk/bin/java"


@pytest.mark.parametrize(("java_command", "java"), [("", PACKAGES), (VENDORS, VENDORS)])
@pytest.mark.parametrize(("folder", "name"), [("BOOT-INF", "app.jar"), ("WEB-INF", "app.war")])
def test_the_unit_has_the_java_and_the_jar(
    hosts: AnsweringHosts, tmp_path: Path, java_command: str, java: str, folder: str, name: str
) -> None:
    jar = write_jar(tmp_path / "site.jar", classes={f"{folder}/classes/Site.class": 17})
    hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), f"java {PACKAGES}", "java_version 17"]
    decision = hosts.run(app_jar=str(jar), java_command=java_command).decision
    member = decision.hosts.cluster.app[0]
    unit = decision.app_files(member)["unit_text"]
    (words,) = (line.split() for line in unit.splitlines() if line.startswith("ExecStart="))
    assert words[0] == f"ExecStart={java}"
    assert words[-1] == f"{decision.hosts.places.release(decision.release)}/{name}"


def test_another_java_is_another_revision(hosts: AnsweringHosts, tmp_path: Path) -> None:
    jar = str(write_jar(tmp_path / "site.jar"))
    asked: list[dict[str, Any]] = [
        {},
        {"java_package": "openjdk-17-jre-headless"},
        {"java_command": VENDORS},
    ]
    assert len({hosts.run(app_jar=jar, **each).decision.revision for each in asked}) == 3
