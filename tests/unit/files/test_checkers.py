"""The rendered files before the programs that will read them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from roles.configuration.artifact import JAR
from roles.configuration.settings import Profile
from roles.files.app import render_unit
from roles.files.nginx_upstream import render_upstream
from roles.files.templates import environment_value
from roles.plan.balancing import balancing_after
from tests.unit.doubles.examples import cluster, nginx, site_text
from tests.unit.doubles.loopback_nginx import write_configuration

# It reads NAME=VALUE with the parser of an EnvironmentFile, but expands $ in it.
ENVIRONMENT_READER = (
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator"
)
PROFILES: list[Profile] = ["clustered", "sticky", "local"]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    return subprocess.run(
        command, env={"PATH": path, **environment}, capture_output=True, text=True, timeout=20
    )


def nginx_test(folder: Path, upstream: str, site: str) -> subprocess.CompletedProcess[str]:
    configuration = write_configuration(folder, upstream, site)
    return run("nginx", "-t", "-e", "stderr", "-p", str(folder), "-c", str(configuration))


@pytest.mark.parametrize("down", [(), ("app2",), ("app1", "app2")])
@pytest.mark.parametrize("profile", PROFILES)
def test_nginx_accepts_its_files(tmp_path: Path, profile: Profile, down: tuple[str, ...]) -> None:
    asked = cluster(session_profile=profile, allow_session_loss=True, http_port=18080)
    upstream = render_upstream(asked, balancing_after(profile), down, {"app2": 8081})
    tested = nginx_test(
        tmp_path,
        upstream,
        site_text(asked, nginx(), maintenance=False, actuators=["/shop/actuator"]),
    )
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr and "test is successful" in tested.stderr


@pytest.mark.parametrize("on", [{}, {"buffers_answers": False}, {"ipv6": False}])
def test_nginx_accepts_the_site_of_every_host(tmp_path: Path, on: dict[str, bool]) -> None:
    asked = cluster(http_port=18080)
    site = site_text(asked, nginx(**on), maintenance=False, actuators=["/shop/actuator"])
    tested = nginx_test(tmp_path, render_upstream(asked, "round_robin", (), {}), site)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr and "test is successful" in tested.stderr


@pytest.mark.parametrize("bypass", [[], ["192.0.2.0/24", "192.0.2.7", "2001:db8::/32", "::1"]])
def test_nginx_accepts_a_site_in_maintenance(tmp_path: Path, bypass: list[str]) -> None:
    asked = cluster(http_port=18080, maintenance_bypass=bypass)
    upstream = render_upstream(asked, "round_robin", (), {})
    tested = nginx_test(
        tmp_path, upstream, site_text(asked, nginx(), maintenance=True, actuators=[])
    )
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr and "test is successful" in tested.stderr


def test_nginx_refuses_a_site_in_maintenance_with_a_broken_network(tmp_path: Path) -> None:
    asked = cluster(http_port=18080, maintenance_bypass=["192.0.2.0/24"])
    site = site_text(asked, nginx(), maintenance=True, actuators=[]).replace("/24 0;", "/240 0;")
    tested = nginx_test(tmp_path, render_upstream(asked, "round_robin", (), {}), site)
    assert tested.returncode == 1 and "[emerg]" in tested.stderr


@pytest.mark.parametrize(
    ("whole", "broken"), [("ip_hash;", "ip_hash"), ("keepalive", "keep_alive"), ("}", "")]
)
def test_nginx_refuses_a_broken_file(tmp_path: Path, whole: str, broken: str) -> None:
    asked = cluster(http_port=18080)
    upstream = render_upstream(asked, "ip_hash", (), {}).replace(whole, broken)
    tested = nginx_test(
        tmp_path,
        upstream,
        site_text(asked, nginx(), maintenance=False, actuators=["/shop/actuator"]),
    )
    assert tested.returncode == 1 and "[emerg]" in tested.stderr


def verify_unit(folder: Path, unit: str) -> subprocess.CompletedProcess[str]:
    java = folder / "java"
    java.symlink_to(shutil.which("true") or "")
    path = folder / "image-studio.service"
    path.write_text(unit.replace("/usr/bin/java", str(java)))
    return run("systemd-analyze", "verify", "--recursive-errors=no", "--man=no", str(path))


@pytest.mark.parametrize("profile", PROFILES)
def test_systemd_accepts_the_unit_without_a_word(tmp_path: Path, profile: Profile) -> None:
    asked = cluster(session_profile=profile, allow_session_loss=True)
    verified = verify_unit(tmp_path, render_unit(asked, "/usr/bin/java", "r1", JAR))
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


# In tenths, as systemd-analyze takes it: 0 is a service that can do nothing.
MOST_EXPOSED = "20"


def rate_exposure(folder: Path, unit: str) -> subprocess.CompletedProcess[str]:
    path = folder / "image-studio.service"
    path.write_text(unit)
    limit = f"--threshold={MOST_EXPOSED}"
    return run("systemd-analyze", "security", "--offline=true", "--no-pager", limit, str(path))


def test_systemd_rates_the_units_exposure_as_low(tmp_path: Path) -> None:
    unit = render_unit(cluster(), "/usr/bin/java", "r1", JAR)
    rated = rate_exposure(tmp_path, unit)
    assert rated.returncode == 0, rated.stdout
    loose = rate_exposure(tmp_path, unit.replace("SystemCallFilter=@system-service\n", ""))
    assert loose.returncode == 1, loose.stdout


@pytest.mark.parametrize(
    ("whole", "broken"),
    [("SuccessExitStatus", "SuccessExit"), ("Type=exec", "Type=java"), ("=/var/lib", "=var")],
)
def test_systemd_speaks_up_about_a_broken_unit(tmp_path: Path, whole: str, broken: str) -> None:
    unit = render_unit(cluster(), "/usr/bin/java", "r1", JAR).replace(whole, broken)
    verified = verify_unit(tmp_path, unit)
    assert "image-studio.service" in verified.stderr


@pytest.mark.parametrize(
    "value",
    [
        "prod",
        r"-Da='b c' -De=\d+\\ -Df=\$x",
        'a "quoted" word, `one` in backticks',
        " # no comment; no end ",
        "100 %h $HOME ${HOME} $$ 그림",
    ],
)
def test_systemd_reads_back_every_value_as_it_was(tmp_path: Path, value: str) -> None:
    (tmp_path / "environment.d").mkdir()
    quoted = environment_value(value.replace("$", "$$"))
    (tmp_path / "environment.d" / "app.conf").write_text(f"VALUE={quoted}\n")
    read = run(ENVIRONMENT_READER, XDG_CONFIG_HOME=str(tmp_path), HOME=str(tmp_path))
    assert read.returncode == 0 and read.stderr == ""
    (line,) = [line for line in read.stdout.splitlines() if line.startswith("VALUE=")]
    assert run("sh", "-c", f'{line}; printf %s "$VALUE"').stdout == value
