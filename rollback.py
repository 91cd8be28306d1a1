"""The rollback: bring every app server back to what ran before, through the same roll.

pyinfra -y INVENTORY rollback.py [--data release=ID]
"""

from pyinfra import host, inventory

from roles import app, base
from roles.lock import locking
from roles.roll import before_roll, bringing, rolling, saying_again
from roles.run.run import run_of

run = run_of(inventory, work="rollback")
member = run.cluster.member(host.name)

locking.take(run, member)
saying_again.apply(run, member)
base.check(run, member)
base.apply(run, member)

if member in run.cluster.app:
    app.prepare(run, member)
    bringing.apply(run, member)

before_roll.apply(run, member)
rolling.apply(run, member)
locking.release(run, member)
