"""What Sphinx, MyST and docutils do again for every page without need, done once.

Each patch saves at least 3 % of a build, is made only where the code looks as expected, is
undone when the build ends or fails, and changes no result: a test builds books with and
without them after the same edits.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Sequence
from copy import copy
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import sphinx.util.docutils
from docutils import nodes
from myst_parser.mdit_to_docutils import base as myst
from sphinx.builders.html import StandaloneHTMLBuilder

from refresher_content.book.build import build_of
from refresher_content.book.pages.templating import template_cache

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

__all__ = ["setup"]

GC_THRESHOLD = 50_000
"""After how many new objects the garbage collector runs; Python's own 700 are one page's."""

FREEZE_THRESHOLD = 100
"""From how many documents on it pays to take what there is out of the collector's sight."""

_undo: list[Callable[[], object]] = []
"""What restores the patched code; a process builds one book at a time."""


def setup(app: Sphinx) -> None:
    """Patches before documents are read and written, and undoes it when the build ends."""
    app.connect("env-before-read-docs", _patch_reading)
    app.connect("write-started", _patch_writing)
    app.build = _restoring(app.build)  # type: ignore[method-assign] # no event for interruptions


def _restoring(build: Callable[..., None]) -> Callable[..., None]:
    @wraps(build)
    def restoring(*args: Any, **options: Any) -> None:
        try:
            build(*args, **options)
        finally:
            while _undo:
                _undo.pop()()

    return restoring


def _replace(owner: Any, name: str, value: object) -> None:
    """Sets an attribute until the build ends; no effect where there is none to replace."""
    if hasattr(owner, name):
        _undo.append(partial(setattr, owner, name, getattr(owner, name)))
        setattr(owner, name, value)


def _patch_reading(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:
    if build_of(env) is None:
        return
    _collect_less(len(docnames))
    # Docutils makes an option parser for every document to find the same settings.
    for module, name in ((sphinx.util.docutils, "_get_settings"), (myst, "get_default_settings")):
        if make := getattr(module, name, None):
            _replace(module, name, _cached_settings(make))
    # Sphinx logs every event and every page at a level that nobody sees unless asked to.
    if app.verbosity == 0:
        logger = logging.getLogger("sphinx")
        _undo.append(partial(logger.setLevel, logger.level))
        logger.setLevel(logging.WARNING if app.quiet else logging.INFO)


def _collect_less(documents: int) -> None:
    """Lets the garbage collector run less often, and not look at what stays: the processes
    that Sphinx forks then need no copies of it.
    """
    before = gc.get_threshold()
    if 0 < before[0] < GC_THRESHOLD:
        gc.set_threshold(GC_THRESHOLD, *before[1:])
        _undo.append(partial(gc.set_threshold, *before))
    if documents >= FREEZE_THRESHOLD:
        gc.collect()
        gc.freeze()
        _undo.append(gc.unfreeze)


def _cached_settings(make: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which makes settings only if they are to be others than before."""
    last: list[Any] = []

    @wraps(make)
    def cached(*components: Any, **options: Any) -> Any:
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

    return cached


def _patch_writing(app: Sphinx, builder: Builder) -> None:
    build = build_of(app.env)
    if build is None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    # No template changes while pages are written.
    if environment := getattr(builder.templates, "environment", None):
        _replace(environment, "auto_reload", value=False)
        _replace(environment, "bytecode_cache", template_cache(build.pages.project, "layout"))
    if hasattr(builder, "render_partial"):
        _replace(builder, "render_partial", _cached_titles(builder.render_partial))


def _cached_titles(
    render: Callable[[nodes.Node | None], dict[str, str]],
) -> Callable[[nodes.Node | None], dict[str, str]]:
    """The same method, which renders each plain title once: a page shows those of its
    neighbours and of the pages above it.
    """
    cached: dict[str, dict[str, str]] = {}

    def render_partial(node: nodes.Node | None) -> dict[str, str]:
        children = node.children if isinstance(node, nodes.title) else [None]
        if node is None or not all(isinstance(child, nodes.Text) for child in children):
            return render(node)
        text = node.astext()
        if text not in cached:
            # Older releases of Sphinx give the same dictionary each time, with other values.
            cached[text] = dict(render(node))
        return dict(cached[text])

    return render_partial
