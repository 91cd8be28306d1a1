"""The status: what every host runs, whether it is well, and whether somebody changed it by hand.

pyinfra INVENTORY status.py [--json]
"""

from pyinfra import inventory

from roles.run import run_of
from roles.showing import show_status

show_status(run_of(inventory, work="status"))
