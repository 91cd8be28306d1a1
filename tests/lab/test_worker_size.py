"""nginx.conf gets the size of nginx' workers, and nothing else in it changes."""

from tests.lab.rig import SETTLE, Rig

NGINX_CONF = "/etc/nginx/nginx.conf"
# As the package made it, by the two lines that the deploy sets.
PACKAGES_OWN = (
    f"sed -e 's/worker_connections [0-9]*;/worker_connections 768;/' "
    f"-e '/^worker_rlimit_nofile [0-9]*;$/d' {NGINX_CONF} | md5sum"
)
PACKAGES_SUM = f"dpkg-query -W -f '${{Conffiles}}' nginx-common | grep ' {NGINX_CONF} '"
BROKEN = "/etc/nginx/conf.d/broken.conf"


def test_the_rest_of_nginx_conf_is_the_packages(cluster: Rig) -> None:
    packages_sum = cluster.run("lb1", PACKAGES_SUM).split()[1]
    assert cluster.run("lb1", f"md5sum {NGINX_CONF}").split()[0] != packages_sum
    assert cluster.run("lb1", PACKAGES_OWN).split()[0] == packages_sum


def test_a_lowered_size_is_healed_and_a_raised_one_stays(cluster: Rig) -> None:
    def resize(connections: int) -> None:
        new = f"worker_connections {connections};"
        cluster.run("lb1", f"sed -i 's/worker_connections [0-9]*;/{new}/' {NGINX_CONF}")

    def read() -> str:
        return cluster.run("lb1", f"grep worker_ {NGINX_CONF}; stat -c '%U %G %a' {NGINX_CONF}")

    deployed = read()
    resize(512)
    assert "nginx' files are not what the last deploy loaded" in cluster.status().output
    cluster.run("lb1", f"echo nonsense >{BROKEN}")
    lowered = read()
    try:
        refused = cluster.deploy()
        assert refused.exit_code == 1 and BROKEN in refused.output, refused.output
        assert read() == lowered
    finally:
        cluster.run("lb1", f"rm {BROKEN}")
    assert cluster.deploy_well().changed == {SETTLE: ["lb1"]}
    assert read() == deployed
    higher = int(deployed.split("worker_connections ")[1].split(";")[0]) + 1
    resize(higher)
    try:
        cluster.deploy_well()
        assert f"worker_connections {higher};" in read()
        assert cluster.deploy_well().changed == {}
    finally:
        resize(512)
        cluster.run("lb1", f"sed -i '/^worker_rlimit_nofile/d' {NGINX_CONF}")
    cluster.deploy_well()
    assert read() == deployed
