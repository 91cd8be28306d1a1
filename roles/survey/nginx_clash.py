"""Whether an nginx that has sites of its own can take the app's site beside them."""

from collections.abc import Iterator

from roles.configuration.cluster import Cluster, Member
from roles.configuration.settings import Settings
from roles.places import Places
from roles.shared_places import NGINX_DEFAULT_SITE_LINK, nginx_default_file
from roles.survey.host_survey import HostSurvey
from roles.survey.nginx_sites import NginxSite


def nginx_clash(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    """Say which file of somebody else's the app's site would clash with, and the cure."""
    if member not in cluster.lb:
        return None
    return next(_clashes(cluster, survey), None)


def ports_without_default(cluster: Cluster, survey: HostSurvey) -> list[int]:
    """Give the ports of a site with names at which nobody answers those who ask for none there."""
    if not cluster.settings.server_names:
        return []
    others = [site for port in cluster.settings.heard_at for site in _others(cluster, survey, port)]
    taken = {port for site in others for port in site.default_at}
    return [port for port in cluster.settings.heard_at if port not in taken]


def _others(cluster: Cluster, survey: HostSurvey, port: int) -> list[NginxSite]:
    """The sites of somebody else's at a port; what the kit answers strangers with is none."""
    places = Places(cluster.settings.app_name)
    own = {places.site_link, places.site_file, places.upstream_file, nginx_default_file(port)}
    if survey.debians_site:
        own.add(NGINX_DEFAULT_SITE_LINK)
    return [site for site in survey.nginx_sites if site.file not in own and port in site.ports]


def _clashes(cluster: Cluster, survey: HostSurvey) -> Iterator[str]:
    settings, places = cluster.settings, Places(cluster.settings.app_name)
    for port, tls in settings.heard_at.items():
        for site in _others(cluster, survey, port):
            yield from _clashes_at(settings, site, port, tls)
    own = {places.upstream_file, places.site_link, places.site_file}
    for upstream in survey.nginx_upstreams:
        if upstream.file not in own and places.is_upstream(upstream.name):
            yield (
                f"{upstream.file} has an nginx upstream {upstream.name}, which is the app's name: "
                "choose another app_name, or rename the upstream."
            )


def _clashes_at(settings: Settings, site: NginxSite, port: int, tls: bool) -> Iterator[str]:
    elsewhere = f"or choose another {'https_port' if tls else 'http_port'}."
    claimed = sorted(set(site.names).intersection(settings.server_names))
    if claimed:
        yield (
            f"nginx' site {site.file} has the name {claimed[0]} at port {port}, and server_names "
            f"has it too: take it out of one of them, {elsewhere}"
        )
    if not settings.server_names and port in site.default_at:
        yield (
            f"nginx' site {site.file} is the default_server of port {port}, and the app's site "
            "has to be that without server_names: give it its names, take the word out and give "
            f"the other one a server_name, {elsewhere}"
        )
    if site.is_for_any_name and port not in site.default_at:
        yield (
            f"nginx' site {site.file} has no server_name at port {port}, so nobody would come "
            f"to it beside the app's site: give it one, {elsewhere}"
        )
    for what, theirs, ours in (
        ("TLS", port in site.tls_at, tls),
        ("the PROXY protocol", port in site.proxied_at, settings.proxy_protocol),
    ):
        if theirs != ours:
            speaks = "speaks" if theirs else "does not speak"
            yield (
                f"nginx' site {site.file} {speaks} {what} at port {port}, and the app's site "
                f"{'does' if ours else 'does not'}: all sites of a port have to agree, so change "
                f"one of them, {elsewhere}"
            )
