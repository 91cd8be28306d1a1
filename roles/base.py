"""What every host gets: the check that it can take its role, its packages, a right clock."""

from collections.abc import Generator, Sequence
from functools import partial

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.host import Host
from pyinfra.api.operation import operation
from pyinfra.api.state import State, StateStage
from pyinfra.context import host
from pyinfra.facts.deb import DebPackages
from pyinfra.operations import apt

from roles.configuration.cluster import Cluster, Member
from roles.connection.transport import transport_of
from roles.errors import RefusedError
from roles.package_lists import refresh
from roles.run.changing import refuse, steps
from roles.run.run import Run
from roles.survey.fitness import unfitness, untested
from roles.survey.java import unfit_java
from roles.survey.moved_redis import moved_redis
from roles.visiting.forwarding import forwarding_refusal

# Any of its flavours comes with it, or does for it.
LB_PACKAGES = ("nginx",)
# A load balancer makes itself a certificate.
CERTIFICATE_PACKAGES = ("openssl",)
# What asks an authority for one, and renews it by its own timer.
ACME_PACKAGES = ("certbot",)
# systemd-run waits for what it runs by way of D-Bus.
APP_PACKAGES = ("curl", "dbus")
REDIS_PACKAGES = ("redis-server",)
# An app server asks a Redis that somebody else runs.
REDIS_CLIENT_PACKAGES = ("redis-tools",)
# What such a package starts as soon as it is unpacked, before anybody has configured it.
STARTED_AT_ONCE = {"nginx": "nginx.service", "redis-server": "redis-server.service"}
BASE_PACKAGES = ("iproute2", "procps")
# Any of these keeps a host's clock right; sessions' time-outs come from the app servers' clocks.
TIME_PACKAGES = ("systemd-timesyncd", "chrony", "ntpsec", "ntp", "openntpd")


def packages(cluster: Cluster, member: Member, installed: set[str]) -> list[str]:
    """The packages that a member's roles need and that it lacks."""
    needed = list(BASE_PACKAGES)
    if member in cluster.lb:
        needed += LB_PACKAGES
        needed += CERTIFICATE_PACKAGES if cluster.settings.tls in ("self_signed", "acme") else ()
        needed += ACME_PACKAGES if cluster.settings.tls == "acme" else ()
    if member in cluster.app:
        needed += [] if cluster.settings.java_command else [cluster.settings.java_package]
        needed += APP_PACKAGES
    if cluster.deploys_redis(member):
        needed += REDIS_PACKAGES
    if cluster.asks_others_redis(member):
        needed += REDIS_CLIENT_PACKAGES
    if installed.isdisjoint(TIME_PACKAGES):
        needed.append(TIME_PACKAGES[0])
    return [name for name in needed if name not in installed]


@operation()
def check_fitness(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Survey the host and refuse it when it can't take its role."""
    survey = run.readings.survey(member)
    upload = None if run.decision.release in survey.whole else run.decision.artifact
    reason = unfitness(run.cluster, member, survey, upload) or _unfit_java(run, member)
    if member.name in run.decision.roll_plan().order:
        transport, port = transport_of(run.host(member)), run.cluster.settings.app_port
        reason = reason or forwarding_refusal(transport, member.address, port)
    if run.work == "deploy":
        reason = reason or moved_redis(run.cluster, member, survey)
    if reason and host.state.current_stage != StateStage.Execute:
        raise RefusedError(f"{member.name}: {reason}")
    if reason:
        yield FunctionCommand(refuse, (reason,), {})
    if untested(survey):
        host.log(f"{survey.system} {survey.system_version} is accepted, but untested")


def _unfit_java(run: Run, member: Member) -> str | None:
    # What a rollback goes back to has run there.
    asked = run.decision.artifact
    return unfit_java(run.cluster, member, run.readings.survey(member), asked) if asked else None


def _survey_anew(state: State, host: Host, run: Run, member: Member) -> bool:
    run.readings.forget_survey(member)
    reason = _unfit_java(run, member)
    return refuse(state, host, reason) if reason else True


def held_back(command: str, units: Sequence[str]) -> str:
    """Keep units from being started by a command that installs them: the roles start them."""
    if not units:
        return command
    masked = f"--runtime --quiet {' '.join(units)}"
    return f"trap 'systemctl unmask {masked}' EXIT && systemctl mask {masked} && {{ {command}\n}}"


@operation()
def install_packages(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Install what the host's roles need, in one transaction, once nobody else is at work."""
    missing = packages(run.cluster, member, set(host.get_fact(DebPackages)))
    if missing:
        lock_timeout = run.cluster.settings.apt_lock_timeout
        yield FunctionCommand(refresh, (run,), {})
        units = [STARTED_AT_ONCE[name] for name in missing if name in STARTED_AT_ONCE]
        yield from steps(
            run,
            apt.packages._inner(
                packages=missing,
                no_recommends=True,
                # For who comes in between.
                extra_install_args=f"-o DPkg::Lock::Timeout={lock_timeout}",
            ),
            around=partial(held_back, units=units),
        )
        # What is decided by the version of a package, such as nginx', is decided after this; and
        # only now it may be known which Java is there.
        yield FunctionCommand(_survey_anew, (run, member), {})


def check(run: Run, member: Member) -> None:
    """Refuse a host that can't take its role; every host calls this."""
    check_fitness(name="Check that each host can take its role", run=run, member=member)


def apply(run: Run, member: Member) -> None:
    """Prepare a host for its roles; every host calls this."""
    install_packages(name="Install the packages of each host's role", run=run, member=member)
