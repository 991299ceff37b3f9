"""A build's own pages: all of them, or some if the build is one of several shards.

The first shard, the main one, has every page that isn't an article's, and what the whole
site has in common. The others have articles, and of the rest only what their frames
name: the project's own documents and the indexes at the top, which they read and don't write.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from refresher_content.book.pages.plan import Page

__all__ = ["Shard"]


@dataclass(frozen=True, slots=True)
class Shard:
    """Which of how many shards a build is; one of one is the whole book."""

    number: int = 0
    """From 0, which is the main one."""
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that the setting `refresher_shard` names: "1/4" is the second of four.

        Raises ValueError if it names none.
        """
        number, _, count = (text or "0/1").partition("/")
        if not (number.isdecimal() and count.isdecimal() and int(number) < int(count)):
            expected = "expected the number of a shard and how many there are, as in '0/4'"
            raise ValueError(f"{expected}, found {text!r}")
        return cls(int(number), int(count))

    @property
    def main(self) -> bool:
        """Whether it makes what the whole site has in common."""
        return self.number == 0

    def of(self, pages: Iterable[Page]) -> tuple[set[str], set[str]]:
        """The paths of the pages that it writes, and of those that it only reads."""
        articles: list[Page] = []
        others: list[Page] = []
        for page in pages:
            (articles if page.template == "article" else others).append(page)
        # The main shard gets fewer articles, for the other pages that it has.
        whole = (len(articles) + len(others)) / self.count
        first = len(articles) if self.count == 1 else max(0, round(whole) - len(others))
        if self.main:
            return {page.path for page in (*others, *articles[:first])}, set()
        left, rest = len(articles) - first, self.count - 1
        start = first + left * (self.number - 1) // rest
        stop = first + left * self.number // rest
        top = {page.path for page in others if not page.above and page.number == 1}
        return {page.path for page in articles[start:stop]}, top
