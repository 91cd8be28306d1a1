"""Downloads over HTTP/2, as browsers make them: by curl, since httpx' own end at a reload."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

from roles.visiting.clients import lb_client, site_url
from roles.visiting.unique import new_picture
from tests.lab.rig import Rig
from verify.target import Target

MEGABYTES = 4
SECONDS = 60


def upload(target: Target) -> tuple[bytes, str]:
    """Upload a large picture through the first load balancer; give it, and the session's cookie."""
    lb, picture = target.cluster.lb[0], new_picture(MEGABYTES * 1_000_000)
    address, certificate = target.visible_address(lb), target.certificate(lb)
    with lb_client(target.cluster.settings, address, None, SECONDS, certificate) as client:
        client.get("/image")
        answer = client.post("/image", files={"image": ("picture.png", picture, "image/png")})
        assert answer.has_redirect_location, answer.text
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return picture, cookies


@contextmanager
def downloading(target: Target, folder: Path, cookies: str, count: int) -> Iterator[list[Path]]:
    """Have so many slow downloads under way over HTTP/2; they are whole at the end."""
    settings, lb = target.cluster.settings, target.cluster.lb[0]
    address = target.visible_address(lb)
    (folder / "ca.pem").write_bytes(target.certificate(lb) or b"")
    url = f"{site_url(settings, address)}/image/raw"
    options = [
        *("--silent", "--show-error", "--fail", "--http2", "--limit-rate", "1M"),
        *("--cacert", str(folder / "ca.pem"), "--header", f"Cookie: {cookies}"),
        *("--resolve", f"{settings.site_host}:{settings.visitor_port}:{address}"),
        *("--write-out", "%{http_version}", "--max-time", str(SECONDS)),
    ]
    files = [folder / f"{number}.png" for number in range(count)]
    under_way = [
        subprocess.Popen(["curl", *options, "--output", str(file), url], stdout=subprocess.PIPE)
        for file in files
    ]
    try:
        yield files
        for process in under_way:
            spoken, _ = process.communicate(timeout=SECONDS)
            assert (process.returncode, spoken) == (0, b"2"), quote(url)
    finally:
        for process in under_way:
            process.kill()
            process.communicate()


def assert_http2_downloads_are_whole(
    rig: Rig, target: Target, folder: Path, lbs: Sequence[str], reloads: int = 3
) -> None:
    """Have load balancers reload while pictures come slowly over HTTP/2."""
    picture, cookies = upload(target)
    with downloading(target, folder, cookies, count=4) as files:
        for _ in range(reloads):
            for lb in lbs:
                rig.run(lb, "systemctl reload nginx")
    assert [file.read_bytes() == picture for file in files] == [True] * len(files)
