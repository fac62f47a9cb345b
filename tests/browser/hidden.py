"""Two customers as a desk's export may have them, taken in and built by the product.

Harbour's is a list without a history of statuses: when its tickets waited is not known, so of the
restorations that are past their target none can be measured. Meridian's tells everything. All came
by mail, which breaks a rule. The desk's own verdicts come along.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace

LIST = """id,opened,answered,resolved,priority,title
H-1,2026-05-04T09:00:00Z,,,1,Portal is down
H-2,2026-05-04T09:00:00Z,2026-05-04T09:10:00Z,,1,Nobody can sign in
H-3,2026-05-04T09:00:00Z,2026-05-06T09:10:00Z,2026-05-20T09:00:00Z,1,Mails are not sent
H-4,2026-06-30T09:00:00Z,2026-06-30T09:10:00Z,2026-06-30T10:00:00Z,1,Search finds nothing
H-5,2026-05-12T09:00:00Z,2026-05-12T09:30:00Z,2026-05-12T11:00:00Z,2,Reports are slow
H-6,2026-05-11T09:00:00Z,2026-05-11T10:00:00Z,2026-05-29T09:00:00Z,3,A field is missing
H-7,2026-06-29T09:00:00Z,2026-06-29T09:30:00Z,,3,A label is wrong
"""
LOG = """id,opened,answered,resolved,priority,title
M-1,2026-05-04T09:00:00Z,2026-05-04T09:10:00Z,2026-05-04T12:00:00Z,1,Login fails
M-2,2026-05-05T09:00:00Z,2026-05-05T13:10:00Z,2026-05-05T14:00:00Z,2,Export fails
M-3,2026-05-06T09:00:00Z,2026-05-06T09:10:00Z,2026-05-06T10:00:00Z,3,A colour is wrong
"""
VERDICTS = """ticket_id,metric,name,outcome,target_seconds,elapsed_seconds
H-3,restoration,P1 fix,breached,28800,600000
H-5,restoration,P2 fix,met,43200,7200
M-1,restoration,P1 fix,met,28800,10800
M-2,response,P2 answer,met,28800,15000
"""
RECORDS = """
      customers: {customer_id: {constant: CUSTOMER}, name: {constant: NAME}}
      agreements:
        agreement_id: {constant: terms of CUSTOMER}
        customer_id: {constant: CUSTOMER}
        starts_on: {constant: 2026-01-01}
        ends_on: {constant: 2026-12-31}
        time_zone: {constant: UTC}
        support_region: {constant: DE}
        availability_target_pct: {constant: 99.9}
      tickets:
        ticket_id: id
        customer_id: {constant: CUSTOMER}
        kind: {constant: incident}
        environment: {constant: production}
        priority: {column: priority, words: {"1": P1, "2": P2, "3": P3}}
        opened_at: opened
        summary: title
        channel: {constant: email}
      ticket_events:
        - when: answered
          ticket_id: id
          occurred_at: answered
          field: {constant: response}
          value: {constant: ""}
        - when: resolved
          ticket_id: id
          occurred_at: resolved
          field: {constant: status}
          value: {constant: restored}
"""
MAPPING = f"""
name: desk
sources:
  - files: list.csv
    history: none
    records:{RECORDS.replace("CUSTOMER", "harbour").replace("NAME", "Harbour Line")}
  - files: log.csv
    records:{RECORDS.replace("CUSTOMER", "meridian").replace("NAME", "Meridian")}
"""
AS_OF = datetime(2026, 6, 30, 21, 59, 59)


def make(folder: Path) -> Workspace:
    """The workspace, its snapshot published."""
    files = {
        "list.csv": LIST,
        "log.csv": LOG,
        "source_verdicts.csv": VERDICTS,
        "desk.yml": MAPPING,
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    workspace = Workspace(folder / "workspace")
    mapping = str(folder / "desk.yml")
    take_in_all(workspace, [folder / "list.csv", folder / "log.csv"], mapping_name=mapping)
    take_in_all(workspace, [folder / "source_verdicts.csv"])
    build(workspace, as_of=AS_OF)
    return workspace
