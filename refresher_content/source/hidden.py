"""Characters that nobody sees, and ids that look like others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape

__all__ = ["INVISIBLE", "hidden_characters", "hidden_references", "mixed_word", "skeleton"]

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
"""Characters without a shape (Unicode's `Default_Ignorable_Code_Point`), which ids can't have."""

_SUSPECT = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\U000e0001-\U000e007f]"
)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});")
_ISOLATE_END = "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_MARKS = f"\u061c\u200e\u200f{_ISOLATES}{_ISOLATE_END}"
"""What sets the direction of numbers and punctuation in writing from right to left."""
_JOINERS = "\u200b\u200c\u200d"
"""What parts or joins letters in scripts that have no case, and pictographs."""
_BLACK_FLAG = "\U0001f3f4"
_FLAG = re.compile(f"{_BLACK_FLAG}[\U000e0020-\U000e007e]+\U000e007f")
"""The flag of a country's part, spelled with characters that are nowhere else of use."""


def hidden_characters(line: str) -> Iterator[int]:
    """The places of a line's characters that nobody sees and that no script needs there:
    bidirectional controls where nothing runs from right to left, overrides of the direction,
    zero-width letters, tags.
    """
    if not _SUSPECT.search(line):
        return
    leftward = any(unicodedata.bidirectional(char) in ("R", "AL") for char in line)
    closed = sum(map(line.count, _ISOLATES)) == line.count(_ISOLATE_END)
    flags = {place for one in _FLAG.finditer(line) for place in range(*one.span())}
    for found in _SUSPECT.finditer(line):
        place, char = found.start(), found[0]
        if char in _MARKS and leftward and (closed or char not in _ISOLATES + _ISOLATE_END):
            continue
        if char in _JOINERS and place and _joins(line[place - 1]):
            continue
        if place in flags:
            continue
        yield place


def hidden_references(line: str) -> Iterator[tuple[re.Match[str], str]]:
    """The references to characters in a line (`&#x202e;`, `&zwnj;`) that stand for one that
    `hidden_characters` would find there, each with its character.
    """
    references: dict[int, re.Match[str]] = {}
    parts: list[str] = []
    length = end = 0
    for found in _REFERENCE.finditer(line):
        if _SUSPECT.fullmatch(char := unescape(found[0])):
            parts += [line[end : found.start()], char]
            length += found.start() - end
            references[length] = found
            length, end = length + 1, found.end()
    if references:
        text = "".join([*parts, line[end:]])
        for place in hidden_characters(text):
            if place in references:
                yield references[place], text[place]


def _joins(char: str) -> bool:
    return unicodedata.category(char) in ("Lm", "Lo", "Mc", "Mn", "Sk", "So")


_LOOK_ALIKES = {
    "a": "ɑαа", "b": "ᑲᖯьƅ", "c": "ᴄⲥсꮯ", "d": "ԁᑯꓒ", "e": "ꬲеҽ", "f": "ꬵꞙẝք", "g": "ɡᶃƍց",
    "h": "һհ", "i": "ıɪɩιіꙇӏꭵ", "j": "ϳј", "k": "κкⲕᴋ", "l": "1۱ǀⵏᛁꓲ", "m": "ᴍмⲙ", "n": "ոռηп",
    "o": "0ο०੦૦௦౦೦൦๐໐၀۵ᴏᴑꬽσⲟоჿօഠဝ", "p": "ρⲣр", "q": "ԛգզ", "r": "ꭇꭈᴦⲅгꮁ", "s": "ꜱƽѕꮪ",
    "t": "τтᴛ", "u": "ꞟᴜꭎꭒʋυս", "v": "ᴠνѵꮩ", "w": "ɯᴡѡԝաꮃ", "x": "хχᕁᕽ", "y": "ɣᶌʏỿꭚγуүყ",
    "z": "ᴢꮓ",
}  # fmt: skip
"""Letters and digits that look like a letter of ASCII: of Unicode's `confusables.txt` (UTS #39)
those that ids may have, with small capitals."""

_PLAIN = str.maketrans({like: plain for plain, all_ in _LOOK_ALIKES.items() for like in all_})

_ALIKE = ("ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LATIN")
"""Scripts with letters of the same shapes."""


def skeleton(id_: str) -> str:
    """A text that is the same for ids that look alike."""
    return id_.translate(_PLAIN)


def mixed_word(id_: str) -> str:
    """A word of an id with letters of several scripts that look alike; empty if there is none."""
    if id_.isascii():
        return ""
    return next((word for word in id_.split("-") if len(_scripts(word)) > 1), "")


def _scripts(word: Iterable[str]) -> set[str]:
    found = {unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha()}
    return found.intersection(_ALIKE)
