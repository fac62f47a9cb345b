"""The door before the dashboard: whose requests are let in."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from reports.door import HEADERS, Door, is_let_in
from reports.hosts import OF_THIS_MACHINE, hosts_of, is_of_this_machine_alone


@pytest.mark.parametrize(
    ("host", "origin", "is_in"),
    [
        ("localhost:8501", None, True),
        ("127.0.0.1:8501", "http://127.0.0.1:8501", True),
        ("[::1]:8501", "http://[::1]:8501", True),
        ("localhost:8501", "https://localhost:8501", True),
        ("evil.example:8501", "http://evil.example:8501", False),
        ("evil.example:8501", None, False),
        ("localhost:8501", "http://localhost:1", False),
        ("localhost:8501", "http://127.0.0.1:8501", False),
        ("localhost:8501", "null", False),
        ("localhost.evil.example:8501", None, False),
        ("user@localhost:8501", None, False),
        ("localhost:port", None, False),
        ("localhost:8501/path", None, False),
        (None, None, False),
    ],
)
def test_a_request_is_let_in_by_a_name_of_this_machine_from_its_own_pages(
    host: str | None, origin: str | None, is_in: bool
) -> None:
    assert is_let_in(host, origin, OF_THIS_MACHINE) is is_in


def test_a_server_behind_another_name_names_it() -> None:
    hosts = hosts_of({"SERVICE_REVIEW_HOSTS": "Review.example, other.example"})

    assert is_let_in("review.example", "https://review.example", hosts)
    assert not is_let_in("third.example", None, hosts)
    assert hosts_of({}) == OF_THIS_MACHINE


@pytest.mark.parametrize(
    ("environment", "address", "is_alone"),
    [
        ({}, "127.0.0.1", True),
        ({}, "::1", True),
        ({"SERVICE_REVIEW_HOSTS": " "}, "localhost", True),
        ({"SERVICE_REVIEW_HOSTS": "review.example"}, "127.0.0.1", False),
        ({"SERVICE_REVIEW_HOSTS": "localhost"}, "127.0.0.1", False),
        ({}, "0.0.0.0", False),  # noqa: S104  # judged, not bound to
        ({}, "10.0.0.7", False),
        ({}, None, False),
    ],
)
def test_a_server_is_this_machines_alone_on_the_loopback_and_without_another_name(
    environment: dict[str, str], address: str | None, is_alone: bool
) -> None:
    assert is_of_this_machine_alone(environment, address) is is_alone


def passed(kind: str, headers: list[tuple[bytes, bytes]]) -> tuple[bool, list[dict[str, Any]]]:
    """Whether a request reaches the dashboard, and what is sent back."""
    reached, sent = [], []

    async def dashboard(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)
        if kind == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})

    async def receive() -> Any:
        raise AssertionError("the door reads nothing of what is sent")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind, "headers": headers}
    asked = Door(dashboard, OF_THIS_MACHINE)(scope, receive, send)
    # A browser of another test may keep this thread's event loop running.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, asked).result()
    return bool(reached), sent


def test_a_web_socket_of_another_page_is_closed_before_it_opens() -> None:
    for origin in (b"http://evil.example:8501", b"http://localhost:1"):
        headers = [(b"host", b"localhost:8501"), (b"origin", origin)]
        assert passed("websocket", headers) == (
            False,
            [{"type": "websocket.close", "code": 1008}],
        )
    rebound = [(b"host", b"evil.example:8501"), (b"origin", b"http://evil.example:8501")]
    assert not passed("websocket", rebound)[0]
    own = [(b"host", b"localhost:8501"), (b"origin", b"http://localhost:8501")]
    assert passed("websocket", own)[0]


def test_every_answer_says_that_nothing_is_let_out() -> None:
    is_in, (answer,) = passed("http", [(b"host", b"localhost:8501")])
    is_refused, (refusal, body) = passed("http", [(b"host", b"evil.example")])

    assert is_in
    assert answer["headers"] == [(b"a", b"b"), *HEADERS]
    assert not is_refused
    assert refusal["status"] == 403
    assert set(HEADERS) <= set(refusal["headers"])
    assert b"SERVICE_REVIEW_HOSTS" in body["body"]


def test_a_request_with_two_hosts_is_refused() -> None:
    two = [(b"host", b"localhost:8501"), (b"host", b"evil.example:8501")]

    assert not passed("http", two)[0]
