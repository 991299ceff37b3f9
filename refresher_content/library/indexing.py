"""What the full-text index holds: the words of articles, and which of them stand for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from refresher_content.library import schema
from refresher_content.library.language import Language, language, marked
from refresher_content.library.words import words
from refresher_content.model import Article

__all__ = ["Indexer", "indexed"]


def indexed(text: str, language: Language | None) -> str:
    """What the index holds of a text: its words, without their endings, apart by spaces."""
    return " ".join([marked(word, language) for word in words(text)])


class _Marks(dict[str, str]):
    """Words of a language, each as the index holds it, found when it is first asked for."""

    def __init__(self, language: Language | None) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> str:
        self[word] = made = marked(word, self.language)
        return made


class Indexer:
    """Makes the index row by row, and knows the words of all rows."""

    def __init__(self, names: Mapping[str, Mapping[str, str]]) -> None:
        """`names` are, by kind and id, the words of what articles refer to."""
        self._names = names
        self._languages: dict[str, _Marks] = {}

    def row(self, article: Article, text: str) -> list[str]:
        """What the index holds of an article, column by column."""
        tag = article.language
        if tag not in self._languages:
            self._languages[tag] = _Marks(language(tag))
        mark = self._languages[tag].__getitem__
        return [" ".join(map(mark, words(one))) for one in self._texts(article, text)]

    def _texts(self, article: Article, text: str) -> Iterator[str]:
        values = {
            "keywords": "\n".join(article.keywords),
            "authors": self._named("author", article.author_ids),
            "topics": self._named("topic", article.topic_ids),
            "questions": "\n".join(article.questions),
            "figure": article.figure.caption if article.figure else "",
            "references": self._named("reference", article.reference_ids),
            "text": text,
        }
        for name in schema.FULLTEXT:
            yield values[name] if name in values else getattr(article, name)

    def _named(self, kind: str, ids: Iterable[str]) -> str:
        return "\n".join(self._names[kind][id_] for id_ in ids)

    def words(self) -> list[str]:
        """Every word of the articles as they have it, folded; sorted."""
        return sorted(set().union(*self._languages.values()))

    def synonyms(self, own: Iterable[str]) -> list[tuple[str, str]]:
        """Pairs of what someone may look for and what the index has in its stead, both as it
        holds them; sorted. `own` are the archive's groups beside those of its languages.
        """
        present = set().union(*(marks.values() for marks in self._languages.values()))
        pairs: set[tuple[str, str]] = set()
        for spoken in {marks.language for marks in self._languages.values()}:
            for group in (*(spoken.synonyms if spoken else ()), *own):
                forms = dict.fromkeys(indexed(one, spoken) for one in group.split(","))
                there = [one for one in forms if one and present.issuperset(one.split())]
                pairs.update((form, one) for form in forms for one in there if form != one)
        return sorted(pairs)
