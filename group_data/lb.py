"""Settings of the load balancers."""

# The names by which visitors ask for the site, such as ["shop.example", "www.shop.example"]; the
# first is what the verification asks for, and "*.shop.example" is every name below. A request for
# another name is refused. Several apps may share the ports by their names. [] is any name.
server_names: list[str] = []

# The ports that visitors reach: without TLS the one; with TLS the other, and the one leads there.
http_port = 80
https_port = 443

# HTTPS at the load balancers: "off"; "self_signed", which browsers warn of; "files", a certificate
# and its key of yours; "acme", from an authority such as Let's Encrypt. docs/tls.md tells how each
# is renewed. All but "off" need server_names.
tls = "off"

# For "files": PEM files of this machine, the certificate with its chain; or, as "host:/etc/ssl/…",
# files that every load balancer has already.
tls_certificate = ""
tls_key = ""

# For "acme": the authority's directory ("" is Let's Encrypt's), and whom it writes to.
acme_directory = ""
acme_email = ""

# How long browsers shall refuse plain HTTP for the site (Strict-Transport-Security), in seconds; 0
# tells them nothing. There is no way back before it is over: begin with 300.
hsts_seconds = 0

# The networks of proxies, CDNs and load balancers that stand in front and are believed in what they
# say of a visitor (X-Forwarded-For, -Proto, -Host, -Port), such as ["203.0.113.0/24"]. What anybody
# else says is overwritten. proxy_protocol is for those that pass on TCP: then every connection has
# to begin with its header.
trusted_proxies: list[str] = []
proxy_protocol = False

# How "sticky" knows a visitor again: by its "address", or by a "cookie" of nginx' own, which also
# spreads the visitors of one office, and stays where an address changes on the way.
sticky_by = "address"

# How long the app may take between two pieces of an answer, in seconds.
read_timeout = 60

# Where the app has files that a release brings, such as ["/assets/"]: while two releases serve, one
# that a server lacks is asked of the others.
asset_paths: list[str] = []

# Pages of your own for what nginx answers by itself, {"503": "pages/503.html"}: files of this
# machine, for 413 (an upload too large), 429 (too much at once), 502 (no server) and 503
# (maintenance).
error_pages: dict[str, str] = {}

# How many requests an address may have under way at once, and how many of them that bring something
# (POST, PUT, PATCH); more get 429 with Retry-After. 0 is no limit. An office is one address.
connections_per_address = 500
uploads_per_address = 50

# Maintenance: visitors get a page that says so (503, Retry-After), but for those whose address is
# in one of these networks, such as ["203.0.113.0/24"]. The verification needs to be among them.
maintenance = False
maintenance_bypass: list[str] = []
