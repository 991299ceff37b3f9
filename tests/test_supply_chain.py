"""What the project is built from: locked, pinned, and with no more rights than it needs."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements-dev.lock"
WORKFLOWS = [
    *sorted(ROOT.glob(".github/workflows/*.yml")),
    *sorted(ROOT.glob("refresher_content/cli/project/dot.github/workflows/*.yml")),
]

pytestmark = pytest.mark.skipif(not LOCK.is_file(), reason="of the repository, not of the package")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _locked() -> dict[str, str]:
    """What the lock file says of each package."""
    entries = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8").strip())
    return {_normal(re.split(r"[=<>;\s@]", one)[0]): one for one in entries}


def test_every_dependency_is_locked_with_hashes() -> None:
    """The lock file has each package that pyproject.toml names, at one version, with hashes."""
    locked = _locked()
    for name, entry in locked.items():
        assert re.match(r"\S+==\S+", entry), name
        assert "--hash=sha256:" in entry, name
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"]
    chosen = [groups[name] for name in ("browser", "docs", "fuzz", "lint", "test", "typecheck")]
    named = [one for group in (*extras, *chosen) for one in group if isinstance(one, str)]
    missing = {_normal(re.split(r"[\[<>=;\s]", one)[0]) for one in named} - set(locked)
    assert missing <= {"refresher-content"}


def test_no_file_names_an_index() -> None:
    """Where packages come from is the user's setting: the lock file has no addresses."""
    assert "://" not in LOCK.read_text(encoding="utf-8")


def _workflow(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    """Every action is named by a commit, with its version beside it."""
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_read_and_no_more(path: Path) -> None:
    """A workflow's own rights are to read at most, and a job that writes runs no code of ours."""
    workflow = _workflow(path)
    assert set(workflow["permissions"].values()) <= {"read"}
    for job in workflow["jobs"].values():
        if "write" in job.get("permissions", {}).values():
            assert not any("run" in step for step in job["steps"])
            assert not any("checkout" in step.get("uses", "") for step in job["steps"])


def test_building_and_publishing_are_two_jobs() -> None:
    """What is published was built by another job, and is attested."""
    jobs = _workflow(ROOT / ".github/workflows/release.yml")["jobs"]
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"]["id-token"] == "write"
    assert "id-token" not in jobs["build"]["permissions"]
    uses = [step["uses"].partition("@")[0] for step in jobs["publish"]["steps"]]
    assert "actions/attest-build-provenance" in uses


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("", "See the guide.\n\n[site](https://a.example/) `x`\n"),
        (
            "https://forge.example/me/it/",
            (
                "![A page](https://forge.example/me/it/raw/v1.2/docs/a.png)\n\n"
                "See [the guide](https://forge.example/me/it/blob/v1.2/docs/b.md).\n\n"
                "[site](https://a.example/) `x`\n"
            ),
        ),
    ],
)
def test_the_readme_of_the_package_index_has_whole_addresses(source: str, shown: str) -> None:
    """Pictures and links lead to the release in the repository; without its address there are no
    pictures, and links are their words.
    """
    readme: Any = runpy.run_path(str(ROOT / "hatch_build.py"))["readme"]
    text = (
        "![A page](docs/a.png)\n\nSee [the guide](docs/b.md).\n\n[site](https://a.example/) `x`\n"
    )
    assert readme(text, source, "v1.2").lstrip() == shown


def test_the_readme_can_be_shown_elsewhere() -> None:
    """With an address, no link or picture of the README is relative."""
    readme: Any = runpy.run_path(str(ROOT / "hatch_build.py"))["readme"]
    text = readme((ROOT / "README.md").read_text(encoding="utf-8"), "https://a.example", "v1")
    assert re.findall(r"\]\((?!https://)", text) == []


def test_licences_of_what_is_shipped_are_listed() -> None:
    """The list names each part that comes from elsewhere, and is a part of every package."""
    text = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")
    for name in ("pydata-sphinx-theme", "Bootstrap", "Source Serif 4", "Unicode License", "OWASP"):
        assert name in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "THIRD-PARTY.md" in project["project"]["license-files"]
