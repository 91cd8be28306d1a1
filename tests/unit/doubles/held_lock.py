"""The deploy lock of a folder that stands in for a host."""

from pathlib import Path

from roles.run.lock import new_lock

HELD = new_lock("deploy of site 0123456789ab, clustered")


def hold_lock(state: Path) -> dict[str, str]:
    """Take the lock; give the variables by which a script knows that it is held."""
    state.mkdir(parents=True, exist_ok=True)
    (state / "lock").write_text(HELD.text() + "\n")
    return {
        "state": str(state),
        "lock_file": str(state / "lock"),
        "lock_id": HELD.id,
        "busy_timeout": "5",
    }
