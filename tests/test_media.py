"""Pictures and sounds as cameras and recorders make them, on pages and in the EPUB."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from archives import article, write_archive
from books import Book
from lxml import etree, html
from PIL import Image, features

ADDRESS = "https://quay.example/"
TEXT = """![Upright](../images/upright.jpg)

![Wide](../images/wide.JPG)

![New](../images/new.avif)

![Waves](../media/waves.wav)

![Bell](../media/bell.mp3)

<audio controls><source src="../media/bell.ogg"><source src="../media/bell.mp3"></audio>

```{figure} ../images/a/map.svg
:alt: One
```

```{figure} ../images/b/map.svg
:alt: Two
```
"""
MARKS = "{http://www.w3.org/1999/xhtml}"


def _picture(kind: str, orientation: int = 1) -> bytes:
    made, exif = BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (60, 20), "navy").save(made, kind, exif=exif)
    return made.getvalue()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book with a picture and a sound of many kinds."""
    if not features.check("avif"):
        pytest.skip("this Pillow makes no AVIF")
    folder = tmp_path_factory.mktemp("media")
    content = write_archive(folder / "content", {"articles/a": article(TEXT)})
    for name, data in {
        "images/upright.jpg": _picture("JPEG", 6),
        "images/wide.JPG": _picture("JPEG", 3),
        "images/new.avif": _picture("AVIF"),
        "images/a/map.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
        "images/b/map.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>',
        "media/waves.wav": b"RIFF",
        "media/bell.mp3": b"ID3\x04",
        "media/bell.ogg": b"OggS",
    }.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_bytes(data)
    more = f'html_baseurl = "{ADDRESS}"\nversion = "1"\ncopyright = "2020"'
    book = Book.make(folder / "book", content, more=more)
    assert book.build() == ""
    assert book.build("epub") == ""
    return book


def test_a_turned_photograph_has_the_size_at_which_it_is_shown(book: Book) -> None:
    """Browsers turn a photograph as its Exif data say; its sides are those after that."""
    tree: Any = html.fromstring(book.page("archive/articles/a"))
    sizes = {
        one.get("alt"): (one.get("width"), one.get("height")) for one in tree.xpath("//img[@alt]")
    }
    assert sizes["Upright"] == ("20", "60")
    assert sizes["Wide"] == sizes["New"] == ("60", "20")
    # Two files of one name are two files.
    assert (sizes["One"], sizes["Two"]) == (("1", "1"), ("2", "2"))


def test_the_epub_has_what_its_readers_can_show(book: Book) -> None:
    """AVIF becomes PNG; a sound that they need not play is a link to the site."""
    (path,) = book.out("epub").glob("*.epub")
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        chapter: Any = etree.fromstring(package.read("archive/articles/a.xhtml"))
        (converted,) = [name for name in names if "new" in name]
        with Image.open(BytesIO(package.read(converted))) as picture:
            assert (picture.format, picture.size) == ("PNG", (60, 20))
    assert not [name for name in names if name.endswith((".avif", ".wav", ".ogg"))]
    shown = [one.get("src") for one in chapter.iter(f"{MARKS}img")]
    assert [Path(one).name for one in shown] == [
        "upright.jpg",
        "wide.JPG",
        "new.avif.png",
        "map.svg",
        "map.svg",
    ]
    sounds = [one.get("src") for one in chapter.iter(f"{MARKS}audio", f"{MARKS}source")]
    assert [one and Path(one).name for one in sounds] == ["bell.mp3", None, "bell.mp3"]
    links = {one.text: one.get("href") for one in chapter.iter(f"{MARKS}a")}
    assert links["Waves"] == f"{ADDRESS}archive/_files/media/waves.wav"
