"""Load balancers that take their configuration again and again while answers are under way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from lab.ledger import stay
from lab.ledger.kinds import KINDS, RARE
from lab.ledger.traffic import Traffic
from tests.lab.rig import Rig
from verify.target import Target

# What nginx says when a process of the old configuration leaves before its answers are sent.
CUT = "left in connection"
# On a line of its own for each request nothing is sent again, whatever nginx does to it. An old
# process stays while it waits for anything with a time-out: so few visitors come, and these look
# at their pictures most of the time.
KINDS_THAT_LOOK = [replace(kind, looks=20) for kind in (*KINDS, *RARE) if kind.fresh]
VISITORS = 8
THINK_SECONDS = 0.05


def answers_cut(rig: Rig, target: Target, lb: str) -> int:
    """How often nginx has said so."""
    logs = f"/var/log/nginx/error.log* {target.places.error_log}*"
    return int(rig.run(lb, f"zcat -f {logs} | grep -c '{CUT}' || true"))


@contextmanager
def looking_visitors(target: Target) -> Iterator[Traffic]:
    """Have such visitors there, of each kind one at each load balancer at least."""
    visitors = max(VISITORS, len(KINDS_THAT_LOOK) * len(target.cluster.lb))
    with (
        patch.object(stay, "THINK_SECONDS", THINK_SECONDS),
        Traffic(target, visitors, kinds=KINDS_THAT_LOOK, rare=()) as traffic,
    ):
        yield traffic


def assert_reloads_cut_nothing(rig: Rig, target: Target, seconds: int) -> Traffic:
    """Have load balancers reload each second for so long; give what visitors saw meanwhile."""
    lbs = rig.members("lb")
    before = {lb: answers_cut(rig, target, lb) for lb in lbs}
    reloads = 0
    with looking_visitors(target) as traffic:
        while traffic.elapsed < seconds or reloads < seconds:
            for lb in lbs:
                rig.run(lb, "systemctl reload nginx")
            reloads += 1
            traffic.last(1)
    assert traffic.totals.clean, f"{reloads} reloads: {traffic.totals}"
    assert traffic.totals.kinds.keys() == set(map(str, KINDS_THAT_LOOK))
    assert all(entry.declared in (None, entry.size) for entry in traffic.entries)
    assert all(entry.declared for entry in traffic.entries if entry.path == "/image/raw")
    assert {lb: answers_cut(rig, target, lb) for lb in lbs} == before
    return traffic
