"""The package is as the architecture page says: imports run one way, files are short."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import refresher_content

ROOT = Path(__file__).parents[1]
PACKAGE = Path(refresher_content.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))


def _tables() -> list[list[str]]:
    """The rooms of each table of the page, in order: of the package, and of `book/`."""
    text = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    tables = re.findall(r"(?:^\| `[^\n]*\n)+", text, re.MULTILINE)
    return [re.findall(r"^\| `([\w.]+)/?`", table, re.MULTILINE) for table in tables[:2]]


def _order() -> list[str]:
    """Every room in the declared order, those of `book/` in its place."""
    package, book = _tables()
    at = package.index("book")
    return [*package[:at], *(f"book/{room}" for room in book), *package[at + 1 :]]


def _room(path: Path) -> str:
    """The room of a module or package, by its path below the package."""
    first, *rest = path.parts
    if first == "book":
        return "book/" + (rest[0] if rest else "__init__.py")
    return first


def _path(module: str) -> Path:
    """The file or folder of a dotted name below the package; a name in a module counts as it."""
    path = Path(*module.split(".")[1:])
    while path.parts:
        if (PACKAGE / path.with_suffix(".py")).is_file():
            return path.with_suffix(".py")
        if (PACKAGE / path).is_dir():
            return path
        path = path.parent
    return Path("__init__.py")


class _AtRunTime(ast.NodeTransformer):
    """Leaves out what only type checkers read."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return node.orelse if ast.unparse(node.test) == "TYPE_CHECKING" else node


def _imports(file: Path, *, types: bool = True) -> Iterator[tuple[int, str]]:
    """Every import of the package's own modules, wherever in a module it is, with its line."""
    tree: ast.AST = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree if types else _AtRunTime().visit(tree)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            # Of an f-string, the text before its first expression: a package, if not a module.
            texts = [text.value for text in ast.walk(node) if isinstance(text, ast.Constant)]
            names = [str(text).rstrip(".") for text in texts[:1]]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.startswith("refresher_content"))


def test_the_page_names_every_room() -> None:
    """Each file and folder of code is in the tables, and nothing else is."""
    package, book = _tables()
    for folder, rooms in ((PACKAGE, package), (PACKAGE / "book", book)):
        files = {path.name for path in folder.glob("*.py")}
        folders = {path.parent.name for path in folder.glob("*/__init__.py")}
        assert set(rooms) == files | folders
        assert len(rooms) == len(set(rooms))


def test_imports_run_one_way() -> None:
    """No module imports from a room below its own, in functions and for type checkers neither."""
    order = _order()
    upward = [
        f"{file.relative_to(PACKAGE)}:{line}: {name}"
        for file in MODULES
        for line, name in _imports(file)
        if order.index(_room(_path(name))) > order.index(_room(file.relative_to(PACKAGE)))
    ]
    assert upward == []


def _needed(*, types: bool) -> dict[Path, set[Path]]:
    """For each module those that it imports, as paths below the package."""
    graph: dict[Path, set[Path]] = {}
    for file in MODULES:
        needed = graph.setdefault(file.relative_to(PACKAGE), set())
        for _, name in _imports(file, types=types):
            path = PACKAGE / _path(name)
            files = path.glob("[!_]*.py") if path.is_dir() else [path]
            needed |= {one.relative_to(PACKAGE) for one in files if one != file}
    return graph


def test_no_imports_run_in_a_circle() -> None:
    """Nor do modules of one room import each other, be it in functions or by a computed name."""
    TopologicalSorter(_needed(types=False)).prepare()


def test_types_run_in_the_listed_circles_alone() -> None:
    """For type checkers too there is no circle but those that the page's list closes, and each
    line of the list closes one.
    """
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    listed = re.findall(
        r"^- `model/(\w+\.py)` names types of ((?:`\w+\.py`(?:, )?)+)", page, re.MULTILINE
    )
    pairs = {
        (Path("model", one), Path("model", other))
        for one, others in listed
        for other in re.findall(r"`(\w+\.py)`", others)
    }
    graph, running = _needed(types=True), _needed(types=False)
    for one, other in pairs:
        assert other in graph[one] - running[one]
        graph[one].remove(other)
    TopologicalSorter(graph).prepare()
    for one, other in pairs:
        graph[one].add(other)
        with pytest.raises(CycleError):
            TopologicalSorter(graph).prepare()
        graph[one].remove(other)


def test_no_module_is_long() -> None:
    """A file has one subject, which 400 lines are enough for."""
    lines = {file.name: file.read_text(encoding="utf-8").count("\n") for file in MODULES}
    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_public_lists_of_names_are_true() -> None:
    """What a module lists in `__all__` is defined in it."""
    for file in MODULES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(one, ast.Name) and one.id == "__all__" for one in targets):
                listed = ast.literal_eval(node.value)  # type: ignore[attr-defined]
                text = file.read_text(encoding="utf-8")
                absent = [
                    name
                    for name in listed
                    if not re.search(rf"\b{name}\b", text.replace(f'"{name}"', ""))
                ]
                assert absent == [], file


def test_exceptions_from_the_checks_have_reasons() -> None:
    """What type checker or linter should ignore says why, in the same line."""
    mark = re.compile(r"#\s*(?:type: ignore|noqa|pyright:)(?:[\[:][^#]*?)?(?:(?= #| - )|$)(.*)")
    bare = [
        f"{file.relative_to(PACKAGE)}:{number}"
        for file in MODULES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (found := mark.search(line)) and not re.match(r" (?:#|-) \S", found[1])
    ]
    assert bare == []
