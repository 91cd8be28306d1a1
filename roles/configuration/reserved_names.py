"""Names that an app can't have, because a host has or may get something of that name.

An app's name becomes a systemd unit, a system user with its group, /etc/<name>, /opt/<name>,
/usr/share/<name>, the app's own /var/lib/<name>, /var/log/<name> and /var/cache/<name>, files of
nginx and Redis, and a user of Redis.
"""

# Users and groups of a Debian host.
ACCOUNTS = """
root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody
nogroup adm tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow
utmp video sasl plugdev staff users input sgx kvm render crontab netdev wheel messagebus polkitd
tcpdump uuidd syslog landscape tss lxd ntp chrony admin
"""
# Units that hosts run, and what the kit itself sets up.
SERVICES = """
nginx redis redis-server redis-sentinel ssh sshd cron atd dbus rsyslog networking network-manager
networkd resolved timesyncd udev ntpsec ntpd openntpd chronyd apparmor nftables ufw iptables
fail2ban docker containerd apache2 haproxy keepalived postfix exim4 unattended-upgrades
cloud-init qemu-guest-agent console-setup keyboard-setup kmod procps sysstat logrotate
apt-daily apt-daily-upgrade dpkg-db-backup e2scrub-reap fstrim man-db session-cluster
"""
# Folders of /etc, /usr/share, /var/lib, /var/log and /var/cache, and names that mean something to
# nginx or to Redis.
FOLDERS = """
default apt dpkg systemd init opt ssl security pam profile java openjdk skel terminfo alternatives
ca-certificates kernel network modprobe modules ldap python3 perl debconf doc locale misc zoneinfo
private journal ldconfig adduser ucf python vim initramfs-tools polkit-1 xml-core sgml-base cloud
git os-prober grub plymouth snapd selinux installer wtmp btmp lastlog faillog audit runit
fontconfig dhcp
"""
RESERVED = frozenset((ACCOUNTS + SERVICES + FOLDERS).split())


def is_reserved(name: str) -> bool:
    """Tell whether something of a host has or may get that name."""
    return name in RESERVED or name.startswith("systemd-")
