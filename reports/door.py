"""What stands before the dashboard: who may reach it, and what its pages may reach.

`streamlit run reports/door.py` serves app.py behind it. A page of another name that points here
(DNS rebinding) and a page of another port are refused, for the web socket too; the policy that
browsers are given lets nothing out. A server behind another name says so by SERVICE_REVIEW_HOSTS.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware

from reports.hosts import hosts_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

SCHEMES = ("http", "https")
POLICY_VIOLATED = 1008

# Charts are compiled in the page, so expressions are evaluated there; nothing comes from elsewhere
# and nothing goes there.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Door:
    """Lets a request in where its host is ours and its origin, if it names one, is that host."""

    def __init__(self, app: Asgi, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 403; a web socket is closed before it opens."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
        elif is_let_in(_header(scope, b"host"), _header(scope, b"origin"), self.hosts):
            await self.app(scope, receive, _guarded(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATED})
        else:
            await _refuse(send)


def is_let_in(host: str | None, origin: str | None, hosts: tuple[str, ...]) -> bool:
    """Whether a request to `host` (with its port) from a page of `origin` is let in.

    A request without an origin is a browser's own, or a program's.
    """
    if host is None or _name_of(host) not in hosts:
        return False
    return origin is None or origin in {f"{scheme}://{host}" for scheme in SCHEMES}


def _name_of(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return None
    return parts.hostname


def _header(scope: Scope, name: bytes) -> str | None:
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else None


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *HEADERS]}
        await send(message)

    return guarded


async def _refuse(send: Send) -> None:
    text = (
        b"This address is not one of the dashboard's. Open it by the address that `service-review "
        b"serve` printed, or name the host in SERVICE_REVIEW_HOSTS.\n"
    )
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": text})


app = st.App(
    Path(__file__).resolve().parents[1] / "app.py",
    middleware=[Middleware(Door, hosts=hosts_of(os.environ))],
)
