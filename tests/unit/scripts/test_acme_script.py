"""What acme.sh asks certbot for, and what it leaves where that fails; certbot is a stand-in."""

import os
import subprocess
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest

from roles.files.templates import render
from roles.remote import script_text
from tests.unit.doubles.held_lock import hold_lock

CERTBOT = """#!/bin/sh
echo "certbot $*" >>"$PLAY/calls"
line=$(sed -n "$(grep -c ^certbot "$PLAY/calls")p" "$PLAY/answers")
case "$line" in
busy) echo "Another instance of Certbot is already running." && exit 1 ;;
refuses) cat "$PLAY/refusal" && exit 1 ;;
esac
mkdir -p "$PLAY/live"
echo key >"$PLAY/live/privkey.pem"
echo chain >"$PLAY/live/fullchain.pem"
"""
SYSTEMCTL = """#!/bin/sh
case "$1" in
is-active) [ -e "$PLAY/nginx" ] ;;
*) echo "systemctl $*" >>"$PLAY/calls" ;;
esac
"""
REFUSAL = """\
Saving debug log to /var/log/letsencrypt/letsencrypt.log
- - - - - - - - - - - - - - - -
An unexpected error occurred:
too many certificates already issued for "example"
Ask for help or search for solutions at https://community.letsencrypt.org.
"""
DIRECTORY = "https://acme.example/directory"
GOES_ON = "nginx goes on with the certificate that it has. Mend that and run the same deploy again."
TIMER = "systemctl enable --quiet --now certbot.timer"
RELOAD = "systemctl reload nginx"


@dataclass
class AskingHost:
    """A load balancer whose certbot gives the answers that a test wants."""

    folder: Path

    def run(self, *answers: str, leads_here: str = "pass", **changes: str) -> tuple[int, list[str]]:
        folder = self.folder
        (folder / "answers").write_text("".join(f"{answer}\n" for answer in answers))
        hook = render(
            "letsencrypt/renewal-hooks/deploy/session-cluster.j2",
            lineage_folder=f"{folder}/live",
            folder=f"{folder}/secrets",
            certificate_file=f"{folder}/secrets/site.pem",
            nginx_state=f"{folder}/nginx-state",
            busy_timeout=5,
        )
        variables = {
            "asks": "yes",
            "moves": "",
            "directory": DIRECTORY,
            "email": "",
            "names": "shop.example www.shop.example",
            "webroot": f"{folder}/webroot",
            "lineage": "session-cluster-site",
            "lineage_folder": f"{folder}/live",
            "renewal_hook": f"{folder}/hooks/site",
            "renewal_hook_text": b64encode(hook.encode()).decode(),
            "leads_here": b64encode(leads_here.encode()).decode(),
            **hold_lock(folder / "state"),
        }
        text = script_text("acme", variables | changes).replace("interval=1", "interval=0.1")
        path = f"{folder}/bin:{os.environ['PATH']}"
        ended = subprocess.run(
            ["sh", "-s"],
            input=text,
            env=os.environ | {"PATH": path, "PLAY": str(folder)},
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert ended.stderr == ""
        return ended.returncode, ended.stdout.splitlines()

    @property
    def calls(self) -> list[str]:
        calls = self.folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    @property
    def served(self) -> Path:
        """What nginx reads."""
        return self.folder / "secrets/site.pem"


@pytest.fixture
def lb(tmp_path: Path) -> AskingHost:
    (tmp_path / "bin").mkdir()
    for command, text in {"certbot": CERTBOT, "systemctl": SYSTEMCTL}.items():
        (tmp_path / "bin" / command).write_text(text)
        (tmp_path / "bin" / command).chmod(0o755)
    (tmp_path / "nginx").touch()
    (tmp_path / "refusal").write_text(REFUSAL)
    return AskingHost(tmp_path)


def test_the_certificate_comes_to_nginx_with_its_key_for_root_only(lb: AskingHost) -> None:
    assert lb.run() == (0, [])
    timer, asked, reload = lb.calls
    assert (timer, reload) == (TIMER, RELOAD)
    assert asked == (
        f"certbot certonly --non-interactive --agree-tos --server {DIRECTORY} "
        f"--cert-name session-cluster-site --webroot --webroot-path {lb.folder}/webroot "
        "--key-type ecdsa --renew-with-new-domains --domain shop.example --domain www.shop.example "
        "--register-unsafely-without-email"
    )
    assert lb.served.read_text() == "key\nchain\n"
    assert lb.served.stat().st_mode & 0o777 == 0o600
    assert lb.served.parent.stat().st_mode & 0o777 == 0o700


def test_an_address_is_given_and_another_authority_gives_a_new_one(lb: AskingHost) -> None:
    assert lb.run(email="ops@shop.example", moves="yes") == (0, [])
    assert lb.calls[1].endswith(" --force-renewal --email ops@shop.example")


def test_where_nothing_is_asked_only_the_renewal_is_put_right(lb: AskingHost) -> None:
    assert lb.run(asks="") == (0, [])
    assert lb.calls == [TIMER] and not lb.served.exists()
    assert os.access(lb.folder / "hooks/site", os.X_OK)


def test_a_name_that_leads_elsewhere_keeps_the_authority_from_being_asked(lb: AskingHost) -> None:
    program = "import sys; print('said of', *sys.argv[2:]); sys.exit(1)"
    said = ["no certificate was asked for:", "said of shop.example www.shop.example", GOES_ON]
    assert lb.run(leads_here=program) == (1, said)
    assert lb.calls == [TIMER]


def test_the_authoritys_words_are_said_and_nginx_goes_on(lb: AskingHost) -> None:
    lb.served.parent.mkdir()
    lb.served.write_text("before\n")
    assert lb.run("refuses") == (
        1,
        [
            f"{DIRECTORY} gave no certificate:",
            "An unexpected error occurred:",
            'too many certificates already issued for "example"',
            GOES_ON,
        ],
    )
    assert lb.served.read_text() == "before\n" and RELOAD not in lb.calls


def test_another_certbot_at_work_is_waited_for_no_longer_than_asked(lb: AskingHost) -> None:
    assert lb.run("busy", "busy") == (0, [])
    assert len([call for call in lb.calls if call.startswith("certbot")]) == 3
    code, said = lb.run(*["busy"] * 99, busy_timeout="0")
    assert code == 1 and "Another instance of Certbot is already running." in said


def test_an_nginx_that_does_not_run_is_not_reloaded(lb: AskingHost) -> None:
    (lb.folder / "nginx").unlink()
    assert lb.run() == (0, [])
    assert RELOAD not in lb.calls and lb.served.exists()


def test_the_hook_is_for_its_own_certificate_only(lb: AskingHost) -> None:
    lb.run()
    before = lb.calls
    hook, environment = str(lb.folder / "hooks/site"), {"PATH": "/bin:/usr/bin"}
    for lineage in ({}, {"RENEWED_LINEAGE": "/etc/letsencrypt/live/another"}):
        subprocess.run([hook], env=environment | lineage, check=True)
    assert lb.calls == before
