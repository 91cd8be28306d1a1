"""A sudo that asks for a password, as sudo -A does, and keeps what a process list would show."""

from pathlib import Path

SUDO = """#!/bin/sh
cat /proc/$$/cmdline | tr '\\0' ' ' >>{folder}/listed
while [ $# -gt 0 ]; do
    case "$1" in
    -p) prompt=$2 && shift 2 ;;
    -*) shift ;;
    *) break ;;
    esac
done
[ -e {folder}/asks-nothing ] || [ "$("$SUDO_ASKPASS" "$prompt")" = '{password}' ] || {{
    echo 'sudo: 3 incorrect password attempts' >&2
    exit 1
}}
unset SESSION_CLUSTER_SUDO
exec "$@"
"""


def place_sudo(folder: Path, password: str) -> Path:
    """Write it; give the folder for the PATH."""
    sudo = folder / "sudo"
    sudo.write_text(SUDO.format(folder=folder, password=password))
    sudo.chmod(0o755)
    return folder
