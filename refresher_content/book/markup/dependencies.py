"""What documents take from the library, so that they are read again when it changes.

A document that names an entry by a role, or lists articles by a directive, depends on
the library's answer. Each question is kept with the hash of its answer; before
the next build it is asked again.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from refresher_content.book.build import Build, build_of
from refresher_content.errors import RefresherError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["entry_question", "list_question", "note", "setup"]


def setup(app: Sphinx) -> None:
    """Connects the notes of what documents depend on with the life of an environment."""
    app.connect("env-get-outdated", _outdated)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)


def entry_question(kind: str, id_: str) -> str:
    """The question for an entry's title and address."""
    return json.dumps(["entry", kind, id_])


def list_question(filters: Mapping[str, Any]) -> str:
    """The question for the articles that filters admit."""
    return json.dumps(["list", dict(filters)], sort_keys=True)


def note(env: BuildEnvironment, question: str) -> None:
    """Keeps that the document being read depends on the answer."""
    build = build_of(env)
    if build is not None:
        answers = _answers(env).setdefault(env.docname, {})
        answers[question] = _answer(build, question)


def _outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """The documents for which the library has other answers than when they were read."""
    build = build_of(env)
    if build is None:
        return []
    if not build.changes:
        return []
    now: dict[str, str] = {}
    stale = []
    for docname, answers in _answers(env).items():
        for question in answers:
            if question not in now:
                now[question] = _answer(build, question)
        if any(now[question] != answer for question, answer in answers.items()):
            stale.append(docname)
    return sorted(set(stale) - removed)


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forgets a document that is read again or gone."""
    _answers(env).pop(docname, None)


def _merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    """Takes over what another process read."""
    theirs = _answers(other)
    _answers(env).update({name: theirs[name] for name in docnames if name in theirs})


def _answers(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    if not hasattr(env, "refresher_answers"):
        env.refresher_answers = {}  # type: ignore[attr-defined] # Sphinx pickles what it holds
    answers: dict[str, dict[str, str]] = env.refresher_answers  # type: ignore[attr-defined] # as above
    return answers


def _answer(build: Build, question: str) -> str:
    answer: list[object]
    match json.loads(question):
        case ["entry", kind, id_]:
            entry = build.entries.find(kind, id_)
            answer = [entry.label, entry.path] if entry else []
        case ["list", filters]:
            try:
                found = build.library.articles.filter(**filters)
                answer = [[one.id, one.sha256, one.number] for one in found]
            except (RefresherError, ValueError) as error:
                answer = [str(error)]
    return sha256(json.dumps(answer).encode()).hexdigest()[:16]
