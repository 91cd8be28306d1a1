"""pyinfra's own configuration for this kit."""

from pyinfra import config, state

from roles.cli.invocation import (
    asks_for_the_kit,
    is_quiet,
    must_ask,
    only_looks,
    only_retires,
    refuse_unsafe_invocation,
)
from roles.cli.quiet_log import hide_machinery
from roles.cli.quiet_run import speak_for
from roles.run.failures import keep_unreached_hosts, report_interruption, stop_at_failures
from roles.run.inventory import cluster_of, retirement_of

# One host that fails ends the run before the next operation.
config.FAIL_PERCENT = 0

refuse_unsafe_invocation()
if only_looks():
    keep_unreached_hosts(state, validate=cluster_of)
elif only_retires():
    stop_at_failures(state, validate=retirement_of)
else:
    stop_at_failures(state, validate=cluster_of if asks_for_the_kit() else None)
report_interruption(state)
if is_quiet():
    log = hide_machinery()
    if not only_looks():
        speak_for(state, log, asks=must_ask())
