"""What Sphinx and MyST do again for every page without need, done once.

Each change here reaches into inner works, and so is made only where these look as
expected; without any of them the book is the same, byte for byte, and slower. A test
holds them to that.
"""

from __future__ import annotations

import gc
import logging
from copy import copy
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx.util.docutils
from docutils import nodes
from myst_parser.mdit_to_docutils import base as myst
from myst_parser.parsers import sphinx_ as myst_sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.collectors.toctree import TocTreeCollector

from refresher_content.book.build import build_of
from refresher_content.book.pages.template_cache import template_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

__all__ = ["collect_less", "hasten", "lighten", "settle_to_read"]

_COLLECT_AFTER = 50_000
"""So many new objects bring on the garbage collector; Python's own 700 do it for every page."""

_MANY = 100
"""From how many documents on the garbage collector is worth a look at all that there is."""


def hasten(app: Sphinx, config: Config) -> None:
    """Makes the reading of documents cheaper."""
    _keep_settings()
    _keep_parser()
    _clear_what_was_read(app)
    # Sphinx looks for a translation of every document in every folder that is named.
    config.locale_dirs = [one for one in config.locale_dirs if Path(app.srcdir, one).is_dir()]
    # Sphinx tells its log of every event and every page; nobody hears it unless asked to.
    if app.verbosity == 0:
        level = logging.WARNING if app.quiet else logging.INFO
        logging.getLogger("sphinx").setLevel(level)


def collect_less(app: Sphinx) -> None:
    """Lets the garbage collector run less often until the build is over."""
    before = gc.get_threshold()
    if 0 < before[0] < _COLLECT_AFTER:
        gc.set_threshold(_COLLECT_AFTER, *before[1:])

        def restore(app: Sphinx, exception: Exception | None) -> None:
            gc.set_threshold(*before)
            gc.unfreeze()

        app.connect("build-finished", restore, priority=900)


def _clear_what_was_read(app: Sphinx) -> None:
    """Sphinx looks through the contents of all documents to forget one before it is read,
    also when it was never read before.
    """
    listeners = getattr(app.events, "listeners", {}).get("env-purge-doc", [])
    for number, listener in enumerate(listeners):
        owner = getattr(listener.handler, "__self__", None)
        if type(owner) is TocTreeCollector:
            listeners[number] = listener._replace(handler=_if_read(listener.handler))


def _if_read(clear: Callable[..., None]) -> Callable[..., None]:
    def clear_doc(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        if docname in env.all_docs:
            clear(app, env, docname)

    return clear_doc


def settle_to_read(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:
    """Prepares the garbage collector for the reading of documents."""
    _settle(len(docnames))


def _settle(count: int) -> None:
    """Tells the garbage collector that what there is stays, where much is to be done: it then
    need not look through it again, and the processes that Sphinx forks need no copies of it.
    """
    if count >= _MANY:
        gc.collect()
        gc.freeze()


def _keep_settings() -> None:
    """Docutils' settings are the same for every document: one option parser does."""
    for module, name in ((sphinx.util.docutils, "_get_settings"), (myst, "get_default_settings")):
        make: Callable[..., Any] | None = getattr(module, name, None)
        if make is not None and not hasattr(make, "__wrapped__"):
            setattr(module, name, _kept(make))


def _kept(make: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which makes settings only if they are to be others than before."""
    last: list[Any] = []

    @wraps(make)
    def kept(*components: Any, **options: Any) -> Any:
        # The parser's object is a new one for each document, its settings are its class's.
        asked = ([one if isinstance(one, type) else type(one) for one in components], options)
        if not last or last[0] != asked:
            last[:] = [asked, make(*components, **options)]
        settings = copy(last[1])
        for key, value in vars(settings).items():
            if isinstance(value, list):
                setattr(settings, key, list(value))
        settings.record_dependencies = copy(settings.record_dependencies)
        return settings

    return kept


def _keep_parser() -> None:
    """MyST's parser is set up for every document; one that isn't at work can do the next."""
    make: Callable[..., Any] | None = getattr(myst_sphinx, "create_md_parser", None)
    if make is not None and not hasattr(make, "__wrapped__"):
        setattr(myst_sphinx, "create_md_parser", _kept_parser(make))  # noqa: B010 - as typed


def _kept_parser(make: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which gives the last parser again once it has rendered."""
    free: list[tuple[object, object, Any]] = []

    @wraps(make)
    def kept(config: object, renderer: object) -> Any:
        if free and free[0][0] is config and free[0][1] is renderer:
            return free.pop()[2]
        parser = make(config, renderer)
        render = parser.render

        def render_and_return(*args: Any, **options: Any) -> Any:
            try:
                return render(*args, **options)
            finally:
                free[:] = [(config, renderer, parser)]

        parser.render = render_and_return
        return parser

    return kept


def lighten(app: Sphinx, builder: Builder) -> None:
    """Makes the writing of pages cheaper."""
    build = build_of(app.env)
    if build is None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    prepare, describe = builder.prepare_writing, builder.get_doc_context
    render = builder.render_partial
    generated = False
    # No template changes while pages are written.
    templates = getattr(builder.templates, "environment", None)
    if templates is not None:
        templates.auto_reload = False
        templates.bytecode_cache = template_cache(app, "frame")

    def prepare_writing(docnames: AbstractSet[str]) -> None:
        prepare(docnames)
        _settle(len(docnames))
        build.unchanged &= not docnames
        if build.unchanged:
            _leave_indices(builder)
        # Pages take no styles from docutils, which looks for them on the disk each time.
        for settings in (
            getattr(builder, "docsettings", None),
            getattr(builder, "_settings", None),
        ):
            if settings is not None:
                settings.stylesheet_path = []
        # The archive's pages have neighbours of their own: see `navigation`.
        for docname in [name for name in builder.relations if build.generated(name)]:
            builder.relations[docname] = [None, None, None]

    def get_doc_context(docname: str, body: str, metatags: str) -> dict[str, Any]:
        nonlocal generated
        generated = build.generated(docname)
        context = describe(docname, body, metatags)
        generated = False
        return context

    def render_partial(node: nodes.Node | None) -> dict[str, str]:
        plain = isinstance(node, nodes.title) and all(
            isinstance(child, nodes.Text) for child in node.children
        )
        if generated and plain:
            assert node is not None
            return {"fragment": "", "title": encode(node.astext())}
        if generated and app.tags.has("refresher") and isinstance(node, nodes.bullet_list):
            # The theme shows no contents of these pages.
            return {"fragment": "", "title": ""}
        return render(node)

    def encode(text: str) -> str:
        if text not in known:
            known[text] = render(nodes.title("", text))["title"]
        return known[text]

    write_parallel = getattr(builder, "_write_parallel", None)

    def use_all_cores(docnames: Sequence[str], nproc: int) -> None:
        # Sphinx leaves one for its main process, which has little to do for these pages.
        assert write_parallel is not None
        write_parallel(docnames, nproc=nproc + 1)

    if write_parallel is not None:
        builder._write_parallel = use_all_cores  # type: ignore[method-assign]

    known: dict[str, str] = {}
    for name, method in (
        ("prepare_writing", prepare_writing),
        ("get_doc_context", get_doc_context),
        ("render_partial", render_partial),
    ):
        setattr(builder, name, method)


def _leave_indices(builder: StandaloneHTMLBuilder) -> None:
    """Where no document has changed, indices and inventory are as they were; Sphinx makes
    them again all the same.
    """
    index = Path(builder.get_outfilename("genindex"))
    made = [Path(builder.outdir, "objects.inv"), *([index] if builder.use_index else [])]
    if all(path.is_file() for path in made):
        builder.gen_indices = builder.handle_finish = lambda: None  # type: ignore[method-assign]
