"""The verification sees what is broken: each break turns it red, with the host and the cure."""

import re
from pathlib import Path
from xml.etree import ElementTree

from lab import commands
from tests.lab.rig import APP, Rig

ENVIRONMENT = f"/etc/{APP}/{APP}.env"
CURRENT = f"/opt/{APP}/current"
UPSTREAM = f"/etc/nginx/conf.d/{APP}-upstream.conf"
SWAPPED_JAR = f"cp -p {CURRENT}/app.jar /root/kept.jar && echo x >>{CURRENT}/app.jar"

FIRST = f"$(sed -n 's/^ *server \\([^ ]*\\) .*/\\1/p' {UPSTREAM} | head -n 1)"
ONE_OUT = f'sed -i "s/server {FIRST} .*/server {FIRST} down;/" {UPSTREAM} && nginx -s reload'

SITE = f"/etc/nginx/sites-available/{APP}"
OPEN = f"sed -i '/location ~/s/actuator/elsewhere/' {SITE} && nginx -s reload"


# Where it is, how it breaks and heals, and what the report has of it after the host's name.
BREAKS = (
    ("app1", f"chmod 0644 {ENVIRONMENT}", f"chmod 0600 {ENVIRONMENT}", "0640 or tighter"),
    ("app2", SWAPPED_JAR, f"cp /root/kept.jar {CURRENT}/app.jar", "others for app.jar"),
    ("app2", f"systemctl disable -q {APP}", f"systemctl enable -q {APP}", "not enabled"),
    ("lb1", ONE_OUT, "true", "every app server serves the one session"),
    ("lb1", OPEN, "true", "Actuator is not for visitors"),
    ("lb1", "echo nonsense >/etc/nginx/conf.d/x.conf", "rm /etc/nginx/conf.d/x.conf", "x.conf"),
)


def test_each_of_many_breaks_is_seen(cluster: Rig) -> None:
    for host, broken, _, _ in BREAKS:
        cluster.run(host, broken)
    try:
        outcome = commands.verify(cluster.topology)
    finally:
        for host, _, healed, _ in BREAKS:
            cluster.run(host, healed)
    assert outcome.exit_code == 1, outcome.output
    # Each has a part of its own, in which the host and the cure stand beside it. In CI pytest says
    # it all once more, in a summary.
    _, failures, _ = re.split(
        r"^={3,} FAILURES =*\n|^={3,} what", outcome.output, flags=re.MULTILINE
    )
    parts = re.split(r"^_{3,} .* _{3,}$", failures, flags=re.MULTILINE)[1:]
    assert len(parts) == len(BREAKS), failures
    for host, _, _, says in BREAKS:
        (part,) = (part for part in parts if says in part)
        assert f"{host}: " in part and "see it:" in part


def test_profile_that_is_not_deployed_is_seen(cluster: Rig) -> None:
    outcome = commands.verify(cluster.topology, "session_profile=sticky")
    assert outcome.exit_code == 1
    assert "lb1: one app server serves all requests from this machine" in outcome.output


def test_server_that_is_away_is_seen(cluster: Rig) -> None:
    cluster.run("app1", f"systemctl stop {APP}")
    try:
        outcome = commands.verify(cluster.topology)
    finally:
        cluster.run("app1", f"systemctl start {APP}")
    assert outcome.exit_code == 1
    assert f"app1: {APP}.service runs, and will after a reboot" in outcome.output


def test_host_that_is_away_is_named(cluster: Rig) -> None:
    cluster.run("redis1", "systemctl stop ssh")
    try:
        outcome = commands.verify(cluster.topology)
    finally:
        cluster.run("redis1", "systemctl start ssh")
    assert outcome.exit_code == 1
    assert "redis1 can't be reached over SSH" in outcome.output
    assert "INTERNALERROR" not in outcome.output


def test_report_for_machines_and_nothing_left_in_redis(cluster: Rig, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    keys = cluster.session_keys()
    outcome = commands.verify(cluster.topology, flags=[f"--junitxml={report}"])
    assert outcome.exit_code == 0, outcome.output
    suite = ElementTree.parse(report).getroot()[0]
    assert int(suite.attrib["tests"]) > 20
    assert suite.attrib["failures"] == suite.attrib["skipped"] == "0"
    # Sessions of tests before it end meanwhile.
    assert cluster.session_keys() <= keys
