"""pyinfra's own configuration for this kit."""

from pyinfra import config

from roles.invocation import refuse_unsafe_invocation

# One host that fails ends the run before the next operation.
config.FAIL_PERCENT = 0

refuse_unsafe_invocation()
