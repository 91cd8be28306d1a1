"""Retire hosts that have left the inventory: stop the app there, take its secrets, leave its data.

pyinfra -y HOST retire.py --data app_name=NAME [--ssh-user USER --sudo]
"""

from pyinfra import inventory

from roles.retiring import retiring
from roles.run.inventory import retirement_of

retiring.apply(retirement_of(inventory))
