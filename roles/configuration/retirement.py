"""What is asked of hosts that have left the inventory: the app that they are to be rid of."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, ValidationError

from roles.configuration.cluster import GROUPS, InventoryHost
from roles.configuration.host_data import cluster_data, refuse_unfit_login
from roles.configuration.setting_errors import setting_sentence
from roles.configuration.setting_types import AppName
from roles.configuration.validation import refuse_other_keys
from roles.errors import RefusedError


class Retirement(BaseModel):
    """The one setting that counts for hosts of no cluster."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    app_name: AppName


def build_retirement(hosts: Iterable[InventoryHost]) -> Retirement:
    """Validate the hosts of an inventory, none of which may be in a group of a cluster.

    Raises RefusedError with one sentence for the first thing that is wrong.
    """
    hosts = list(hosts)
    for host in hosts:
        for group in filter(host.groups.__contains__, GROUPS):
            raise RefusedError(
                f"{host.name} is in this inventory's group {group}: only what has left it is "
                "retired. Take it out and deploy; then name the host itself: pyinfra -y HOST "
                "retire.py --data app_name=NAME."
            )
    data = {host.name: host.data for host in hosts}
    asked = cluster_data(data)
    refuse_other_keys(asked)
    try:
        retirement = Retirement.model_validate(asked)
    except ValidationError as error:
        raise RefusedError(setting_sentence(error.errors()[0])) from None
    refuse_unfit_login(data, retirement.app_name)
    return retirement
