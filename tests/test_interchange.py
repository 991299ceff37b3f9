"""Entries are what other libraries take for dataclasses: with their fields and nothing else."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import json
import pickle
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import httpx
import pandas
import polars
import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter

import refresher_content as rc
from refresher_content.model import KINDS

FIELDS = [field.name for field in dataclasses.fields(rc.Article)]


@pytest.mark.parametrize("cls", [*KINDS.values(), rc.Body, rc.Section, rc.Figure, rc.Original])
def test_the_standard_library_knows_the_fields(cls: Any) -> None:
    """Hints resolve, and fields, signature and `asdict` show no private name."""
    names = [field.name for field in dataclasses.fields(cls)]
    assert set(names) <= typing.get_type_hints(cls).keys()
    assert list(inspect.signature(cls).parameters) == names
    assert not [name for name in names if name.startswith("_")]


def test_pydantic_reads_and_writes_an_article(library: rc.Library) -> None:
    """A `TypeAdapter` writes an article's fields as JSON and validates them back."""
    article = library.articles["rope"]
    adapter = TypeAdapter(rc.Article)
    written = json.loads(adapter.dump_json(article))
    assert list(written) == FIELDS
    assert adapter.validate_python(dataclasses.asdict(article)) == article


def test_frames_have_the_fields_as_columns(library: rc.Library) -> None:
    """Pandas and polars make a row of each article and a column of each field."""
    assert list(pandas.DataFrame(library.articles).columns) == FIELDS
    frame = polars.DataFrame(list(library.articles))
    assert frame.columns == FIELDS
    assert frame["id"].to_list() == list(library.articles.ids)


def test_fastapi_returns_an_article(library: rc.Library) -> None:
    """An endpoint that returns an article answers with its fields; one of `to_dict` with all."""
    app = FastAPI()

    @app.get("/entry")
    def entry() -> rc.Article:
        return library.articles["rope"]

    @app.get("/data")
    def data() -> dict[str, Any]:
        return library.articles["rope"].to_dict()

    async def answers() -> list[Any]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            paths = ("/entry", "/data", "/openapi.json")
            return [(await client.get(path)).json() for path in paths]

    returned, whole, _ = asyncio.run(answers())
    assert list(returned) == FIELDS
    assert whole == json.loads(json.dumps(library.articles["rope"].to_dict()))


def test_a_pickle_from_before_a_field_was_added_is_read(library: rc.Library) -> None:
    """A field that a pickle lacks gets its default, and one that is gone is left out."""
    article = library.articles["rope"]
    restore, (cls, values, hidden) = article.__reduce__()
    older = {name: value for name, value in values.items() if name != "takeaway"} | {"gone": 1}
    entry = restore(cls, older, hidden)
    assert entry == dataclasses.replace(article, takeaway="")
    assert pickle.loads(pickle.dumps(article)) == article


@pytest.mark.parametrize(
    "code",
    [
        "assert hasattr(rc, 'Report') and hasattr(rc, 'Diagnostic')",
        "import inspect; inspect.getmembers(rc)",
        "import pydoc; pydoc.render_doc(rc)",
        "exec('from refresher_content import *'); assert 'Report' in dir()",
    ],
)
def test_public_names_need_no_extra(code: str, library: rc.Library) -> None:
    """Looking around the package works on a plain installation, with a compiled library."""
    blocked = ("pydantic", "yaml", "markdown_it", "mdit_py_plugins", "sphinx", "click", "pyarrow")
    program = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({blocked!r}))\n"
        "import refresher_content as rc, refresher_content.opening as opening\n"
        f"opening.bundled = lambda: rc.open_library({str(library.source)!r})\n"
        f"{code}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_parquet_needs_pyarrow_alone(library: rc.Library, tmp_path: Path) -> None:
    """Without the packages that read content, Parquet is written all the same."""
    blocked = ("pydantic", "yaml", "markdown_it", "mdit_py_plugins")
    program = (
        "import sys, pathlib\n"
        f"sys.modules.update(dict.fromkeys({blocked!r}))\n"
        "import refresher_content as rc\n"
        "from refresher_content.export.parquet import to_parquet\n"
        f"library = rc.open_library({str(library.source)!r})\n"
        f"to_parquet(library, pathlib.Path({str(tmp_path / 'p')!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "p" / "authors.parquet").is_file()
