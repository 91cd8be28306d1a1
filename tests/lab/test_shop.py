"""A stranger's app: a login, CSRF, a cart kept as JSON, a cache, a file, a context path, a secret.

It knows nothing of the kit; what follows is all that its operator writes.
"""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from zipfile import ZipFile

import pytest

from lab.topology import PROJECT
from tests.lab.removal import ADMIN
from tests.lab.rig import Rig, Seen
from tests.lab.stranger import Stranger, Written, journey, stranger

JAR = "tests/apps/shop/target/shop.jar"
CLASSES = "BOOT-INF/classes/kit/shop/"
CART, SACK = "kit/shop/Cart", "kit/shop/Sack"
DATA = "/var/lib/shop/data/shop.mv.db"
JOURNEY: Written = [
    {"get": "/shop/cart"},
    {"post": "/shop/login", "form": {"username": "smoke", "password": "{env:SHOP_PASSWORD}"}},
    {"post": "/shop/cart", "form": {"item": "{unique}"}},
    {"get": "/shop/cart", "shows": "{unique}"},
]
PRODUCT: Written = [
    *JOURNEY[:3],
    {"get": "/shop/products/{unique}", "shows": "Put into a cart here: 1"},
]
SHOP = (
    "app_name=shop",
    f"app_jar={JAR}",
    "session_namespace=shop",
    'redis_key_prefixes=["prices::"]',
    "app_port=9090",
    "http_port=8090",
    "readiness_path=/shop/actuator/health/readiness",
    'app_secrets=["SHOP_PASSWORD"]',
    journey(JOURNEY),
)


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> str:
    made = token_hex(16)
    monkeypatch.setenv("SHOP_PASSWORD", made)
    return made


@pytest.fixture
def shop(cluster: Rig, password: str, seen: Seen) -> Iterator[Stranger]:
    """The shop beside the app of the lab's hosts, from which it goes again."""
    with stranger(cluster, "shop", SHOP, seen) as app:
        yield app


def holders(shop: Stranger, secret: str, user: str) -> dict[str, list[str]]:
    """The files of each host in which a user finds it."""
    search = f"grep -rlF {secret} /etc /opt /var /tmp /home /usr/share 2>/dev/null || true"
    hosts = ("lb1", "app1", "redis1")
    return {host: shop.rig.run(host, search, user=user).split() for host in hosts}


def with_another_cart(file: Path) -> str:
    """A release that has the class of a session attribute under another name.

    So the type that stands in the JSON of the carts is one that it doesn't know.
    """
    with ZipFile(PROJECT / JAR) as old, ZipFile(file, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename.startswith(CLASSES):
                item.filename = item.filename.replace(CART, SACK)
                content = content.replace(CART.encode(), SACK.encode())
            new.writestr(item, content)
        assert f"{CLASSES}Sack.class" in new.namelist()
    return f"app_jar={file}"


def is_cached(shop: Stranger, item: str) -> bool:
    """Whether Redis has its price."""
    return shop.rig.run("redis1", f"{ADMIN} exists prices::{item}").strip() == "1"


def test_a_strangers_shop_is_deployed_rolled_swapped_and_watched(
    shop: Stranger, password: str, tmp_path: Path
) -> None:
    outputs = [shop.deploy_well(flags=["-y", "--diff", "-vvv", "--debug"]).output]
    verified = shop.verify_well().output
    assert "the journey's last step right every time" in verified
    for attribute in ("SPRING_SECURITY_CONTEXT", "cart"):
        assert f"sessionAttr:{attribute}" in verified, verified
    with shop.visitor_at("app1", PRODUCT) as visitor:
        visitor.arrive()
        with shop.unnoticed("a new release"):
            outputs.append(shop.deploy_well("release_label=v2").output)
        # The session is in Redis, and the number in a file that is app1's own.
        visitor.look()
    assert shop.rig.run("app1", f"stat -c %U {DATA}").strip() == "shop"
    assert is_cached(shop, visitor.name)
    with shop.unnoticed("a release that can't read its carts"):
        bad = shop.deploy(with_another_cart(tmp_path / "bad.jar"))
    assert bad.exit_code == 1
    assert "gate failed: sessions: one that the release before wrote can't be read" in bad.output
    assert "'kit.shop.Cart'" in bad.output
    with shop.unnoticed("a rollback"):
        outputs.append(shop.deploy_well(script="rollback.py").output)
    with shop.interrupting("a swap to sticky"):
        outputs.append(shop.deploy_well("session_profile=sticky").output)
    shop.verify_well("session_profile=sticky")
    with shop.visitor_at("app2", PRODUCT) as visitor:
        visitor.arrive()
    assert is_cached(shop, visitor.name)
    for output in (*outputs, bad.output, verified):
        assert password not in output
    assert not any(holders(shop, password, user="admin").values())
    found = holders(shop, password, user="root")
    assert found.pop("app1") and not any(found.values())
    assert password not in shop.rig.run("app1", "ps axww -o args; ps axeww", user="admin")


def test_a_secret_that_is_not_there_is_named_before_anything_begins(
    deployed: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_PASSWORD", raising=False)
    before = deployed.files()
    refused = deployed.deploy(*SHOP)
    assert refused.exit_code == 1 and "Traceback" not in refused.output
    assert "journey needs SHOP_PASSWORD in the environment of this machine" in refused.output
    assert deployed.files() == before
