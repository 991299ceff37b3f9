"""The book built as several independent Sphinx builds, in processes or on a cluster.

The library resolves every link between the archive's pages, so that a build can write
some of the pages without the others: see `pages.shard`. Each shard gets the project, the
compiled library and its number, and returns files; together they are those of
the whole build, byte for byte.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from refresher_content.book import outputs
from refresher_content.book.build import build_of, content_folder
from refresher_content.compiler.compile import compile_folder
from refresher_content.errors import MissingExtraError, RefresherError
from refresher_content.files import replace_folder, temporary_folder
from refresher_content.project import kinds_of, own_kinds_of, project_file
from refresher_content.source.finding import ENDING

__all__ = ["Job", "ShardError", "build", "build_shard"]

_INVENTORY = "objects.inv"
_LIBRARY = "library.sqlite"
_SETTINGS = {"html_theme": "alabaster", "refresher_folder": "archive", "refresher_content": ""}
"""The settings that are read before the build, with their defaults."""

_ENTRY = re.compile(r"(?P<name>.+?)\s+(?P<type>\S+:\S+)\s+(?P<rest>-?\d+\s+.*)")


class ShardError(RefresherError):
    """A book that can't be built in shards, or a shard that failed."""


@dataclass(frozen=True, slots=True)
class Job:
    """The input of a shard."""

    shard: str
    """Its number and how many there are: "1/4"."""
    project: bytes
    """The project's folder, the library and the content's pictures, as a zip file."""
    content: str
    """Where the content stands in the zip file."""
    beside: str | None
    """Where to unpack it; None for the machine's place for temporary files."""


@dataclass(frozen=True, slots=True)
class Result:
    """The output of a shard."""

    files: bytes
    """Its files, as a zip file."""
    warnings: str
    """Sphinx's warnings."""


def build(source: Path, target: Path, *, shards: int, scheduler: str | None = None) -> list[str]:
    """Builds the HTML book of a Sphinx project in the given number of shards; gives the warnings.

    The shards run in processes of this machine, or on the workers of a Dask cluster if the
    address of its scheduler is given. Raises ContentError if the content has problems,
    `ShardError` if the project can't be built in shards, the target holds files that aren't a
    book, or a shard failed, and `MissingExtraError` without the extra `cluster`. The target
    is unchanged then.
    """
    if target.is_file() or (_holds_files(target) and not (target / _INVENTORY).is_file()):
        raise ShardError(f"{target} is not an earlier book: name an empty or a new folder")
    jobs = _jobs(source.resolve(), target.resolve(), shards, local=scheduler is None)
    warnings: set[str] = set()
    with replace_folder(target) as staged:
        inventories = []
        for built in _on_cluster(jobs, scheduler) if scheduler else _in_processes(jobs):
            warnings |= set(built.warnings.split("\n")) - {""}
            with zipfile.ZipFile(io.BytesIO(built.files)) as packed:
                packed.extractall(staged)
                inventories.append(packed.read(_INVENTORY))
        (staged / _INVENTORY).write_bytes(_inventory(inventories))
        _keep_equal(target, staged)
    return sorted(warnings)


def _keep_equal(former: Path, staged: Path) -> None:
    """Puts files of the former book in the place of those that are equal, so that their times
    say what has changed.
    """
    for path in [one for one in staged.rglob("*") if one.is_file()]:
        old = former / path.relative_to(staged)
        if old.is_file() and old.read_bytes() == path.read_bytes():
            status = old.stat()
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _jobs(source: Path, target: Path, shards: int, *, local: bool) -> list[Job]:
    """Compiles the content and packs what the shards are built from."""
    if shards < 1:
        raise ShardError(f"{shards} shards: there must be at least one")
    conf = source / "conf.py"
    if not conf.is_file():
        raise ShardError(f"{source}: expected a Sphinx project, found no conf.py")
    try:
        config = Config.read(source, overrides={}, tags=Tags())
    except ConfigError as error:
        raise ShardError(f"{conf}: {error}") from None
    # These become settings only when the builder and the extension are loaded.
    for name, default in _SETTINGS.items():
        config.add(name, default, "html", str)
    if config.html_theme != "refresher":
        raise ShardError(
            f"{conf}: html_theme is {config.html_theme!r}; only the theme"
            " 'refresher' can be built in shards, others need Sphinx's own index of all pages"
        )
    generated = (source / config.refresher_folder, source / "_build", target)
    content = content_folder(source, config.refresher_content).resolve()
    inside = content.is_relative_to(source)
    if own_kinds_of(content):
        _check_kinds(project_file(content), source, inside=inside, local=local)
    place = f"project/{content.relative_to(source).as_posix()}" if inside else "content"
    with tempfile.TemporaryDirectory() as name:
        library = Path(name, _LIBRARY)
        compile_folder(content, library, kinds=kinds_of(content))
        packed = _packed(source, library, generated, None if inside else content)
    beside = str(source.parent) if local else None
    return [Job(f"{number}/{shards}", packed, place, beside) for number in range(shards)]


def _check_kinds(file: Path | None, source: Path, *, inside: bool, local: bool) -> None:
    """Raises ShardError if shards would not find the file that names a project's own kinds."""
    assert file is not None
    packed = inside and file.is_relative_to(source)
    above = local and file.parent in source.parents
    if not (packed or above):
        raise ShardError(
            f"{file}: shards on other machines have only what is in {source}, and so would not"
            " know the kinds that it names: move it, its modules and the content there"
        )


def _packed(
    source: Path, library: Path, generated: tuple[Path, ...], content: Path | None
) -> bytes:
    """The project without generated files, the library, and the pictures of a content
    folder outside of the project, as a zip file.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.write(library, _LIBRARY)
        if content is not None:
            for path in _files(content):
                if not ENDING.search(path.name):
                    packed.write(path, f"content/{path.relative_to(content).as_posix()}")
        for path in _files(source):
            if not any(path.is_relative_to(folder) for folder in generated):
                packed.write(path, f"project/{path.relative_to(source).as_posix()}")
    return buffer.getvalue()


def _holds_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
            yield path


def build_shard(job: Job) -> Result:
    """Builds a shard, on any machine. Raises `ShardError` with Sphinx's message."""
    parent = Path(job.beside or tempfile.gettempdir())
    # Beside the project, so that what it includes from above is there as well.
    with temporary_folder(parent, ".shard-") as place, temporary_folder(parent, ".shard-") as here:
        with zipfile.ZipFile(io.BytesIO(job.project)) as packed:
            packed.extractall(place)
        for path in (place / "project").iterdir():
            path.rename(here / path.name)
        return _built(job, here, place)


def _built(job: Job, source: Path, place: Path) -> Result:
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
    except (Exception, SystemExit) as error:
        raise ShardError(f"shard {job.shard}: {error}\n{warnings.getvalue()}".rstrip()) from None
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for path in names:
            packed.write(path, path.relative_to(out).as_posix())
    shown = warnings.getvalue().replace(f"{source}{os.sep}", "").replace(f"{place}{os.sep}", "")
    return Result(buffer.getvalue(), shown)


def _own_sources(app: Sphinx) -> list[Path]:
    """The sources of the pages that the shard writes; empty for the main one, which writes all."""
    build = build_of(app.env)
    assert build is not None
    if build.pages.project.shard.main:
        return []
    return [Path(app.srcdir, f"{docname}.md") for docname in sorted(build.pages.own)]


def _own_files(app: Sphinx, out: Path) -> Iterator[Path]:
    """The files of the output that are the shard's own."""
    build = build_of(app.env)
    assert build is not None
    builder: Any = app.builder
    own = set()
    if not build.pages.project.shard.main:
        pages = {Path(builder.get_outfilename(docname)) for docname in build.pages.own}
        written = {out / name for name in outputs.names(app)}
        images = set((out / builder.imagedir).rglob("*"))
        own = pages | written | images | {out / _INVENTORY}
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.name != ".buildinfo" and (not own or path in own):
            yield path


def _in_processes(jobs: list[Job]) -> Iterator[Result]:
    # Forked processes would share Sphinx's state; spawned ones don't.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(len(jobs), os.cpu_count() or 1), mp_context=context) as pool:
        yield from pool.map(build_shard, jobs)


def _on_cluster(jobs: list[Job], scheduler: str) -> Iterator[Result]:
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
        # If a worker is lost, only its shard is built again.
        futures = [client.submit(build_shard, job, pure=False, retries=2) for job in jobs]
        yield from client.gather(futures)


def _inventory(inventories: list[bytes]) -> bytes:
    """One inventory of several, in the order in which Sphinx writes it."""
    head, lines = b"", set()
    for inventory in inventories:
        *head_lines, body = inventory.split(b"\n", 4)
        head = head or b"\n".join(head_lines) + b"\n"
        lines |= set(zlib.decompress(body).decode().split("\n")) - {""}
    text = "".join(f"{line}\n" for line in sorted(lines, key=_inventory_key))
    return head + zlib.compress(text.encode(), 9)


def _inventory_key(line: str) -> tuple[str, ...]:
    match = _ENTRY.fullmatch(line)
    assert match is not None
    domain, _, kind = match["type"].partition(":")
    priority, address, shown = match["rest"].split(" ", 2)
    name = match["name"]
    return domain, name, name if shown == "-" else shown, kind, address, priority
