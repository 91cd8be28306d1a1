"""What pyinfra's own command line says; nothing here connects to a host."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import click
import pytest

from roles.cli.invocation import refuse_unsafe_invocation
from roles.errors import RefusedError
from tests.unit.doubles.examples import INVENTORY, PROJECT

PYINFRA = Path(sys.executable).parent / "pyinfra"
LOST = "and sessions would be lost. Run it without."


def pyinfra(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYINFRA, "-y", *arguments], cwd=PROJECT, capture_output=True, text=True, timeout=30
    )


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--serial"], "--serial is refused: it runs every step on one host before the next"),
        (["--no-wait"], "--no-wait is refused: it lets hosts run ahead of each other"),
        (
            ["--fail-percent", "50"],
            "--fail-percent is refused: it lets a run go on without the hosts",
        ),
        (["--limit", "app1"], "--limit is refused: it leaves out hosts that the roll must reach"),
    ],
)
def test_a_flag_that_breaks_the_roll_is_refused(flags: list[str], sentence: str) -> None:
    ended = pyinfra(*flags, str(INVENTORY), "deploy.py")
    assert ended.returncode == 1
    assert sentence in ended.stderr and LOST in ended.stderr
    assert "Traceback" not in ended.stderr and "Connecting" not in ended.stderr


def test_an_inventory_that_is_not_there_is_refused() -> None:
    ended = pyinfra("inventory/nowhere.py", "deploy.py")
    assert ended.returncode == 1
    assert "The inventory inventory/nowhere.py is no file: name one" in ended.stderr


def test_data_without_a_value_is_refused() -> None:
    ended = pyinfra(str(INVENTORY), "deploy.py", "--data", "session_profile")
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    sentence = "--data session_profile has no value: write --data session_profile=VALUE."
    assert sentence in ended.stderr


def test_looking_at_part_of_an_inventory_is_nobodys_harm() -> None:
    ended = pyinfra("--limit", "app1", str(INVENTORY), "debug-inventory")
    assert ended.returncode == 0 and "session_profile" in ended.stdout + ended.stderr


def parameters(**given: object) -> dict[str, object]:
    flags = {"serial": False, "no_wait": False, "limit": (), "exclude": (), "fail_percent": None}
    flags |= {"yes": True, "dry": False}
    asked = {"inventory": str(INVENTORY), "operations": ("deploy.py",), "data": ()}
    return {**asked, **flags, **given}


def invoke(**given: object) -> None:
    with click.Context(click.Command("pyinfra")) as context:
        context.params = parameters(**given)
        refuse_unsafe_invocation()


@pytest.mark.parametrize(
    "operations", [("deploy.py",), ("./deploy.py",), ("other.py", "deploy.py")]
)
@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("serial", True),
        ("no_wait", True),
        ("limit", ("a",)),
        ("exclude", ("a",)),
        ("fail_percent", 1),
    ],
)
def test_a_deploy_is_known_wherever_it_stands(
    operations: tuple[str, ...], flag: str, value: object
) -> None:
    name = flag.replace("_", "-")
    with pytest.raises(RefusedError, match=f"--{name} is refused"):
        invoke(operations=operations, **{flag: value})


def test_a_deploy_without_such_a_flag_is_accepted() -> None:
    invoke(data=("session_profile=sticky", "spring_profiles="))


@pytest.mark.parametrize(
    "inventory",
    ["inventory/nowhere.py", "inventory", "192.0.2.1,192.0.2.11", ",".join(["192.0.2.1"] * 50)],
)
def test_an_inventory_must_be_a_file(inventory: str) -> None:
    with pytest.raises(RefusedError, match="is no file"):
        invoke(inventory=inventory)


def test_other_operations_may_do_as_they_like() -> None:
    invoke(operations=("exec", "--", "uptime"), serial=True, inventory="192.0.2.1,192.0.2.11")


def test_a_deploy_that_nobody_can_be_asked_about_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for closed in (None, StringIO()):
        monkeypatch.setattr(sys, "stdin", closed)
        with pytest.raises(RefusedError, match=r"no terminal to ask at\. Add -y"):
            invoke(yes=False)
        with pytest.raises(RefusedError, match=r"no terminal to ask at\. Add -y"):
            invoke(yes=False, operations=("retire.py",), inventory="app2.example.com")
        with pytest.raises(RefusedError, match=r"no terminal to ask at\. Add -y"):
            invoke(yes=False, operations=("unlock.py",))
        invoke(yes=False, dry=True)
        invoke(yes=False, operations=("status.py",))


def test_what_is_retired_is_no_member_of_a_cluster_and_its_settings_are_read() -> None:
    ended = pyinfra(str(INVENTORY), "retire.py")
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert "is in this inventory's group lb: only what has left it is retired" in ended.stderr
    ended = pyinfra("192.0.2.12", "retire.py", "--data", "app_nam=site")
    assert ended.returncode == 1 and "did you mean app_name?" in ended.stderr
    assert "Connected" not in ended.stderr and "could not" not in ended.stderr


@pytest.mark.parametrize("script", ["deploy.py", "rollback.py", "status.py", "unlock.py"])
def test_settings_are_refused_before_any_host_is_connected(script: str) -> None:
    ended = pyinfra(str(INVENTORY), script, "--data", "session_profile=klustered")
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert "session_profile" in ended.stderr and "klustered" in ended.stderr
    assert "Connected" not in ended.stderr and "could not" not in ended.stderr
