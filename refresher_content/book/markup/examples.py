"""A directive for reference pages: an example of a body, and what readers get of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from refresher_content.book.build import build_of
from refresher_content.book.markup.bodies import body_part
from refresher_content.model import Collection
from refresher_content.source.body import Found, parse

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


class ExampleDirective(SphinxDirective):
    """Shows its content as it is written, and below it as the body of an article is shown."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """The source and the result; an error for a problem in it."""
        build = build_of(self.env)
        source = "\n".join(self.content)
        # Ids of two examples on a page never meet.
        number = self.env.new_serialno("example")
        parsed = parse(source, self.content_offset + 1, "articles", f"example-{number}_")
        if build is None or parsed.problems:
            problem = "; ".join(one.message for one in parsed.problems)
            raise self.error(problem or "an example needs an archive to be shown in")
        found = []
        for one in parsed.mentions:
            kind, id_ = one.kind, one.id
            if one.path:
                kind, id_ = "article", one.path.removeprefix("articles/").removesuffix(".md")
            entry = build.entries.find(kind, id_)
            if entry is None:
                raise self.error(f"there is no {kind} {id_!r}")
            found.append(Found(entry.kind, entry.label, entry.path))
        articles: Collection[Any] = build.library.articles
        listed = [list(articles.filter(**one.filters)[: one.limit]) for one in parsed.listings]
        language = build.library.publication.language
        html = parsed.resolve(found, listed=listed, language=language).html
        written = nodes.literal_block(source, source, language="markdown")
        shown = body_part(html=html, docname=self.env.docname, language=language)
        return [written, nodes.container("", shown, classes=["refresher-example"])]


def setup(app: Sphinx) -> None:
    """Registers the directive."""
    app.add_directive_to_domain("refresher", "example", ExampleDirective)
