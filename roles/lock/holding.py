"""The lock of one run: taken on every host, renewed while it works, released at the end."""

import json

import gevent
from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles.configuration.cluster import Member
from roles.errors import RefusedError
from roles.files.audit import render_rotation
from roles.hooks.after_deploy import after_deploy
from roles.places import Places
from roles.remote import ScriptResult, run_script
from roles.run.lock import LEASE_SECONDS, RENEW_SECONDS, Lock, new_lock, now
from roles.run.lock_words import LOST, LockAction
from roles.run.run import Run

SCRIPT_TIMEOUT = 20


def lock_script(
    host: Host,
    places: Places,
    lock: Lock,
    action: LockAction,
    entry: str = "",
    gone: str = "",
    ended: str = "",
) -> ScriptResult:
    """Run lock.sh on a host.

    An `entry` goes to its audit log, `gone` is a holder that ended, `ended` the mark of a roll that
    has come to its end.
    """
    return run_script(
        host,
        "lock",
        {
            "action": action,
            "lock_file": places.lock_file,
            "id": lock.id,
            "content": lock.text(),
            "gone": gone,
            "ended": ended,
            "lease_seconds": str(LEASE_SECONDS),
            "audit_log": places.audit_log,
            "entry": entry,
            "rotation_file": places.rotation_file,
            "rotation": render_rotation(places),
        },
        timeout=SCRIPT_TIMEOUT,
    )


class Holding:
    """What a run holds. Nothing is taken until `take`."""

    def __init__(self, run: Run) -> None:
        """Name the work that the lock is for."""
        self.run = run
        self.lock: Lock = new_lock(_what(run), run.progress.lease.id)
        self._taken: list[Member] = []
        self._released = False

    def take(self, member: Member, gone: str) -> ScriptResult:
        """Take a host's lock, also from the run `gone`."""
        result = self._script(member, LockAction.TAKE, gone=gone)
        if result.succeeded:
            self._taken.append(member)
            self.run.progress.lease.renew(member.name)
            gevent.spawn(self._renew, member)
        return result

    def release(self, state: State, failure: str | None = None) -> None:
        """Release every host's lock; what changed something or failed goes to the audit log, and
        after_deploy hears of it.

        A host that has gone silent is waited for no longer than its script may take.
        """
        if self._released:
            return
        self._released = True
        entry = self._entry(failure) if failure or _changed(state) else ""
        # A run that failed before its roll leaves what an interrupted one had moved as it found it.
        roll_ended = failure is None or self.run.progress.failure is not None
        ended = self.run.places.moved if roll_ended else ""
        jobs = [
            gevent.spawn(self._script, member, LockAction.RELEASE, entry, ended=ended)
            for member in self._taken
        ]
        gevent.joinall(jobs, timeout=SCRIPT_TIMEOUT)
        if entry and self._taken:
            after_deploy(self.run, failure)

    def _renew(self, member: Member) -> None:
        """Renew one host's lock: one that has gone silent keeps nobody else from being renewed."""
        while True:
            gevent.sleep(RENEW_SECONDS)
            if self._released:
                return
            answer = self._script(member, LockAction.RENEW)
            if answer.succeeded:
                self.run.progress.lease.renew(member.name)
            elif LOST in answer.lines:
                self.run.progress.lease.lose(member.name)

    def _entry(self, failure: str | None) -> str:
        run = self.run
        try:
            with gevent.Timeout(SCRIPT_TIMEOUT, RefusedError):
                came_from = {
                    server.name: {"release": server.release, "profile": server.sessions}
                    for server in run.decision.roll_plan().servers
                }
        except RefusedError:
            # A host that can't be read may be why the run failed.
            came_from = {}
        entry = {
            "time": now(),
            "who": self.lock.holder,
            "what": run.work,
            "began": self.lock.since,
            "from": came_from,
            "to": {"release": run.decision.release, "profile": run.decision.profile},
            "outcome": f"failed: {failure}" if failure else "succeeded",
        }
        return json.dumps(entry)

    def _script(
        self, member: Member, action: LockAction, entry: str = "", gone: str = "", ended: str = ""
    ) -> ScriptResult:
        host = self.run.host(member)
        return lock_script(host, self.run.places, self.lock, action, entry, gone, ended)


def _what(run: Run) -> str:
    # Hosts are not asked for it: what they say before they are this run's may not be true then.
    settings = run.cluster.settings
    if run.work == "deploy":
        return f"deploy of {settings.app_name} {run.decision.release}, {run.decision.profile}"
    return f"{run.work} of {settings.app_name} to {settings.release or 'what ran before'}"


def _changed(state: State) -> bool:
    metas = [
        data.operation_meta for operations in state.ops.values() for data in operations.values()
    ]
    return any(meta.is_complete() and meta.did_change() for meta in metas)
