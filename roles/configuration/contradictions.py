"""Settings that are each well by themselves, and not together."""

from roles.configuration.edge_contradictions import edge_contradiction
from roles.configuration.key_space import overlap
from roles.configuration.others_redis import others_redis_misfit
from roles.configuration.owned_properties import owned_property
from roles.configuration.settings import Settings
from roles.configuration.shutdown import shutdown_misfit
from roles.configuration.spring_properties import properties_misfit


def contradiction(settings: Settings) -> str | None:
    """Say in a sentence what does not go together, and what to do; None where all does."""
    return (
        properties_misfit(settings.spring_properties)
        or _owned(settings)
        or _said_twice(settings)
        or shutdown_misfit(settings.spring_properties, settings.app_environment)
        or _shared_keys(settings)
        or _others_redis(settings)
        or edge_contradiction(settings)
        or _lossy(settings)
    )


def _owned(settings: Settings) -> str | None:
    given = {
        "spring_properties": settings.spring_properties,
        "app_environment": settings.app_environment,
        "app_secrets": dict.fromkeys(settings.app_secrets),
    }
    refusals = (owned_property(properties, setting) for setting, properties in given.items())
    return next(filter(None, refusals), None)


def _said_twice(settings: Settings) -> str | None:
    both = sorted(set(settings.app_environment).intersection(settings.app_secrets))
    if not both:
        return None
    return f"app_environment and app_secrets both have {both[0]}: say it in one of the two."


def _shared_keys(settings: Settings) -> str | None:
    shared = overlap(settings.redis_key_prefixes, [settings.session_keys])
    if shared is None:
        return None
    return (
        f"redis_key_prefixes has {shared[0]!r}, and the sessions' keys begin with "
        f"{settings.session_keys!r} (session_namespace): a cache that is cleared would take "
        "sessions with it. Give them beginnings of their own."
    )


def _others_redis(settings: Settings) -> str | None:
    login = {
        "redis_user": settings.redis_user,
        "redis_password_from": settings.redis_password_from,
        "redis_tls": settings.redis_tls,
    }
    return others_redis_misfit(settings.redis_address, login)


def _lossy(settings: Settings) -> str | None:
    if settings.session_profile != "local" or settings.allow_session_loss:
        return None
    return (
        'session_profile is "local", which loses sessions: set allow_session_loss=true if '
        'that is what you want to show, or use "clustered" or "sticky".'
    )
