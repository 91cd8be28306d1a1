"""Taking an app off a lab's hosts, on which another one stays.

Its releases stay too, as what an operator leaves behind: to unpack one is what takes longest.
"""

from roles.shared_places import REDIS_USERS
from tests.lab.rig import Rig

ADMIN = "REDISCLI_AUTH=$(cat /etc/redis/admin.password) redis-cli"
ON_A_SERVER = (
    "systemctl disable -q --now {app}; rm -f /etc/systemd/system/{app}.service"
    " && rm -rf /opt/{app}/current /etc/{app} /var/lib/{app} /var/log/{app} /var/cache/{app}"
    " && userdel {app}"
)
# What an app leaves on the hosts of each role.
LEFT = {
    "lb": "rm -f /etc/nginx/*/{app} /etc/nginx/*/{app}.pem /etc/nginx/conf.d/{app}-upstream.conf"
    " && rm -rf /usr/share/{app} && systemctl reload nginx",
    "app": ON_A_SERVER,
    "redis": f"rm -f /etc/redis/{{app}}.password && sed -i '/^user {{app}} /d' {REDIS_USERS}"
    f" && {ADMIN} ACL DELUSER {{app}}",
}


def remove_app(rig: Rig, app: str) -> None:
    """Take an app off every host."""
    for host in rig.topology.hosts:
        script = LEFT[host.group].format(app=app)
        rig.run(host.name, f"{script} && rm -rf /var/lib/session-cluster/{app}")
