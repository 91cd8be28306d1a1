"""Who may be retired, and of which app."""

import pytest

from roles.configuration.cluster import InventoryHost
from roles.configuration.retirement import build_retirement
from roles.errors import RefusedError


def hosts(*groups: str, **data: object) -> list[InventoryHost]:
    return [InventoryHost("app2", groups, {"app_name": "site", **data})]


def test_a_host_of_no_cluster_is_retired_of_the_app_that_is_named() -> None:
    assert build_retirement(hosts(app_port=9090, ssh_user="deploy")).app_name == "site"
    assert build_retirement(hosts("old")).app_name == "site"


@pytest.mark.parametrize("group", ["lb", "app", "redis"])
def test_a_host_of_a_cluster_is_not_retired(group: str) -> None:
    with pytest.raises(RefusedError, match=f"app2 is in this inventory's group {group}: only what"):
        build_retirement([*hosts("old"), *hosts("old", group)])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"app_nam": "site"}, "app_nam is not a setting: did you mean app_name?"),
        ({"app_name": "Site"}, "app_name is 'Site': expected lower-case letters"),
        ({"app_name": "ssh"}, "app_name is 'ssh': expected a name of its own"),
        ({"_serial": True}, "_serial is refused"),
        ({"ssh_user": "site"}, "app_name is 'site', and so is ssh_user of app2"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(data: dict[str, object], says: str) -> None:
    with pytest.raises(RefusedError) as refused:
        build_retirement(hosts(**data))
    assert str(refused.value).startswith(says)


def test_hosts_that_differ_are_refused() -> None:
    both = [*hosts(), InventoryHost("app3", (), {"app_name": "blog"})]
    with pytest.raises(RefusedError, match="app_name is 'site' on app2 and 'blog' on app3"):
        build_retirement(both)
