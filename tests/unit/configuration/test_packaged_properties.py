"""What is built into a JAR: taken into account, or refused by name before any host is touched."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from roles.configuration.artifact import Artifact, read_artifact
from roles.configuration.auto_configurations import REDIS_AUTO_CONFIGURATIONS
from roles.configuration.packaged_contradictions import (
    packaged_exclusions,
    refuse_packaged_contradictions,
)
from roles.errors import RefusedError
from roles.files.environment import app_environment
from tests.unit.doubles.examples import cluster, write_jar

FOLDER = "BOOT-INF/classes/"
URL = "spring.data.redis.url: redis://other.example.com\n"
SESSION = REDIS_AUTO_CONFIGURATIONS[1]


def artifact(folder: Path, files: dict[str, str], classes: str = FOLDER) -> Artifact:
    jar = write_jar(folder / "shop.jar")
    with ZipFile(jar, "a") as archive:
        for name, text in files.items():
            archive.writestr(f"{classes}{name}", text)
    return read_artifact(jar)


def refusal(found: Artifact, **data: object) -> str | None:
    try:
        refuse_packaged_contradictions(found, cluster(allow_session_loss=True, **data).settings)
    except RefusedError as refused:
        return str(refused)
    return None


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("application.yml", URL, "spring.data.redis.url"),
        ("application.yaml", "spring: {data: {redis: {url: a}}}", "spring.data.redis.url"),
        ("application.properties", "spring.data.redis.URL = a", "spring.data.redis.URL"),
        ("config/application-prod.yml", URL, "spring.data.redis.url"),
        ("application-prod.properties", "spring.data.redis.url:a", "spring.data.redis.url"),
        (
            "application.yml",
            "spring.data.redis.sentinel: {master: m, nodes: [a]}",
            "spring.data.redis.sentinel.master",
        ),
        (
            "application.yml",
            "spring.data.redis.cluster.nodes: a",
            "spring.data.redis.cluster.nodes",
        ),
        (
            "application.yml",
            "spring.data.redis.master-replica.nodes: a",
            "spring.data.redis.master-replica.nodes",
        ),
        (
            "application.yml",
            f"a: 1\n---\nspring.config.activate.on-profile: [test, prod]\n{URL}",
            "spring.data.redis.url",
        ),
        ("application.properties", f"a=1\n#---\n{URL}", "spring.data.redis.url"),
    ],
)
def test_another_redis_that_is_built_in_is_refused_by_name(
    tmp_path: Path, file: str, text: str, name: str
) -> None:
    found = artifact(tmp_path, {file: text})
    said = refusal(found)
    assert said and said.startswith(
        f"app_jar has {name} in {FOLDER}{file}, which Spring Boot prefers to the host and the port"
    )
    assert "spring_profiles (prod)" in said
    # Without anything in Redis it does not matter.
    assert refusal(found, session_profile="sticky") is None
    assert refusal(found, session_profile="sticky", redis_key_prefixes=["cache:"])


@pytest.mark.parametrize(
    ("file", "text"),
    [
        # The environment outranks these.
        (
            "application.yml",
            "spring.data.redis: {host: a, port: 1, database: 3, ssl.enabled: true}",
        ),
        ("application.yml", "spring.data.redis.url:\n"),
        ("application-dev.yml", URL),
        ("application.yml", f"spring.config.activate.on-profile: dev\n{URL}"),
        # Nobody but Spring knows.
        ("application.yml", f"spring.config.activate.on-profile: 'prod & eu'\n{URL}"),
        ("application.properties", f"#---\nspring.config.activate.on-profile=dev\n{URL}"),
        ("static/application.yml", URL),
        ("other.yml", URL),
        ("application.yml", "version: @project.version@\n"),
        ("application.yml", "- a list\n"),
    ],
)
def test_what_does_not_count_or_is_outranked_is_not_refused(
    tmp_path: Path, file: str, text: str
) -> None:
    assert refusal(artifact(tmp_path, {file: text})) is None


def test_a_war_has_its_files_elsewhere(tmp_path: Path) -> None:
    said = refusal(artifact(tmp_path, {"application.yml": URL}, "WEB-INF/classes/"))
    assert said and "in WEB-INF/classes/application.yml" in said


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("application.yml", f"spring.autoconfigure.exclude: [a.B, {SESSION}]"),
        (
            "application.properties",
            f"spring.autoconfigure.exclude[0]=a.B\nspring.autoconfigure.exclude[1]={SESSION}",
        ),
        # However it is spelled.
        ("application.yml", f"spring.autoConfigure.EXCLUDE: [a.B, {SESSION}]"),
    ],
)
def test_exclusions_that_are_built_in_are_kept_and_refused_where_they_take_sessions_out(
    tmp_path: Path, file: str, text: str
) -> None:
    found = artifact(tmp_path, {file: text})
    said = refusal(found)
    assert said and said.startswith(f"app_jar has Spring leave out {SESSION} (spring.autoconfigure")
    assert f"in {FOLDER}{file}" in said and refusal(found, session_profile="sticky") is None
    site = cluster(session_profile="sticky")
    exclusions = packaged_exclusions(found, site.settings)
    given = app_environment(site, site.app[0], None, exclusions)["SPRING_AUTOCONFIGURE_EXCLUDE"]
    assert given.split(",") == [*REDIS_AUTO_CONFIGURATIONS, "a.B"]


def test_of_several_parts_of_a_file_the_last_one_counts(tmp_path: Path) -> None:
    parts = "spring.autoconfigure.exclude: a.First\n---\nspring.autoconfigure.exclude: a.Last\n"
    found = artifact(tmp_path, {"application.yml": parts})
    assert packaged_exclusions(found, cluster().settings) == ["a.Last"]


def test_of_several_lists_the_one_counts_that_spring_takes(tmp_path: Path) -> None:
    files = {
        "application-prod.yml": "spring.autoconfigure.exclude: a.Profile",
        "application.yml": "spring.autoconfigure.exclude: a.Plain",
        "config/application.yml": "spring.autoconfigure.exclude: a.Config",
    }
    found = artifact(tmp_path, files)
    assert packaged_exclusions(found, cluster().settings) == ["a.Profile"]
    assert packaged_exclusions(found, cluster(spring_profiles="").settings) == ["a.Config"]
    # The operator's own outranks them.
    asked = cluster(
        session_profile="sticky", spring_properties={"spring.autoconfigure.exclude": "a.Own"}
    )
    given = app_environment(asked, asked.app[0], None, ["a.Profile"])
    assert given["SPRING_AUTOCONFIGURE_EXCLUDE"].endswith(",a.Own")
