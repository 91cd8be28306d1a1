"""Settings of the whole cluster: each default stands here, with what it means.

Override one with `--data key=value`, or in a group_data file named after your inventory file
(inventory/production.py reads group_data/production.py).
"""

from roles.connection.transport import prompt_transport

# Which cure the site gets. "clustered": round robin, sessions in Redis. "sticky": nginx ip_hash,
# sessions in each server's memory. "local": round robin over sessions in memory, which loses
# them; it exists to show why the other two do, and is refused without allow_session_loss.
session_profile = "clustered"
allow_session_loss = False

# Name of the unit, the system user, the folders and the nginx upstream: one of its own, which
# nothing else on the hosts has.
app_name = "image-studio"

# What the sessions are called in Redis, and how long an idle one lives (s, m, h or d; 365d at
# most).
session_namespace = "spring:session"
session_timeout = "30m"

# How keys begin that the app has in the same Redis besides its sessions, such as those of caches
# and locks: ["products::", "locks:"]. Its user may read and write them, list keys and run scripts.
redis_key_prefixes: list[str] = []

# The port at which the app servers reach Redis.
redis_port = 6379

# A Redis that somebody else runs, in the place of a host of the group redis: its name or address,
# who the app is there, whether it speaks TLS, and the variable of this machine's environment that
# has the password.
redis_address = ""
redis_user = ""
redis_password_from = ""
redis_tls = False

# The largest upload, in megabytes: nginx, Spring and Tomcat get their limits from this number.
upload_limit_mb = 10

# How a visitor comes by a session, step by step, and how one sees that it is still there: the last
# step, which is repeated on every server. docs/journey.md explains it, with a login and a cart. The
# gates, the verification and the ledger take it. This one is the sample's: a picture is uploaded.
journey: list[dict[str, object]] = [
    {"get": "/image"},
    {"post": "/image", "file": {"image": "{unique}"}},
    {"get": "/image/raw", "gives": "{unique}", "attribute": "uploadedImage"},
]

# The cookie of the session, where the site gives several that could be it; "" finds it.
session_cookie = ""

# How long a deploy that has packages to install waits for who is at work with packages on a host,
# in seconds: a fresh VM updates itself at its first boot.
apt_lock_timeout = 300

# How long a deploy or a rollback waits for another run that holds the deploy lock, in seconds, 3600
# at most; 0 refuses it at once. For a pipeline that may start two at a time.
lock_wait = 0

# Hosts that are down, for the command line: --data without=app3, or --data without=app3,lb2. The
# run brings the others along and leaves these as they are; the next one that is not told so brings
# them to the same state.
without = ""

# Commands for the shell of the machine that deploys or rolls back; "" is none. before_roll runs
# right before the first server is taken out of rotation, and stops the run where it fails (a
# migration of a database); after_deploy at the end of a run that changed something or failed (a
# message). They get the release, the profile, the hosts and the outcome as SESSION_CLUSTER_*
# variables, and may take hook_timeout seconds each: docs/hooks.md.
before_roll = ""
after_deploy = ""
hook_timeout = 600

# SSH: host keys must be known beforehand. Fill the file once: python -m verify.host_keys INVENTORY
# shows each host's, to compare it with the host's own, and adds them.
ssh_strict_host_key_checking = "yes"
ssh_known_hosts_file = "inventory/known_hosts"

# Where sudo on the hosts asks for a password: the variable of this machine's environment that has
# it, such as "DEPLOY_SUDO". "" is a sudo that asks for none.
sudo_password_from = ""

# Speed: without it a small command waits for Nagle's algorithm, ten times its own time.
ssh_paramiko_connect_kwargs = {"transport_factory": prompt_transport}
