"""A load balancer takes a new configuration again and again, and every answer comes whole."""

from dataclasses import replace

import pytest

from lab.ledger import stay
from lab.ledger.kinds import KINDS, RARE
from lab.ledger.traffic import Traffic
from tests.lab.rig import Rig, Seen
from verify.target import Target

SECONDS = 45
RELOADS_PER_SECOND = 5
# What nginx says when a process of the old configuration leaves before its answers are sent.
CUT = "left in connection"
# On a line of its own for each request nothing is sent again, whatever nginx does to it. An old
# process stays while it waits for anything with a time-out: so few visitors come, and these look
# at their pictures most of the time.
KINDS_THAT_LOOK = [replace(kind, looks=20) for kind in (*KINDS, *RARE) if kind.fresh]
VISITORS = 8
THINK_SECONDS = 0.05


def answers_cut(cluster: Rig, target: Target) -> int:
    """How often nginx has said so."""
    logs = f"/var/log/nginx/error.log* {target.places.error_log}*"
    return int(cluster.run("lb1", f"zcat -f {logs} | grep -c '{CUT}' || true"))


def test_every_answer_is_whole_while_the_lb_reloads(
    cluster: Rig, target: Target, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stay, "THINK_SECONDS", THINK_SECONDS)
    before, reloads = answers_cut(cluster, target), 0
    with Traffic(target, VISITORS, kinds=KINDS_THAT_LOOK, rare=()) as traffic:
        while traffic.elapsed < SECONDS or reloads < SECONDS:
            cluster.run("lb1", "systemctl reload nginx")
            reloads += 1
            traffic.last(1 / RELOADS_PER_SECOND)
    seen(f"{reloads} reloads", traffic)
    assert traffic.totals.clean, f"{reloads} reloads: {traffic.totals}"
    assert traffic.totals.kinds.keys() == set(map(str, KINDS_THAT_LOOK))
    assert all(entry.declared in (None, entry.size) for entry in traffic.entries)
    assert all(entry.declared for entry in traffic.entries if entry.path == "/image/raw")
    assert answers_cut(cluster, target) == before
