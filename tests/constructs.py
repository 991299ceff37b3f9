"""Every construct of the dialect, as archives have them, for generated bodies: those of
`constructs.md`, between lines of `@@@`.

`@word@` stands for a word, `@number@` for a number of its own, `@up@` for the way to the content
folder, `@article@` for an article's id, `@file@` for the way to its file, `@definition@` for what
a body has at its end.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["ANCHOR", "CONSTRUCTS", "write_files"]

ANCHOR = "the-place"
"""The id of a place that each body has."""

CONSTRUCTS = tuple(
    Path(__file__)
    .with_suffix(".md")
    .read_text(encoding="utf-8")
    .removesuffix("\n")
    .split("\n@@@\n")
)
"""Each construct, as a block or several."""

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><path d="M0 0h8v4z"/></svg>'
# One transparent pixel.
_PNG = (
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6260"
    "0000000006000557bfabd40000000049454e44ae426082"
)


def write_files(folder: Path) -> None:
    """Writes the pictures, sounds and files to which constructs lead."""
    for name in ("images", "files", "media"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in ("line", "a rope", "été", "a&b", "a,b", "a#b", 'it\'s "so"'):
        (folder / "images" / f"{name}.svg").write_text(_SVG, encoding="utf-8")
    (folder / "images/dot.png").write_bytes(bytes.fromhex(_PNG))
    (folder / "files/f & g.pdf").write_bytes(b"%PDF-1.4")
    (folder / "files/données.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "media/bell.mp3").write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00")
    (folder / "media/tide.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
    (folder / "media/tide.vtt").write_text("WEBVTT\n", encoding="utf-8")
