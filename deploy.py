"""The deploy: bring every host to its role, then roll the app servers.

pyinfra -y INVENTORY deploy.py [--data session_profile=sticky]
"""

from pyinfra import host, inventory

from roles import acme, app, base, certificates, redis
from roles.lock import locking
from roles.roll import before_roll, rolling, saying_again
from roles.run.run import run_of

run = run_of(inventory, work="deploy")
cluster = run.cluster
member = cluster.member(host.name)

locking.take(run, member)
saying_again.apply(run, member)
base.check(run, member)
base.apply(run, member)

if member in cluster.lb:
    acme.leave(run, member)
    certificates.apply(run, member)

if cluster.deploys_redis(member):
    redis.apply(run, member)

if member in cluster.app:
    app.apply(run, member)

before_roll.apply(run, member)
rolling.apply(run, member)

if member in cluster.lb:
    acme.apply(run, member)

locking.release(run, member)
