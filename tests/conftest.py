"""What the tests share: a small archive of someone else's, and a cache of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from refresher_content.library import Library

HERE = Path(__file__).parent

# These need a browser and validators: `nox -s browser` runs them.
collect_ignore = [] if os.environ.get("REFRESHER_BROWSER") else ["browser"]

# How long an example takes says nothing about whether it is right.
settings.register_profile("untimed", deadline=None)
# For `nox -s mutants`: whether a test fails is all that counts, not by which example.
settings.register_profile("mutants", deadline=None, max_examples=20, phases=[Phase.generate])
settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps what folders are compiled to out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the small archive."""
    return HERE / "corpus"


@pytest.fixture
def corpus_copy(corpus: Path, tmp_path: Path) -> Path:
    """A copy of the small archive that a test may change."""
    return Path(shutil.copytree(corpus, tmp_path / "content"))


@pytest.fixture(scope="session")
def library(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small archive's library, compiled."""
    from refresher_content.compiler.compile import compile_folder

    target = tmp_path_factory.mktemp("library") / "library.sqlite"
    compile_folder(corpus, target)
    return Library(target)
