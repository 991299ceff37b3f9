"""What the search knows of languages: endings, words that say nothing, synonyms.

A language is a file in `languages`, named by its tag, with three keys:

`stop_words`
: What carries a question rather than its subject, apart by spaces.

`endings`
: Steps, one after the other, each of rules apart by spaces: `ies:y:2` makes "stories" "story"
if at least two letters remain, with a vowel among them. Of a step the rule with the longest
ending that fits is applied. What is left need not be a word, only the same for a word's forms.

`synonyms`
: Groups of words that stand for each other, apart by commas.

Words are written as `words.fold` folds them. The site's script reads the same rules as data.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from refresher_content.library.words import words

__all__ = ["LANGUAGES", "Language", "forms", "language", "marked", "script_rules"]

LANGUAGES = ("de", "en", "fr")
"""The languages that have a file."""

_VOWELS = frozenset("aeiouy")
_STEMS = 100_000
"""How many stems of a language are cached."""

_Rule = tuple[str, str, int]
"""An ending, what replaces it, and how many letters must remain before it."""


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a language."""

    tag: str
    stop_words: frozenset[str]
    steps: tuple[tuple[_Rule, ...], ...]
    """The rules of each step, those with longer endings first."""
    synonyms: tuple[str, ...]
    """Groups of words that stand for each other, apart by commas."""
    _stems: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def stem(self, word: str) -> str:
        """A folded word without its endings."""
        found = self._stems.get(word)
        if found is None:
            if len(self._stems) >= _STEMS:
                self._stems.clear()
            found = self._stems[word] = self._cut(word)
        return found

    def _cut(self, word: str) -> str:
        for rules in self.steps:
            for ending, replacement, least in rules:
                if word.endswith(ending):
                    rest = word[: len(word) - len(ending)]
                    if len(rest) >= least and (not least or not _VOWELS.isdisjoint(rest)):
                        word = rest + replacement
                        break
        return word


def language(tag: str) -> Language | None:
    """The language of a tag such as `pt-BR`, if it has a file; without a tag, English."""
    name = tag.partition("-")[0].casefold() or "en"
    return _read(name) if name in LANGUAGES else None


@cache
def _read(name: str) -> Language:
    import tomllib

    data = pkgutil.get_data(__package__, f"languages/{name}.toml")
    assert data is not None
    found = tomllib.loads(data.decode())
    return Language(
        name,
        frozenset(words(found["stop_words"])),
        tuple(map(_rules, found["endings"])),
        tuple(found["synonyms"]),
    )


def _rules(step: str) -> tuple[_Rule, ...]:
    split = (rule.split(":") for rule in step.split())
    rules = [(ending, new, int(least[0]) if least else 0) for ending, new, *least in split]
    return tuple(sorted(rules, key=lambda rule: (-len(rule[0]), -rule[2])))


def marked(word: str, language: Language | None) -> str:
    """A folded word as the index holds it: without the endings of its language, and distinguished
    from words of other languages that would then be written like an English one.
    """
    if language is None:
        return f"{word}·" if "a" <= word[-1] <= "z" else word
    stem = language.stem(word)
    return stem if language.tag == "en" else f"{stem}·{language.tag}"


def forms(found: tuple[str, ...]) -> tuple[str, ...]:
    """Words of a query as the index may hold them, whatever the language they are of."""
    languages = (*map(language, LANGUAGES), None)
    return tuple(dict.fromkeys(" ".join(marked(word, one) for word in found) for one in languages))


def script_rules(tags: Iterable[str]) -> dict[str, object]:
    """What the site's script knows of the languages with these tags, as data."""
    found = {one.tag: one for one in map(language, tags) if one}
    return {
        tag: {"endings": one.steps, "stopWords": sorted(one.stop_words)}
        for tag, one in sorted(found.items())
    }
