"""Where things stand on a load balancer, and what nginx calls them."""

import re
from typing import ClassVar

from roles.shared_places import LETSENCRYPT, NGINX_SECRETS


class NginxPlaces:
    """The paths of one app's nginx files, by its name and by the folder of its state."""

    app_name: str

    # How the name of an upstream ends whose connections are not kept.
    ONCE: ClassVar[str] = "-once"

    @property
    def state(self) -> str:
        """What the last good deploy left, for the next one to compare with."""
        return f"/var/lib/session-cluster/{self.app_name}"

    @property
    def site_file(self) -> str:
        """The nginx site."""
        return f"/etc/nginx/sites-available/{self.app_name}"

    @property
    def site_link(self) -> str:
        """What makes the nginx site count."""
        return f"/etc/nginx/sites-enabled/{self.app_name}"

    @property
    def upstream_file(self) -> str:
        """The nginx upstreams: the way of balancing and who is in rotation."""
        return f"/etc/nginx/conf.d/{self.app_name}-upstream.conf"

    @property
    def upstream(self) -> str:
        """How the names of the app's upstreams begin; that of all servers is just this."""
        return self.app_name

    def is_upstream(self, name: str) -> bool:
        """Tell whether nginx' upstream with that name is one of the app's."""
        own = rf"{re.escape(self.upstream)}(-(at|without)-[0-9a-f]+|-by-address)?({self.ONCE})?"
        return bool(re.fullmatch(rf"{own}|{re.escape(self.upstream)}-acme", name))

    @property
    def certificate_file(self) -> str:
        """The certificate with its chain and its key, for nginx."""
        return f"{NGINX_SECRETS}/{self.app_name}.pem"

    @property
    def acme_challenges(self) -> str:
        """Where an authority's challenges are answered from."""
        return f"{self.state}/acme"

    @property
    def lineage(self) -> str:
        """What certbot calls the app's certificates, the one after the other."""
        return f"session-cluster-{self.app_name}"

    @property
    def lineage_folder(self) -> str:
        """Where certbot has the newest of them."""
        return f"{LETSENCRYPT}/live/{self.lineage}"

    @property
    def renewal_file(self) -> str:
        """How certbot renews it."""
        return f"{LETSENCRYPT}/renewal/{self.lineage}.conf"

    @property
    def renewal_hook(self) -> str:
        """What certbot runs once it has renewed one."""
        return f"{LETSENCRYPT}/renewal-hooks/deploy/{self.lineage}"

    @property
    def error_pages(self) -> str:
        """The folder of nginx's own error pages."""
        return f"/usr/share/{self.app_name}/errors"

    @property
    def access_log(self) -> str:
        """The JSON access log."""
        return f"/var/log/nginx/{self.app_name}.access.json.log"

    @property
    def error_log(self) -> str:
        """The site's error log."""
        return f"/var/log/nginx/{self.app_name}.error.log"
