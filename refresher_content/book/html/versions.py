"""What a page's head says of the other languages that its article is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from refresher_content.book.addresses import Site

__all__ = ["alternates", "linked"]


def alternates(
    site: Site, versions: Sequence[dict[str, Any]], address: Callable[[str], str]
) -> list[str]:
    """The links to each version of an article, itself included, by its language; that of the
    original also as `x-default`, for readers of any other. `address` makes one of a path from
    the root. The form is that of Google's guide to localized versions.
    """
    return [
        f'<link rel="alternate" hreflang="{escape(language)}"'
        f' href="{escape(address(site.path(_docname(site, one))))}">'
        for one in versions
        for language in (one["language"], *(("x-default",) if one is versions[0] else ()))
    ]


def linked(site: Site, versions: Sequence[dict[str, Any]], id_: str) -> dict[str, Any]:
    """The other versions as schema.org has them: of an original its translations, of a
    translation the original, which is the first.
    """
    if not versions:
        return {}
    original, *translations = versions
    if original["id"] == id_:
        return {"workTranslation": [_work(site, one) for one in translations]}
    return {"translationOfWork": _work(site, original)}


def _work(site: Site, one: dict[str, Any]) -> dict[str, Any]:
    work = {"@type": "Article", "name": one["title"], "inLanguage": one["language"]}
    address = site.page(_docname(site, one)) if site.base else ""
    return work | ({"@id": address, "url": address} if address else {})


def _docname(site: Site, one: dict[str, Any]) -> str:
    return f"{site.build.folder}/articles/{one['id']}"
