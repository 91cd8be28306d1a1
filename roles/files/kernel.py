"""What the kernel of an app server is asked for, as text."""

# How often the kernel sends again what nobody acknowledges: 13 s, where Linux by itself takes a
# quarter of an hour. Lettuce goes on with such a connection until then, and none of Spring Boot's
# properties reaches its own limit (TCP_USER_TIMEOUT).
SENDS_AGAIN = 5
SYSCTL_NAME = "net.ipv4.tcp_retries2"


def render_sysctl() -> str:
    """The line of sysctl's."""
    return f"{SYSCTL_NAME} = {SENDS_AGAIN}"
