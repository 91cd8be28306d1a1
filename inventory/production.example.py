"""Your own VMs: copy this file to inventory/production.py and write your hosts into it.

Settings go to group_data/production.py, a line each; group_data/all.py, app.py, lb.py and redis.py
say what there is. Then, once: compare the hosts' keys with their own, and have them added.

    python -m verify.host_keys inventory/production.py
    pyinfra -y inventory/production.py deploy.py
    pytest tests/verify --inventory inventory/production.py
"""

# How this machine logs in: any user who may use sudo. Where that asks for a password, say in
# group_data/production.py which variable of this machine's environment has it:
# sudo_password_from = "DEPLOY_SUDO". "ssh_port" is for an sshd at another port than 22.
_ssh = {"ssh_user": "deploy", "ssh_key": "~/.ssh/id_ed25519", "_sudo": True}

# A host is its name and its data. `ssh_hostname` is where this machine reaches it, `address` the IP
# at which the other hosts do; leave `address` out where the two are the same.
lb = [
    ("www1", {**_ssh, "ssh_hostname": "203.0.113.10", "address": "10.0.0.10"}),
]
app = [
    ("app1", {**_ssh, "ssh_hostname": "203.0.113.11", "address": "10.0.0.11"}),
    ("app2", {**_ssh, "ssh_hostname": "203.0.113.12", "address": "10.0.0.12"}),
]
# Only what is kept in Redis needs it: the sessions in `clustered`, caches and locks. Leave it empty
# for a Redis that somebody else runs (redis_address).
redis = [
    ("sessions1", {**_ssh, "ssh_hostname": "203.0.113.13", "address": "10.0.0.13"}),
]
