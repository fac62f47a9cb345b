"""Reads a workbook of an older kind in a process of its own: `python old_workbook.py FILE FOLDER`.

The library may ask for any amount of memory where such a file is damaged, and the process ends
then. Nothing of the project is imported here, so that the process starts fast.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import fastexcel
import pyarrow as pa

MOST_BYTES = 6 << 30


def main(file: str, folder: str) -> None:
    """Write each sheet, from its first row on, as text, and by their names which are visible."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    workbook = fastexcel.read_excel(file)
    shown = []
    for place, name in enumerate(workbook.sheet_names):
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        shown.append((name, sheet.visible))
        batch = sheet.to_arrow()
        file_name = f"{folder}/{place}.arrow"
        with pa.OSFile(file_name, "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
            writer.write_batch(batch)
    Path(folder, "sheets.json").write_text(json.dumps(shown), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
