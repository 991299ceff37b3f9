"""The archive as a Parquet dataset. Needs the extra `parquet`.

Articles are partitioned by year, as engines expect it (`articles/year=2009/part-0.parquet`); each
other kind is one file. Lists are real lists. The schema's metadata says what each
column means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from refresher_content.errors import MissingExtraError
from refresher_content.export.tables import TEXTS, replacing, table_name
from refresher_content.library import Library
from refresher_content.model import Article, Body, Entry
from refresher_content.model.fields import FieldSpec, describe_fields, fields_of
from refresher_content.model.frames import arrow_type, plain_cell
from refresher_content.model.plain import to_plain

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise MissingExtraError("parquet", "writing Parquet") from error

__all__ = ["schema", "to_parquet"]

ROWS = 1_000
"""How many rows are held in memory, and make a row group."""


def to_parquet(library: Library, target: Path) -> None:
    """Writes a folder: `articles/year=…/part-0.parquet`, and a file for each other kind.

    Raises `ExportError`: see `refresher_content.export.replacing`.
    """

    def write(folder: Path) -> None:
        for cls in library.kinds.values():
            if cls is not Article:
                entries = library.collection(cls)
                _write(folder / f"{table_name(cls)}.parquet", cls, library, entries)
                continue
            for year in sorted(library.articles.facets("year")):
                path = folder / "articles" / f"year={year}" / "part-0.parquet"
                _write(path, cls, library, library.articles.filter(year=year))

    replacing(target, write, folder=True)


def schema(cls: type[Entry]) -> Any:
    """The Arrow schema of a kind's table; each field's metadata has its `description`, and
    the schema's own the kind's.
    """
    docs = describe_fields(cls)
    body = describe_fields(Body)
    fields = [_field(spec, docs.get(spec.name, "")) for spec in fields_of(cls)]
    fields += [pa.field(name, pa.string(), metadata=_description(body[name])) for name in TEXTS]
    return pa.schema(
        fields, metadata={"kind": cls.kind, **_description(" ".join(str(cls.__doc__).split()))}
    )


def _description(description: str) -> dict[str, str]:
    return {"description": description}


def _field(spec: FieldSpec, description: str) -> Any:
    kind = arrow_type(pa, spec.plain_type, many=spec.many and not spec.is_object)
    return pa.field(spec.key, kind, metadata=_description(description))


def _write(path: Path, cls: type[Entry], library: Library, entries: Iterable[Entry]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    arrow = schema(cls)
    with pq.ParquetWriter(path, arrow, compression="zstd") as file:
        rows = _rows(library, cls, entries)
        while some := list(islice(rows, ROWS)):
            file.write_table(pa.Table.from_pylist(some, schema=arrow))


def _rows(library: Library, cls: type[Entry], entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    specs = fields_of(cls)
    for entry in entries:
        row = {}
        for spec in specs:
            value = to_plain(getattr(entry, spec.name))
            row[spec.key] = value if spec.many and not spec.is_object else plain_cell(value)
        body = library.body_of(entry)
        yield row | {name: getattr(body, name) for name in TEXTS}
