"""What nginx shall be on one host or another."""

import pytest

from roles.nginx import host_nginx
from tests.unit.examples import survey


@pytest.mark.parametrize(
    ("version", "buffers"),
    [
        ("1.18.0", False),
        ("1.22.1", False),
        ("1.23.0", False),
        ("1.23.1", True),
        ("1.24.0", True),
        ("1.26.3", True),
        ("2.0.0", True),
        (None, True),
    ],
)
def test_an_nginx_that_forgets_answers_at_a_reload_buffers_none(
    version: str | None, buffers: bool
) -> None:
    assert host_nginx(survey(nginx_version=version)).buffers_answers is buffers
