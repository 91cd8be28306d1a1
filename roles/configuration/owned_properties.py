"""What the kit has to set itself: an operator's own would be outranked, and is refused instead."""

from collections.abc import Iterable, Mapping
from typing import Any

from roles.configuration.spring_names import canonical, flattened

_BALANCED = "the load balancers reach the app by it"
_REDIS = "the kit makes the app's user in Redis, and changes it with the session profile"
# Each property with what to say instead, or why it can't be otherwise.
OWNED = {
    "server.address": _BALANCED,
    "server.port": "say app_port",
    "server.forward-headers-strategy": "what the load balancers say of a visitor counts",
    "server.ssl.enabled": "the load balancers speak HTTP to the app",
    "server.shutdown": "a server that leaves finishes its requests",
    "server.servlet.session.timeout": "say session_timeout",
    "spring.session.timeout": "say session_timeout",
    "spring.session.redis.namespace": "say session_namespace",
    "spring.session.data.redis.namespace": "say session_namespace",
    "spring.session.store-type": "say session_profile",
    "spring.profiles.active": "say spring_profiles",
    "spring.config.location": "the app reads spring_properties from a file of the kit's",
    "spring.config.additional-location": "the app reads spring_properties from a file of the kit's",
    "spring.data.redis.host": _REDIS,
    "spring.data.redis.port": "say redis_port",
    "spring.data.redis.database": "apps are told apart by how their keys begin",
    "spring.data.redis.url": _REDIS,
    "spring.data.redis.ssl.enabled": "say redis_tls, of a Redis that somebody else runs",
    "spring.data.redis.username": _REDIS,
    "spring.data.redis.password": _REDIS,
    "java.opts": "say app_java_opts",
}
# What Spring Boot prefers to a host and a port, by how the names begin.
ELSEWHERE = (
    "spring.data.redis.url",
    "spring.data.redis.sentinel",
    "spring.data.redis.cluster",
    "spring.data.redis.masterreplica",
)
_REASONS = {canonical(name): reason for name, reason in OWNED.items()}


def owned_property(properties: Mapping[str, Any], setting: str) -> str | None:
    """Say which of an operator's properties is the kit's, and what to do; None where none is."""
    for name, _ in flattened(properties):
        elsewhere = canonical(name).startswith(tuple(map(canonical, ELSEWHERE)))
        if reason := _REASONS.get(canonical(name)) or (_REDIS if elsewhere else None):
            return f"{setting} has {name}, which the kit sets itself: {reason}."
    return None


def asked_values(name: str, *settings: Mapping[str, Any]) -> list[Any]:
    """Give what an operator sets a property to, under any spelling; what counts stands last."""
    given = (pair for each in settings for pair in flattened(each))
    return [value for said, value in given if canonical(said) == canonical(name)]


def asked_names(settings: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Give the properties that an operator sets, by what all their spellings have in common."""
    return frozenset(canonical(name) for each in settings for name, _ in flattened(each))
