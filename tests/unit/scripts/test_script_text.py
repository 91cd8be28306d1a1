import subprocess
from pathlib import Path
from subprocess import PIPE

import pytest

from roles import remote
from roles.remote import script_text


def output(text: str) -> str:
    shell = ["sh", "-s"]
    return subprocess.run(shell, input=text, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(remote, "SCRIPTS", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "",
        "it's",
        '"',
        "$HOME `id` $(id)",
        "\\n \\",
        "a\nb\n\n",
        " ; rm # *",
        "그림",
        "main\n}",
    ],
)
def test_a_script_sees_every_value_as_it_is(scripts: Path, value: str) -> None:
    (scripts / "say.sh").write_text("printf '%s' \"$value\"")
    assert output(script_text("say", {"value": value})) == value


def test_what_a_script_makes_is_open_to_who_needs_it_whatever_the_umask(scripts: Path) -> None:
    (scripts / "make.sh").write_text("mkdir made; stat -c %a made; rmdir made")
    text = script_text("make", {})
    shell = ["sh", "-c", "umask 077; exec sh -s"]
    ended = subprocess.run(shell, input=text, capture_output=True, text=True, cwd=scripts)
    assert ended.stdout == "755\n"


def test_a_command_that_reads_its_input_cannot_eat_the_rest(scripts: Path) -> None:
    (scripts / "eat.sh").write_text("cat\necho 'the rest'")
    assert output(script_text("eat", {})) == "the rest\n"


def test_a_command_that_reads_its_input_does_not_wait_for_it(scripts: Path) -> None:
    (scripts / "wait.sh").write_text("cat\necho 'the rest'")
    # Standard input stays open, as it does over SSH.
    command = ["timeout", "5", "sh", "-s"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as shell:
        assert shell.stdin and shell.stdout
        shell.stdin.write(script_text("wait", {}))
        shell.stdin.flush()
        assert shell.stdout.readline() == "the rest\n"
