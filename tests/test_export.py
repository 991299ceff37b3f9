"""What leaves the library, read by the engines that it's meant for."""

from __future__ import annotations

import asyncio
import csv
import json
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dask.dataframe as dd
import duckdb
import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from generate import generate

from refresher_content.cli.commands import refresher
from refresher_content.export import parquet
from refresher_content.export.parquet import schema, to_parquet
from refresher_content.export.tables import ExportError, to_csv, to_sqlite
from refresher_content.library import Library
from refresher_content.opening import open_library


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of 300 generated articles."""
    folder = tmp_path_factory.mktemp("export")
    generate(folder, 300)
    return open_library(folder)


def _strings(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def test_duckdb_reads_the_parquet(archive: Library, tmp_path: Path) -> None:
    """DuckDB counts the articles by author, topic and year as the library does."""
    to_parquet(archive, tmp_path / "out")
    place = f"read_parquet('{tmp_path / 'out'}/articles/*/*.parquet', hive_partitioning=true)"

    def ask(sql: str) -> list[Any]:
        result = duckdb.sql(sql)
        assert result is not None
        return result.fetchall()

    def counted(what: str) -> dict[str, int]:
        return dict(ask(f"SELECT v, count(*) FROM (SELECT {what} AS v FROM {place}) GROUP BY v"))

    for word, what in (("author", "unnest(authors)"), ("topic", "unnest(topics)")):
        assert _strings(counted(what)) == _strings(archive.articles.facets(word))
    years = {str(year): count for year, count in archive.articles.facets("year").items()}
    assert counted("year::varchar") == years
    ((names,),) = ask(f"SELECT count(*) FROM '{tmp_path / 'out'}/authors.parquet'")
    assert names == len(archive.authors)


# Dask's own.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_dask_reads_the_parquet(archive: Library, tmp_path: Path) -> None:
    """Dask counts the articles by year and by author as the library does."""
    to_parquet(archive, tmp_path / "out")
    frame = dd.read_parquet(tmp_path / "out" / "articles")
    years = frame["year"].astype(int).value_counts().compute()
    assert {int(year): int(count) for year, count in years.items()} == archive.articles.facets(
        "year"
    )
    authors = frame["authors"].compute().explode().value_counts()
    assert _strings({str(k): int(v) for k, v in authors.items()}) == _strings(
        archive.articles.facets("author")
    )


def test_datasette_serves_the_sqlite(archive: Library, tmp_path: Path) -> None:
    """Datasette counts by its own facets as the library does, follows foreign keys, and
    searches.
    """
    path = tmp_path / "archive.db"
    to_sqlite(archive, path)

    async def ask(address: str) -> dict[str, object]:
        served = Datasette([str(path)])
        await served.invoke_startup()
        response = await served.client.get(address)
        assert response.status_code == 200, response.text
        data: dict[str, object] = response.json()
        return data

    for word, table in (("author", "article_author"), ("topic", "article_topic")):
        sql = f"select {word}, count(*) as n from {table} group by {word}"
        rows = asyncio.run(ask(f"/archive.json?sql={sql.replace(' ', '+')}&_shape=objects"))["rows"]
        assert isinstance(rows, list)
        assert {row[word]: row["n"] for row in rows} == archive.articles.facets(word)
    rows = asyncio.run(ask("/archive/articles.json?_facet=year&_facet_size=max&_size=0"))
    facets = rows["facet_results"]
    assert isinstance(facets, dict)
    years = facets.get("results", facets)["year"]["results"]
    assert {one["value"]: one["count"] for one in years} == archive.articles.facets("year")
    phrase = '"' + archive.articles[0].title + '"'
    found = asyncio.run(ask(f"/archive/articles.json?_search={quote(phrase)}&_shape=objects"))[
        "rows"
    ]
    assert isinstance(found, list)
    assert archive.articles[0].id in [row["id"] for row in found]


def test_csv_has_every_entry(archive: Library, tmp_path: Path) -> None:
    """Each kind is a file; lists are JSON; dates are as precise as they are known."""
    to_csv(archive, tmp_path / "out")
    with (tmp_path / "out" / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == list(archive.articles.ids)
    counts = Counter(author for row in rows for author in json.loads(row["authors"]))
    assert _strings(dict(counts)) == _strings(archive.articles.facets("author"))
    assert [row["published"] for row in rows] == [str(one.published) for one in archive.articles]
    assert rows[0]["markdown"] == archive.articles[0].markdown


@pytest.mark.parametrize("write", [to_csv, to_sqlite, to_parquet])
def test_two_exports_are_the_same(
    archive: Library, tmp_path: Path, write: Callable[[Library, Path], None]
) -> None:
    """Every byte, and an earlier export is replaced."""
    for name in ("one", "two", "two"):
        write(archive, tmp_path / name)
    one, two = (
        {
            path.relative_to(tmp_path / name).as_posix(): path.read_bytes()
            for path in [tmp_path / name, *(tmp_path / name).rglob("*")]
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("write", [to_csv, to_parquet])
def test_somebody_elses_folder_stays(
    archive: Library, tmp_path: Path, write: Callable[[Library, Path], None]
) -> None:
    """A folder that is not an earlier export is refused, and nothing in it changes."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match="is not an earlier export; remove it, or name a folder"):
        write(archive, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.fixture(scope="module")
def small_and_large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Library]:
    """Archives of 300 and of 1,200 articles."""
    folder = tmp_path_factory.mktemp("archives")
    for count in (300, 1_200):
        generate(folder / str(count), count)
    return open_library(folder / "300"), open_library(folder / "1200")


@pytest.mark.parametrize("write", [to_csv, to_sqlite, to_parquet])
def test_memory_does_not_grow_with_the_archive(
    small_and_large: tuple[Library, Library],
    tmp_path: Path,
    write: Callable[[Library, Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four times the articles take the same memory, within a third."""
    # A year has 12 articles and then 48: more than are held at a time.
    monkeypatch.setattr(parquet, "ROWS", 5)
    peaks = []
    for library in small_and_large:
        write(library, tmp_path / "warm")
        tracemalloc.start()
        write(library, tmp_path / "out")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.33


def test_the_schema_says_what_columns_mean() -> None:
    """Each column's metadata has the meaning that the model's docstring gives."""
    from refresher_content.model import Article

    described = schema(Article)
    assert described.field("takeaway").metadata[b"description"]
    assert all(field.metadata[b"description"] for field in described)
    assert str(described.field("authors").type).startswith("list<")


def test_without_the_extra_its_name_is_reported() -> None:
    """Where pyarrow is missing, the error names the extra `parquet`."""
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "try:\n    import refresher_content.export.parquet\n"
        "except Exception as error:\n    print(error)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "refresher-content[parquet]" in result.stdout


def test_the_command_exports_tables(tmp_path: Path) -> None:
    """`refresher export` takes csv, sqlite and parquet with a target, and no filters."""
    run = CliRunner().invoke
    for form in ("csv", "sqlite", "parquet"):
        result = run(refresher, ["export", form, "-o", str(tmp_path / form)])
        assert result.exit_code == 0, result.output
        assert (tmp_path / form).exists()
    result = run(refresher, ["export", "csv"])
    assert result.exit_code == 2
    assert "csv takes a target, -o, and no filters" in result.output
