"""Importing the package costs nothing: no third-party module, no file of content."""

from __future__ import annotations

import subprocess
import sys

import pytest

import refresher_content as rc
from refresher_content.library import Library

QUIET_IMPORT = """
import sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
before = set(sys.modules)
import refresher_content
new = set(sys.modules) - before
standard = sys.stdlib_module_names
foreign = [m for m in new if m.split(".")[0] not in standard | {"refresher_content"}]
files = [path for path in opened if not path.endswith((".py", ".pyc"))]
print(foreign, sorted(m for m in new if m.startswith("refresher_content")), files)
"""

BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Block())
"""


def _run(code: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=False
    )


def test_importing_loads_one_module_and_opens_no_file() -> None:
    """`import refresher_content` loads the package's own module and nothing else of ours."""
    result = _run(QUIET_IMPORT)
    assert result.stdout == "[] ['refresher_content'] []\n", result.stderr


def test_the_first_look_up_loads_what_it_needs(library: Library) -> None:
    """An entry comes without modules that take long to load, or that only searches need."""
    result = _run(
        "import sys; before = set(sys.modules)\n"
        "import refresher_content as rc\n"
        f"print(rc.open_library({str(library.source)!r}).articles['rope'].id)\n"
        "print(*sorted(set(sys.modules) - before))\n"
    )
    id_, modules = result.stdout.splitlines()
    assert id_ == "rope"
    ours = {name for name in modules.split() if name.startswith("refresher_content.")}
    assert not {"pathlib", "hashlib", "threading"} & set(modules.split())
    assert {name.split(".")[1] for name in ours} == {"errors", "library", "model", "opening"}
    assert not {name for name in ours if name.endswith((".results", ".fulltext", ".related"))}


def test_querying_needs_only_the_standard_library(library: Library) -> None:
    """A compiled library is read, searched and cited without any third-party module."""
    code = BLOCKED.format(blocked={"pydantic", "yaml", "markdown_it", "sphinx", "click"}) + (
        "import refresher_content as rc\n"
        f"library = rc.open_library({str(library.source)!r})\n"
        "article = library.search('rope', topic='tools')[0].article\n"
        "print(article.html and article.related() and article.cite('bibtex')[:8])\n"
    )
    result = _run(code)
    assert result.stdout == "@article\n", result.stderr


@pytest.mark.parametrize("name", ["pydantic", "langcodes", "stdnum", "yaml", "markdown_it"])
def test_a_missing_extra_is_named(name: str) -> None:
    """Checking a folder without a package of the authoring extra says what to install."""
    code = BLOCKED.format(blocked={name}) + (
        "import refresher_content as rc\n"
        "try:\n    rc.check('.')\n"
        "except rc.MissingExtraError as error:\n    print(error)\n"
    )
    result = _run(code)
    assert "pip install 'refresher-content[authoring]'" in result.stdout, result.stderr


def test_every_public_name_resolves() -> None:
    """What `__all__` and `dir` promise is there, and nothing else is."""
    for name in rc.__all__:
        assert getattr(rc, name) is not None
    assert set(rc.__all__) <= set(dir(rc))
    assert rc.__version__
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        rc.nope  # type: ignore[attr-defined] # noqa: B018 - touching it is the test
