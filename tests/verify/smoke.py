"""The smoke visitor: takes the journey through a load balancer, and its last step again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from roles.configuration.cluster import Member
from roles.configuration.control_environment import journey_secrets
from roles.visiting.clients import lb_client, site_url
from roles.visiting.sessions import session_keys
from roles.visiting.step_failed import StepFailedError
from roles.visiting.visitor import Visitor
from tests.verify.evidence import check, deny
from verify.target import Target

SECONDS = 10.0


@dataclass
class SmokeVisitor:
    """A visitor of a load balancer, whose failed steps fail the check."""

    target: Target
    lb: Member
    visitor: Visitor

    def arrive(self) -> None:
        """Take the journey."""
        self._go(self.visitor.arrive)

    def look(self) -> None:
        """Take its last step again."""
        self._go(self.visitor.look)

    @property
    def name(self) -> str:
        """What the ids of its requests begin with."""
        return self.visitor.name

    @property
    def requests(self) -> list[str]:
        """The ids of its requests; the access log keeps them."""
        return self.visitor.requests

    @property
    def proof(self) -> bytes:
        """What it has put into its session."""
        return self.visitor.walk.proof

    def session_keys(self) -> dict[str, str]:
        """The keys in Redis that its cookies may stand for, each with its cookie's name."""
        return session_keys(self.target.cluster.settings, self.visitor.cookies)

    def check(self, what: str, *, expected: object, found: object) -> None:
        """Check something of the site, as this visitor saw it."""
        check(self.lb.name, what, expected=expected, found=found, command=self._command())

    def _go(self, steps: Callable[[], None]) -> None:
        try:
            steps()
        except StepFailedError as error:
            what = f"step {error.number} of the journey, {error.step.request}"
            deny(
                self.lb.name,
                what,
                expected=error.expected,
                found=error.found,
                command=self._command(error.step.path),
            )

    def _command(self, path: str = "/") -> str:
        return asked(self.target, self.lb, path)


def asked(target: Target, lb: Member, path: str = "/") -> str:
    """Give the command that asks a load balancer for a path as the verification does."""
    settings, address = target.cluster.settings, target.visible_address(lb)
    url = httpx.URL(site_url(settings, address)).join(path)
    there = f" --resolve {url.host}:{settings.visitor_port}:{address}" if settings.site_host else ""
    return f"curl -i{there} '{url}'"


@contextmanager
def smoke_visitor(target: Target, lb: Member, source: str | None = None) -> Iterator[SmokeVisitor]:
    """Give a visitor of a load balancer, from a source address of this machine."""
    settings = target.cluster.settings
    secrets = journey_secrets(settings.journey)
    address, certificate = target.visible_address(lb), target.certificate(lb)
    with lb_client(settings, address, source, SECONDS, certificate) as client:
        yield SmokeVisitor(target, lb, Visitor(client, settings.journey, secrets))
