"""What a visitor reads in a page: its title, and what its forms send along by themselves."""

from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

LONGEST_TITLE = 80


def _read(response: httpx.Response) -> BeautifulSoup | None:
    """Read an answer's page; None where it is no page."""
    kind = response.headers.get("content-type", "")
    return BeautifulSoup(response.text, "html.parser") if "html" in kind else None


def title(response: httpx.Response) -> str:
    """Give a page's title, or its first heading where it has none; "" where it is no page."""
    page = _read(response)
    found = page.find("title") or page.find("h1") if page else None
    return " ".join(found.get_text().split())[:LONGEST_TITLE] if found else ""


def shows(response: httpx.Response, text: str) -> bool:
    """Tell whether a person, or who reads the source, finds the text in an answer."""
    if text in response.text:
        return True
    page = _read(response)
    return page is not None and text in page.get_text()


def hidden_fields(response: httpx.Response, path: str) -> dict[str, str]:
    """Give the hidden fields of the page's form that is sent to `path`.

    Where none is, those of its first form that is posted: a CSRF token is the same in each.
    """
    page = _read(response)
    forms = [form for form in page.find_all("form") if _is_posted(form)] if page else []
    forms.sort(key=lambda form: not _leads_to(form, response, path))
    hidden = forms[0].find_all("input", type="hidden") if forms else []
    return {
        str(field["name"]): str(field.get("value") or "") for field in hidden if field.get("name")
    }


def _is_posted(form: Tag) -> bool:
    return str(form.get("method", "")).lower() == "post"


def _leads_to(form: Tag, response: httpx.Response, path: str) -> bool:
    action = urljoin(str(response.url), str(form.get("action") or ""))
    return urlsplit(action).path == urlsplit(path).path
