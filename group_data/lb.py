"""Settings of the load balancers."""

# The port that visitors reach.
http_port = 80
