"""The filters of each kind, for type checkers: never imported when a program runs.

Written by `tests/typing/write_filters.py` from the description of the fields; don't edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict

from refresher_content.model.dates import PartialDate
from refresher_content.model.entry import Entry
from refresher_content.model.kinds import (
    Article,
    Author,
    Column,
    Issue,
    Organization,
    Reference,
    Topic,
)
from refresher_content.model.text_formats import Origin, Writing

Date = PartialDate | date | str


class EntryFilters(TypedDict, total=False):
    """Filters that every kind has."""

    id: str | Iterable[str]
    id__contains: str | Iterable[str]
    id__icontains: str | Iterable[str]
    id__startswith: str | Iterable[str]
    aliases: str | Iterable[str | None] | None
    aliases__all: Iterable[str]
    aliases__contains: str | Iterable[str]
    aliases__icontains: str | Iterable[str]
    aliases__startswith: str | Iterable[str]
    redirect_from: str | Iterable[str | None] | None
    redirect_from__all: Iterable[str]
    redirect_from__contains: str | Iterable[str]
    redirect_from__icontains: str | Iterable[str]
    redirect_from__startswith: str | Iterable[str]
    extra: Mapping[str, Any]
    source: str | Iterable[str]
    source__contains: str | Iterable[str]
    source__icontains: str | Iterable[str]
    source__startswith: str | Iterable[str]
    sha256: str | Iterable[str]
    sha256__contains: str | Iterable[str]
    sha256__icontains: str | Iterable[str]
    sha256__startswith: str | Iterable[str]
    markdown: str | Iterable[str]
    markdown__contains: str | Iterable[str]
    markdown__icontains: str | Iterable[str]
    markdown__startswith: str | Iterable[str]
    html: str | Iterable[str]
    html__contains: str | Iterable[str]
    html__icontains: str | Iterable[str]
    html__startswith: str | Iterable[str]
    text: str | Iterable[str]
    text__contains: str | Iterable[str]
    text__icontains: str | Iterable[str]
    text__startswith: str | Iterable[str]


class ArticleFilters(EntryFilters, total=False):
    """Filters of articles."""

    title: str | Iterable[str]
    title__contains: str | Iterable[str]
    title__icontains: str | Iterable[str]
    title__startswith: str | Iterable[str]
    subtitle: str | Iterable[str]
    subtitle__contains: str | Iterable[str]
    subtitle__icontains: str | Iterable[str]
    subtitle__startswith: str | Iterable[str]
    summary: str | Iterable[str]
    summary__contains: str | Iterable[str]
    summary__icontains: str | Iterable[str]
    summary__startswith: str | Iterable[str]
    takeaway: str | Iterable[str]
    takeaway__contains: str | Iterable[str]
    takeaway__icontains: str | Iterable[str]
    takeaway__startswith: str | Iterable[str]
    questions: str | Iterable[str | None] | None
    questions__all: Iterable[str]
    questions__contains: str | Iterable[str]
    questions__icontains: str | Iterable[str]
    questions__startswith: str | Iterable[str]
    published: Date | Iterable[Date]
    published__gt: Date
    published__gte: Date
    published__lt: Date
    published__lte: Date
    updated: Date | Iterable[Date | None] | None
    updated__gt: Date
    updated__gte: Date
    updated__lt: Date
    updated__lte: Date
    author: str | Author | Iterable[str | Author | None] | None
    author__all: Iterable[str | Author]
    column: str | Column | Iterable[str | Column | None] | None
    position: int | Iterable[int | None] | None
    position__gt: int
    position__gte: int
    position__lt: int
    position__lte: int
    number: int | Iterable[int | None] | None
    number__gt: int
    number__gte: int
    number__lt: int
    number__lte: int
    known_as: str | Iterable[str | None] | None
    known_as__contains: str | Iterable[str]
    known_as__icontains: str | Iterable[str]
    known_as__startswith: str | Iterable[str]
    identifier: str | Iterable[str]
    identifier__contains: str | Iterable[str]
    identifier__icontains: str | Iterable[str]
    identifier__startswith: str | Iterable[str]
    issue: str | Issue | Iterable[str | Issue | None] | None
    topic: str | Topic | Iterable[str | Topic | None] | None
    topic__all: Iterable[str | Topic]
    keywords: str | Iterable[str | None] | None
    keywords__all: Iterable[str]
    keywords__contains: str | Iterable[str]
    keywords__icontains: str | Iterable[str]
    keywords__startswith: str | Iterable[str]
    reference: str | Reference | Iterable[str | Reference | None] | None
    reference__all: Iterable[str | Reference]
    language: str | Iterable[str]
    language__contains: str | Iterable[str]
    language__icontains: str | Iterable[str]
    language__startswith: str | Iterable[str]
    translation_of: str | Article | Iterable[str | Article | None] | None
    figure: None
    cover: None
    original: None
    writers: None
    contributors: None
    doi: str | Iterable[str]
    doi__contains: str | Iterable[str]
    doi__icontains: str | Iterable[str]
    doi__startswith: str | Iterable[str]
    rights: str | Iterable[str]
    rights__contains: str | Iterable[str]
    rights__icontains: str | Iterable[str]
    rights__startswith: str | Iterable[str]
    license: str | Iterable[str]
    license__contains: str | Iterable[str]
    license__icontains: str | Iterable[str]
    license__startswith: str | Iterable[str]
    comments: str | Iterable[str]
    comments__contains: str | Iterable[str]
    comments__icontains: str | Iterable[str]
    comments__startswith: str | Iterable[str]
    word_count: int | Iterable[int]
    word_count__gt: int
    word_count__gte: int
    word_count__lt: int
    word_count__lte: int
    year: int | str | Iterable[int | str]
    year__gt: int | str
    year__gte: int | str
    year__lt: int | str
    year__lte: int | str
    reading_time: int | Iterable[int]
    reading_time__gt: int
    reading_time__gte: int
    reading_time__lt: int
    reading_time__lte: int
    mentions: str | Entry | Iterable[str | Entry | None] | None
    mentions__all: Iterable[str | Entry]


class AuthorFilters(EntryFilters, total=False):
    """Filters of authors."""

    name: str | Iterable[str]
    name__contains: str | Iterable[str]
    name__icontains: str | Iterable[str]
    name__startswith: str | Iterable[str]
    sort_name: str | Iterable[str]
    sort_name__contains: str | Iterable[str]
    sort_name__icontains: str | Iterable[str]
    sort_name__startswith: str | Iterable[str]
    summary: str | Iterable[str]
    summary__contains: str | Iterable[str]
    summary__icontains: str | Iterable[str]
    summary__startswith: str | Iterable[str]
    role: str | Iterable[str]
    role__contains: str | Iterable[str]
    role__icontains: str | Iterable[str]
    role__startswith: str | Iterable[str]
    organization: str | Organization | Iterable[str | Organization | None] | None
    url: str | Iterable[str]
    url__contains: str | Iterable[str]
    url__icontains: str | Iterable[str]
    url__startswith: str | Iterable[str]


class ColumnFilters(EntryFilters, total=False):
    """Filters of columns."""

    title: str | Iterable[str]
    title__contains: str | Iterable[str]
    title__icontains: str | Iterable[str]
    title__startswith: str | Iterable[str]
    summary: str | Iterable[str]
    summary__contains: str | Iterable[str]
    summary__icontains: str | Iterable[str]
    summary__startswith: str | Iterable[str]
    author: str | Author | Iterable[str | Author | None] | None
    author__all: Iterable[str | Author]


class IssueFilters(EntryFilters, total=False):
    """Filters of issues."""

    title: str | Iterable[str]
    title__contains: str | Iterable[str]
    title__icontains: str | Iterable[str]
    title__startswith: str | Iterable[str]
    published: Date | Iterable[Date]
    published__gt: Date
    published__gte: Date
    published__lt: Date
    published__lte: Date
    volume: int | Iterable[int | None] | None
    volume__gt: int
    volume__gte: int
    volume__lt: int
    volume__lte: int
    number: int | Iterable[int | None] | None
    number__gt: int
    number__gte: int
    number__lt: int
    number__lte: int
    summary: str | Iterable[str]
    summary__contains: str | Iterable[str]
    summary__icontains: str | Iterable[str]
    summary__startswith: str | Iterable[str]
    year: int | str | Iterable[int | str]
    year__gt: int | str
    year__gte: int | str
    year__lt: int | str
    year__lte: int | str


class LinkFilters(EntryFilters, total=False):
    """Filters of links."""

    title: str | Iterable[str]
    title__contains: str | Iterable[str]
    title__icontains: str | Iterable[str]
    title__startswith: str | Iterable[str]
    url: str | Iterable[str]
    url__contains: str | Iterable[str]
    url__icontains: str | Iterable[str]
    url__startswith: str | Iterable[str]
    summary: str | Iterable[str]
    summary__contains: str | Iterable[str]
    summary__icontains: str | Iterable[str]
    summary__startswith: str | Iterable[str]
    origin: Origin | Iterable[Origin]
    list_page: int | Iterable[int]
    list_page__gt: int
    list_page__gte: int
    list_page__lt: int
    list_page__lte: int


class OrganizationFilters(EntryFilters, total=False):
    """Filters of organizations."""

    name: str | Iterable[str]
    name__contains: str | Iterable[str]
    name__icontains: str | Iterable[str]
    name__startswith: str | Iterable[str]
    summary: str | Iterable[str]
    summary__contains: str | Iterable[str]
    summary__icontains: str | Iterable[str]
    summary__startswith: str | Iterable[str]
    url: str | Iterable[str]
    url__contains: str | Iterable[str]
    url__icontains: str | Iterable[str]
    url__startswith: str | Iterable[str]


class ReferenceFilters(EntryFilters, total=False):
    """Filters of references."""

    type: Writing | Iterable[Writing]
    authors: str | Iterable[str | None] | None
    authors__all: Iterable[str]
    authors__contains: str | Iterable[str]
    authors__icontains: str | Iterable[str]
    authors__startswith: str | Iterable[str]
    title: str | Iterable[str]
    title__contains: str | Iterable[str]
    title__icontains: str | Iterable[str]
    title__startswith: str | Iterable[str]
    container: str | Iterable[str]
    container__contains: str | Iterable[str]
    container__icontains: str | Iterable[str]
    container__startswith: str | Iterable[str]
    published: Date | Iterable[Date]
    published__gt: Date
    published__gte: Date
    published__lt: Date
    published__lte: Date
    publisher: str | Iterable[str]
    publisher__contains: str | Iterable[str]
    publisher__icontains: str | Iterable[str]
    publisher__startswith: str | Iterable[str]
    url: str | Iterable[str]
    url__contains: str | Iterable[str]
    url__icontains: str | Iterable[str]
    url__startswith: str | Iterable[str]
    doi: str | Iterable[str]
    doi__contains: str | Iterable[str]
    doi__icontains: str | Iterable[str]
    doi__startswith: str | Iterable[str]
    isbn: str | Iterable[str]
    isbn__contains: str | Iterable[str]
    isbn__icontains: str | Iterable[str]
    isbn__startswith: str | Iterable[str]
    origin: Origin | Iterable[Origin]
    list_page: int | Iterable[int]
    list_page__gt: int
    list_page__gte: int
    list_page__lt: int
    list_page__lte: int
    year: int | str | Iterable[int | str]
    year__gt: int | str
    year__gte: int | str
    year__lt: int | str
    year__lte: int | str


class TopicFilters(EntryFilters, total=False):
    """Filters of topics."""

    title: str | Iterable[str]
    title__contains: str | Iterable[str]
    title__icontains: str | Iterable[str]
    title__startswith: str | Iterable[str]
    summary: str | Iterable[str]
    summary__contains: str | Iterable[str]
    summary__icontains: str | Iterable[str]
    summary__startswith: str | Iterable[str]
    origin: Origin | Iterable[Origin]
