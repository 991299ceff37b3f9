"""`nox -s fuzz`: puts made-up front matters, bodies, compiled files and archives of other tools
into the package for a given time, and keeps each input that breaks a promise.

Hypothesis makes inputs of pieces of valid ones; atheris changes valid ones by what they reach in
the code. Both run in processes of their own, since an input may hang or end a process.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "docs/explanation/_fuzz.md"
ENGINES = ("hypothesis", "atheris")
SLOWEST = 10
"""Seconds after which an input counts as one that hangs."""


class BrokenPromiseError(AssertionError):
    """An input was accepted, and what was made of it isn't what is promised."""


def promise(kept: object, what: str) -> None:
    """Raises if a promise isn't kept."""
    if not kept:
        raise BrokenPromiseError(what)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _front_matter(data: bytes) -> None:
    """A front matter is an entry, which can be compiled, or has problems with their places."""
    from archives import write_archive

    import refresher_content as rc
    from refresher_content.compiler.compile import compile_to_bytes
    from refresher_content.library import Library

    folder = write_archive(_folder() / "front-matter", {})
    path = folder / "articles/a.md"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"---\n" + data + b"\n---\n\nText.\n")
    report = rc.check(folder)
    lines = path.read_bytes().count(b"\n") + 1
    for one in report:
        promise(one.message and one.code, "a problem has a message")
        promise(one.span.line <= lines, "a problem is on a line of its file")
        str(one).encode()
    if not report.errors:
        with Library(compile_to_bytes(folder)) as library:
            json.dumps(library.articles["a"].to_dict()).encode()


def _body(data: bytes) -> None:
    """A body becomes well-formed XML without anything that runs, or has problems."""
    from refresher_content.source.body import Found, parse
    from refresher_content.source.dialect.code import MATHML
    from refresher_content.source.dialect.elements import SAFE

    text = _text(data)
    body = parse(text)
    for one in body.problems:
        promise(one.span.line <= text.count("\n") + 1, "a problem is on a line of its file")
        str(one).encode()
    if any(one.severity == "error" for one in body.problems):
        return
    found = [Found("article", "A", "articles/a")] * len(body.mentions)
    made = body.resolve(found, listed=[()] * len(body.listings))
    made.text.encode()
    # The entities of HTML that `write` keeps.
    names = "<!DOCTYPE body [<!ENTITY nbsp '&#160;'>]>"
    for element in ElementTree.fromstring(f"{names}<body>{made.html}</body>").iter():
        promise(element.tag == "body" or element.tag in SAFE or element.tag in MATHML, element.tag)
        for name, value in element.attrib.items():
            promise(not name.startswith("on") and name != "srcdoc", name)
            promise(
                name not in ("href", "src")
                or not re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE),
                value,
            )


@cache
def _compiled() -> tuple[bytes, list[Callable[..., object]], list[object]]:
    from test_damage import answer, questions

    from refresher_content.compiler.compile import compile_to_bytes

    whole = compile_to_bytes(ROOT / "tests/corpus")
    return whole, questions(), [answer(whole, question) for question in questions()]


def _file(data: bytes) -> None:
    """A changed file gives its right answers or `LibraryFileError`; with a seal that is right
    again, some answer or an error of the package's.
    """
    from test_damage import answer

    from refresher_content.errors import RefresherError
    from refresher_content.library.seal import SIZE, sealed

    whole, asked, right = _compiled()
    flags, edits = (data[:1] or b"\0")[0], data[1:]
    changed = bytearray(whole[:-SIZE] if flags & 1 else whole)
    place = 0
    for start in range(0, len(edits) - 4, 5):
        place = int.from_bytes(edits[start : start + 4], "little") % len(changed)
        changed[place] = edits[start + 4]
    if flags & 2:
        del changed[place:]
    file = sealed(bytes(changed)) if flags & 1 else bytes(changed)
    for question, expected in zip(asked, right, strict=True):
        try:
            found = answer(file, question)
        except RefresherError:
            promise(flags & 1, "an error other than LibraryFileError")
            continue
        promise(flags & 1 or found == expected or isinstance(found, type), "a wrong answer")


@cache
def _archives() -> list[tuple[str, Path]]:
    """The text files of the importers' examples, each with its format."""
    return [
        (path.relative_to(ROOT / "tests/imports").parts[0], path)
        for path in sorted((ROOT / "tests/imports").rglob("*"))
        if path.suffix in (".md", ".rst", ".xml", ".yml", ".toml", ".py")
    ]


def _importer(data: bytes) -> None:
    """An archive is imported, with notes, or refused by a `ValueError` that says why."""
    from refresher_content.importers import import_archive

    format_, file = _archives()[(data[:1] or b"\0")[0] % len(_archives())]
    source, target = _folder() / "archive", _folder() / "imported"
    for path in (source, target):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(ROOT / "tests/imports" / format_, source)
    changed = source / file.relative_to(ROOT / "tests/imports" / format_)
    changed.write_bytes(data[1:])
    try:
        result = import_archive(
            format_, changed if format_ in ("feed", "wordpress") else source, target
        )
    except ValueError as error:
        promise(type(error) is not UnicodeDecodeError and str(error), "the error says why")
    else:
        for note in result.notes:
            str(note).encode()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "front matter": _front_matter,
    "body": _body,
    "compiled file": _file,
    "importer": _importer,
}


def seeds(target: str) -> list[bytes]:
    """Valid inputs of a target."""
    if target == "compiled file":
        chance = random.Random(13)
        return [bytes([number % 4]) + chance.randbytes(5 * (1 + number)) for number in range(16)]
    if target == "importer":
        return [bytes([number]) + path.read_bytes() for number, (_, path) in enumerate(_archives())]
    files = [*(ROOT / "tests/corpus").rglob("*.md"), ROOT / "tests/constructs.md"]
    files += (ROOT / "tests/bad_inputs").rglob("*.md")
    texts = [path.read_bytes().split(b"---\n", 2) for path in sorted(files)]
    parts = [one[1] if target == "front matter" else one[-1] for one in texts if len(one) > 2]
    return list(dict.fromkeys(parts))


class Findings:
    """The inputs that broke a promise, one for each place in the code where one broke."""

    def __init__(self, folder: Path, target: str) -> None:
        self.folder, self.target, self.count = folder, target, 0
        self.check = TARGETS[target]

    def __call__(self, data: bytes) -> None:
        """Tries one input."""
        self.count += 1
        try:
            self.check(data)
        except RecursionError as error:
            self._keep(data, error, "RecursionError")
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            ours = [one for one in frames if "/refresher_content/" in one.filename] or frames
            self._keep(
                data,
                error,
                f"{type(error).__name__} {Path(ours[-1].filename).name} {ours[-1].name}",
            )

    def _keep(self, data: bytes, error: Exception, what: str) -> None:
        name = f"{self.target} {what}".replace(" ", "-").strip("<>")
        path = self.folder / f"{name}.input"
        if not path.exists() or len(data) < path.stat().st_size:
            path.write_bytes(data)
            text = "".join(traceback.format_exception(error)[-12:])
            path.with_suffix(".txt").write_text(text, encoding="utf-8", errors="replace")


def found(folder: Path, target: str = "") -> list[Path]:
    """The inputs in a folder that broke a promise: those of a target, or all."""
    kept = folder.glob(f"{target.replace(' ', '-')}*")
    return sorted(one for one in kept if one.suffix not in (".txt", ".log"))


def run_hypothesis(target: str, seconds: float, folder: Path) -> int:
    """Tries inputs made of pieces of valid ones; gives how many."""
    from hypothesis import HealthCheck, given, seed, settings
    from hypothesis import strategies as st

    examples = seeds(target)
    if target == "compiled file":
        inputs = st.builds(
            lambda flags, edits: bytes([flags]) + b"".join(edits),
            st.integers(0, 3),
            st.lists(st.binary(min_size=5, max_size=5), min_size=1, max_size=40),
        )
    else:
        split = (piece for one in examples for piece in re.findall(rb"[^\n]*\n|\W|\w+", one))
        pieces = sorted({*split, *(b"\n", b"  ", b"\t", b"\0", b"\xff", "\u202e\u2028".encode())})
        words = st.sampled_from(pieces) | st.text(max_size=5).map(
            lambda one: one.encode("utf-8", "replace")
        )
        inputs = st.builds(
            lambda head, parts, tail: head + b"".join(parts) + tail,
            st.sampled_from(examples).flatmap(
                lambda one: st.integers(0, len(one)).map(lambda end: one[:end])
            ),
            st.lists(words, max_size=30),
            st.sampled_from(examples).flatmap(
                lambda one: st.integers(0, len(one)).map(lambda end: one[end:])
            ),
        )
    findings, number = Findings(folder, target), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        number += 1

        @seed(number)
        @settings(
            max_examples=200, database=None, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(inputs)
        def one_round(data: bytes) -> None:
            if time.monotonic() < end:
                findings(data)

        one_round()
    return findings.count


def run_atheris(target: str, seconds: float, folder: Path) -> None:
    """Tries changed inputs, led by the code that they reach; ends the process."""
    import atheris

    with atheris.instrument_imports(include=["refresher_content"]):
        findings = Findings(folder, target)
        for one in seeds(target):
            findings(one)
    with tempfile.TemporaryDirectory() as corpus:
        for number, one in enumerate(seeds(target)):
            Path(corpus, str(number)).write_bytes(one)
        options = [f"-max_total_time={seconds:.0f}", f"-timeout={SLOWEST}", "-rss_limit_mb=2048"]
        options += [
            "-max_len=8192",
            "-print_final_stats=1",
            f"-artifact_prefix={folder}/{target.replace(' ', '-')}-",
        ]
        atheris.Setup([sys.argv[0], *options, corpus], findings)
        atheris.Fuzz()


def _run(engine: str, target: str, seconds: float, folder: Path) -> int | None:
    """One engine on one target in a process of its own; gives how many inputs were tried, or
    None if it didn't come to its end.
    """
    command = [sys.executable, __file__, "--engine", engine, "--target", target]
    command += ["--seconds", str(seconds), "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    counted = re.findall(
        r"^(?:stat::number_of_executed_units:|inputs:)\s*(\d+)",
        done.stdout + done.stderr,
        re.MULTILINE,
    )
    if not counted:
        (folder / f"{target}-{engine}.log".replace(" ", "-")).write_text(
            done.stdout[-4000:] + done.stderr[-8000:]
        )
        print(f"{engine} ended early with {done.returncode}: see {folder}")  # noqa: T201
        return None
    return int(counted[-1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every engine on every target; 1 if an input broke a promise, or an engine ended
    early.
    """
    parser = argparse.ArgumentParser(prog="nox -s fuzz --", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for each engine and target")
    parser.add_argument("--target", choices=TARGETS, help="one of the targets; else all")
    parser.add_argument("--write", action="store_true", help="write the figures into the docs")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="where inputs that break a promise are kept")
    given = parser.parse_args(arguments)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="findings-"))
    folder.mkdir(parents=True, exist_ok=True)
    if given.engine:
        try:
            if given.engine == "atheris":
                run_atheris(given.target, given.seconds, folder)
            else:
                print("inputs:", run_hypothesis(given.target, given.seconds, folder))  # noqa: T201
        finally:
            shutil.rmtree(_folder(), ignore_errors=True)
            _folder.cache_clear()
        return 1 if found(folder, given.target) else 0
    engines = [one for one in ENGINES if find_spec(one)]
    if "atheris" not in engines:
        print(f"atheris has no wheel for Python {sys.version.split()[0]} here: hypothesis alone")  # noqa: T201
    rows = ["| target | hypothesis | atheris | findings |", "| --- | --- | --- | --- |"]
    whole = True
    for target in [given.target] if given.target else TARGETS:
        counts = {engine: _run(engine, target, given.seconds, folder) for engine in engines}
        whole = whole and None not in counts.values()
        kept = found(folder, target)
        counted = [counts.get(one) for one in ENGINES]
        cells = ["–" if one is None else f"{one:,}" for one in counted]
        rows.append(f"| {' | '.join([target, *cells, str(len(kept))])} |")
        print(rows[-1], *kept, sep="\n", flush=True)  # noqa: T201
    if given.write:
        table = "\n".join(rows)
        seconds = f"{given.seconds:g}"
        FIGURES.write_text(
            f"Inputs tried in {seconds} s for each engine and target.\n\n{table}\n",
            encoding="utf-8",
        )
    return 0 if whole and not found(folder) else 1


if __name__ == "__main__":
    sys.exit(main())
