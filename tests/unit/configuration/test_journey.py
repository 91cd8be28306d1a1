"""What a journey may be, and the sentence for what it may not."""

from typing import Any

import pytest

from roles.configuration.control_environment import journey_secrets
from roles.configuration.journey import proves_sessions, variables
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from tests.unit.doubles.examples import defaults


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "journey is []: expected"),
        ([{}], "step 1 is {}: expected one of get, post, put, patch and delete"),
        (["/"], "step 1 is '/': expected one of get"),
        ([{"get": "/", "post": "/"}], "expected one of get, post"),
        ([{"get": "image"}], "step 1 has path 'image': expected a path that starts with /"),
        ([{"get": "/a b"}], "step 1 has path '/a b'"),
        ([{"get": "/", "show": "x"}], "step 1 has 'show': beside its method a step has form,"),
        ([{"get": "/", "status": 99}], "step 1 has status 99: expected a status from 200"),
        ([{"get": "/", "status": "200"}], "step 1 has status '200'"),
        ([{"get": "/", "shows": ""}], "step 1 has shows '': expected a text"),
        ([{"get": "/", "form": {"a": "b"}}], "no form, file or json in what is got"),
        ([{"post": "/", "form": {"a": 1}}, {"get": "/"}], "step 1 has form 1: expected fields"),
        ([{"post": "/", "file": {"a": "b"}}, {"get": "/"}], "step 1 has file 'b': expected one"),
        ([{"post": "/", "json": {}, "form": {"a": "b"}}, {"get": "/"}], "json, or a form"),
        ([{"get": "/", "takes": {"a": "b"}}], "step 1 has takes 'b': expected names"),
        ([{"get": "/", "takes": {"a": "("}}], "step 1 has takes '(': expected names"),
        ([{"get": "/"}, {"post": "/"}], "expected a get as its last step"),
        ([{"get": "/{order}"}], "not {order}"),
        ([{"get": "/{o}", "takes": {"o": "(.)"}}], "not {o}"),
    ],
)
def test_what_is_no_journey_is_refused_by_its_step(steps: Any, said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(journey=steps))
    assert said in str(refused.value) and str(refused.value).startswith("journey")


@pytest.mark.parametrize("name", ["smoke_path", "smoke_field", "smoke_attribute"])
def test_what_the_journey_says_now_is_refused_with_the_way_to_say_it(name: str) -> None:
    with pytest.raises(RefusedError, match="a step of journey, see docs/journey"):
        build_settings(defaults(**{name: "/photo"}))


def test_the_default_proves_sessions_and_needs_no_secret() -> None:
    journey = build_settings(defaults()).journey
    assert proves_sessions(journey) and journey_secrets(journey) == {}
    assert not proves_sessions(build_settings(defaults(journey=[{"get": "/"}])).journey)


def test_missing_secrets_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    form = {"a": "{env:SMOKE_USER} {env:SMOKE_PASSWORD}", "b": "{env:SMOKE_USER} { {} {unique}"}
    journey = build_settings(defaults(journey=[{"post": "/", "form": form}, {"get": "/"}])).journey
    assert variables(journey) == ["SMOKE_USER", "SMOKE_PASSWORD"]
    monkeypatch.setenv("SMOKE_USER", "smoke")
    monkeypatch.delenv("SMOKE_PASSWORD", raising=False)
    with pytest.raises(RefusedError, match="journey needs SMOKE_PASSWORD in the environment"):
        journey_secrets(journey)
    monkeypatch.setenv("SMOKE_PASSWORD", "5e55ion")
    assert journey_secrets(journey) == {"SMOKE_USER": "smoke", "SMOKE_PASSWORD": "5e55ion"}
