"""Free the deploy lock by hand: for a run whose machine is gone and that can't be waited for.

pyinfra -y INVENTORY unlock.py
"""

from pyinfra import host, inventory

from roles.lock import unlocking
from roles.run.inventory import cluster_of

cluster = cluster_of(inventory)
unlocking.apply(cluster, cluster.member(host.name))
