"""Load balancers take a new configuration again and again, and every answer comes whole."""

import pytest

from lab import commands
from tests.lab.reloading import assert_reloads_cut_nothing
from tests.lab.rig import BOTH, SELF_SIGNED, Seen
from tests.lab.settled import Settled
from verify.target import open_target


@BOTH
@pytest.mark.parametrize("seconds", [30, pytest.param(120, marks=pytest.mark.sweep)])
def test_every_answer_is_whole_while_load_balancers_reload(
    either: Settled, seen: Seen, seconds: int
) -> None:
    # Two nginx, of which only the one at two load balancers speaks TLS here.
    data = SELF_SIGNED if len(either.rig.members("lb")) > 1 else ()
    rig = either.after_a_deploy(*data)
    environment = commands.lab_environment(rig.topology)
    with open_target(str(commands.LAB_INVENTORY), data, environment) as target:
        traffic = assert_reloads_cut_nothing(rig, target, seconds)
    seen(f"a reload a second, {rig.topology.suite}", traffic)
