"""A load balancer takes a new configuration again and again, and every answer comes whole."""

from tests.lab.reloading import assert_reloads_cut_nothing
from tests.lab.rig import Rig, Seen
from verify.target import Target


def test_every_answer_is_whole_while_the_lb_reloads(
    cluster: Rig, target: Target, seen: Seen
) -> None:
    seen("a reload a second", assert_reloads_cut_nothing(cluster, target, ["lb1"]))
