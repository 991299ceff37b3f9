"""The maintainers' commands: `nox -s docs` builds the book, `nox -s tests` passes the tests."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["lint", "typecheck", "tests", "docs"]
nox.options.error_on_missing_interpreters = False
# uv installs in seconds what takes pip half a minute.
nox.options.default_venv_backend = "uv|virtualenv"

PROJECT = nox.project.load_toml("pyproject.toml")
NODE_PACKAGES = (
    "@daisy/ace@1.4.6",
    "@daisy/ace-axe-runner-puppeteer@1.4.6",
    "axe-core@4.14.1",
    "lighthouse@12.8.2",
    "vnu-jar@26.9.27",
)
"""The validators of the session `browser` that are Node.js packages."""

EPUB = "moments-of-insight.epub"
"""The book as EPUB, which the front page offers."""

SOURCE_SERIF = "5.3.1"
"""The release of Fontsource's package from which the theme's fonts are made."""

SEARCH_PACKAGES = (
    "@orama/orama@3.1.18",
    "@sqlite.org/sqlite-wasm",
    "esbuild@0.28.2",
    "minisearch@7.2.0",
    "pagefind@1.6.0",
)
"""What the session `bench_search` compares the site's search with, and what bundles it."""

LOCK = "requirements-dev.lock"
"""Every dependency of development with the hashes of its files; for Python 3.11 and newer."""

BOOK = Path("docs", "_build", "html")

PYTEST = ("pytest", "-n", "auto", "--dist", "worksteal")

_NO_TESTS = 5
"""The code with which pytest ends if no test was selected."""

PACKAGING = ("book", "bundled", "cli", "import", "init", "snapshot", "translations")
"""The tests of what depends on how the package was installed: its data, its commands."""


def _group(name: str) -> list[str]:
    return list(nox.project.dependency_groups(PROJECT, name))


@nox.session
def tests(session: nox.Session) -> None:
    """Passes the tests on the Python that runs nox; arguments go to pytest."""
    session.install("-e", ".[book,cli,import,parquet]", *_group("test"))
    session.run(*PYTEST, *session.posargs)


@nox.session
def tests_lowest(session: nox.Session) -> None:
    """Passes the tests with the oldest supported version of every dependency."""
    session.install("uv")
    lowest = ("uv", "pip", "install", "--resolution", "lowest-direct")
    session.run(*lowest, "-e", ".[book,cli,import,parquet]", *_group("test"))
    session.run(*PYTEST, *session.posargs)


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def tests_latest(session: nox.Session) -> None:
    """Passes the tests with the newest versions, on every supported Python that is present."""
    session.install("--upgrade", "-e", ".[book,cli,import,parquet]", *_group("test"))
    session.run(*PYTEST, *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Passes the tests and says which branches of the package they don't reach."""
    session.install("-e", ".[book,cli,import,parquet]", *_group("coverage"))
    session.run("pytest", "--cov", "--cov-report=term-missing", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Checks the book in Chromium and with its validators: weight, access, search, EPUB."""
    chromium = os.environ.get("REFRESHER_CHROMIUM", "/usr/bin/chromium")
    missing = [] if Path(chromium).exists() else [f"Chromium (looked for {chromium})"]
    missing += [name for name in ("java", "npm") if shutil.which(name) is None]
    if missing:
        session.error(
            f"missing: {', '.join(missing)}; on Debian:"
            " apt-get install chromium default-jre-headless nodejs npm;"
            " elsewhere set REFRESHER_CHROMIUM to the browser's path"
        )
    session.install("-e", ".[book,cli,import,parquet]", *_group("browser"))
    node = Path(session.create_tmp()).resolve() / "node"
    node.mkdir(exist_ok=True)
    # Neither package may fetch a browser of its own.
    npm = ("npm", "install", "--prefix", str(node), "--no-audit", "--no-fund", "--ignore-scripts")
    session.run(*npm, *NODE_PACKAGES, external=True, silent=True)
    books = node.with_name("books")
    shutil.rmtree(books, ignore_errors=True)
    books.mkdir()
    env = {
        "REFRESHER_BOOKS": str(books),
        "REFRESHER_BROWSER": "1",
        "REFRESHER_CHROMIUM": chromium,
        "REFRESHER_NODE": str(node),
        "PYTHONPATH": os.pathsep.join(["tests/browser", "tests"]),
    }
    runs: tuple[tuple[str, ...], ...] = ((*PYTEST, "-m", "not alone"), ("pytest", "-m", "alone"))
    if os.environ.get("REFRESHER_WRITE_FIGURES"):
        # The figures are those of one process.
        runs = (("pytest",),)
    for run in runs:
        wanted = session.posargs or ["tests/browser"]
        session.run(*run, "-p", "browsing", *wanted, env=env, success_codes=[0, _NO_TESTS])


@nox.session
def crashes(session: nox.Session) -> None:
    """Damages, kills, races, full disks and large files, as many as the page on trust states."""
    session.install("-e", ".[book,cli,parquet]", *_group("test"))
    files = [f"tests/test_{name}.py" for name in ("bounds", "damage", "interruptions")]
    session.run("pytest", "--timeout=0", *files, *session.posargs, env={"REFRESHER_LONG": "1"})


@nox.session
def hostile(session: nox.Session) -> None:
    """Puts every text of the published lists into every field, and through every output."""
    session.install("-e", ".[book,cli,import,parquet]", *_group("test"))
    command = ("pytest", "--timeout=0", "tests/test_vectors.py")
    session.run(*command, *session.posargs, env={"REFRESHER_LONG": "1"})


@nox.session
def fuzz(session: nox.Session) -> None:
    """Tries made-up front matters, bodies, compiled files and archives of other tools, each for
    `-- --seconds N`; `-- --write` puts the figures into the docs.
    """
    session.install("-e", ".[book,cli,import,parquet]", *_group("fuzz"))
    session.run("python", "tests/fuzz.py", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Changes the core in a hundred small ways and lists what no test notices; `-- --count N`."""
    session.install("-e", ".[book,cli,import,parquet]", *_group("test"))
    session.run("python", "tests/mutants.py", *session.posargs)


@nox.session
def audit(session: nox.Session) -> None:
    """Compares the locked dependencies with the known advisories."""
    session.install("pip-audit")
    session.run("pip-audit", "--require-hashes", "--disable-pip", "-r", LOCK, *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Writes the lock file: the newest versions of all that development needs, with hashes."""
    session.install("uv")
    groups = [f"--group={name}" for name in ("browser", "docs", "fuzz", "lint", "typecheck")]
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes"),
        *("--python-version=3.11", "--no-annotate", "--no-header", "--no-emit-index-url"),
        *("--all-extras", *groups, "-o", LOCK, *session.posargs),
    )


@nox.session
def bench(session: nox.Session) -> None:
    """Measures book and library beside their peers; `-- --quick` takes some minutes, and
    `-- --write` puts the tables into the docs.
    """
    # Not editable: the wheel brings the compiled library that users import.
    # Compiled as pip does it: what nobody times are Python's compiler and the first import.
    compiled = {"UV_COMPILE_BYTECODE": "1"}
    session.install(".[book,cli,theme]", *_group("bench"), env=compiled)
    session.run("python", "-m", "bench", *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session
def bench_search(session: nox.Session) -> None:
    """Measures the site's search beside kept engines; `-- --write` puts the table into the docs."""
    session.install("-e", ".[book]", *_group("browser"))
    node = Path(session.create_tmp()).resolve() / "node"
    node.mkdir(exist_ok=True)
    npm = ("npm", "install", "--prefix", str(node), "--no-audit", "--no-fund", "--ignore-scripts")
    session.run(*npm, *SEARCH_PACKAGES, external=True, silent=True)
    session.run("python", "-m", "bench.search", "--node", str(node), *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Builds the book from nothing, every warning an error: docs/_build/html/index.html."""
    session.install("-e", ".[book,cli,import,parquet]", *_group("docs"))
    shutil.rmtree(BOOK.parent, ignore_errors=True)
    build = ("sphinx-build", "-n", "-W", "--keep-going", *session.posargs)
    offered = f"html_theme_options.epub={EPUB}"
    # What Sphinx keeps for itself stays out of the folder that is published.
    kept = BOOK.with_name("doctrees")
    session.run(*build, "-d", str(kept / "html"), "-D", offered, "docs", str(BOOK))
    epub = ("-d", str(kept / "epub"), "-b", "epub")
    session.run(*build, *epub, "docs", str(BOOK.with_name("epub")))
    (made,) = BOOK.with_name("epub").glob("*.epub")
    shutil.copy(made, BOOK / EPUB)
    session.log(f"the book: {(BOOK / 'index.html').resolve()}")


@nox.session
def docs_live(session: nox.Session) -> None:
    """Serves the book and rebuilds it whenever the docs or the content are saved."""
    session.install("-e", ".[book,cli,import,parquet]", *_group("docs"))
    session.run("refresher", "serve", "docs", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Checks style and form with ruff."""
    session.install(*_group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def typecheck(session: nox.Session) -> None:
    """Checks the types of package, tests and noxfile with mypy, strictly."""
    session.install("-e", ".[book,cli,import,parquet]", *_group("typecheck"))
    session.run("mypy", *session.posargs)


@nox.session
def catalogue(session: nox.Session) -> None:
    """Brings the message files of the translations up to date."""
    session.install("babel>=2.14", "jinja2")
    book = Path("refresher_content", "book")
    messages = book / "locale" / "refresher.pot"
    keywords = ("gettext", "ngettext:1,2", "t", "translate")
    session.run(
        *("pybabel", "-q", "extract", "-F", str(book / "locale" / "babel.cfg")),
        *("--no-default-keywords", *(f"--keywords={word}" for word in keywords)),
        *("--no-location", "--sort-output", "--omit-header", "-o", str(messages), str(book)),
    )
    for source in sorted(book.glob("locale/*/LC_MESSAGES/*.po")):
        language = source.parts[-3]
        # Babel would write the clock into the header, or leave the header out.
        header = source.read_text(encoding="utf-8").partition("\n\n")[0]
        session.run(
            *("pybabel", "-q", "update", "-i", str(messages), "-o", str(source), "-l", language),
            *("--no-fuzzy-matching", "--omit-header", "--ignore-obsolete"),
        )
        source.write_text(f"{header}\n\n{source.read_text(encoding='utf-8')}", encoding="utf-8")


@nox.session
def typeface(session: nox.Session) -> None:
    """Makes the theme's fonts again, from Fontsource's package of Source Serif 4."""
    session.install(*_group("typeface"))
    folder = Path(session.create_tmp()).resolve()
    package = f"@fontsource-variable/source-serif-4@{SOURCE_SERIF}"
    npm = ("npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts")
    session.run(*npm, package, external=True, silent=True)
    source = folder / "node_modules" / "@fontsource-variable" / "source-serif-4"
    session.run("python", "refresher_content/book/theme/typeface.py", str(source))


@nox.session
def build(session: nox.Session) -> None:
    """Makes wheel and sdist, then passes tests on the installed wheel in an empty folder: those
    of what depends on the installation, or those that are named.
    """
    dist = Path("dist").resolve()
    shutil.rmtree(dist, ignore_errors=True)
    session.install("build[uv]")
    session.run("python", "-m", "build", "--installer", "uv", "--outdir", str(dist))
    (wheel,) = dist.glob("*.whl")
    if missing := _missing(wheel):
        session.error(f"the wheel lacks {', '.join(missing)}")
    empty = Path(session.create_tmp()).resolve()
    for folder in ("tests", "docs", "bench"):
        shutil.rmtree(empty / folder, ignore_errors=True)
        made = shutil.ignore_patterns("_build", "archive", "__pycache__")
        shutil.copytree(folder, empty / folder, ignore=made)
    for file in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(file, empty)
    session.install(
        f"refresher-content[book,cli,import,parquet] @ {wheel.as_uri()}", *_group("test")
    )
    session.chdir(empty)
    session.run(*PYTEST, *(session.posargs or [f"tests/test_{name}.py" for name in PACKAGING]))


def _missing(wheel: Path) -> list[str]:
    """The package's files that a wheel should have and hasn't."""
    excluded = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["exclude"]
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    return [
        path.as_posix()
        for path in sorted(Path("refresher_content").rglob("*.*"))
        if path.is_file() and path.as_posix() not in names
        if not any(path.match(one) or path.is_relative_to(one) for one in (*excluded, "*.pyc"))
    ]
