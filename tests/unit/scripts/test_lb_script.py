"""What balance.sh leaves on a load balancer, whatever nginx makes of it."""

from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests.unit.doubles.lb_host import LbHost

RELOAD = "reload nginx"
JOURNAL = "the last lines of journalctl -u nginx:"
MEND = "Mend that and run the same deploy again."
BIND = "nginx: [emerg] bind() to 0.0.0.0:80 failed"
JOB_FAILED = "so its files are as they were again: Job for nginx.service failed."
# What is loaded last, and what is said then.
FAILURES = {
    "nonsense": [
        "nginx refuses the new configuration, so the old one stays: "
        'nginx: [emerg] unknown directive "nonsense"'
    ],
    "no reload": [
        f"nginx could not reload, {JOB_FAILED}",
        JOURNAL,
        "the reload was refused",
        MEND,
    ],
    "port taken": [
        "nginx still runs its old workers 1 s after the reload, so its files are as they were "
        "again: see also the end of /var/log/nginx/error.log",
        JOURNAL,
        "",
        MEND,
    ],
}


@pytest.fixture
def host(tmp_path: Path) -> Iterator[LbHost]:
    made = LbHost(tmp_path)
    made.start_nginx()
    yield made
    made.stop_nginx()


def test_what_is_deployed_is_loaded_and_debians_own_site_leaves(host: LbHost) -> None:
    for name in ("first", "second"):
        assert host.load(name).lines == []
        assert host.at_boot() == f"upstream: {name}\nsite: {name}\n"
        assert host.comes_to_run(host.at_boot())
        assert host.loaded() == f"sum of {name}"
        assert host.commands() == [RELOAD]


def test_who_changes_nginx_has_it_alone(host: LbHost) -> None:
    assert host.load("before").succeeded
    files = host.files()
    with (host.nginx_state / "step").open("w") as step:
        flock(step, LOCK_EX)
        ended = host.load("after", busy_timeout="0")
        assert not ended.succeeded and host.files() == files
        assert ended.lines == [
            "another app's run is still at work with nginx on this host after 0 s"
        ]
    assert host.load("after").succeeded


@pytest.mark.parametrize("whose", ["edited", "serves pages", "a file"])
def test_a_default_site_that_somebody_has_made_their_own_stays(host: LbHost, whose: str) -> None:
    link, file = host.folder / "sites-enabled/default", host.folder / "sites-available/default"
    if whose == "edited":
        file.write_text("a blog\n")
    elif whose == "serves pages":
        (host.folder / "html/index.html").write_text("a blog\n")
    else:
        link.unlink()
        link.write_text("a blog\n")
    before = host.at_boot()
    assert host.load("first").lines == []
    assert host.at_boot() == f"upstream: first\n{before}site: first\n"


def test_pages_that_no_nginx_serves_are_no_site(host: LbHost) -> None:
    host.stop_nginx()
    (host.folder / "html/index.html").write_text("of another web server\n")
    assert host.load("first").lines == []
    assert host.at_boot() == "upstream: first\nsite: first\n"


@pytest.mark.parametrize("deployed", [None, "before"])
@pytest.mark.parametrize("name", FAILURES)
def test_what_nginx_does_not_take_leaves_nothing(
    host: LbHost, name: str, deployed: str | None
) -> None:
    if deployed:
        assert host.load(deployed).succeeded
        host.commands()
    before, loaded = host.files(), host.loaded()
    failed = host.load(name, reload_timeout="1")
    assert not failed.succeeded and failed.lines == FAILURES[name]
    assert host.files() == before
    assert host.comes_to_run(host.at_boot())
    told = name != "nonsense"
    assert host.commands() == [RELOAD, RELOAD] * told
    assert host.loaded() == (None if told else loaded)


def test_an_nginx_that_loaded_too_late_loads_the_old_files_again(host: LbHost) -> None:
    assert host.load("stuck").succeeded
    before = host.files()
    failed = host.load("second", reload_timeout="1")
    assert not failed.succeeded and "nginx still runs its old workers 1 s" in failed.lines[0]
    assert host.files() == before
    assert host.comes_to_run(host.at_boot()) and "stuck" in host.at_boot()
    assert host.loaded() is None


def test_a_second_reload_that_fails_is_no_second_error(host: LbHost) -> None:
    assert host.load("first").succeeded
    before = host.files()
    (host.folder / "deaf").touch()
    failed = host.load("second")
    assert not failed.succeeded and failed.lines == FAILURES["no reload"]
    assert host.files() == before
    assert host.loaded() is None, "a load that nobody vouches for counts as none"


@pytest.mark.parametrize("deployed", [None, "before"])
def test_an_nginx_that_can_not_start_leaves_nothing(host: LbHost, deployed: str | None) -> None:
    if deployed:
        assert host.load(deployed).succeeded
    host.stop_nginx()
    host.commands()
    before = host.files()
    failed = host.load("port taken")
    assert not failed.succeeded
    assert failed.lines == [f"nginx could not start, {JOB_FAILED}", JOURNAL, BIND, MEND]
    assert host.files() == before
    assert host.commands() == ["restart nginx"]
    assert host.loaded() is None


def test_an_nginx_that_does_not_run_is_started_and_will_be_at_boot(host: LbHost) -> None:
    host.stop_nginx()
    assert host.load("first").lines == []
    assert host.commands() == ["restart nginx", "enable --quiet nginx"]
    assert host.comes_to_run(host.at_boot()) and host.loaded() == "sum of first"


def test_a_file_that_can_not_be_written_leaves_nothing(host: LbHost) -> None:
    assert host.load("first").succeeded
    before = host.files()
    (host.folder / "sites-available/site.new").mkdir()
    failed = host.run("second")
    assert failed.returncode != 0 and "site.new: Is a directory" in failed.stderr
    assert host.files() == before
    assert host.loaded() == "sum of first"


@pytest.mark.parametrize(
    "title", ["nginx: worker process", "nginx: worker process is shutting down"]
)
def test_nobody_waits_for_the_workers_of_another_nginx(host: LbHost, title: str) -> None:
    with host.foreign_worker(title):
        assert host.load("first", reload_timeout="5", drain_timeout="5").lines == []


def test_requests_under_way_in_its_own_old_workers_are_waited_for(host: LbHost) -> None:
    assert host.load("long upload").succeeded
    waited = host.load("second", drain_timeout="1")
    assert waited.succeeded
    assert waited.lines == ["gave up waiting for requests under way in nginx after 1 s"]


def test_a_file_that_shall_not_be_there_goes_and_comes_back_if_nginx_refuses(host: LbHost) -> None:
    strangers = host.folder / "conf.d/session-cluster-default-80.conf"
    assert host.load("first", strangers="answered\n").succeeded
    assert strangers.read_text() == "answered\n"
    assert not host.load("nonsense", strangers="").succeeded
    assert strangers.read_text() == "answered\n"
    assert host.load("second", strangers="").succeeded
    assert not strangers.exists()


def test_what_is_secret_is_nobody_elses(host: LbHost) -> None:
    assert host.load("first", secret="a key\n").succeeded
    file = host.folder / "secrets/site.pem"
    assert file.read_text() == "a key\n"
    assert [path.stat().st_mode & 0o777 for path in (file, file.parent)] == [0o600, 0o700]
