"""What rotates the audit log, as text."""

from roles.files.templates import render
from roles.places import Places


def render_rotation(places: Places) -> str:
    """What rotates the audit log."""
    return render("logrotate.d/session-cluster.j2", audit_log=places.audit_log)
