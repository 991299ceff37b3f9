"""The words of code, docs and messages: one for each thing, as an engineer would say it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

REFUSED = {
    r"faults?|faulty": "problem, diagnostic",
    r"told|tells? (every|all|what|who|whose|where|whether)": "reports, says",
    r"(?<!there )(is|are|be|was|were) no (?!such|longer|different|results|neighbours)": "is not a",
    r"none of ours|(ids|indices|places) and \S+ is neither": "is not a",
    r"so many|no place \d+ among": "the given number of, maximum number, out of range",
    r"turns? round|used wrongly": "descending, usage error",
    r"shut out|wears?|slip of the pen": "excluded, uses, a typo",
    r"the way to it|ways? (on|back)|ahead|leads? on": "breadcrumbs, pagination, redirects",
    r"reckon(s|ed|ing)?|hasten(s|ed)?|lighten(s|ed)?": "compute, patch",
    r"(an|the|each) aside|shelf|shelves": "worker, entries",
    r"likeness|nearest (articles|entries)": "similar",
    r"markdown twins?|twin (file|page)s?": "Markdown version",
    r"stamps?|remember(s|ed)?": "fingerprint, time, previous build, cache",
    r"_(few|many|most)(?= = )": "the name of what the number limits",
    r"anew|afresh|in vain|at one stroke|a file a kind": "again, without effect, one per",
    r"what is quickened|the navigation costs": "Performance, Navigation",
}
"""What isn't written, and what is written instead; a line under a name ends a word."""

MODULES = {"describe", "finish", "frame", "quick", "places", "reference"}
"""What no module of the package is called: each says nothing of what is in it."""

QUOTED = re.compile(r"`[^`\n]*`|“[^”\n]*”|>>> .*|^'.*'$", re.MULTILINE)
"""Code in prose, quotations, and the examples of the library with what they give."""


def _written(path: Path) -> str:
    """A file's text without what it quotes."""
    text = path.read_text(encoding="utf-8")
    return QUOTED.sub("", text) if path.suffix == ".md" else text


def _files() -> list[Path]:
    """What is written for readers and developers, apart from articles and what tools make."""
    apart = ("refresher_content/content/", "tests/corpus/", "tests/bad_inputs/")
    made = ("docs/archive/", "docs/_build/", "refresher_content/book/theme/refresher/static/")
    found = [path for path in ROOT.iterdir() if path.suffix in (".md", ".py", ".toml")]
    for folder in ("refresher_content", "docs", "tests", "bench"):
        for path in (ROOT / folder).rglob("*.*"):
            place = path.relative_to(ROOT).as_posix()
            kept = not place.startswith((*apart, *made)) or path.suffix == ".js"
            if kept and path.suffix in (".md", ".py", ".jinja", ".html", ".css", ".js"):
                found.append(path)
    return sorted(path for path in found if path != Path(__file__))


@pytest.mark.parametrize("pattern", REFUSED, ids=lambda pattern: pattern[:20])
def test_refused_words_are_not_written(pattern: str) -> None:
    """Neither code nor prose has words that readers would have to translate."""
    expression = re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in _files()
        for number, line in enumerate(_written(path).splitlines(), 1)
        if expression.search(line)
    ]
    assert found == [], f"write instead: {REFUSED[pattern]}"


def test_modules_are_called_by_what_they_hold() -> None:
    """No module's name is one of those that said nothing."""
    assert not {path.stem for path in _files() if path.suffix == ".py"} & MODULES
