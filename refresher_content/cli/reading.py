"""Commands that read a library: list, show, search, related."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from refresher_content.cli.options import PathType, example
from refresher_content.cli.output import as_json, fail, rows, say
from refresher_content.display import visible
from refresher_content.errors import a, suggest
from refresher_content.model import KINDS, Article, Entry
from refresher_content.model.fields import filter_names

if TYPE_CHECKING:
    from refresher_content.library import Library
    from refresher_content.model.entry import Kinds
    from refresher_content.model.results import Reason

__all__ = [
    "COMMANDS",
    "Filtered",
    "filter_options",
    "given",
    "kind_named",
    "library_option",
    "opened",
]

F = TypeVar("F", bound=Callable[..., Any])

library_option = click.option(
    "--library",
    "path",
    type=PathType(),
    envvar="REFRESHER_LIBRARY",
    metavar="PATH",
    help="A content folder or a compiled library; else the one that comes with the package.",
)
json_option = click.option("--json", "machine", is_flag=True, help="Print JSON.")


def filter_options(*classes: type[Entry]) -> Callable[[F], F]:
    """The options that narrow a list of these kinds, one for each of their filters."""
    names = dict.fromkeys(name for cls in classes for name in filter_names(cls))

    def add(command: F) -> F:
        for name in reversed(names):
            folders = ", ".join(cls.folder for cls in classes if name in filter_names(cls))
            text = f"Only {folders} with this {name.replace('_', ' ')}; repeat it to allow several."
            command = click.option(f"--{_option(name)}", name, multiple=True, help=text)(command)
        return command

    return add


class Filtered(click.Command):
    """A command that takes more filters: those that the kinds of its own of the project in the
    working folder have, and these kinds for articles.
    """

    of_each_kind = False
    """Whether it lists entries of any kind, and not articles alone."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options of the command, and one for each of those filters."""
        from refresher_content.project import own_kinds_of

        params = super().get_params(ctx)
        known = {one.name for one in params}
        for cls in own_kinds_of(Path("content")):
            names = (cls.kind, *(filter_names(cls) if self.of_each_kind else ()))
            for name in dict.fromkeys(names):
                if name not in known:
                    known.add(name)
                    text = f"Only entries with this {name.replace('_', ' ')}."
                    params.append(
                        click.Option([f"--{_option(name)}", name], multiple=True, help=text)
                    )
        return params


class FilteredList(Filtered):
    """The same of a command that lists entries of any kind."""

    of_each_kind = True


def _filters(library: Library, cls: type[Entry]) -> tuple[str, ...]:
    """The filters that a kind has in a library."""
    own = (kind for kind in library.kinds if kind not in KINDS) if cls is Article else ()
    return (*filter_names(cls), *own)


def _option(filter_name: str) -> str:
    return filter_name.replace("_", "-")


def given(filters: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """The filters that were given."""
    return {name: list(values) for name, values in filters.items() if values}


def opened(path: Path | None) -> Library:
    """The library at a path, or the bundled one."""
    from refresher_content.opening import bundled, open_library
    from refresher_content.project import own_kinds_of

    if path is None:
        return bundled()
    return open_library(path, kinds=own_kinds_of(path) if path.is_dir() else ())


def kind_named(name: str, kinds: Kinds) -> type[Entry]:
    """The kind of that name, singular or plural. Raises a usage error for another."""
    for kind, cls in kinds.items():
        if name in (kind, cls.folder):
            return cls
    names = [cls.folder or kind for kind, cls in kinds.items()]
    meant = suggest(name, names)
    hint = f"did you mean '{meant}'?" if meant else f"there are: {', '.join(names)}"
    raise click.UsageError(f"there is no kind '{name}'; {hint}")


@click.command(
    "list",
    cls=FilteredList,
    epilog=example("refresher list", "refresher list --topic strategy --json"),
)
@click.argument("kind", default="articles")
@library_option
@filter_options(Article, *(cls for cls in KINDS.values() if cls is not Article))
@click.option("--matching", metavar="WORDS", help="Only what these words find, best first.")
@click.option(
    "--order-by", "keys", multiple=True, metavar="KEY", help="Sort key; -KEY for descending."
)
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number of entries.")
@json_option
def list_(
    kind: str,
    path: Path | None,
    matching: str | None,
    keys: tuple[str, ...],
    limit: int | None,
    machine: bool,
    **filters: tuple[str, ...],
) -> None:
    """Lists entries of a KIND, articles if none is named."""
    library = opened(path)
    cls = kind_named(kind, library.kinds)
    for name in given(filters):
        if name not in (names := _filters(library, cls)):
            known = " ".join(f"--{_option(one)}" for one in names) or "no filters"
            about = cls.folder or f"the {cls.kind}"
            raise click.UsageError(f"--{_option(name)} doesn't apply to {about}: expected {known}")
    found = library.collection(cls).filter(**given(filters))
    if matching is not None:
        found = found.matching(matching)
    if keys:
        found = found.order_by(*keys)
    entries = list(found[:limit])
    if machine:
        as_json([entry.to_dict() for entry in entries])
        return
    rows(("id", "", "name"), [(entry.id, _fact(entry), entry.label) for entry in entries])


def _fact(entry: Entry) -> str:
    published = getattr(entry, "published", None)
    return str(published) if published else ""


@click.command(epilog=example("refresher show the-sweet-spot-of-corporate-success --cite bibtex"))
@click.argument("id_", metavar="ID")
@click.option("--kind", default="article", help="The entry's kind; article by default.")
@library_option
@click.option(
    "--cite",
    "style",
    help="Print a citation: plain, bibtex, ris, csl-json; apa, chicago, mla or a CSL file.",
)
@click.option("--original", is_flag=True, help="Cite what a digest retells, and not the digest.")
@click.option("--body", type=click.Choice(["markdown", "text", "html"]), help="Print the body.")
@json_option
def show(
    id_: str,
    kind: str,
    path: Path | None,
    style: Any,
    original: bool,
    body: str | None,
    machine: bool,
) -> None:
    """Shows the entry with an ID."""
    library = opened(path)
    entry = _entry(library, kind_named(kind, library.kinds), id_)
    if machine:
        as_json(entry.to_dict())
    elif style:
        if not isinstance(entry, Article):
            raise click.UsageError(f"only articles can be cited, and this is of kind {entry.kind}")
        given = Path(style).expanduser() if style.endswith(".csl") else style
        _say(entry.cite(given, of="original" if original else "text"))
    elif body:
        _say(getattr(entry, body))
    else:
        _print_entry(entry)


def _entry(library: Library, cls: type[Entry], id_: str) -> Entry:
    """The entry of that id; if only other kinds have one, the command ends by naming them."""
    others = [kind for kind in library.kinds if library.real_id(kind, id_)]
    if others and cls.kind not in others:
        options = " or ".join(f"--kind {kind}" for kind in others)
        fail(f"{id_!r} is not {a(cls.kind)}: add {options}")
    return library.collection(cls)[id_]


def _print_entry(entry: Entry) -> None:
    head = [entry.label, ""]
    if isinstance(entry, Article):
        authors = ", ".join(author.name for author in entry.authors)
        facts = f"{authors} · {entry.published} · {entry.reading_time} min read"
        writers = ", ".join(one.name for one in entry.writers)
        head.append(f"After {facts} · text: {writers}" if entry.original else f"By {facts}")
    for name in ("role", "url", "summary", "takeaway"):
        if value := getattr(entry, name, ""):
            head += [str(value), ""]
    if not sys.stdout.isatty():
        _say("\n".join([*head, "", entry.text]).strip())
        return
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.text import Text

    console = Console()
    console.print(Text(visible("\n".join(head), keep="\n")), style="bold")
    console.print(Markdown(visible(entry.text, keep="\n\t")))


def _say(text: str) -> None:
    say(visible(text, keep="\n\t"))


_MARKS = ("\x01", "\x02")
"""What stands around found words until the rest is known to do nothing on a terminal."""
_BOLD = str.maketrans(dict(zip(_MARKS, ("\x1b[1m", "\x1b[0m"), strict=True)))


@click.command(cls=Filtered, epilog=example("refresher search what worries my boss"))
@click.argument("query", nargs=-1, required=True)
@library_option
@filter_options(Article)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=10,
    help="Maximum number of results (default 10).",
)
@json_option
def search(
    query: Sequence[str],
    path: Path | None,
    limit: int,
    machine: bool,
    **filters: tuple[str, ...],
) -> None:
    """Finds articles by their words, best first."""
    hits = opened(path).search(" ".join(query), limit, **given(filters))
    if machine:
        as_json([hit.to_dict() for hit in hits])
    for hit in [] if machine else hits:
        section = f" · {hit.section.title}" if hit.section and hit.section.title else ""
        say(click.style(hit.article.id, bold=True) + visible(section))
        say("  " + visible(hit.marked(*_MARKS), keep="\x01\x02").translate(_BOLD))
    if not hits:
        fail("no results")


@click.command(epilog=example("refresher related career-advice-in-only-30-seconds"))
@click.argument("id_", metavar="ID")
@library_option
@click.option(
    "--limit", type=click.IntRange(min=1), default=3, help="Maximum number of results (default 3)."
)
@json_option
def related(id_: str, path: Path | None, limit: int, machine: bool) -> None:
    """Lists the articles most similar to the one with an ID, with the reasons."""
    library = opened(path)
    found = library.articles[id_].related(limit)
    if machine:
        as_json(
            [
                {
                    "id": one.article.id,
                    "title": one.article.title,
                    "score": one.score,
                    "reasons": [{"kind": why.kind, "value": why.value} for why in one.reasons],
                }
                for one in found
            ]
        )
        return
    cells = [
        (one.article.id, "; ".join(_reason_label(library, reason) for reason in one.reasons))
        for one in found
    ]
    rows(("id", "why"), cells)


def _reason_label(library: Library, reason: Reason) -> str:
    match reason.kind:
        case "link":
            return "links to it" if reason.value == "to" else "linked from it"
        case "reference":
            return f"cites the same: {library.references[reason.value].title}"
        case "topic":
            return f"shares the topic {library.topics[reason.value].title}"
        case _:
            return f"same words: {reason.value}"


COMMANDS = {"list": list_, "show": show, "search": search, "related": related}
