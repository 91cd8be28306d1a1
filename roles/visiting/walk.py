"""A visitor's way through the steps of a journey; whoever sends its requests gives the answers."""

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Never

import httpx

from roles.configuration.journey import UNIQUE, Step, filled_in
from roles.visiting.pages import hidden_fields, shows, title
from roles.visiting.step_failed import StepFailedError
from roles.visiting.unique import Unique

# Yields each request, and is sent its answer, read to its end.
Steps = Generator[httpx.Request, httpx.Response, None]
MOST_REDIRECTS = 10
SERVER_FAULT = 500
# Spring's names for the token that scripts of a page send along (CookieCsrfTokenRepository).
CSRF_COOKIE, CSRF_HEADER = "XSRF-TOKEN", "X-XSRF-TOKEN"


@dataclass
class Walk:
    """One visitor; `secrets` are the variables of the control machine's environment by name.

    Raises StepFailedError at the first answer that is not as its step expects.
    """

    client: httpx.Client | httpx.AsyncClient
    journey: Sequence[Step]
    secrets: Mapping[str, str]
    unique: Unique = field(default_factory=Unique)
    _taken: dict[str, str] = field(default_factory=dict)
    _page: httpx.Response | None = None
    _redirected: bool = False

    def arrive(self) -> Steps:
        """Take every step."""
        for number in range(1, len(self.journey) + 1):
            yield from self._take(number)

    def look(self) -> Steps:
        """Take the last step again: the proof that the session is still there."""
        yield from self._take(len(self.journey))

    @property
    def proof(self) -> bytes:
        """What the visitor put into its session: its picture where it sends one, else its text."""
        sends_picture = any(step.file for step in self.journey)
        return self.unique.picture if sends_picture else self.unique.text.encode()

    def _take(self, number: int) -> Steps:
        step = self.journey[number - 1]
        self._redirected = False
        try:
            answer = yield self._request(step)
            redirects = 0
            while step.follows and answer.next_request is not None:
                redirects += 1
                self._check_redirect(number, answer, redirects)
                self._redirected = True
                answer = yield answer.next_request
        except httpx.HTTPError as error:
            said = f"{type(error).__name__} {error}".strip()
            raise StepFailedError(number, step, "an answer", said, is_passing=True) from None
        self._check(number, answer)
        for name, pattern in step.takes.items():
            found = re.search(pattern, answer.text)
            if found is None:
                self._deny(number, answer, f"something to take that fits {pattern!r}", "nothing")
            self._taken[name] = found[1]
        self._page = answer

    def _request(self, step: Step) -> httpx.Request:
        values = self._values
        content: dict[str, Any] = {}
        if step.json_body is not None:
            content["json"] = filled_in(step.json_body, values)
        elif step.method != "GET":
            hidden = hidden_fields(self._page, step.path) if self._page is not None else {}
            content["data"] = hidden | filled_in(step.form, values)
        if step.file:
            name = f"{self.unique.text}.png"
            content["files"] = {
                each: (name, self.unique.picture, "image/png") for each in step.file
            }
        tokens = [each.value for each in self.client.cookies.jar if each.name == CSRF_COOKIE]
        headers = {CSRF_HEADER: tokens[-1] or ""} if tokens and step.method != "GET" else {}
        path = filled_in(step.path, values)
        return self.client.build_request(step.method, path, headers=headers, **content)

    @property
    def _values(self) -> dict[str, str]:
        return {
            UNIQUE: self.unique.text,
            **{f"{{{name}}}": value for name, value in self._taken.items()},
            **{f"{{env:{name}}}": value for name, value in self.secrets.items()},
        }

    def _check_redirect(self, number: int, answer: httpx.Response, redirects: int) -> None:
        request = answer.next_request
        assert request is not None
        here, there = answer.request.url, request.url
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            self._deny(number, answer, "a redirect within this site", f"one to {request.url}")
        if redirects > MOST_REDIRECTS:
            found = f"the next one, to {request.url.path}"
            self._deny(number, answer, f"{MOST_REDIRECTS} redirects at most", found)

    def _check(self, number: int, answer: httpx.Response) -> None:
        step, values = self.journey[number - 1], self._values
        expected = step.status or httpx.codes.OK
        if answer.status_code != expected:
            self._deny(number, answer, f"status {expected:d}", f"status {answer.status_code}")
        if step.shows is not None and not shows(answer, filled_in(step.shows, values)):
            self._deny(number, answer, f"a page that shows {step.shows}", "one that does not")
        if step.gives is not None:
            wanted = self.proof if step.gives == UNIQUE else filled_in(step.gives, values).encode()
            if answer.content != wanted:
                found = f"{len(answer.content):,} other bytes"
                self._deny(number, answer, f"{step.gives}, {len(wanted):,} bytes", found)

    def _deny(self, number: int, answer: httpx.Response, expected: str, found: str) -> Never:
        page = title(answer)
        where = f' on the page "{page}"' if page else ""
        # The step's own path may hold a secret.
        via = f" from {answer.request.url.path}" if self._redirected else ""
        step = self.journey[number - 1]
        is_passing = answer.status_code >= SERVER_FAULT
        raise StepFailedError(number, step, expected, f"{found}{via}{where}", is_passing)
