"""What parts/nginx_conf.sh makes of nginx' main file, whatever stands in it."""

import subprocess
from pathlib import Path

import pytest

from roles.remote import SCRIPTS
from tests.unit.doubles.directives import read_directives

CONNECTIONS, OPEN_FILES = 4096, 9000
DEBIANS = """\
user www-data;
worker_processes auto;
pid /run/nginx.pid;
include /etc/nginx/modules-enabled/*.conf;

events {
\tworker_connections 768;
\t# multi_accept on;
}

http {
\tgzip on;
}
"""
MADE = DEBIANS.replace("768", "4096").replace("events", "worker_rlimit_nofile 9000;\nevents")


def run(command: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Run a function of the part as the scripts do."""
    script = f'set -eu\nsay() {{ echo "$*"; }}\n. parts/nginx_conf.sh\n{command}'
    return subprocess.run(
        ["sh", "-s", str(file)], input=script, cwd=SCRIPTS, capture_output=True, text=True
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "nginx.conf"


def sized(file: Path, text: str) -> str:
    """What becomes of a file; made once more of it, it stays the same."""
    file.write_text(text)
    for _ in range(2):
        ended = run(f'size_workers "$1" {CONNECTIONS} {OPEN_FILES}', file)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
        text, before = file.read_text(), text
    assert text == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    return text


def test_in_debians_file_two_lines_are_others_and_nothing_else(file: Path) -> None:
    assert sized(file, DEBIANS) == MADE


@pytest.mark.parametrize(
    "text",
    [
        "events {}\n",
        "events{}",
        "user x;events { multi_accept on; }",
        "events\n{\n    worker_connections\t64 ;\n}\n",
        "events { use epoll; worker_connections 64; } http {}\n",
        "# events { worker_connections 1; }\n events {\n}\n",
        "events {\n#worker_connections 64;\nuse epoll; # worker_connections 65;\n}\n",
        "worker_rlimit_nofile 64;\nevents { worker_connections 64; }\n",
        "# worker_rlimit_nofile 64;\nevents { worker_connections 64; }\n",
        "user x; worker_rlimit_nofile  64; events { worker_connections 64; }\n",
        "events { worker_connections 64; }\nworker_rlimit_nofile 64;\n",
    ],
)
def test_both_stand_where_they_count_and_once(file: Path, text: str) -> None:
    asked, made = read_directives(text), read_directives(sized(file, text))
    assert made.one("worker_rlimit_nofile") == [str(OPEN_FILES)]
    assert made.blocks["events"].one("worker_connections") == [str(CONNECTIONS)]
    set_here = ("worker_rlimit_nofile", "worker_connections")
    for was, now in ((asked, made), (asked.blocks["events"], made.blocks["events"])):
        rest = [words for words in now.directives if words[0] not in set_here]
        assert rest == [words for words in was.directives if words[0] not in set_here]


@pytest.mark.parametrize("name", ["worker_connections", "worker_rlimit_nofile"])
@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("NAME 64;", "64\n"),
        ("events { NAME\t64 ; }", "64\n"),
        ("use epoll; NAME 64; # 65", "64\n"),
        ("# NAME 64;", ""),
        ("x; #NAME 64;", ""),
        ("my_NAME 64;", ""),
        ("NAME_more 64;", ""),
    ],
)
def test_only_a_number_that_counts_is_found(file: Path, name: str, line: str, number: str) -> None:
    file.write_text(line.replace("NAME", name) + "\n")
    assert run(f'number_of {name} "$1"', file).stdout == number


def test_the_files_owner_mode_and_link_stay(file: Path) -> None:
    elsewhere = file.with_name("elsewhere.conf")
    elsewhere.write_text(DEBIANS)
    elsewhere.chmod(0o660)
    file.symlink_to(elsewhere)
    assert run(f'size_workers "$1" {CONNECTIONS} {OPEN_FILES}', file).returncode == 0
    assert file.is_symlink() and elsewhere.read_text() == MADE
    assert elsewhere.stat().st_mode & 0o777 == 0o660


def test_a_file_without_the_block_is_named_and_stays(file: Path) -> None:
    file.write_text("include elsewhere.conf;\n")
    ended = run(f'size_workers "$1" {CONNECTIONS} {OPEN_FILES}', file)
    assert ended.returncode == 1
    assert ended.stdout == f"{file} has no events block of its own: write one into it.\n"
    assert file.read_text() == "include elsewhere.conf;\n"
    assert [path.name for path in file.parent.iterdir()] == [file.name]
