"""Hosts as somebody else has set them up: hardened, behind a bastion, nginx with its own sites."""

import subprocess
from pathlib import Path

from tests.lab.rig import Rig

# Its sum is a cheap one: each command for root asks for it.
PASSWORD = "s3cret of admin"
# Finds it, and not itself.
PATTERN = "s3cre[t] of"
VARIABLE = "DEPLOY_SUDO"
SSH_PORT = 2222
BLOG_NAME = "blog.example"
BLOG = "/etc/nginx/sites-enabled/blog"
PAGE = "a page of the blog"
HARDENED = f"""
for session in common-session common-session-noninteractive; do
    echo 'session optional pam_umask.so umask=077 nousergroups' >>/etc/pam.d/$session
done
usermod -p "$(perl -e 'print crypt(q({PASSWORD}), q($5$rounds=1000$salt))')" admin
echo 'admin ALL=(ALL) ALL' >/etc/sudoers.d/admin
mount -o remount,noexec,size=2m /tmp
"""
# Looks at all processes again and again, until it is stopped.
WATCHING = f"""
: >/root/listed
systemd-run -q --unit=watching sh -c 'while :; do
    grep -slE "{PATTERN}" /proc/[0-9]*/cmdline >>/root/listed
    sleep 0.1
done'
"""


def set_up(rig: Rig) -> None:
    """Make a lab's bare hosts so."""
    for host in rig.topology.hosts:
        rig.run(host.name, HARDENED)
        sshd = "Port {port}\nAllowUsers admin@{bastion}\n"
        if host.group != "lb":
            conf = sshd.format(port=SSH_PORT, bastion=rig.address("lb1"))
            rig.run(
                host.name,
                f"printf '{conf}' >/etc/ssh/sshd_config.d/own.conf && systemctl restart ssh",
            )
    rig.run("app1", WATCHING)
    rig.run("lb1", "apt-get update -qq && apt-get install -qq --no-install-recommends nginx")


def place_blog(rig: Rig, port: int, options: str = "") -> None:
    """Have the load balancer's nginx serve a blog, and another site in the place of Debian's."""
    for name, listen, text in [
        (BLOG, f"{port}{options}", PAGE),
        ("/etc/nginx/sites-available/default", "80 default_server", "at home"),
    ]:
        site = f"server {{ listen {listen}; server_name {BLOG_NAME}; return 200 '{text}'; }}"
        rig.run("lb1", f'echo "{site}" >{name}')
    rig.run("lb1", "systemctl reload nginx")


def write_ssh_config(rig: Rig, folder: Path) -> tuple[Path, Path]:
    """Write how this machine comes to the hosts, and their keys."""
    known_hosts, config = folder / "known_hosts", folder / "ssh_config"
    lb, state = rig.address("lb1"), rig.topology.state
    known_hosts.write_text(
        "".join(
            f"{address},[{address}]:{SSH_PORT} {key}\n"
            for address, _, key in (
                line.partition(" ") for line in (state / "known_hosts").read_text().splitlines()
            )
        )
    )
    behind = [rig.address(host.name) for host in rig.topology.hosts if host.group != "lb"]
    config.write_text(
        f"Host {lb} {' '.join(behind)}\n    User admin\n    IdentityFile {state}/id_ed25519\n"
        f"    UserKnownHostsFile {known_hosts}\n    StrictHostKeyChecking yes\n"
        f"Host {' '.join(behind)}\n    Port {SSH_PORT}\n    ProxyJump {lb}\n"
    )
    return config, known_hosts


def umask_over_ssh(rig: Rig, config: Path, name: str) -> str:
    """The umask of what an SSH user runs, and that of root by sudo."""
    asked = "umask; sudo -S -k -p '' sh -c umask"
    return subprocess.run(
        ["ssh", "-F", config, rig.address(name), asked],
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def kept_passwords(rig: Rig, name: str) -> str:
    """The files and processes of a host that show the password."""
    where = "/etc /home /opt /root /tmp /run /var/lib /var/log /var/tmp"
    script = (
        f"grep -rslE '{PATTERN}' {where}; journalctl -q | grep -cE '{PATTERN}'; cat /root/listed"
    )
    return rig.run(name, f"({script}) 2>/dev/null || true")
