"""What type checkers know of queries. Each mistake is marked; a mark without one is an error."""

from __future__ import annotations

from datetime import date
from typing import assert_type

import refresher_content as rc

articles = rc.articles

# What a query gives.

assert_type(articles, rc.Articles)
assert_type(articles.filter(topic="strategy"), rc.Articles)
assert_type(articles.exclude(issue=None).order_by("-published")[1:3], rc.Articles)
assert_type(articles.filter(year=2009) | articles.filter(year=2010), rc.Articles)
assert_type(articles.filter(year=2009) & articles - articles[:2], rc.Articles)
assert_type(articles.order_by("title", lambda one: one.word_count).reverse(), rc.Articles)
assert_type(articles.sample(3, seed=1).last(), rc.Article | None)
assert_type(articles.article_of_the_day(date(2009, 2, 14)), rc.Article | None)
assert_type(articles.count(), int)
assert_type(articles.exists(), bool)
assert_type([*articles.group_by("topic").values()], list[rc.Articles])
assert_type(rc.authors.filter(organization=None), rc.Authors)
assert_type(rc.topics[0].articles, rc.Articles)
assert_type(rc.search("fear", topic="leadership"), rc.Hits)
assert_type(articles.search("fear", offset=1, fields=["title"]).total, int)

# Public names.

assert_type(rc.articles["x"].title, str)
str(rc.nope)  # type: ignore[attr-defined]
str(articles[0].column.title)  # type: ignore[union-attr]

# What a filter takes.

articles.filter(published__gte="2009-02", published__lt=date(2010, 1, 1))
articles.filter(published=[rc.PartialDate(2009), "2010-02"], word_count__lt=500)
articles.filter(title__contains="coach", text__icontains=["boss", "chief"])
articles.filter(topic__all=["strategy", rc.topics["coaching"]], column=None)
articles.filter(lambda one: one.takeaway != "", year__gte=2009, reading_time=[1, 2])
rc.issues.filter(published="2009", volume__gt=1)
rc.references.filter(type="book", authors__icontains="bee")
rc.topics.filter(origin=["source", "editors"])

# Mistakes.

articles.filter(topics="strategy")  # type: ignore[call-arg]
articles.filter(topic__al=["strategy"])  # type: ignore[call-arg]
articles.filter(title__gt="A")  # type: ignore[call-arg]
articles.exclude(wordcount__lt=500)  # type: ignore[call-arg]
articles.search("fear", subject="leadership")  # type: ignore[call-arg]
articles.filter(word_count__lt="500")  # type: ignore[arg-type]
articles.filter(published__gte=2009)  # type: ignore[arg-type]
articles.filter(published__gte=["2009"])  # type: ignore[arg-type]
articles.filter(topic=rc.authors[0])  # type: ignore[arg-type]
articles.filter(language=None)  # type: ignore[arg-type]
articles.filter(lambda one: one.titel)  # type: ignore[attr-defined]
rc.authors.filter(topic="strategy")  # type: ignore[call-arg]
rc.topics.exclude(origin="editor")  # type: ignore[arg-type]
rc.search("fear", topics="leadership")  # type: ignore[call-arg]
_ = articles | rc.authors  # type: ignore[operator]
