"""A visitor's way through a journey: what it sends, what it takes along, and what it refuses."""

from urllib.parse import parse_qs

import httpx
import pytest

from roles.visiting.step_failed import StepFailedError
from tests.unit.doubles.walked_site import page, visitor

LOGIN = """<title>Please sign in</title>
<form method="get" action="/search"><input type="hidden" name="wrong" value="1"></form>
<form method="post" action="/logout"><input type="hidden" name="_csrf" value="other"></form>
<form method="post" action="/shop/login">
<input name="username"><input type="hidden" name="_csrf" value="t0ken">
<input type="hidden" name="nothing"><input type="hidden" value="nameless">
</form>"""
STEPS: list[dict[str, object]] = [
    {"get": "/shop/login"},
    {"post": "/shop/login", "form": {"username": "smoke", "password": "{env:PASSWORD}"}},
    {"post": "/shop/cart", "form": {"item": "{unique}"}},
    {"get": "/shop/cart", "shows": "{unique}"},
]


class Shop:
    """Logs in who sends the token and the password, and keeps a cart for who has the cookie."""

    def __init__(self) -> None:
        self.cart = ""

    def answer(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        match request.method, request.url.path:
            case "GET", "/shop/login":
                return page(LOGIN)
            case "POST", "/shop/login" if form["password"] == "5e55ion":
                assert form["_csrf"] == "t0ken" and "wrong" not in form
                cookie = "SESSION=me; Path=/shop; Secure; HttpOnly"
                return httpx.Response(302, headers={"Location": "/shop/cart", "Set-Cookie": cookie})
            case _ if request.headers.get("Cookie") != "SESSION=me":
                return httpx.Response(302, headers={"Location": "/shop/login"})
            case "POST", "/shop/cart":
                self.cart = form["item"]
                return httpx.Response(303, headers={"Location": "cart"})
            case _:
                return page(f"<h1>Cart</h1> {self.cart}")


def test_a_visitor_logs_in_fills_its_cart_and_sees_it_again() -> None:
    shop = Shop()
    person, requests = visitor(STEPS, shop.answer, PASSWORD="5e55ion")
    person.arrive()
    person.look()
    assert shop.cart == person.name and len(person.name) > 16
    assert [f"{each.method} {each.url.path}" for each in requests] == [
        "GET /shop/login",
        "POST /shop/login",
        "GET /shop/cart",
        "POST /shop/cart",
        "GET /shop/cart",
        "GET /shop/cart",
        "GET /shop/cart",
    ]
    ids = [each.headers["X-Request-ID"] for each in requests]
    assert ids == person.requests and len(set(ids)) == 7
    assert person.cookies == {"SESSION": "me"}
    other, _ = visitor(STEPS, shop.answer, PASSWORD="5e55ion")
    assert other.name != person.name and other.walk.unique.picture != person.walk.unique.picture


def test_a_lost_session_is_told_by_the_page_that_comes_instead() -> None:
    person, _ = visitor(STEPS, Shop().answer, PASSWORD="5e55ion")
    person.arrive()
    person.client.cookies.jar.clear()
    with pytest.raises(StepFailedError) as failed:
        person.look()
    assert str(failed.value) == (
        "step 4 (GET /shop/cart): expected a page that shows {unique}, "
        'found one that does not from /shop/login on the page "Please sign in"'
    )
    assert not failed.value.is_passing


def test_no_secret_is_said() -> None:
    steps: list[dict[str, object]] = [
        {"get": "/{env:KEY}?key={env:KEY}", "shows": "{env:KEY}", "gives": "{env:KEY}"}
    ]
    person, requests = visitor(steps, lambda request: page("nothing"), KEY="5e55ion")
    with pytest.raises(StepFailedError) as failed:
        person.arrive()
    assert requests[0].url.raw_path == b"/5e55ion?key=5e55ion"
    assert "5e55ion" not in f"{failed.value} {failed.value.found} {failed.value.expected}"


@pytest.mark.parametrize(
    ("step", "answer", "expected", "found", "is_passing"),
    [
        ({}, httpx.Response(404), "status 200", "status 404", False),
        ({}, httpx.Response(503), "status 200", "status 503", True),
        ({"status": 201}, httpx.Response(200), "status 201", "status 200", False),
        (
            {"status": 302},
            httpx.Response(303, headers={"Location": "/"}),
            "status 302",
            "status 303",
            False,
        ),
        ({"gives": "ab"}, page("abc"), "ab, 2 bytes", "3 other bytes", False),
        ({"shows": "d"}, page("abc"), "a page that shows d", "one that does not", False),
        (
            {"takes": {"order": "n=(.*)"}},
            page("abc"),
            "something to take that fits 'n=(.*)'",
            "nothing",
            False,
        ),
        (
            {},
            httpx.Response(302, headers={"Location": "https://sso.example/in"}),
            "a redirect within this site",
            "one to https://sso.example/in",
            False,
        ),
        (
            {},
            httpx.Response(302, headers={"Location": "/"}),
            "10 redirects at most",
            "the next one, to / from /",
            False,
        ),
    ],
)
def test_what_is_not_as_expected_is_said(
    step: dict[str, object], answer: httpx.Response, expected: str, found: str, is_passing: bool
) -> None:
    person, _ = visitor([{"get": "/"} | step], lambda request: answer)
    with pytest.raises(StepFailedError) as failed:
        person.arrive()
    said = (failed.value.number, failed.value.expected, failed.value.found, failed.value.is_passing)
    assert said == (1, expected, found, is_passing)


def test_no_answer_may_pass() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nothing listens there")

    person, _ = visitor([{"get": "/"}], refuse)
    with pytest.raises(StepFailedError, match="an answer, found ConnectError nothing") as failed:
        person.arrive()
    assert failed.value.is_passing


def test_a_picture_goes_with_the_fields_of_its_form_and_comes_back() -> None:
    steps: list[dict[str, object]] = [
        {"get": "/"},
        {"post": "/image", "file": {"image": "{unique}"}, "form": {"title": "x"}},
        {"get": "/raw", "gives": "{unique}"},
    ]
    form = "<form method=post action=image><input type=hidden name=_csrf value=t0ken></form>"
    kept: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            kept.append(request.content)
            assert b"t0ken" in request.content and b'name="title"' in request.content
        return page(form) if request.url.path != "/raw" else httpx.Response(200, content=raw)

    person, _ = visitor(steps, answer)
    raw = person.walk.unique.picture
    person.arrive()
    assert raw in kept[0] and raw.startswith(b"\x89PNG")


def test_what_is_taken_goes_along_and_scripts_tokens_too() -> None:
    steps: list[dict[str, object]] = [
        {"get": "/", "takes": {"order": "order=([0-9]+)"}},
        {"post": "/api/{order}", "json": {"name": ["{unique}", 1]}},
        {"get": "/{order}"},
    ]
    # One name at two paths, as an app and what stands before it may give.
    cookies = [("Set-Cookie", f"XSRF-TOKEN=t0ken; Path={path}") for path in ("/", "/api")]
    person, requests = visitor(
        steps, lambda request: httpx.Response(200, text="order=12", headers=cookies)
    )
    person.arrive()
    assert [each.url.path for each in requests] == ["/", "/api/12", "/12"]
    assert requests[1].headers["X-XSRF-TOKEN"] == "t0ken"
    assert "X-XSRF-TOKEN" not in requests[2].headers
    assert requests[1].content == f'{{"name":["{person.name}",1]}}'.encode()
