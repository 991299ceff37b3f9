"""Directives for reference pages: the front matter of a kind, and the codes of diagnostics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from refresher_content.book.build import build_of
from refresher_content.diagnostics import CODES
from refresher_content.model import KINDS, Contributor, Edition, Figure, Original
from refresher_content.model.fields import describe_fields, front_matter_fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sphinx.application import Sphinx

    from refresher_content.model.fields import FieldSpec

__all__ = ["setup"]

_SHAPES = {
    "date": "date",
    "integer": "integer",
    "json": "keys with values of any kind",
    "object": "keys with values",
    "text": "text",
}
_PARTS: dict[str, type] = {
    "contributor": Contributor,
    "edition": Edition,
    "figure": Figure,
    "original": Original,
}


def setup(app: Sphinx) -> None:
    """Registers the directives."""
    app.add_directive_to_domain("refresher", "front-matter", FrontMatterDirective)
    app.add_directive_to_domain("refresher", "codes", CodesDirective)


class FrontMatterDirective(SphinxDirective):
    """Lists the keys of a kind's front matter, with type and meaning, from its model."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {}

    def run(self) -> list[nodes.Node]:
        """A definition list, a key an item."""
        build = build_of(self.env)
        models = {**(build.library.kinds if build else KINDS), **_PARTS}
        cls: type = models[directives.choice(self.arguments[0], tuple(models))]
        docs = describe_fields(cls)
        items = [
            _item(spec.key, _type(spec), docs.get(spec.name, ""))
            for spec in front_matter_fields(cls)
        ]
        return [nodes.definition_list("", *items)]


class CodesDirective(SphinxDirective):
    """Lists the codes of diagnostics with severity and meaning."""

    def run(self) -> list[nodes.Node]:
        """A definition list, a code an item."""
        items = (_item(name, code.severity, code.meaning) for name, code in CODES.items())
        return [nodes.definition_list("", *items)]


def _item(term: str, classifier: str, text: str) -> nodes.definition_list_item:
    head: list[nodes.Node] = [nodes.term("", "", nodes.literal(term, term))]
    if classifier:
        head.append(nodes.classifier(classifier, classifier))
    body = nodes.definition("", nodes.paragraph("", "", *_words(text)))
    return nodes.definition_list_item("", *head, body)


def _words(text: str) -> list[nodes.Node]:
    """A docstring's text, in which names stand in single backticks."""
    return [
        nodes.literal(part, part) if index % 2 else nodes.Text(part)
        for index, part in enumerate(re.split("`", text))
    ]


def _type(spec: FieldSpec) -> str:
    if spec.refers_to:
        name = f"{spec.refers_to} ids" if spec.many else f"{spec.refers_to} id"
    elif spec.choices:
        name = " or ".join(spec.choices)
    else:
        name = _SHAPES[spec.shape]
        plural = "keys with values" if spec.is_object else f"{name}s"
        name = f"list of {plural}" if spec.many else name
    required = spec.required and spec.key != "id"
    return f"{name}, required" if required else name
