"""The catalogues with translations of the texts of pages and theme.

Translators write `locale/<language>/LC_MESSAGES/refresher.po`; `nox -s catalogue` brings
these files up to date. A wheel has them compiled; in a checkout they are compiled when
the extension is loaded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from refresher_content.files import write_changed

__all__ = ["LOCALE", "compiled", "refresh"]

LOCALE = Path(__file__).with_name("locale")
"""The folder of the catalogues."""


def refresh() -> None:
    """Compiles those catalogues whose sources are here and have changed."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        write_changed(target, compiled(source))


def compiled(source: Path) -> bytes:
    """A catalogue in the form that gettext reads."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalog = read_po(file)
    # Otherwise Babel writes the present minute, and no two wheels or builds would be equal.
    catalog.creation_date = datetime.fromtimestamp(0, UTC)
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()
