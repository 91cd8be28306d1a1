"""The real nginx with the kit's own files, on loopback."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

NGINX_CONF = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/client_body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/upstream.conf;
    include {folder}/site.conf;
}}
"""
STARTS_WITHIN_SECONDS = 20


def write_configuration(folder: Path, upstream: str, site: str) -> Path:
    """Write nginx' files to a folder; give the one that it begins with."""
    (folder / "upstream.conf").write_text(upstream)
    (folder / "site.conf").write_text(site.replace("/var/log/nginx", str(folder)))
    configuration = folder / "nginx.conf"
    # The folders of a test are its own user's only, and nginx would give up being root.
    user = "user root root;" if os.geteuid() == 0 else ""
    configuration.write_text(NGINX_CONF.format(folder=folder, user=user))
    return configuration


@contextmanager
def serving(configuration: Path, port: int) -> Iterator[None]:
    """Have it serve with those files, which make it listen at that port."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
    command = [nginx, "-e", "stderr", "-p", str(configuration.parent), "-c", str(configuration)]
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        _wait_until_it_listens(process, port)
        yield
    finally:
        process.terminate()
        process.wait(STARTS_WITHIN_SECONDS)


@retry(
    stop=stop_after_delay(STARTS_WITHIN_SECONDS),
    wait=wait_fixed(0.02),
    retry=retry_if_result(lambda listens: not listens),
)
def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> bool:
    assert process.poll() is None, "nginx has ended"
    with closing(socket.socket()) as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def reload_nginx(folder: Path) -> None:
    """Have it load what its files say now, and wait until the workers of before are gone."""
    master = int((folder / "nginx.pid").read_text())
    children = Path(f"/proc/{master}/task/{master}/children")
    before = set(children.read_text().split())
    os.kill(master, signal.SIGHUP)

    @retry(
        stop=stop_after_delay(STARTS_WITHIN_SECONDS),
        wait=wait_fixed(0.02),
        retry=retry_if_result(lambda workers: not workers or bool(workers & before)),
    )
    def workers() -> set[str]:
        return set(children.read_text().split())

    workers()
