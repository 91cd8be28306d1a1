"""The data of an inventory's hosts: what is meant for the whole cluster, and how to log in."""

from collections.abc import Mapping
from typing import Any

from roles.configuration.pyinfra_data import shell_misfit
from roles.configuration.settings import Settings
from roles.configuration.validation import is_cluster_setting
from roles.errors import RefusedError

HostData = Mapping[str, Mapping[str, Any]]


def cluster_data(hosts: HostData) -> dict[str, Any]:
    """Merge what the hosts have of the cluster's settings; takes each host's data by its name.

    Unknown keys come along, for Settings to refuse. Raises RefusedError where two hosts differ.
    """
    merged: dict[str, Any] = {}
    source: dict[str, str] = {}
    for name, data in hosts.items():
        for key, value in data.items():
            if not is_cluster_setting(key):
                continue
            if key in Settings.model_fields and key in merged and merged[key] != value:
                raise RefusedError(
                    f"{key} is {merged[key]!r} on {source[key]} and {value!r} on {name}: it "
                    "is a setting of the whole cluster, so give it once, in group_data/."
                )
            merged[key], source[key] = value, name
    return merged


def refuse_unfit_login(hosts: HostData, app_name: str) -> None:
    """Refuse login data of the wrong kind, and an app that would take over the login's user."""
    for name, data in hosts.items():
        if misfit := shell_misfit(data):
            raise RefusedError(f"{name}: {misfit}")
        if data.get("ssh_user") == app_name:
            raise RefusedError(
                f"app_name is {app_name!r}, and so is ssh_user of {name}: the app gets a user "
                "without a login, so give it another name."
            )
