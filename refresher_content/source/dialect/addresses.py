"""What a body points to: other entries, files, sites, and places of its own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from refresher_content.diagnostics import Span
from refresher_content.source.hidden import mixed_word

__all__ = [
    "AUDIO",
    "CONTENT",
    "PICTURES",
    "VIDEO",
    "Listing",
    "Mention",
    "Target",
    "encoded",
    "encoded_path",
    "ending",
    "file_ending",
    "scheme",
    "site_problem",
    "without_marks",
]

CONTENT = frozenset({"markdown", "md"})
"""The endings of content files."""
PICTURES = frozenset({"avif", "gif", "jpeg", "jpg", "png", "svg", "webp"})
AUDIO = frozenset({"flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"})
VIDEO = frozenset({"m4v", "mp4", "ogv", "webm"})

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)|//")
_DROPPED = re.compile(r"^[\x00-\x20\s\ufeff]+|[\t\n\r]")
"""What browsers leave out before an address, and within its scheme (WHATWG URL)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A role or a link in a body that leads to another entry."""

    kind: str = ""
    """The kind of the entry; empty if its file is named."""
    id: str = ""
    """Its id or alias, as written; empty if its file is named."""
    path: str = ""
    """Its file, relative to the content folder; empty if its id is named."""
    fragment: str = ""
    """The id of the place in it; empty for its beginning."""
    title: str = ""
    """The words given for it; empty if its own title is shown."""
    span: Span = field(default_factory=Span)
    """The place of the id in the file; the beginning if the file was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file that a body shows or links to."""

    address: str
    """The address, as written."""
    image: bool
    """Whether it is shown, and not linked to."""
    span: Span
    """Its place in the file."""

    def file(self, folder: str) -> str:
        """The file that it leads to from a file in `folder`, both relative to the content
        folder; it begins with `..` if it lies outside.
        """
        path = unquote(re.split(r"[?#]", self.address, maxsplit=1)[0])
        if path.startswith("/"):
            return f"../{path.lstrip('/')}"
        return posixpath.normpath(f"{folder}/{path}" if folder else path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of articles in a body."""

    filters: Mapping[str, tuple[str, ...]]
    """The values that each filter admits."""
    order: str = ""
    """`title` or `published`, with `-` for descending; empty for the default order."""
    limit: int | None = None
    """How many articles it shows; None for all."""
    places: Mapping[str, Span]
    """The place of each filter's values in the file."""


def scheme(address: str) -> str:
    """The scheme of an address, in lower case; `//` if it leads to a site without one; empty
    for a file.
    """
    match = _SCHEME.match(_DROPPED.sub("", address))
    return match[0].lower() if match else ""


_SITE = re.compile(r"https?://[\w.:-]*", re.IGNORECASE)
_HOST = re.compile(r"[^\W_](?:[\w-]*\w)?(?:\.[^\W_](?:[\w-]*\w)?)*\.?")
_MARK = re.compile(r"""[\x00-\x20<>"{}|\\^`\x7f]|%(?![0-9A-Fa-f]{2})""")


def site_problem(address: str) -> str:
    """What is wrong with the site of an http or https address; empty if nothing is."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
        if host.startswith("[") or ":" in host:
            ip_address(host)
        elif not _HOST.fullmatch(host):
            return f"expected an address with a site, found {host[:60]!r} for it"
    except ValueError as error:
        return f"expected an address, found {address[:60]!r}: {error}"
    if mixed := mixed_word(host.replace(".", "-")):
        return f"the site {mixed[:60]!r} mixes letters of scripts that look alike"
    if "@" in parts.netloc:
        return "expected an address without a name or a password before its site"
    return ""


def without_marks(address: str) -> str:
    """An address in which what no address may hold is percent-encoded (RFC 3986, 3987)."""
    return _MARK.sub(lambda found: quote(found[0], safe=""), address)


def file_ending(path: str) -> str:
    """The ending of a file's name, in lower case, without the point."""
    return posixpath.splitext(path)[1][1:].lower()


def ending(address: str) -> str:
    """The ending of the file's name in an address."""
    return file_ending(re.split(r"[?#]", address, maxsplit=1)[0])


def encoded(address: str) -> str:
    """An address as it stands in HTML: percent-encoded where it must be (RFC 3986), but for the
    letters of a site's name, which few programs decode.
    """
    address = address.strip()
    site = _SITE.match(address)
    start = site.end() if site else 0
    return address[:start] + quote(address[start:], safe="%/:?#[]@!$&'()*+,;=~-._")


def encoded_path(path: str) -> str:
    """A path as it stands in HTML."""
    return encoded(path.replace("%", "%25").replace("?", "%3F").replace("#", "%23"))
