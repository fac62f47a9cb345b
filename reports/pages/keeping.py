"""What is answered or drawn once is kept: by the snapshot, which never changes, and the scope.

Streamlit's own cache hands out copies and works its key out anew for each ask: with fifty readers
that is most of what a page costs. What is kept here is shared and must not be changed.
"""

from __future__ import annotations

import gc
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar

import streamlit as st
from altair.utils.schemapi import debug_mode
from pyarrow import Table
from streamlit import dataframe_util

from reports.charts.style import Picture

Parameters = ParamSpec("Parameters")
Kept = TypeVar("Kept")
Spec: TypeAlias = dict[str, Any]
# A picture as text and bytes: what is kept in one piece is no burden to the search for garbage.
Finished: TypeAlias = tuple[str, dict[str, bytes]]


def kept(
    most: int,
) -> Callable[[Callable[Parameters, Kept]], Callable[Parameters, Kept]]:
    """Keep what a function gives by its arguments, which must be hashable; `most` of them.

    Who asks while the same is being made waits for it. An error is not kept.
    """

    def keep(function: Callable[Parameters, Kept]) -> Callable[Parameters, Kept]:
        made: OrderedDict[Hashable, Future[Kept]] = OrderedDict()
        lock = threading.Lock()

        @wraps(function)
        def ask(*positional: Parameters.args, **named: Parameters.kwargs) -> Kept:
            key = positional, tuple(sorted(named.items()))
            with lock:
                found = made.get(key)
                if found is not None:
                    made.move_to_end(key)
                else:
                    mine = made[key] = Future()
                    while len(made) > most:
                        made.popitem(last=False)
            if found is not None:
                return found.result()
            try:
                mine.set_result(function(*positional, **named))
            except BaseException as error:
                with lock:
                    made.pop(key, None)
                mine.set_exception(error)
                raise
            return mine.result()

        return ask

    return keep


@st.cache_resource(show_spinner=False)
def leave_the_loaded_alone() -> None:
    """Take all that is loaded by now out of the search for garbage, once a server.

    A search of all of memory takes 0.1 s of the one thread that serves everybody, most of it in
    modules that stay.
    """
    gc.collect()
    gc.freeze()


def kept_chart(
    most: int,
) -> Callable[[Callable[Parameters, Picture]], Callable[Parameters, Spec]]:
    """Keep a picture as a page needs it: finished, its rows in the bytes that go to the browser.

    Charts are checked against their schema by the tests, and not again for each reader: checking
    takes twice as long as drawing.
    """

    def keep(function: Callable[Parameters, Picture]) -> Callable[Parameters, Spec]:
        @kept(most)
        def draw(*positional: Parameters.args, **named: Parameters.kwargs) -> Finished:
            with debug_mode(False):
                spec = function(*positional, **named).to_dict(validate=False)
            rows = {
                name: dataframe_util.convert_arrow_table_to_arrow_bytes(Table.from_pylist(values))
                for name, values in spec.pop("datasets", {}).items()
            }
            return json.dumps(spec), rows

        @wraps(function)
        def show(*positional: Parameters.args, **named: Parameters.kwargs) -> Spec:
            text, rows = draw(*positional, **named)
            return {**json.loads(text), "datasets": dict(rows)}

        return show

    return keep
