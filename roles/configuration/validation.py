"""From an inventory's data to the settings: what is wrong is refused before any host is touched."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from roles.configuration.contradictions import contradiction
from roles.configuration.pyinfra_data import CONNECTION_KEYS, STEERING_KEYS, steering_sentence
from roles.configuration.setting_errors import setting_sentence, unknown_setting_sentence
from roles.configuration.settings import Settings
from roles.errors import RefusedError

# What belongs to one host, not to the cluster.
HOST_KEYS = ("address", "sudo_password_from", "visitor_addresses")


def is_cluster_setting(key: str) -> bool:
    """Tell whether a key of a host's data is meant for Settings."""
    return key not in CONNECTION_KEYS and key not in HOST_KEYS


def refuse_other_keys(data: Iterable[str]) -> None:
    """Refuse a key of an inventory's data that is no setting, or none that a deploy can bear."""
    for key in data:
        if key in STEERING_KEYS:
            raise RefusedError(steering_sentence(key))
        if key not in Settings.model_fields:
            known = [*Settings.model_fields, *HOST_KEYS, *CONNECTION_KEYS]
            raise RefusedError(unknown_setting_sentence(key, known))


def build_settings(data: dict[str, Any]) -> Settings:
    """Validate merged inventory data.

    Raises RefusedError with one sentence that names the key, the value and what is accepted.
    """
    refuse_other_keys(data)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise RefusedError(setting_sentence(error.errors()[0])) from None
    if said := contradiction(settings):
        raise RefusedError(said)
    # It is put together here already, for what does not fit to be refused.
    _ = settings.actuator
    return settings
