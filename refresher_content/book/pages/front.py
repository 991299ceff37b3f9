"""What the front page shows: the lead with its first paragraphs, more pieces, a question,
and ways into the archive. It stays as long for six thousand articles as for six.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from refresher_content.book.data.entries import Entries
from refresher_content.book.pages.items import item
from refresher_content.model import Article, Author, Column, Issue, Topic
from refresher_content.model.html import Element, plain_text, read, write

__all__ = ["front_page", "shown_first"]

SIDE, RECENT, COLUMNS, TOPICS, AUTHORS, YEARS = 7, 9, 12, 18, 12, 40
"""At most how many pieces stand beside the lead and below it, and entries in each index."""

_OPENING = 900
"""Of how many characters, about, the lead's opening is."""

_KEPT = frozenset({"b", "cite", "code", "em", "i", "q", "strong", "sub", "sup"})


def shown_first(entries: Entries) -> tuple[Issue | None, list[Article]]:
    """The latest issue, if there are any, and the articles at the head of the front page: that
    issue's, or the first by default.
    """
    issues = [one for one in entries.of(Issue).values() if len(one.articles)]
    if issues:
        latest = max(issues, key=lambda one: (str(one.published), one.id))
        return latest, entries.all(Article, latest.articles)[: SIDE + 1]
    return None, entries.articles[: SIDE + 1]


def front_page(entries: Entries) -> dict[str, Any]:
    """The facts of the front page."""
    issue, first = shown_first(entries)
    library = entries.library
    ids = {one.id for one in first}
    newest = entries.all(Article, library.articles.order_by("-published")[: len(ids) + RECENT])
    recent = [one for one in newest if one.id not in ids][:RECENT]
    lead = first[0] if first else None
    authors = _index(entries, Author, AUTHORS)
    return {
        "lead": _lead(lead, entries) if lead else None,
        "issue": {"id": issue.id, "title": issue.label, "count": len(issue.articles)}
        if issue
        else None,
        "pieces": [item(one, entries) for one in first[1:]],
        "numbered": bool(first) and all(one.position for one in first),
        "recent": [item(one, entries) for one in recent],
        "question": _question([*first[1:], *first[:1], *recent], entries),
        "columns": _columns(entries),
        "topics": _index(entries, Topic, TOPICS),
        "authors": authors,
        "author": _only_author(entries) if len(authors) == 1 else None,
        "years": dict(sorted(library.articles.facets("year").items())[-YEARS:]),
        "counts": {"articles": len(entries.articles), "authors": len(entries.of(Author))}
        | {"topics": len(entries.of(Topic)), "columns": len(entries.of(Column))},
    }


def _lead(article: Article, entries: Entries) -> dict[str, Any]:
    column = entries.get(Column, article.column_id)
    total = entries.total(column.id) if column else 0
    return item(article, entries) | {
        "column": {"id": column.id, "title": column.title} if column else None,
        "place": [article.number, total] if article.position else None,
        "takeaway": article.takeaway or article.summary,
        "opening": opening(entries.html(article)),
        "questions": len(article.questions),
    }


def opening(html: str) -> str:
    """The first paragraphs of a text, as HTML: as many as come to some 900 characters, without
    links, pictures and notes.
    """
    root, length = Element("div"), 0
    for child in read(html):
        if child.tag in ("figure", "h2", "h3"):
            continue
        paragraph = Element("p")
        _copy(child, paragraph)
        added = len(plain_text(paragraph))
        if child.tag != "p" or length > _OPENING or (length and length + added > 1.5 * _OPENING):
            break
        if added:
            root.append(paragraph)
        length += added
    return write(root)


def _copy(source: Element, target: Element) -> None:
    """Copies text and emphasis; a link leaves its words, a note's number leaves nothing."""
    _add(target, source.text)
    for child in source:
        if child.tag in _KEPT and not (child.tag == "sup" and child.find(".//a") is not None):
            made = Element(child.tag)
            _copy(child, made)
            target.append(made)
        elif child.tag in ("a", "abbr", "span"):
            _copy(child, target) if child.get("role") != "doc-noteref" else None
        elif child.tag == "br":
            _add(target, " ")
        _add(target, child.tail)


def _add(target: Element, text: str | None) -> None:
    if len(target):
        target[-1].tail = (target[-1].tail or "") + (text or "")
    else:
        target.text = (target.text or "") + (text or "")


def _question(articles: Iterable[Article], entries: Entries) -> dict[str, Any] | None:
    """A question of the first article that has any, and how many there are in all."""
    asking = next((one for one in articles if one.questions), None)
    if asking is None:
        return None
    count = sum(len(one.questions) for one in entries.articles)
    return item(asking, entries) | {"text": asking.questions[0], "count": count}


def _columns(entries: Entries) -> list[dict[str, Any]]:
    """The columns with their newest piece; none if there is one column only."""
    columns: Sequence[Column] = list(entries.of(Column).values())
    if len(columns) < 2:
        return []
    counts = entries.library.articles.facets("column")
    found = []
    for column in columns[:COLUMNS]:
        newest = entries.all(Article, column.articles.order_by("-published")[:1])
        found.append(
            {
                "id": column.id,
                "title": column.title,
                "summary": column.summary,
                "count": counts.get(column.id, 0),
                "newest": item(newest[0], entries) if newest else None,
            }
        )
    return found


def _index(entries: Entries, cls: type[Author | Topic], limit: int) -> list[dict[str, Any]]:
    """The entries of a kind with the most articles, in their own order, each with its count."""
    counts = entries.library.articles.facets(cls.kind)
    order = list(entries.of(cls).values())
    most = sorted(order, key=lambda one: -counts.get(one.id, 0))[:limit]
    chosen = {one.id for one in most if counts.get(one.id)}
    return [
        {"id": one.id, "label": one.label, "count": counts[one.id]}
        for one in order
        if one.id in chosen
    ]


def _only_author(entries: Entries) -> dict[str, Any] | None:
    author = next(iter(entries.of(Author).values()))
    about = {"id": author.id, "name": author.name, "role": author.role, "summary": author.summary}
    return about | {"originals": all(one.original for one in entries.articles)}
