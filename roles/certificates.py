"""The certificates that load balancers make by themselves, before nginx serves with them."""

from collections.abc import Generator, Iterable
from datetime import UTC, datetime
from ipaddress import ip_address

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation

from roles.configuration.cluster import Member
from roles.run.changing import run_step
from roles.run.run import Run
from roles.survey.served_certificate import needs_self_signed

# How long browsers accept a certificate at most (CA/Browser Forum's rule until March 2026, by which
# some measure self-signed ones too).
DAYS = 397
TIMEOUT = 60


def alternatives(names: Iterable[str]) -> str:
    """Give names as OpenSSL writes a subject's alternatives."""
    return ",".join(f"{'IP' if _is_address(name) else 'DNS'}:{name}" for name in names)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@operation()
def make_certificate(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Have a load balancer make itself a certificate, where it needs one."""
    if needs_self_signed(run.cluster, run.readings.survey(member), datetime.now(UTC)):
        variables = {
            "certificate_file": run.places.certificate_file,
            "alternatives": alternatives(run.cluster.settings.server_names),
            "days": str(DAYS),
        }
        yield FunctionCommand(run_step, (run, "certificates", variables, TIMEOUT), {})


def apply(run: Run, member: Member) -> None:
    """Bring a load balancer to its certificate."""
    make_certificate(name="Make a certificate for the site's names", run=run, member=member)
