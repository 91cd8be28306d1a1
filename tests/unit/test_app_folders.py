"""Whose an app server's folders are: root must not go where the app's user could lead it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyinfra.context import ctx_host
from pyinfra.facts.files import Directory
from pyinfra.facts.server import Groups, Os, Users

from roles import app, kernel
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import write_jar

HOME = "/opt/site"
USER = {"home": HOME, "shell": "/usr/sbin/nologin", "group": "site", "groups": []}
ROOTS = {"user": "root", "group": "root", "mode": 755}
RELEASES = {"user": "root", "group": "site", "mode": 750}


def commands(
    jar: Path, users: dict[str, Any], folders: dict[str, dict[str, Any]], patch: pytest.MonkeyPatch
) -> list[str]:
    """What makes an app server of a host with those users and folders, but for the release."""
    found: list[str] = []
    facts: dict[type, object] = {Users: users, Groups: list(users), Os: "Linux"}

    def get_fact(fact: type, **asked: str) -> object:
        return folders.get(asked["path"]) if fact is Directory else facts.get(fact, "it is there")

    def at_once(name: str, run: object, prepare: Any, **arguments: Any) -> None:
        found.extend(str(command) for command in prepare._inner(**arguments))

    patch.setattr(app, "under_lock", at_once)
    patch.setattr(app, "install_release", lambda **_: None)
    patch.setattr(kernel, "apply", lambda *_: None)
    run = AnsweringHosts(patch).run(app_name="site", app_jar=str(jar))
    with ctx_host.use(SimpleNamespace(get_fact=get_fact, noop=lambda _: None)):
        app.apply(run, run.cluster.app[0])
    return found


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    return write_jar(tmp_path / "site.jar")


def test_the_apps_user_owns_none_of_its_folders(jar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = commands(jar, {}, {}, monkeypatch)
    assert [command.split()[-1] for command in made] == ["site"] + [HOME] * 3 + [
        f"{HOME}/releases"
    ] * 3
    owners = [command.split()[1] for command in made if command.startswith("chown")]
    assert owners == ["root:root", "root:site"]


def test_a_folder_that_an_earlier_kit_gave_to_the_apps_user_is_roots_again(
    jar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ROOTS | {"user": "site", "group": "site"}
    folders = {HOME: given, f"{HOME}/releases": RELEASES}
    assert commands(jar, {"site": USER}, folders, monkeypatch) == [f"chown root:root {HOME}"]


def test_folders_that_are_right_stay_as_they_are(
    jar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {HOME: ROOTS, f"{HOME}/releases": RELEASES}
    assert commands(jar, {"site": USER}, folders, monkeypatch) == []
