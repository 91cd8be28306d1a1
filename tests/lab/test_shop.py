"""A stranger's app: a login, CSRF, a cart, a context path, a Secure cookie and a secret.

It knows nothing of the kit; what follows is all that its operator writes.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from zipfile import ZipFile

import pytest

from lab import commands
from lab.ledger.traffic import Traffic
from lab.topology import PROJECT
from tests.lab.removal import remove_app
from tests.lab.rig import Rig, Seen
from verify.target import open_target

JAR = "tests/apps/shop/target/shop.jar"
CART = "BOOT-INF/classes/kit/shop/Cart.class"
JOURNEY = [
    {"get": "/shop/cart"},
    {"post": "/shop/login", "form": {"username": "smoke", "password": "{env:SHOP_PASSWORD}"}},
    {"post": "/shop/cart", "form": {"item": "{unique}"}},
    {"get": "/shop/cart", "shows": "{unique}"},
]
SHOP = (
    "app_name=shop",
    "session_namespace=shop",
    "app_port=9090",
    "http_port=8090",
    "readiness_path=/shop/actuator/health/readiness",
    'app_secrets=["SHOP_PASSWORD"]',
    f"journey={json.dumps(JOURNEY)}",
)
VERSION_ONE = b"\x05" + (1).to_bytes(8, "big")
VERSION_TWO = b"\x05" + (2).to_bytes(8, "big")


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> str:
    made = token_hex(16)
    monkeypatch.setenv("SHOP_PASSWORD", made)
    return made


@pytest.fixture
def shop(cluster: Rig) -> Iterator[Rig]:
    """The lab's hosts, beside whose own app the shop comes, and from which it goes."""
    yield cluster
    remove_app(cluster, "shop")


def holders(shop: Rig, secret: str, user: str) -> dict[str, list[str]]:
    """The files of each host in which a user finds it."""
    search = f"grep -rlF {secret} /etc /opt /var /tmp /home /usr/share 2>/dev/null || true"
    return {host: shop.run(host, search, user=user).split() for host in ("lb1", "app1", "redis1")}


def with_another_cart(file: Path) -> str:
    """A release whose class of a session attribute is another one (its serialVersionUID)."""
    with ZipFile(PROJECT / JAR) as old, ZipFile(file, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == CART:
                assert content.count(VERSION_ONE) == 1
                content = content.replace(VERSION_ONE, VERSION_TWO)
            new.writestr(item, content)
    return f"app_jar={file}"


def test_a_strangers_shop_is_deployed_rolled_swapped_and_watched(
    shop: Rig, password: str, tmp_path: Path, seen: Seen
) -> None:
    data = (*SHOP, f"app_jar={JAR}")
    outputs = [shop.deploy_well(*data, flags=["-y", "--diff", "-vvv", "--debug"]).output]
    verified = shop.verify_well(*data).output
    assert "the journey's last step right every time" in verified
    for attribute in ("SPRING_SECURITY_CONTEXT", "cart"):
        assert f"sessionAttr:{attribute}" in verified, verified
    with open_target("inventory/lab.py", data, commands.lab_environment(shop.topology)) as target:
        with Traffic(target, visitors=12) as traffic:
            outputs.append(shop.deploy_well(*data, "release_label=v2").output)
        seen("the shop: a new release", traffic)
        assert traffic.totals.clean, str(traffic.totals)
        with Traffic(target, visitors=12) as traffic:
            bad = shop.deploy(*SHOP, with_another_cart(tmp_path / "bad.jar"))
        seen("the shop: a release that can't read its carts", traffic)
        assert traffic.totals.clean, str(traffic.totals)
        assert bad.exit_code == 1
        assert (
            "gate failed: sessions: one that the release before wrote can't be read" in bad.output
        )
        with Traffic(target, visitors=12) as traffic:
            outputs.append(shop.deploy_well(*SHOP, script="rollback.py").output)
        seen("the shop: a rollback", traffic)
        assert traffic.totals.clean, str(traffic.totals)
        with Traffic(target, visitors=12) as traffic:
            outputs.append(shop.deploy_well(*data, "session_profile=sticky").output)
        seen("the shop: a swap to sticky", traffic)
        assert (traffic.totals.failed, traffic.totals.wrong) == (0, 0), str(traffic.totals)
    shop.verify_well(*data, "session_profile=sticky")
    for output in (*outputs, bad.output, verified):
        assert password not in output
    assert not any(holders(shop, password, user="admin").values())
    found = holders(shop, password, user="root")
    assert found.pop("app1") and not any(found.values())
    assert password not in shop.run("app1", "ps axww -o args; ps axeww", user="admin")


def test_a_secret_that_is_not_there_is_named_before_anything_begins(
    deployed: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_PASSWORD", raising=False)
    refused = deployed.deploy(*SHOP, f"app_jar={JAR}")
    assert refused.exit_code == 1 and "Traceback" not in refused.output
    assert "journey needs SHOP_PASSWORD in the environment of this machine" in refused.output
    assert "/opt/shop" not in deployed.run("app1", "ls -d /opt/*")
