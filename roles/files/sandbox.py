"""What code out of a release may not do on its host: when it serves visitors, and before that."""

from roles.places import Places

# Lines of a systemd service that both have.
BOTH = (
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "LockPersonality=yes",
    "PrivateDevices=yes",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHome=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectSystem=strict",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallArchitectures=native",
    "UMask=0077",
)
# The app's unit.
SANDBOX = (*BOTH, "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX")


def unpacking_sandbox(places: Places) -> tuple[str, ...]:
    """What release.sh runs out of a JAR: it may act on nothing and know no secret.

    A socket that is a file, such as a database's, is no network to systemd.
    """
    return (
        *BOTH,
        "PrivateNetwork=yes",
        "RestrictAddressFamilies=AF_INET AF_INET6",
        f"InaccessiblePaths=-{places.configuration}",
    )
