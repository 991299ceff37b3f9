"""The ids, links and pictures of a body: where it points to, and what may point into it."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from refresher_content.diagnostics import Span
from refresher_content.model.html import Element, candidates, joined
from refresher_content.source.dialect.addresses import (
    AUDIO,
    CONTENT,
    PICTURES,
    VIDEO,
    Listing,
    Mention,
    Target,
    encoded,
    encoded_path,
    ending,
    scheme,
    site_problem,
)
from refresher_content.source.dialect.blocks import DirectiveBuilder
from refresher_content.source.dialect.directives import Written
from refresher_content.source.dialect.positions import Positions

__all__ = ["PointingBuilder"]

_SCHEMES = ("http", "https", "mailto", "tel")
_APPEARANCE = frozenset({"align", "border", "decoding", "loading", "style"})
_RESERVED = re.compile(r"refresher_|fn(?:ref)?_|(?:reference|link)-.*_")
_ID = re.compile(r"[^\W_](?:[\w.-]*\w)?")


class PointingBuilder(DirectiveBuilder):
    """Notes what a body points to, and its ids."""

    def __init__(self, places: Positions, folder: str, prefix: str) -> None:
        super().__init__(places)
        self.prefix = prefix
        self.ids: dict[str, int] = {}
        self.anchors: list[tuple[str, Span]] = []
        self.mentions: list[Mention] = []
        self.targets: list[Target] = []
        self.listings: list[Listing] = []
        self.given_id = ""
        self._folder = folder

    def claim(self, id_: str, span: Span) -> None:
        """Takes an id that the writer gives."""
        if not _ID.fullmatch(id_) or _RESERVED.match(id_):
            message = f"expected an id of letters, digits and hyphens, found {id_!r}"
            self.problem("bad-anchor", span, message, "choose another id")
        elif id_ in self.ids:
            message = f"the id {id_!r} stands twice in this body"
            self.problem("duplicate-anchor", span, message, "give one of them another id")
        self.ids[id_] = 1

    def give_id(self, element: Element, id_: str, span: Span) -> None:
        """Gives an element an id that the writer chose."""
        self.claim(id_, span)
        element.set("id", self.prefix + id_)

    def with_id(self, attributes: dict[str, str]) -> dict[str, str]:
        """The attributes with the id that was given on the line before."""
        if self.given_id:
            attributes["id"], self.given_id = self.prefix + self.given_id, ""
        return attributes

    def add(self, element: Element) -> Element:
        """Adds an element as it is, with the id that was given on the line before."""
        for name, value in self.with_id({}).items():
            element.set(name, value)
        return super().add(element)

    def unique_id(self, title: str) -> str:
        """An id for a heading that no other element has."""
        base = _slug(title)
        if base not in self.ids:
            self.ids[base] = 1
            return base
        while (anchor := f"{base}-{self.ids[base] + 1}") in self.ids:
            self.ids[base] += 1
        self.ids[base] += 1
        self.ids[anchor] = 1
        return anchor

    def mention(self, one: Mention) -> dict[str, str]:
        """The attributes of a link to another entry, until it is known where that is."""
        self.mentions.append(one)
        return {"mention": str(len(self.mentions) - 1)}

    def link(self, address: str, span: Span) -> dict[str, str]:
        """The attributes of a link; a problem is noted if it may not lead there."""
        if not address.strip():
            hint = "write an address between its parentheses"
            self.problem("broken-link", span, "the link leads nowhere", hint)
            return {}
        if address.startswith("#"):
            # Browsers show letters of other scripts in an address, and copy them encoded.
            id_ = unquote(address[1:])
            self.anchors.append((id_, span))
            return {"href": f"#{self.prefix}{id_}" if id_ else "#"}
        if found := scheme(address):
            if found not in _SCHEMES:
                self._unsafe(address, span)
                return {}
            if found in ("http", "https") and (message := site_problem(address)):
                self.problem("unsafe-address", span, message)
                return {}
            return {"href": encoded(address)}
        target = Target(address=address, image=False, span=span)
        path, (_, mark, fragment) = target.file(self._folder), address.partition("#")
        if ending(address) in CONTENT and not path.startswith(".."):
            return self.mention(Mention(path=path, fragment=unquote(fragment), span=span))
        self.targets.append(target)
        return {"href": encoded_path(path) + mark + encoded(fragment)}

    def listing(self, element: Element, one: Written, line: int) -> None:
        """Notes a list of articles, and where it stands."""
        element.attrib |= {"class": "refresher-entries", "listing": str(len(self.listings))}
        filters: dict[str, tuple[str, ...]] = {}
        places: dict[str, Span] = {}
        for name, (value, number) in one.options.items():
            place = self.places.option(number, value)
            values = tuple(part.strip() for part in value.split(",") if part.strip())
            if name == "limit" and not re.fullmatch(r"[1-9]\d{0,5}", value):
                self.problem("bad-value", place, f"expected a number from 1, found {value!r}")
            elif name == "order-by" and value.removeprefix("-") not in ("published", "title"):
                message = (
                    f"expected published or title, perhaps with a '-' before it; found {value!r}"
                )
                self.problem("bad-value", place, message)
            elif name == "year" and not all(re.fullmatch(r"\d{4}", part) for part in values):
                self.problem("bad-value", place, f"expected years, found {value!r}")
            elif name not in ("class", "limit", "name", "order-by"):
                filters[name], places[name] = values, place
        limit = one.option("limit")
        self.listings.append(
            Listing(
                filters=filters,
                order=one.option("order-by"),
                limit=int(limit) if limit.isdecimal() else None,
                places=places,
            )
        )

    def _unsafe(self, address: str, span: Span) -> None:
        message = f"expected an address of {', '.join(_SCHEMES)} or a file, found {address[:60]!r}"
        self.problem("unsafe-address", span, message)

    def picture(self, address: str, alt: str, span: Span, given: dict[str, str]) -> Element:
        """A picture, a sound or a film from a file of the content folder."""
        kind = ending(address)
        shown = False
        if scheme(address):
            message = "a body shows nothing from another site"
            hint = "save the file in the content folder, and name it here"
            self.problem("external-picture", span, message, hint)
        elif not address or kind not in PICTURES | AUDIO | VIDEO:
            known = ", ".join(sorted(PICTURES | AUDIO | VIDEO))
            message = f"expected a file that ends in one of {known}; found {address!r}"
            self.problem("bad-picture", span, message)
        else:
            shown = True
        target = Target(address=address, image=True, span=span)
        self.targets += [target] if shown else []
        source = encoded_path(target.file(self._folder))
        if kind in AUDIO | VIDEO:
            element = Element(
                "audio" if kind in AUDIO else "video", {"src": source, "controls": ""}
            )
            fallback = Element("a", {"href": source})
            fallback.text = alt or address
            element.append(fallback)
            return element
        element = Element("img", {"src": source, "alt": alt})
        self._size(element, given, span)
        return element

    def attributes_of_picture(self, given: dict[str, str], span: Span) -> dict[str, str]:
        """The attributes behind a picture, of which those of its appearance are left out."""
        for name in given.keys() - {"width", "height", "alt", "title"} - _APPEARANCE:
            expected = "expected width or height"
            self.problem("unknown-option", span, f"a picture has no attribute {name!r}", expected)
        return given

    def _size(self, element: Element, given: dict[str, str], span: Span) -> None:
        for name in ("width", "height"):
            if not (value := given.get(name, "")):
                continue
            match = re.fullmatch(r"(\d{1,5})(?:\.\d+)?\s*(px|%|)", value)
            if match is None or (match[2] == "%" and name == "height"):
                other = ", or in percent, as in 50%" if name == "width" else ""
                message = f"expected a {name} in pixels, as in 240{other}; found {value!r}"
                self.problem("bad-size", span, message)
            elif match[2] == "%":
                percent = min(100, max(5, round(int(match[1]) / 5) * 5))
                element.set("class", f"width-{percent}")
            else:
                element.set(name, match[1])

    def html_attributes(self, tag: str, given: dict[str, str], span: Span) -> dict[str, str]:
        """The attributes of an element that is written as HTML."""
        kept = dict(given)
        # Before `id`, places were marked by names.
        name = kept.pop("name", "")
        if id_ := kept.pop("id", "") or name:
            self.claim(id_, span)
            kept["id"] = self.prefix + id_
        if tag == "a" and "href" in kept:
            kept |= self.link(kept.pop("href"), span)
        for name in ("src", "poster"):
            if name in kept and tag != "track":
                shown = self.picture(kept[name], "", span, {})
                kept[name] = shown.get("src", "")
        if "srcset" in kept:
            kept["srcset"] = joined(
                (self.picture(address, "", span, {}).get("src", ""), size)
                for address, size in candidates(kept["srcset"])
            )
        if tag == "track" and "src" in kept:
            target = Target(address=kept["src"], image=False, span=span)
            self.targets.append(target)
            kept["src"] = encoded_path(target.file(self._folder))
        if tag == "img":
            kept.setdefault("alt", "")
            sizes: dict[str, str] = {
                name: kept.pop(name) for name in ("width", "height") if name in kept
            }
            element = Element("img")
            self._size(element, sizes, span)
            kept |= element.attrib
        return kept


def _slug(title: str) -> str:
    """The id of a heading: its letters and digits, joined by hyphens, in lower case; Latin
    letters without their accents, all others as they are.
    """
    plain: list[str] = []
    for char in unicodedata.normalize("NFKD", title.casefold()):
        if unicodedata.category(char)[0] == "M":
            if not (plain and plain[-1].isascii()):
                plain.append(char)
        else:
            plain.append(char if char.isalnum() else "-")
    joined = unicodedata.normalize("NFC", "".join(plain))
    return re.sub(r"^[-0-9]+|-+$", "", re.sub("-+", "-", joined)) or "id1"
