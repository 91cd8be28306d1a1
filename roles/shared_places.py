"""Where things stand that every app on a host shares: each path once."""

REDIS_CONF = "/etc/redis/redis.conf"
REDIS_USERS = "/etc/redis/users.acl"
REDIS_ADMIN_PASSWORD = "/etc/redis/admin.password"
REDIS_UNIT_OPTIONS = "/etc/systemd/system/redis-server.service.d/session-cluster.conf"
NGINX_CONF = "/etc/nginx/nginx.conf"
NGINX_DEFAULT_SITE_LINK = "/etc/nginx/sites-enabled/default"
# Certificates with their keys, and the key of TLS sessions: root's only.
NGINX_SECRETS = "/etc/nginx/session-cluster"
NGINX_TICKET_KEY = f"{NGINX_SECRETS}/tickets.key"
# Certbot's, which an operator may use for certificates of their own too.
LETSENCRYPT = "/etc/letsencrypt"
# Included where nginx' own process is set up, not its sites.
NGINX_SHUTDOWN_FILE = "/etc/nginx/modules-enabled/90-session-cluster.conf"


# The files of nginx' servers for those who ask at a port, here the *, for no site by its name.
NGINX_DEFAULT_FILES = "/etc/nginx/conf.d/session-cluster-default-*.conf"


def nginx_default_file(port: int) -> str:
    """Give the file of nginx' server for those who ask at a port for no site by its name."""
    return NGINX_DEFAULT_FILES.replace("*", str(port))


# Of these an app sees nothing (its unit's ProtectHome), or has folders of its own in their place.
HIDDEN_FOLDERS = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")
SYSCTL = "/etc/sysctl.d/60-session-cluster.conf"
SYSCTL_OF_APPS = "/etc/sysctl.d/60-session-cluster-app.conf"
# What steps of different apps take in turns where they change nginx.
NGINX_STATE = "/var/lib/session-cluster/nginx"
# What the kit knows of a host's Redis, which every app on it shares; `loaded` is the sum of the
# files that Redis was last brought to.
REDIS_STATE = "/var/lib/session-cluster/redis"
REDIS_LOADED = f"{REDIS_STATE}/loaded"
