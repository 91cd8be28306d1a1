"""A site whose hosts nobody can reach (RFC 5737): the tests never connect."""

lb = ["192.0.2.1"]
app = [
    ("app1", {"ssh_hostname": "192.0.2.11"}),
    ("app2", {"ssh_hostname": "192.0.2.12"}),
]
redis = [("redis1", {"ssh_hostname": "192.0.2.21"})]
