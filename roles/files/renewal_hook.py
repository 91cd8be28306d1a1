"""What certbot runs once it has renewed a load balancer's certificate."""

from hashlib import sha256

from roles.files.templates import render
from roles.places import Places
from roles.shared_places import NGINX_SECRETS, NGINX_STATE

# How long it waits for a deploy that is at work with nginx' files, in seconds.
BUSY_TIMEOUT = 300


def render_renewal_hook(places: Places) -> str:
    """Give it as text."""
    return render(
        "letsencrypt/renewal-hooks/deploy/session-cluster.j2",
        lineage_folder=places.lineage_folder,
        folder=NGINX_SECRETS,
        certificate_file=places.certificate_file,
        nginx_state=NGINX_STATE,
        busy_timeout=BUSY_TIMEOUT,
    )


def hook_sum(places: Places) -> str:
    """Give its sum, by which the survey tells whether a load balancer has it."""
    return sha256(render_renewal_hook(places).encode()).hexdigest()
