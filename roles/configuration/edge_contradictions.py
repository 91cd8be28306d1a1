"""Settings of the load balancers that are each well by themselves, and not together."""

from collections.abc import Iterator
from os.path import expanduser
from pathlib import Path

from roles.configuration.edge_settings import ON_THE_HOST, EdgeSettings


def edge_contradiction(settings: EdgeSettings) -> str | None:
    """Say in a sentence what does not go together, and what to do; None where all does."""
    return next(_contradictions(settings), None)


def _contradictions(settings: EdgeSettings) -> Iterator[str]:
    if settings.uses_tls and settings.site_host is None:
        yield (
            f'tls is "{settings.tls}" and server_names has no name: a certificate is for names, so '
            'say by which visitors ask for the site, such as ["shop.example"].'
        )
    if settings.tls == "acme":
        yield from _not_for_acme(settings)
    yield from _files(settings)
    if settings.hsts_seconds and not settings.uses_tls:
        yield (
            'hsts_seconds is set and tls is "off": browsers believe it over HTTPS only, so let who '
            "ends TLS in front of the load balancers say it, or set tls."
        )
    if settings.proxy_protocol and not settings.trusted_proxies:
        yield (
            "proxy_protocol is true and trusted_proxies is empty: say in it whose headers of that "
            "protocol are believed."
        )
    for status, page in settings.error_pages.items():
        if not Path(expanduser(page)).is_file():
            yield f"error_pages has {page!r} for {status}, and there is no such file here."


def challenges_misfit(settings: EdgeSettings, load_balancers: int) -> str | None:
    """Say why load balancers can't pass on an authority's challenges; None where they can."""
    if settings.tls != "acme" or not settings.proxy_protocol or load_balancers == 1:
        return None
    return (
        'tls is "acme" and proxy_protocol is true: nginx can\'t ask another load balancer by that '
        'protocol for a challenge that it lacks. Use tls = "files", or one load balancer.'
    )


def _not_for_acme(settings: EdgeSettings) -> Iterator[str]:
    for name in settings.server_names:
        if name.startswith("*.") or name.replace(".", "").isdecimal():
            kind = "every name below another" if name.startswith("*.") else "an address"
            yield (
                f'tls is "acme" and server_names has {name}, {kind}: an authority can ask the load '
                'balancers for single names only. Name them, or use tls = "files".'
            )


def _files(settings: EdgeSettings) -> Iterator[str]:
    files = {"tls_certificate": settings.tls_certificate, "tls_key": settings.tls_key}
    given = [name for name, file in files.items() if file]
    if settings.tls != "files":
        for name in given:
            yield f'{name} is set and tls is "{settings.tls}": it counts for tls = "files" only.'
        return
    for name, file in files.items():
        if not file:
            yield f'tls is "files" and {name} is not set: give the path of a PEM file.'
    on_hosts = [name for name, file in files.items() if file.startswith(ON_THE_HOST)]
    if len(on_hosts) == 1:
        yield (
            f'{on_hosts[0]} is on the load balancers ("{ON_THE_HOST}…") and the other one of '
            "tls_certificate and tls_key is not: give both from one place."
        )
    for name in on_hosts:
        if not files[name].removeprefix(ON_THE_HOST).startswith("/"):
            yield f"{name} is {files[name]!r}: expected an absolute path behind {ON_THE_HOST}."
