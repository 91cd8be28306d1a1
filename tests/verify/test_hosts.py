"""Each host is as its roles want it: packages, clock, units, ports and files."""

import shlex
import time

from roles.base import TIME_PACKAGES, packages
from roles.configuration.cluster import Cluster, Member
from roles.remote import SCRIPTS
from roles.shared_places import NGINX_DEFAULT_SITE_LINK
from roles.survey.host_survey import OPENS_IPV6_SOCKET
from tests.verify.evidence import Evidence, check
from tests.verify.expectations import bindings, files, parse_binding, units
from verify.target import Target

DEBIANS_SITE = (SCRIPTS / "parts/debians_site.sh").read_text(encoding="utf-8")
# Redis ends sessions by the app servers' clocks: a wrong one logs people out, or never does.
CLOCK_SECONDS = 5


def test_packages_are_installed(target: Target, cluster: Cluster, member: Member) -> None:
    host = target.host(member)
    needed = packages(cluster, member, set(TIME_PACKAGES))
    missing = [name for name in needed if not host.package(name).is_installed]
    if not any(host.package(name).is_installed for name in TIME_PACKAGES):
        missing.append(TIME_PACKAGES[0])
    check(
        member.name,
        "every package of its roles is installed",
        expected=[],
        found=missing,
        command=f"dpkg -l {shlex.join(missing)}",
    )


def test_clock_is_right(target: Target, member: Member) -> None:
    clock = int(target.host(member).check_output("date +%s"))
    check(
        member.name,
        f"its clock is within {CLOCK_SECONDS} s of this machine's",
        expected=True,
        found=abs(clock - time.time()) <= CLOCK_SECONDS or f"{clock - time.time():+.0f} s",
        command="date; timedatectl",
    )


def test_units_run_and_are_enabled(
    target: Target, cluster: Cluster, member: Member, evidence: Evidence
) -> None:
    for unit in units(cluster, member):
        service = target.host(member).service(unit)
        running = "running" if service.is_running else "not running"
        enabled = "enabled" if service.is_enabled else "not enabled"
        check(
            member.name,
            f"{unit} runs, and will after a reboot",
            expected="running, enabled",
            found=f"{running}, {enabled}",
            command=f"systemctl status {unit}",
        )
        evidence.saw(member.name, f"{unit} is {running} and {enabled}")


def test_ports_are_bound_only_where_they_should_be(
    target: Target, cluster: Cluster, member: Member, evidence: Evidence
) -> None:
    ipv6 = target.host(member).run(OPENS_IPV6_SOCKET).succeeded
    sockets = target.host(member).socket.get_listening_sockets()
    found = [parse_binding(socket) for socket in sockets if socket.startswith("tcp://")]
    for port, addresses in bindings(cluster, member, ipv6).items():
        check(
            member.name,
            f"port {port} is bound only where it should be",
            expected=sorted(addresses),
            found=sorted({address for bound, address in found if bound == port}),
            command=f"ss -ltnp 'sport = :{port}'",
        )
        evidence.saw(member.name, f"port {port} is bound to {' and '.join(sorted(addresses))}")


def test_files_have_their_owners_and_modes(
    target: Target, cluster: Cluster, member: Member
) -> None:
    for rule in files(cluster, member):
        file = target.host(member).file(rule.path)
        command = f"sudo stat {rule.path}"
        check(member.name, f"{rule.path} exists", expected=True, found=file.exists, command=command)
        check(
            member.name,
            f"{rule.path} belongs to {rule.owner}",
            expected=rule.owner,
            found=f"{file.user}:{file.group}" if ":" in rule.owner else file.user,
            command=command,
        )
        check(
            member.name,
            f"{rule.path} is open to no more than it should be",
            expected=f"{rule.widest:04o} or tighter",
            found=f"{file.mode:04o}"
            if file.mode & ~rule.widest
            else f"{rule.widest:04o} or tighter",
            command=command,
        )


def test_nginx_accepts_its_configuration(target: Target, lb: Member) -> None:
    result = target.host(lb).run("nginx -t")
    check(
        lb.name,
        "the nginx configuration is valid",
        expected="exit code 0",
        found=f"exit code {result.rc}" if result.succeeded else result.stderr.strip(),
        command="sudo nginx -t",
    )


def test_default_site_of_nginx_is_gone(target: Target, lb: Member) -> None:
    asked = f"{DEBIANS_SITE}\nis_debians_site {NGINX_DEFAULT_SITE_LINK}"
    check(
        lb.name,
        "the site that welcomes visitors to nginx is gone; one of yours may stand there",
        expected=False,
        found=target.host(lb).run(asked).succeeded,
        command=f"ls {NGINX_DEFAULT_SITE_LINK}",
    )
