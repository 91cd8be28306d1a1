"""What code out of a release may not do on its host: when it serves visitors, and before that."""

from roles.places import Places

# Lines of a systemd service that both have.
BOTH = (
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "LockPersonality=yes",
    "PrivateDevices=yes",
    "PrivateMounts=yes",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHome=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectProc=invisible",
    "ProtectSystem=strict",
    "RemoveIPC=yes",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallArchitectures=native",
    # What services need, by systemd's own list: neither mounting, nor tracing, nor setting clocks.
    # A program that asks for more is told so, as without a right, and goes on.
    "SystemCallErrorNumber=EPERM",
    "SystemCallFilter=@system-service",
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
