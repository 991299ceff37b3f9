"""The book built as several independent Sphinx builds, in processes or on a cluster.

Every link between the archive's pages is answered by the library, so that a build can
make some of the pages without the others: see `share`. Each shard gets the project, the
compiled library and its number, and gives back files; together they are those of
the whole build, byte for byte.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import eval_config_file
from sphinx.errors import ConfigError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from refresher_content.book import outputs
from refresher_content.book.build import archive_of, content_folder
from refresher_content.compiler.compile import compile_folder
from refresher_content.errors import MissingExtraError, RefresherError

__all__ = ["Job", "ShardError", "build", "build_shard"]

_INVENTORY = "objects.inv"
_LIBRARY = "library.sqlite"
_ENTRY = re.compile(r"(?P<name>.+?)\s+(?P<type>\S+:\S+)\s+(?P<rest>-?\d+\s+.*)")


class ShardError(RefresherError):
    """A book that can't be built in shards, or a shard that failed."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a shard is built from."""

    shard: str
    """Its number and how many there are: "1/4"."""
    project: bytes
    """The project's folder, the library and the content's pictures, as a zip file."""
    content: str
    """Where the content stands in the zip file."""
    beside: str | None
    """Where to unpack it; None for the machine's place for temporary files."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a shard gives back."""

    files: bytes
    """Its files, as a zip file."""
    warnings: str
    """What Sphinx warned of."""


def build(source: Path, target: Path, *, shards: int, scheduler: str | None = None) -> list[str]:
    """Builds the HTML book of a Sphinx project in so many shards; gives the warnings.

    The shards run in processes of this machine, or on the workers of a Dask cluster if the
    address of its scheduler is given. Raises ContentError if the content has faults,
    `ShardError` if the project can't be built so, the target holds something else than a
    book, or a shard failed, and `MissingExtraError` without the extra `cluster`. What is
    in the target then stays.
    """
    if target.is_file() or (_holds_files(target) and not (target / _INVENTORY).is_file()):
        raise ShardError(f"{target} is no earlier book: name a folder that is empty or not there")
    jobs = _jobs(source.resolve(), target.resolve(), shards, local=scheduler is None)
    target.parent.mkdir(parents=True, exist_ok=True)
    warnings: set[str] = set()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".staged-") as name:
        staged = Path(name)
        inventories = []
        for built in _on_cluster(jobs, scheduler) if scheduler else _in_processes(jobs):
            warnings |= set(built.warnings.splitlines())
            with zipfile.ZipFile(io.BytesIO(built.files)) as files:
                files.extractall(staged)
                inventories.append(files.read(_INVENTORY))
        (staged / _INVENTORY).write_bytes(_inventory(inventories))
        _replace(target, staged)
    return sorted(warnings)


def _jobs(source: Path, target: Path, shards: int, *, local: bool) -> list[Job]:
    """Compiles the content and packs what the shards are built from."""
    if shards < 1:
        raise ShardError(f"{shards} shards: there must be at least one")
    conf = source / "conf.py"
    if not conf.is_file():
        raise ShardError(f"{source}: expected a Sphinx project, found no conf.py")
    try:
        config = eval_config_file(conf, Tags())
    except ConfigError as error:
        raise ShardError(f"{conf}: {error}") from None
    if config.get("html_theme") != "refresher":
        raise ShardError(
            f"{conf}: html_theme is {config.get('html_theme', 'alabaster')!r}; only the theme"
            " 'refresher' can be built in shards, others need Sphinx's own index of all pages"
        )
    made = (source / config.get("refresher_folder", "archive"), source / "_build", target)
    content = content_folder(source, config.get("refresher_content", "")).resolve()
    inside = content.is_relative_to(source)
    place = f"project/{content.relative_to(source).as_posix()}" if inside else "content"
    with tempfile.TemporaryDirectory() as name:
        library = Path(name, _LIBRARY)
        compile_folder(content, library)
        packed = _packed(source, library, made, None if inside else content)
    beside = str(source.parent) if local else None
    return [Job(f"{number}/{shards}", packed, place, beside) for number in range(shards)]


def _packed(source: Path, library: Path, made: tuple[Path, ...], content: Path | None) -> bytes:
    """The project without what was made of it, the library, and the pictures of a content
    folder outside of the project, as a zip file.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.write(library, _LIBRARY)
        if content is not None:
            for path in _files(content):
                if path.suffix != ".md":
                    packed.write(path, f"content/{path.relative_to(content).as_posix()}")
        for path in _files(source):
            if not any(path.is_relative_to(folder) for folder in made):
                packed.write(path, f"project/{path.relative_to(source).as_posix()}")
    return buffer.getvalue()


def _holds_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
            yield path


def build_shard(job: Job) -> Built:
    """Builds a shard, on whatever machine. Raises `ShardError` with Sphinx's words if it fails."""
    # Beside the project, so that what it includes from above is there as well.
    with tempfile.TemporaryDirectory(dir=job.beside, prefix=".shard-") as name:
        place = Path(name)
        with zipfile.ZipFile(io.BytesIO(job.project)) as packed:
            packed.extractall(place)
        source = place / "project"
        if job.beside is None:
            return _built(job, source, place)
        near = place.with_name(f"{place.name}-project")
        source.rename(near)
        try:
            return _built(job, near, place)
        finally:
            shutil.rmtree(near)


def _built(job: Job, source: Path, place: Path) -> Built:
    warnings = io.StringIO()
    inside = job.content.startswith("project/")
    content = source / job.content.removeprefix("project/") if inside else place / job.content
    overrides: dict[str, Any] = {
        "refresher_library": str(place / _LIBRARY),
        "refresher_content": str(content),
        "refresher_shard": job.shard,
    }
    if not job.shard.startswith("0/"):
        overrides["suppress_warnings"] = ["toc.not_included"]
    content.mkdir(exist_ok=True)
    out = place / "out"
    try:
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                source, source, out, place / "doctrees", "html",
                confoverrides=overrides, status=None, warning=warnings,
            )  # fmt: skip
            app.build(filenames=_own_sources(app))
            names = list(_own_files(app, out))
    except Exception as error:
        raise ShardError(f"shard {job.shard}: {error}\n{warnings.getvalue()}".rstrip()) from None
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for path in names:
            packed.write(path, path.relative_to(out).as_posix())
    told = warnings.getvalue().replace(f"{source}{os.sep}", "").replace(f"{place}{os.sep}", "")
    return Built(buffer.getvalue(), told)


def _own_sources(app: Sphinx) -> list[Path]:
    """The files of the pages that the shard writes; none for the main one, which writes all."""
    archive = archive_of(app.env)
    assert archive is not None
    if archive.pages.share.main:
        return []
    return [Path(app.srcdir, f"{docname}.md") for docname in sorted(archive.pages.mine)]


def _own_files(app: Sphinx, out: Path) -> Iterator[Path]:
    """The files of the output that are the shard's own."""
    archive = archive_of(app.env)
    assert archive is not None
    builder: Any = app.builder
    theirs = set()
    if not archive.pages.share.main:
        pages = {Path(builder.get_outfilename(docname)) for docname in archive.pages.mine}
        made = {out / name for name in outputs.names(app)}
        images = set((out / builder.imagedir).rglob("*"))
        theirs = pages | made | images | {out / _INVENTORY}
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.name != ".buildinfo" and (not theirs or path in theirs):
            yield path


def _in_processes(jobs: list[Job]) -> Iterator[Built]:
    # Forked processes would share Sphinx's state; these start afresh.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(len(jobs), os.cpu_count() or 1), mp_context=context) as pool:
        yield from pool.map(build_shard, jobs)


def _on_cluster(jobs: list[Job], scheduler: str) -> Iterator[Built]:
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingExtraError("cluster", "building on a Dask cluster") from error
    connect: Any = Client
    try:
        client = connect(scheduler)
    except (OSError, ValueError) as error:
        raise ShardError(f"no Dask scheduler answers at {scheduler}: {error}") from None
    with client:
        # A worker that is lost costs its share again, and nothing else.
        futures = [client.submit(build_shard, job, pure=False, retries=2) for job in jobs]
        yield from client.gather(futures)


def _inventory(inventories: list[bytes]) -> bytes:
    """One inventory of several, in the order in which Sphinx writes it."""
    head, lines = b"", set()
    for inventory in inventories:
        *head_lines, body = inventory.split(b"\n", 4)
        head = head or b"\n".join(head_lines) + b"\n"
        lines |= set(zlib.decompress(body).decode().splitlines())
    text = "".join(f"{line}\n" for line in sorted(lines, key=_inventory_key))
    return head + zlib.compress(text.encode(), 9)


def _inventory_key(line: str) -> tuple[str, ...]:
    match = _ENTRY.fullmatch(line)
    assert match is not None
    domain, _, kind = match["type"].partition(":")
    priority, address, shown = match["rest"].split(" ", 2)
    name = match["name"]
    return domain, name, name if shown == "-" else shown, kind, address, priority


def _replace(target: Path, staged: Path) -> None:
    """Brings the output up to date: each file is replaced whole, and what is left over goes."""
    names = {path.relative_to(staged) for path in staged.rglob("*") if path.is_file()}
    for name in sorted(names):
        old, new = target / name, staged / name
        if not old.is_file() or old.read_bytes() != new.read_bytes():
            old.parent.mkdir(parents=True, exist_ok=True)
            new.replace(old)
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(target) not in names:
            path.unlink()
