"""What a project says of itself in `pyproject.toml`: the kinds of its own.

Book and command line read it here, and both know the content folder: the nearest
`pyproject.toml` above that folder counts, and never one inside it. Content is what others send
in, and must not be able to load code.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refresher_content.errors import KindError, did_you_mean
from refresher_content.library.own_kinds import with_own
from refresher_content.model import Entry

if TYPE_CHECKING:
    from types import ModuleType

    from refresher_content.model.entry import Kinds

__all__ = ["kinds_of", "own_kinds_of", "project_file"]

_FILE = "pyproject.toml"
_IMPORTED: dict[str, Path] = {}
"""The modules that were imported for a project, each with its folder."""
_PACKAGE = Path(__file__).parent


def kinds_of(content: Path) -> Kinds:
    """The kinds that a content folder may hold: those of every library and its project's own.

    Imports the modules that the setting `kinds` in the table `tool.refresher` names. Raises
    `KindError` if the setting is wrong, a module can't be imported, or a class can't be a kind.
    """
    return with_own(own_kinds_of(content))


def own_kinds_of(content: Path) -> tuple[type[Entry], ...]:
    """The classes of the kinds that a content folder's project has of its own. Raises what
    `kinds_of` raises.
    """
    # Of `docs/../content` the folder `docs` is not above.
    file = project_file(Path(os.path.abspath(content)))  # noqa: PTH100 - without links
    if file is None:
        return ()
    classes = tuple(_class(file, name) for name in _setting(file))
    try:
        with_own(classes)
    except KindError as error:
        raise KindError(f"{_place(file)}: {error}") from error
    return classes


def project_file(content: Path) -> Path | None:
    """The nearest `pyproject.toml` above a content folder; None for the bundled one, which is
    nobody's project.
    """
    if content.is_relative_to(_PACKAGE):
        return None
    return next((file for one in content.parents if (file := one / _FILE).is_file()), None)


def _place(file: Path) -> str:
    return f"{file}: tool.refresher.kinds"


def _setting(file: Path) -> list[str]:
    """The names of classes, as the file has them."""
    try:
        data: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KindError(f"{file} can't be read: {error}") from error
    table = data.get("tool", {}).get("refresher", {})
    for key in table:
        if key != "kinds":
            hint = did_you_mean(key, ["kinds"], "; the only one is 'kinds'")
            raise KindError(f"{file}: tool.refresher has no setting {key!r}{hint}")
    found = table.get("kinds", [])
    if not isinstance(found, list) or not all(
        isinstance(one, str) and re.fullmatch(r"\w+(\.\w+)*:\w+", one) for one in found
    ):
        raise KindError(
            f'{_place(file)}: expected a list of modules and classes, as in ["conferences:Event"],'
            f" found {found!r}"
        )
    return found


def _class(file: Path, name: str) -> Any:
    """The class that the setting names."""
    module_name, _, class_name = name.partition(":")
    module = _module(file, module_name)
    if not hasattr(module, class_name):
        hint = did_you_mean(class_name, vars(module))
        raise KindError(f"{_place(file)}: the module {module_name!r} has no {class_name!r}{hint}")
    return getattr(module, class_name)


def _module(file: Path, name: str) -> ModuleType:
    """The module of that name, which may be beside the file."""
    if _IMPORTED.get(name, file.parent) != file.parent:
        # Another project's of the same name.
        del sys.modules[name]
    with _importable(file.parent):
        try:
            module = import_module(name)
        except Exception as error:  # whatever the module does when it runs
            what = "" if isinstance(error, ImportError) else f"{type(error).__name__}: "
            raise KindError(
                f"{_place(file)}: the module {name!r} can't be imported: {what}{error}"
            ) from error
    beside = file.parent.joinpath(*name.split("."))
    if beside.with_suffix(".py").is_file() or (beside / "__init__.py").is_file():
        found = Path(getattr(module, "__file__", None) or "")
        if not found.is_relative_to(file.parent):
            raise KindError(
                f"{_place(file)}: there is another module {name!r}, {found}: rename one of them"
            )
        _IMPORTED[name] = file.parent
    return module


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Lets modules of a folder be imported for the moment."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
