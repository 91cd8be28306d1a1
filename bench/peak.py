"""Runs a command and notes its seconds, its peak memory in KiB and its exit code.

usage: peak.py NOTE COMMAND [ARGUMENT ...]     (NOTE is the file that gets the three numbers)

The kernel counts a parent's memory into the peak of the child that it forks, so the parent has to
be this small: it runs on its own, and imports nothing of the kit.
"""

import os
import sys
import time


def main() -> None:
    """Run the command; write the note."""
    note, *command = sys.argv[1:]
    started = time.monotonic()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    seconds = time.monotonic() - started
    with open(note, "w", encoding="utf-8") as stream:
        stream.write(f"{seconds} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
