"""A folder that survey.sh takes for a host."""

import os
import subprocess
from pathlib import Path

from roles.files.nginx_pages import ERROR_PAGES
from roles.remote import script_text
from roles.survey.host_survey import OPENS_IPV6_SOCKET, HostSurvey
from roles.survey.lines import parse_survey
from tests.unit.doubles.playing_release import METRICS, READINESS

SYSTEMCTL = """#!/bin/sh
case "$1 $2" in
"is-active site.service") echo active ;;
"is-active nginx") echo inactive ;;
"show -p") echo "$STARTED" ;;
esac
"""


class FolderHost:
    """A folder that stands in for a host's file system."""

    def __init__(self, folder: Path) -> None:
        """Make it, with a systemd that answers for its units."""
        self.folder = folder
        self.places = {
            name: str(folder / path)
            for name, path in {
                "environment_file": "etc/site.env",
                "properties_file": "etc/application.yml",
                "unit_file": "etc/site.service",
                "current": "current",
                "releases": "releases",
                "healthy": "state/healthy",
                "default_site_link": "nginx/default",
                "site_file": "nginx/site",
                "site_link": "nginx/enabled",
                "upstream_file": "nginx/upstream.conf",
                "nginx_conf": "nginx/nginx.conf",
                "state": "state",
                "lock_file": "state/lock",
                "redis_password_file": "etc/redis.password",
                "redis_admin_password_file": "etc/admin.password",
                "another_environment_file": "etc/ANOTHER.env",
                "another_site_link": "nginx/enabled-ANOTHER",
                "sysctl_of_apps": "etc/sysctl.conf",
                "redis_conf": "etc/redis.conf",
                "redis_users": "etc/users.acl",
                "redis_loaded": "redis/loaded",
                "renewal_file": "letsencrypt/renewal.conf",
                "renewal_hook": "letsencrypt/hook",
            }.items()
        }
        systemctl = self.write("bin/systemctl", SYSTEMCTL)
        systemctl.chmod(0o755)

    def write(self, path: str, text: str) -> Path:
        """Write a file as the scripts do: byte for byte."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def survey(
        self,
        started: str = "now",
        app_port: int = 1,
        asked_release: str = "",
        opens_ipv6_socket: str = OPENS_IPV6_SOCKET,
        java_command: str = "",
        hidden_folders: str = "/hidden",
        certificate_key: str = "certificate.pem",
    ) -> HostSurvey:
        """Run the script on it."""
        pages = [f"errors/{status}.html" for status in ERROR_PAGES]
        heard = ["nginx/default-80.conf", "nginx/default-443.conf"]
        lb_files = ["nginx/upstream.conf", "nginx/site", *pages, *heard]
        variables = {
            **self.places,
            "lb_files": " ".join(f"{self.folder}/{file}" for file in lb_files),
            "ports": "1",
            "certificate": f"{self.folder}/certificate.pem",
            "certificate_key": f"{self.folder}/{certificate_key}",
            "ticket_key": f"{self.folder}/tickets.key",
            "opens_ipv6_socket": opens_ipv6_socket,
            "unit": "site.service",
            "url_address": "127.0.0.1",
            "sessions_metric": METRICS,
            "readiness": f":{app_port}{READINESS}",
            "actuator": f":{app_port}",
            "asked_release": asked_release,
            "java_package": "default-jre-headless",
            "java_command": java_command,
            "hidden_folders": hidden_folders,
            "app_name": "site",
            "redis_port": "1",
            "session_namespace": "shop",
        }
        environment = os.environ | {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "STARTED": started,
            "COUNT": f"{self.folder}/counted",
        }
        text = script_text("survey", variables)
        ended = subprocess.run(
            ["sh", "-s"], input=text, env=environment, capture_output=True, text=True, check=True
        )
        return parse_survey(ended.stdout.splitlines())
