"""Import: files are dropped, looked at, taken in and computed, each step by the command itself.

What is under way belongs to the session, not to what is drawn: a page that runs anew because
something was published shows it as it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from reports import import_words, intake_words, tables
from reports.addresses import query_address
from reports.pages import import_findings, parts
from reports.print_style import PRINT_STYLE
from reports.running import Outcome, Run, start
from reports.uploads import Uploads, store

TRY, TAKE, BUILD, LIST = "try", "take", "build", "list"
DOING = {
    TRY: "Looking at what would come in",
    TAKE: "Taking the files in",
    BUILD: "Computing the figures",
    LIST: "Looking for mappings",
}
SECONDS_BETWEEN_LOOKS = 0.5
BY_NAME = "By each file's name"

_KEY = "_import"


@dataclass
class Import:
    """One import: its files, the mapping they are read by, what runs now, what came of each step.

    Without files nothing but the mappings was looked up yet. `number` counts the session's imports.
    """

    number: int = 0
    uploads: Uploads | None = None
    mapping: str | None = None
    doing: str = ""
    run: Run | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def begin(self, doing: str, workspace: Path, words: Sequence[str]) -> None:
        """Start a step, if none is under way; what an earlier one of its kind said is gone.

        Nobody waits for the list of mappings who goes on without it.
        """
        if not self.is_at_work:
            self.outcomes.pop(doing, None)
            self.doing = doing
            self.run = start(workspace, words, keep=self.uploads)

    @property
    def is_at_work(self) -> bool:
        """Whether something is under way that has to be waited for."""
        return self.run is not None and self.doing != LIST

    def look(self) -> bool:
        """Whether the step that is under way has ended by now."""
        outcome = self.run.outcome() if self.run else None
        if outcome is None:
            return False
        self.outcomes[self.doing] = outcome
        self.run = None
        return True

    def is_done(self, doing: str) -> bool:
        """Whether a step came to its end."""
        return doing in self.outcomes and self.outcomes[doing].is_done


def is_under_way() -> bool:
    """Whether this session has begun an import."""
    begun = st.session_state.get(_KEY)
    return begun is not None and begun.uploads is not None


def show(workspace: Path, otherwise: Callable[[], None] | None = None) -> None:
    """The whole page; `otherwise` stands above it as long as no file was dropped."""
    st.html(tables.STYLE + PRINT_STYLE)
    begun: Import = st.session_state.setdefault(_KEY, Import())
    begun.look()
    head = st.container()
    if begun.uploads is None:
        has_files = _offer(workspace, begun)
    else:
        has_files = True
        _go_on(workspace, begun, begun.uploads)
    with head:
        if otherwise is not None and not has_files:
            otherwise()
        else:
            st.title("Import")


def _offer(workspace: Path, begun: Import) -> bool:
    """Where files are dropped; returns whether any was."""
    dropped = st.file_uploader(
        "Drop what the desk exported, or files in the product's own form",
        accept_multiple_files=True,
        key=f"import_files_{begun.number}",
    )
    mapping = _choose_mapping(workspace, begun)
    if st.button("Show what would come in", type="primary", disabled=not dropped):
        begun.uploads = store((one.name, one.getbuffer()) for one in dropped)
        _try(workspace, begun, begun.uploads, mapping)
    st.caption("Nothing is written until you take the files in.")
    return bool(dropped)


def _choose_mapping(workspace: Path, begun: Import) -> str | None:
    """The mapping chosen; None where files go by their names, or the mappings are not known yet."""
    if LIST not in begun.outcomes:
        if begun.run is None:
            begun.begin(LIST, workspace, ["mapping", "list", "--json"])
        _follow(begun)
        return begun.mapping
    known = begun.outcomes[LIST].content if begun.is_done(LIST) else []
    names = ["", *(one["name"] for one in known)]
    own = {one["name"] for one in known if one["is_own"]}
    chosen: str = st.selectbox(
        "How they are read",
        names,
        index=names.index(begun.mapping) if begun.mapping in names else 0,
        format_func=lambda name: (
            BY_NAME if not name else f"{name} (your own)" if name in own else name
        ),
        help="A mapping brings an export of another form to the product's own. "
        "`service-review mapping init FILE` writes one.",
        key=f"import_mapping_{begun.number}",
    )
    return chosen or None


def _try(workspace: Path, begun: Import, uploads: Uploads, mapping: str | None) -> None:
    begun.mapping = mapping
    begun.begin(TRY, workspace, _words(uploads, mapping, "--dry-run"))
    st.rerun()


def _words(uploads: Uploads, mapping: str | None, *more: str) -> list[str]:
    """The words of `ingest`; paths are whole, so none of them is taken for an option."""
    by = [f"--mapping={mapping}"] if mapping else []
    return ["ingest", "--json", *more, *by, *(str(path) for path in uploads.paths)]


def _go_on(workspace: Path, begun: Import, uploads: Uploads) -> None:
    """The step that comes next, above what the last ones said."""
    parts.say(import_words.files_words(uploads.names, begun.mapping))
    if begun.is_at_work:
        _follow(begun)
    elif begun.is_done(BUILD):
        _show_built(begun)
    elif begun.is_done(TAKE) or _brings_nothing_new(begun):
        _offer_build(workspace, begun)
    else:
        _offer_intake(workspace, begun, uploads)
    _show_taken(begun)
    _show_tried(begun)


def _brings_nothing_new(begun: Import) -> bool:
    """Whether all is known already, and no file waits to be read in another way."""
    if not begun.is_done(TRY):
        return False
    content = begun.outcomes[TRY].content
    is_new = any(one["is_new"] for one in content["deliveries"])
    return bool(content["deliveries"]) and not is_new and not content["refused"]


def _offer_intake(workspace: Path, begun: Import, uploads: Uploads) -> None:
    """Take in what was looked at, look again by another mapping, or choose other files."""
    _show_failure(begun, TAKE)
    mapping = _choose_mapping(workspace, begun)
    is_tried = begun.is_done(TRY) and mapping == begun.mapping
    with st.container(horizontal=True):
        if is_tried and begun.outcomes[TRY].content["deliveries"]:
            if st.button("Take them in", type="primary"):
                begun.begin(TAKE, workspace, _words(uploads, mapping))
                st.rerun()
        elif st.button("Show what would come in", type="primary"):
            _try(workspace, begun, uploads, mapping)
        _offer_others(begun)


def _offer_build(workspace: Path, begun: Import) -> None:
    _show_failure(begun, BUILD)
    with st.container(horizontal=True):
        if st.button("Compute the figures", type="primary"):
            begun.begin(BUILD, workspace, ["build", "--json"])
            st.rerun()
        _offer_others(begun)


def _offer_others(begun: Import) -> None:
    if st.button("Choose other files"):
        st.session_state[_KEY] = Import(begun.number + 1)
        st.rerun()


def _show_built(begun: Import) -> None:
    content = begun.outcomes[BUILD].content
    parts.say(import_words.built_words(content))
    tried = begun.outcomes[TRY].content
    customer = import_words.main_customer(tried)
    parts.links({"Open the review": query_address("review", customer=customer)})
    import_findings.show_doubts(content)
    _offer_others(begun)


def _show_taken(begun: Import) -> None:
    if not begun.is_done(TAKE):
        return
    content = begun.outcomes[TAKE].content
    st.header("Taken in")
    parts.say(import_words.taken_words(content))
    import_findings.show_refused_files(content)
    import_findings.show_counts(content, "What became of the rows of each file")
    parts.paragraphs(intake_words.given_way_words(content["given_way"]))
    import_findings.show_doubts(content)


def _show_tried(begun: Import) -> None:
    """What the dry run said; once the files are in, what is still to be mended stands open."""
    _show_failure(begun, TRY)
    if not begun.is_done(TRY):
        return
    content, is_taken = begun.outcomes[TRY].content, begun.is_done(TAKE)
    if not is_taken:
        st.header("What would come in")
        parts.paragraphs([intake_words.made_words(content), intake_words.span_words(content)])
        import_findings.show_refused_files(content)
        import_findings.show_counts(content, "What would become of the rows of each file")
        import_findings.show_doubts(content)
    import_findings.show_refused_rows(content)
    if is_taken:
        with parts.figures("What the files bring"):
            import_findings.show_findings(content)
    else:
        import_findings.show_findings(content)


def _show_failure(begun: Import, doing: str) -> None:
    """Why a step could not go on, as the command says it."""
    if doing in begun.outcomes and not begun.is_done(doing):
        st.header("This could not be done")
        import_findings.messages([begun.outcomes[doing].message or ""])


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _follow(begun: Import) -> None:
    """How far the step is; the page runs anew once it has ended."""
    if begun.run is None or begun.look():
        st.rerun()
    step = begun.run.step() if begun.run else None
    with st.container(key=f"import_progress_{begun.doing}"):
        if begun.doing != LIST:
            st.progress(step.share if step else 0.0)
        parts.say(f"{DOING[begun.doing]}: {import_words.step_words(step)}.")
