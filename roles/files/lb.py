"""All files of a load balancer in a rotation, as text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from roles.configuration.cluster import Cluster, Member
from roles.files.nginx_host import HostNginx
from roles.files.nginx_listening import render_default
from roles.files.nginx_pages import ERROR_PAGES, error_page
from roles.files.nginx_site import SiteState, render_site
from roles.files.nginx_upstream import render_upstream
from roles.places import Places
from roles.plan.balancing import Balancing
from roles.shared_places import nginx_default_file


@dataclass(frozen=True)
class Moment:
    """What a load balancer is at a moment.

    `within` are the servers in rotation, `elsewhere` the ports of those that listen at another one
    than the asked still. `answers_strangers` are the ports of which the kit answers whoever asks
    for no site there by its name.
    """

    balancing: Balancing
    within: Collection[str]
    site: SiteState
    answers_strangers: Collection[int] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)


def lb_paths(cluster: Cluster) -> list[str]:
    """Give where a load balancer's files stand, in the order of the sum that they are known by."""
    settings, places = cluster.settings, Places(cluster.settings.app_name)
    pages = [f"{places.error_pages}/{status}.html" for status in ERROR_PAGES]
    heard = [nginx_default_file(port) for port in (settings.http_port, settings.https_port)]
    return [places.upstream_file, places.site_file, *pages, *heard]


def lb_files(
    cluster: Cluster, lb: Member, nginx: HostNginx, moment: Moment
) -> dict[str, str | None]:
    """Give each file's text by its path; None for one that shall not be there."""
    settings = cluster.settings
    pages = [error_page(status, settings.error_pages) for status in ERROR_PAGES]
    defaults = [
        render_default(settings, nginx, port) if port in moment.answers_strangers else None
        for port in (settings.http_port, settings.https_port)
    ]
    texts = [
        render_upstream(cluster, moment.balancing, moment.within, moment.elsewhere),
        render_site(cluster, lb, nginx, moment.site),
        *pages,
        *defaults,
    ]
    return dict(zip(lb_paths(cluster), texts, strict=True))
