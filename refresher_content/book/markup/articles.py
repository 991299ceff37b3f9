"""Directives: a list of articles by the same filters as in Python, and a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from refresher_content.book.build import build_of
from refresher_content.book.markup import dependencies
from refresher_content.book.text import display
from refresher_content.errors import RefresherError, suggest
from refresher_content.model import KINDS, Article
from refresher_content.model.fields import filter_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

__all__ = ["setup"]

_LOGGER = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Registers the directives."""
    app.add_directive_to_domain("refresher", "articles", ArticlesDirective)
    app.add_directive_to_domain("refresher", "card", Card)


def _values(argument: str) -> list[str]:
    """One value or several, separated by commas, of which any may match."""
    return [value.strip() for value in argument.split(",") if value.strip()]


class _Options(dict[str, "Callable[[str], Any]"]):
    """The options of a directive; an unknown one is kept, for the directive to refuse.

    MyST would leave it out, and the directive then list what nobody asked for.
    """

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return directives.unchanged


class ArticlesDirective(SphinxDirective):
    """Lists the articles that the filters admit, with date and summary."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = _Options(
        {
            **dict.fromkeys(filter_names(Article), _values),
            "order-by": _values,
            "limit": directives.positive_int,
        }
    )

    def run(self) -> list[nodes.Node]:
        """The list, or nothing and a warning if a word names what doesn't exist."""
        build = build_of(self.env)
        own = build.library.kinds.keys() - KINDS.keys() if build else frozenset()
        known = {*self.option_spec, *own}
        filters: dict[str, Any] = {
            key: _values(value) if key in own else value
            for key, value in self.options.items()
            if key in own or key in filter_names(Article)
        }
        dependencies.note(self.env, dependencies.list_question(filters))
        if build is None:
            return self._refuse("this project has no archive of its own", "no-archive")
        for name in sorted(self.options.keys() - known):
            similar = suggest(name, known)
            hint = (
                f"did you mean {similar!r}?"
                if similar
                else f"there are: {', '.join(sorted(known))}"
            )
            return self._refuse(f"no option {name!r}; {hint}", "unknown-key")
        try:
            found = build.library.articles.filter(**filters)
            found = found.order_by(*self.options.get("order-by", ()))
        except RefresherError as error:
            return self._refuse(str(error), "unknown-reference")
        except ValueError as error:
            return self._refuse(str(error), "bad-value")
        items = [self._item(article) for article in found[: self.options.get("limit")]]
        return [nodes.bullet_list("", *items, classes=["refresher-entries"])] if items else []

    def _refuse(self, message: str, code: str) -> list[nodes.Node]:
        _LOGGER.warning("%s", message, type="refresher", subtype=code, location=self.get_location())
        return []

    def _item(self, article: Article) -> nodes.list_item:
        title = nodes.inline("", article.title)
        link = pending_xref(
            "",
            title,
            refdomain="refresher",
            reftype="article",
            reftarget=article.id,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        when = display(article.published, self.config.language)
        meta = nodes.inline("", when, classes=["refresher-meta"])
        head = nodes.paragraph("", "", link, nodes.Text(" "), meta)
        return nodes.list_item("", head, nodes.paragraph("", article.summary))


class Card(SphinxDirective):
    """A block with an id of its own, to which the inventory can point."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {"class": directives.class_option}

    def run(self) -> list[nodes.Node]:
        """The content in a container that has the id."""
        classes = ["refresher-card", *self.options.get("class", [])]
        card = nodes.container(
            "", *self.parse_content_to_nodes(), ids=[self.arguments[0]], classes=classes
        )
        self.set_source_info(card)
        return [card]
