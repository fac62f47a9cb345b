"""One reader of the dashboard: a session with the real server, as a browser holds one.

Streamlit's own messages over a websocket: what is asked is what the browser asks when a page is
opened, a link is followed or a filter is changed, and an answer is whole when the server says that
the page has run. What a browser would keep, and would not be sent again, is kept here too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

SECONDS_TO_ANSWER = 60
# As large as a page's largest element may be.
MOST_BYTES = 64 * 2**20
FINISHED = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_SUCCESSFULLY")
FRAGMENT_FINISHED = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_FRAGMENT_RUN_SUCCESSFULLY")


class WrongAnswerError(Exception):
    """The page ran into an error, or did not end in time."""


@dataclass(frozen=True)
class Answer:
    """What one question cost: seconds to the first element and to the last, and what came."""

    first_seconds: float
    seconds: float
    elements: int
    received_bytes: int


@dataclass
class Box:
    """A select box of the page: its id, its options, and the one chosen."""

    widget_id: str
    options: list[str]
    chosen: str


@dataclass
class Session:
    """A websocket and what the browser would know of the page shown."""

    socket: ClientConnection
    query: str = ""
    page_hash: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    fragment_id: str = ""
    seconds_between_looks: float = 0.0
    alerts: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    async def open(self, page: str, query: str) -> Answer:
        """Open a page by its address, as a browser does that comes anew."""
        self.query = query
        message = self._question()
        message.rerun_script.page_script_hash = ""
        message.rerun_script.page_name = page
        return await self._asked(message)

    async def follow(self, page: str) -> Answer:
        """Go to another page by its name at the left; the address begins anew."""
        self.page_hash, self.query = self.pages[page], ""
        return await self._asked(self._question())

    async def choose(self, label: str, option: str) -> Answer:
        """Change a filter."""
        self.boxes[label].chosen = option
        return await self._asked(self._question())

    async def look(self) -> Answer | None:
        """Look whether something new was published; the answer where the page ran anew for it."""
        message = self._question()
        message.rerun_script.fragment_id = self.fragment_id
        message.rerun_script.is_auto_rerun = True
        return await self._asked(message, is_look=True)

    def _question(self) -> BackMsg:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_script_hash = self.page_hash
        asked.cached_message_hashes.extend(self.kept)
        for box in (one for one in self.boxes.values() if one.chosen):
            state = asked.widget_states.widgets.add()
            state.id, state.string_value = box.widget_id, box.chosen
        return message

    async def _asked(self, message: BackMsg, *, is_look: bool = False) -> Answer:
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        first, elements, received = 0.0, 0, 0
        while True:
            payload = await asyncio.wait_for(self.socket.recv(), SECONDS_TO_ANSWER)
            if not isinstance(payload, bytes):
                raise WrongAnswerError("words came where a message was expected")
            received += len(payload)
            told = ForwardMsg.FromString(payload)
            kind = told.WhichOneof("type")
            if kind in ("delta", "ref_hash"):
                elements += 1
                first = first or time.perf_counter() - began
            if kind == "script_finished" and self._is_end(told, is_look=is_look):
                ended = time.perf_counter() - began
                return Answer(first or ended, ended, elements, received)
            self._take(told, kind)

    def _is_end(self, told: ForwardMsg, *, is_look: bool) -> bool:
        """A look that found something new ends with the whole page's run."""
        if told.script_finished == FRAGMENT_FINISHED:
            return is_look
        return bool(told.script_finished == FINISHED)

    def _take(self, told: ForwardMsg, kind: str | None) -> None:
        if told.metadata.cacheable:
            self.kept.add(told.hash)
        if kind == "delta":
            self._take_element(told)
        elif kind == "page_info_changed":
            self.query = told.page_info_changed.query_string
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash
                          for page in told.navigation.app_pages}  # fmt: skip
            self.page_hash = told.navigation.page_script_hash
        elif kind == "new_session" and not told.metadata.run.fragment_ids:
            self.boxes, self.alerts, self.headings = {}, [], []
        elif kind == "auto_rerun":
            self.fragment_id = told.auto_rerun.fragment_id
            self.seconds_between_looks = told.auto_rerun.interval
        elif kind == "session_event":
            raise WrongAnswerError(str(told.session_event)[:200])
        elif kind == "page_not_found":
            raise WrongAnswerError("the page was not found")

    def _take_element(self, told: ForwardMsg) -> None:
        element = told.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise WrongAnswerError(element.exception.message[:200])
        if kind == "heading":
            self.headings.append(element.heading.body)
            if "cannot be read" in element.heading.body:
                raise WrongAnswerError(element.heading.body)
        if kind == "alert":
            self.alerts.append(element.alert.body)
        if kind == "selectbox":
            box = element.selectbox
            chosen = box.options[box.default] if box.HasField("default") else ""
            chosen = box.raw_value if box.set_value else chosen
            self.boxes[box.label] = Box(box.id, list(box.options), chosen)


@asynccontextmanager
async def session(address: str) -> AsyncIterator[Session]:
    """A new session with the server at `http://127.0.0.1:port`."""
    where = address.replace("http://", "ws://", 1) + "/_stcore/stream"
    async with connect(
        where, subprotocols=[Subprotocol("streamlit")], max_size=MOST_BYTES, ping_interval=None
    ) as socket:
        yield Session(socket)


async def pause(reader: Session, seconds: float, answers: list[Answer]) -> None:
    """Read for a while; meanwhile the page looks for news, as it does in a browser.

    Where something was published the page runs anew: those answers are added to `answers`.
    """
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        await asyncio.sleep(min(left, reader.seconds_between_looks or left))
        if time.perf_counter() < until and reader.fragment_id:
            answer = await reader.look()
            if answer is not None and answer.elements > 1:
                answers.append(answer)
