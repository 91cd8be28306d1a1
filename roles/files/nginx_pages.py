"""The pages that nginx answers with by itself."""

from collections.abc import Mapping
from os.path import expanduser
from pathlib import Path
from typing import cast

from roles.configuration.edge_types import PageStatus
from roles.files.templates import TEMPLATES

# What they tell a visitor's browser about when to come back, in seconds.
RETRY_AFTER_SECONDS = 60
ERROR_PAGES = (413, 429, 502, 503)


def error_page(status: int, own: Mapping[PageStatus, str]) -> str:
    """Give the page for a status: the operator's `own`, a path by its status, or the kit's."""
    page = own.get(cast(PageStatus, str(status)))
    file = Path(expanduser(page)) if page else TEMPLATES / f"nginx/html/{status}.html"
    return file.read_text(encoding="utf-8")
