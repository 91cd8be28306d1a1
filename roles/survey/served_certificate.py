"""The certificate that a load balancer has: whether nginx may serve with it, and how long."""

from datetime import datetime, timedelta

from roles.configuration.certificate import (
    Certificate,
    certificate_misfit,
    covers,
    read_certificate,
)
from roles.configuration.cluster import Cluster, Member
from roles.configuration.edge_settings import Tls
from roles.configuration.pem_keys import public_key
from roles.survey.host_survey import HostSurvey

# When somebody should see to it: what renews it would have done it by then.
ENDS_SOON = timedelta(days=14)
# When one that the kit makes by itself is made anew.
MADE_ANEW_BEFORE = timedelta(days=30)


def found_certificate(survey: HostSurvey) -> Certificate | None:
    """Give the certificate of a load balancer; None where it has none."""
    return read_certificate(survey.certificate) if survey.certificate else None


def certificate_on_host_misfit(
    cluster: Cluster, member: Member, survey: HostSurvey, now: datetime
) -> str | None:
    """Say why nginx should not serve with the certificate that an operator has put there."""
    settings = cluster.settings
    if member not in cluster.lb or not settings.has_certificate_on_hosts:
        return None
    file = settings.tls_certificate
    if survey.certificate is None:
        return f"tls_certificate is {file!r}, and there is no such file: put it there."
    key = public_key(survey.certificate_key) if survey.certificate_key else None
    what = f"the certificate of {file!r} (tls_certificate)"
    return certificate_misfit(what, survey.certificate, key, settings.server_names, now)


def certificate_drift(survey: HostSurvey, tls: Tls, now: datetime) -> list[str]:
    """Say what is not right about the certificate that a load balancer serves with."""
    certificate = found_certificate(survey)
    if certificate is None or tls == "off":
        return []
    drift = []
    if certificate.ends <= now:
        drift.append("its certificate has ended")
    elif certificate.ends - now < ENDS_SOON:
        drift.append(f"its certificate ends on {certificate.ends:%Y-%m-%d}")
    if tls == "acme" and certificate.is_self_signed:
        drift.append("no authority has given it a certificate yet")
    elif tls == "acme" and not (survey.acme and survey.acme.renews):
        drift.append("its certificate is not renewed (certbot.timer)")
    return drift


def needs_self_signed(cluster: Cluster, survey: HostSurvey, now: datetime) -> bool:
    """Tell whether a load balancer needs a certificate that it makes by itself.

    Where an authority gives them, it needs one to begin with only.
    """
    found = found_certificate(survey)
    if found is None:
        return cluster.settings.tls in ("self_signed", "acme")
    if cluster.settings.tls != "self_signed":
        return False
    fits = all(covers(found.names, name) for name in cluster.settings.server_names)
    return not fits or not found.is_self_signed or found.ends - now < MADE_ANEW_BEFORE
