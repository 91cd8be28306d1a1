"""Settings of the load balancers."""

# The port that visitors reach.
http_port = 80

# Maintenance: visitors get a page that says so (503, Retry-After), but for those whose address is
# in one of these networks, such as ["203.0.113.0/24"]. The verification needs to be among them.
maintenance = False
maintenance_bypass: list[str] = []
