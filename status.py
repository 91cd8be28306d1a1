"""The status: what every host runs, whether it is well, and whether somebody changed it by hand.

pyinfra INVENTORY status.py [--json]
"""

from pyinfra import inventory

from roles.cli.showing import show_status
from roles.run.run import run_of

show_status(run_of(inventory, work="status"))
