"""Whether a load balancer needs a certificate of the authority's, or has a right one still."""

from datetime import datetime

from roles.configuration.cluster import Cluster
from roles.survey.host_survey import HostSurvey
from roles.survey.served_certificate import found_certificate

# It is asked for the next one once no more is left of its time than one part of so many; certbot's
# own timer does it then too.
RENEWED_IN_THE_LAST = 3


def needs_asking(cluster: Cluster, survey: HostSurvey, now: datetime) -> bool:
    """Tell whether nginx lacks a lasting certificate of that authority's for just these names."""
    found = found_certificate(survey)
    if found is None or found.is_self_signed or survey.acme is None:
        return True
    ends_soon = found.ends - now < (found.ends - found.begins) / RENEWED_IN_THE_LAST
    others = set(found.names) != set(cluster.settings.server_names)
    return ends_soon or others or survey.acme.directory != cluster.settings.authority


def is_renewed(survey: HostSurvey, hook: str) -> bool:
    """Tell whether certbot renews it by itself, and nginx gets it then; `hook` is its sum."""
    return survey.acme is not None and survey.acme.renews and survey.acme.hook == hook
