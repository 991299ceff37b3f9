"""`refresher init`: a project that builds at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from archives import article, write_archive
from click.testing import CliRunner, Result

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.model import KINDS


def init(*args: str | Path) -> Result:
    """Runs `refresher init` in this process, without a terminal."""
    return CliRunner().invoke(refresher, ["init", *(str(arg) for arg in args)])


def test_a_new_project_passes_the_check_and_builds(tmp_path: Path) -> None:
    """It has a sample of each kind, no problem, and a book without a warning; a title with
    marks of Markdown, YAML and Python is shown as given.
    """
    folder, title = tmp_path / "archive", 'Tides: "a *quarterly*" @language@ #1'
    result = init(folder, "--title", title, "--language", "fr", "--license", "CC-BY-4.0")
    assert result.exit_code == 0, result.output
    assert rc.check(folder / "content").as_text().endswith("no problems")
    library = rc.open_library(folder / "content")
    assert all(len(library.collection(cls)) for cls in KINDS.values())
    assert (library.publication.title, library.publication.language) == (title, "fr")
    assert library.publication.license == "CC-BY-4.0"
    out = tmp_path / "out"
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-n", "-W", str(folder), str(out)], check=True
    )
    assert (out / "about.html").is_file()
    assert "<em>" not in (out / "index.html").read_text(encoding="utf-8").split("</h1>")[0]


def test_a_new_project_without_options_passes_the_check(tmp_path: Path) -> None:
    """What isn't given has a default, or no key."""
    assert init(tmp_path / "archive").exit_code == 0
    report = rc.check(tmp_path / "archive/content")
    assert report.as_text().endswith("no problems")
    publication = rc.open_library(tmp_path / "archive/content").publication
    assert (publication.title, publication.license) == ("My archive", "")


def test_a_new_project_can_do_without_samples(tmp_path: Path) -> None:
    """Only the publication is there; the folder passes the strict check, and the book builds
    without a warning before and after its first article.
    """
    folder, out = tmp_path / "archive", tmp_path / "out"
    assert init(folder, "--no-samples").exit_code == 0
    files = [path for path in (folder / "content").rglob("*") if path.is_file()]
    assert files == [folder / "content/publication.md"]
    for _ in range(2):
        strict = CliRunner().invoke(refresher, ["check", "--strict", str(folder / "content")])
        assert strict.exit_code == 0, strict.output
        subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-n", "-W", str(folder), str(out)], check=True
        )
        write_archive(folder / "content", {"articles/first": article("The text.")})
    assert (out / "archive/articles/first.html").is_file()


def test_a_new_project_has_its_workflow_and_the_editors_schemas(tmp_path: Path) -> None:
    """The hidden files are YAML and JSON, and each schema that is named is there."""
    assert init(tmp_path / "archive").exit_code == 0
    folder = tmp_path / "archive"
    workflow = yaml.safe_load((folder / ".github/workflows/publish.yml").read_text("utf-8"))
    assert set(workflow["jobs"]) == {"build", "deploy"}
    assert yaml.safe_load((folder / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    settings = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))
    assert len(settings["yaml.schemas"]) == len(KINDS) - 1
    assert all((folder / path).is_file() for path in settings["yaml.schemas"])
    assert "_build/" in (folder / ".gitignore").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--language", "english!"], "--language: expected"),
        (["--language", "zz"], "is not registered"),
        (["--license", "CC BY"], "--license: "),
        (["--title", " "], "--title: expected a text"),
    ],
)
def test_wrong_answers_write_nothing(tmp_path: Path, args: list[str], message: str) -> None:
    """A wrong option is a usage error, and no folder is made."""
    result = init(tmp_path / "archive", *args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "archive").exists()


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    """What is there already is never overwritten."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = init(tmp_path)
    assert result.exit_code == 2
    assert "is not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
