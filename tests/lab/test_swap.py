"""The profile is swapped by one flag, with both Boot lines, and each profile is proven."""

import pytest

from tests.lab.rig import APP, JAR_BOOT3, JAR_BOOT4, SETTLE, Rig

STICKY = "session_profile=sticky"
PICTURE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


# In `make test` visitors see swaps: of Boot 4 in test_https.py, of 3.5 in test_guestbook.py.
@pytest.mark.sweep
@pytest.mark.parametrize(
    "jar", [pytest.param(JAR_BOOT4, id="Boot 4"), pytest.param(JAR_BOOT3, id="Boot 3.5")]
)
def test_swap_there_and_back(cluster: Rig, jar: str) -> None:
    cluster.deploy_well(f"app_jar={jar}")
    cluster.verify_well()
    cluster.deploy_well(f"app_jar={jar}", STICKY)
    evidence = cluster.verify_well(STICKY).output
    assert "Redis gained no key" in evidence
    assert "of 16 source networks, app1 has 8, app2 has 8" in evidence
    assert cluster.deploy_well(f"app_jar={jar}", STICKY).changed == {}
    cluster.deploy_well(f"app_jar={jar}")
    cluster.verify_well()


def test_local_loses_the_session_as_the_story_tells(cluster: Rig) -> None:
    cluster.deploy_well("session_profile=local", "allow_session_loss=true")
    with cluster.client() as client:
        assert client.get("/image").status_code == 200
        upload = client.post("/image", files={"image": ("story.gif", PICTURE, "image/gif")})
        assert upload.has_redirect_location
        looks = [client.get("/image/raw").status_code for _ in range(4)]
    assert 404 in looks, f"round robin over memory kept the session: {looks}"


@pytest.mark.sweep
def test_spring_properties_reach_the_app(cluster: Rig) -> None:
    properties = 'spring_properties={"server.servlet.session.cookie.name": "STUDIO"}'
    cluster.deploy_well(STICKY, properties)
    with cluster.client() as client:
        client.post("/image", files={"image": ("story.gif", PICTURE, "image/gif")})
        assert list(client.cookies) == ["STUDIO"]


def test_hand_edit_on_one_host_is_healed_with_only_that_host_rolled(cluster: Rig) -> None:
    started = cluster.started()
    cluster.run("app2", f"echo 'SERVER_PORT=1' >>/etc/{APP}/{APP}.env")
    outcome = cluster.deploy_well()
    now = cluster.started()
    assert now["app1"] == started["app1"]
    assert now["app2"] != started["app2"]
    assert [hosts for name, hosts in outcome.changed.items() if "drain" in name] == [["app2"]]
    assert "SERVER_PORT=1\n" not in cluster.run("app2", f"cat /etc/{APP}/{APP}.env")
    cluster.verify_well()
    assert cluster.deploy_well().changed == {}


def test_hand_edit_of_nginx_is_healed_without_a_restart(cluster: Rig) -> None:
    started = cluster.started()
    cluster.run("lb1", f"echo '# by hand' >>/etc/nginx/sites-available/{APP}")
    outcome = cluster.deploy_well()
    assert outcome.changed == {SETTLE: ["lb1"]}
    assert cluster.started() == started
