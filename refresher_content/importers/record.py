"""What the last import has written, so that the next one changes only that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from refresher_content.files import write_changed

__all__ = ["Record"]

_NAME = ".refresher-import.json"


@dataclass
class Record:
    """The files that imports have written into a folder."""

    folder: Path
    written: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each thing of the source its file and the SHA-256 of what was written there."""

    @classmethod
    def read(cls, folder: Path) -> Record:
        """The record in a folder; an empty one if there is none."""
        try:
            written = json.loads((folder / _NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            written = {}
        return cls(folder, written if isinstance(written, dict) else {})

    def path(self, key: str) -> str:
        """The file that was written for something; empty if none was."""
        return str(self.written.get(key, {}).get("path", ""))

    def save(self, key: str, path: str, data: bytes, *, overwrite: bool) -> str:
        """Writes a file unless somebody has changed it since; gives what it is then: `new`,
        `changed`, `same` or `kept`.
        """
        target, known = self.folder / path, self.written.get(key, {})
        digest = sha256(data).hexdigest()
        present = target.read_bytes() if target.is_file() else None
        state = "new" if present is None else "changed"
        if present == data or (present is not None and known.get("sha256") == digest):
            state = "same"
        elif present is not None and not overwrite and _sha256(target) != known.get("sha256"):
            return "kept"
        if state != "same":
            write_changed(target, data)
        self.written[key] = {"path": path, "sha256": digest}
        old = known.get("path", path)
        if old != path and _sha256(self.folder / old) == known.get("sha256"):
            (self.folder / old).unlink()
        return state

    def close(self) -> None:
        """Writes the record."""
        text = json.dumps(self.written, ensure_ascii=False, indent=1, sort_keys=True)
        write_changed(self.folder / _NAME, text + "\n")


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
