"""What is said of a host that can't be connected: what was wrong, and the cure."""

import re

SSH_PORT = 22
# Texts of pyinfra's SSH connector and of paramiko below it.
LOGIN_REFUSED = re.compile(
    r"^Authentication error|No authentication methods available|No existing session"
)


def connection_advice(name: str, address: str, port: int, known_hosts: str, error: str) -> str:
    """Say what to do about a host that could not be connected; `error` is the connector's."""
    # A known_hosts file has another port than SSH's own in the host's name.
    known_name = address if port == SSH_PORT else f"'[{address}]:{port}'"
    if error.startswith("SSH host key error"):
        return (
            f"{name} shows another SSH host key than {known_hosts} has. If you know that the host "
            f"was made anew, forget the old key (ssh-keygen -R {known_name} -f {known_hosts}) and "
            "add the new one after comparing it; if not, somebody may be in between."
        )
    if "No host key for" in error:
        scan = f"ssh-keyscan {address}" if port == SSH_PORT else f"ssh-keyscan -p {port} {address}"
        return (
            f"{name} is not in {known_hosts}: add it ({scan} >> {known_hosts}) and compare its "
            "fingerprint with the host's own before you deploy."
        )
    if LOGIN_REFUSED.search(error):
        return (
            f"{name} refuses the login: check ssh_user and ssh_key in the inventory, or that an "
            "SSH agent has the key."
        )
    if error.startswith("Could not resolve hostname"):
        return (
            f"{name} has the name {address}, which has no address here: check ssh_hostname in the "
            "inventory."
        )
    if error.startswith("Could not connect"):
        return (
            f"{name} does not answer at {address}, port {port}: check that it runs, that "
            "ssh_hostname and ssh_port in the inventory are right, and that a firewall lets this "
            "machine in."
        )
    return (
        f"{name} begins no SSH session at {address}, port {port} ({error}): check what begins with "
        f"ssh_ in the inventory, and see what ssh -v -p {port} {address} says."
    )
