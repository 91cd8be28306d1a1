"""What a run will change in the files that the kit places, shown where `--diff` is given."""

from base64 import b64decode
from collections.abc import Collection, Mapping

import gevent
from pyinfra import logger
from pyinfra.api.output import format_text
from pyinfra.operations.util.files import generate_color_diff

from roles import app, lb, redis
from roles.configuration.cluster import Member
from roles.errors import RefusedError
from roles.files.audit import render_rotation
from roles.files.masking import PlacedFile, compared, plain
from roles.remote import run_script
from roles.rotation import settled_rotation
from roles.run.run import Run
from roles.shared_places import NGINX_CONF

READING_TIMEOUT = 30
# How files.sh calls nginx' main file as it will be.
SIZED = "sized"


def show_differences(run: Run) -> None:
    """Show every host's differences; nothing, and no round trip, without `--diff`.

    Secrets are masked. Raises RefusedError for a host whose files can't be read.
    """
    if not run.inventory.state.config.DIFF:
        return
    jobs = {member: gevent.spawn(_differences, run, member) for member in run.cluster.members}
    for member, job in jobs.items():
        for title, lines in job.get():
            run.host(member).log(title, logger.info)
            for line in lines:
                logger.info("  %s", line)
            logger.info("")


def _differences(run: Run, member: Member) -> list[tuple[str, list[str]]]:
    """Give a title and lines, in colour, for each file that changes."""
    placed = _placed_files(run, member)
    found = _read(run, member, [file.path for file in placed])
    if SIZED in found:
        placed.append(PlacedFile(NGINX_CONF, found[SIZED], plain))
    differences = []
    for file in placed:
        before = found.get(file.path)
        if before == file.text:
            continue
        lines = compared(file.mask(before or ""), file.mask(file.text))
        what = "create" if before is None else "modify"
        title = f"Will {what} {format_text(file.path, bold=True)}"
        differences.append((title, list(generate_color_diff(*lines))))
    return differences


def _placed_files(run: Run, member: Member) -> list[PlacedFile]:
    placed = [PlacedFile(run.places.rotation_file, render_rotation(run.places), plain)]
    if member in run.cluster.lb:
        placed += lb.placed_files(run, member, settled_rotation(run))
    # A rollback puts back what a host has kept.
    if run.work == "deploy" and member in run.cluster.app:
        placed += app.placed_files(run, member)
    if run.work == "deploy" and run.cluster.deploys_redis(member):
        placed += redis.placed_files(run, member)
    return placed


def _read(run: Run, member: Member, paths: Collection[str]) -> Mapping[str, str]:
    sizes = dict.fromkeys(("connections", "open_files"), "")
    if member in run.cluster.lb:
        sizes = lb.worker_sizes(run, member)
    variables = {"paths": "\n".join([*paths, NGINX_CONF]), "nginx_conf": NGINX_CONF, **sizes}
    result = run_script(run.host(member), "files", variables, READING_TIMEOUT)
    if not result.succeeded:
        raise RefusedError(
            f"{member.name}: its files could not be read for --diff "
            f"({' / '.join(result.lines[-1:])}). Nothing was changed: see status.py, or run it "
            "without --diff."
        )
    read = (line.partition(" ") for line in result.lines)
    return {path: b64decode(content).decode(errors="replace") for path, _, content in read}
