"""The Sphinx domain `refresher`: roles and inventory entries, answered from the library.

The domain keeps no state: the library knows every id, title and address. The module is
an extension of its own, for projects that link to somebody else's archive and have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from refresher_content.book.build import Build, build_of
from refresher_content.book.markup import dependencies, languages
from refresher_content.errors import UnknownIdError
from refresher_content.model import KINDS
from refresher_content.source.body import roles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from refresher_content.model import Entry
    from refresher_content.model.entry import Kinds

__all__ = ["RefresherDomain", "setup"]

_LOGGER = logging.getLogger(__name__)


class EntryRole(XRefRole):
    """A reference to an entry by its id, shown by its title or by words of its own."""

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: Element,
        has_explicit_title: bool,
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """The title and the target of the reference."""
        kind = refnode["reftype"]
        dependencies.note(env, dependencies.entry_question(kind, target))
        entry = find(build_of(env), kind, target)
        if entry and not has_explicit_title:
            title = entry.label
        return title, target


class MetaRole(XRefRole):
    """Small facts beside an entry: a date, a reading time."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The text in a span of its own."""
        return [nodes.inline(self.rawtext, self.text, classes=["refresher-meta"])], []


class OwnRole(XRefRole):
    """Words in the language of the page's entry, where that of the frame is another."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The text with a class by which it is found."""
        return [nodes.inline(self.rawtext, self.text, classes=[languages.OWN])], []


class RefresherDomain(Domain):
    """Articles, authors, columns, topics, references and links."""

    name = "refresher"
    label = "Refresher"
    object_types: ClassVar[dict[str, ObjType]] = {}
    roles: ClassVar[dict[str, Any]] = {"meta": MetaRole(), "own": OwnRole()}
    data_version = 0

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self.add_kinds(KINDS)

    def add_kinds(self, kinds: Kinds) -> None:
        """Makes roles of those kinds that have one."""
        for kind in roles(kinds):
            self.add_object_type(kind, ObjType(kind, kind))
            self.roles[kind] = EntryRole(warn_dangling=True, innernodeclass=nodes.inline)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every entry that a role can name, for the inventory and the search index."""
        build = build_of(self.env)
        if build is None:
            return
        for kind in self.object_types:
            for entry in build.entries.of(build.library.kinds[kind]).values():
                docname, anchor = build.address(entry)
                yield entry.id, entry.label, kind, docname, anchor, 1

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """A link to an entry; None if there is none of that id."""
        build = build_of(env)
        if build is not None and typ == "page":
            # A link in a heading of a body, to a page of the archive and perhaps a place on it.
            path, _, place = target.partition("#")
            docname = f"{build.folder}/{unquote(path.removesuffix('.html'))}"
            return make_refnode(builder, fromdocname, docname, place, contnode)
        entry = find(build, typ, target)
        if build is None or entry is None:
            return None
        docname, anchor = build.address(entry)
        return make_refnode(builder, fromdocname, docname, anchor, contnode, entry.label)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Links to the entries of any kind with that id."""
        found = []
        for kind in self.object_types:
            link = self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode)
            if link is not None:
                found.append((f"refresher:{kind}", link))
        return found

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Nothing is kept, so nothing is merged."""


def find(build: Build | None, kind: str, id_: str) -> Entry | None:
    """The entry of a kind and an id or alias, or None."""
    return build.entries.find(kind, id_) if build else None


def warn_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Warns of an id that doesn't exist, and says which one may have been meant."""
    build = build_of(app.env)
    if domain is None or domain.name != "refresher" or build is None:
        return None
    kind, id_ = node["reftype"], node["reftarget"]
    known = build.library.collection(kind).ids
    message = str(UnknownIdError(kind, id_, known))
    _LOGGER.warning("%s", message, type="refresher", subtype="unknown-reference", location=node)
    return True


def _add_own_kinds(app: Sphinx) -> None:
    build, domain = build_of(app.env), app.env.domains["refresher"]
    if build and isinstance(domain, RefresherDomain):
        own = {kind: cls for kind, cls in build.library.kinds.items() if kind not in KINDS}
        domain.add_kinds(own)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Registers the domain alone."""
    app.add_domain(RefresherDomain)
    # After the library is opened.
    app.connect("builder-inited", _add_own_kinds)
    app.connect("warn-missing-reference", warn_missing)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
