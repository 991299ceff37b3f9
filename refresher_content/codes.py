"""The kinds of problems in content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

__all__ = ["CODES", "Code", "Severity"]

Severity = Literal["error", "warning"]
"""An error prevents a build; with a warning everything is built, as its message says."""


class Code(NamedTuple):
    """A kind of problem."""

    severity: Severity
    """Whether it prevents a build."""
    meaning: str
    """What the problem is."""


CODES: Mapping[str, Code] = {
    "alias-clash": Code(
        "error",
        "An alias is the id of another entry of its kind, or another's alias.",
    ),
    "alias-used": Code(
        "warning",
        "A front matter or a role in a body names an entry by an earlier id. The entry is"
        " found, and the library has its present id.",
    ),
    "bad-anchor": Code(
        "error",
        "An id in a body has another form than letters, digits and hyphens.",
    ),
    "bad-date": Code(
        "error",
        "A date is not written as YYYY, YYYY-MM or YYYY-MM-DD, or does not exist.",
    ),
    "bad-directive": Code(
        "error",
        "A directive lacks what must stand behind its name, or has what it doesn't take.",
    ),
    "bad-formula": Code(
        "error",
        "A formula is not mathematics as LaTeX writes it, or asks for more than mathematics.",
    ),
    "bad-picture": Code(
        "error",
        "A picture's file is of no type that a page can show.",
    ),
    "bad-size": Code(
        "error",
        "A picture's width or height is not a number of pixels, or a percentage for a width.",
    ),
    "bad-slug": Code(
        "error",
        "An id or alias is not lower-case letters and digits joined by single hyphens, in"
        " Unicode's composed form (NFC), or is `index`, the address of a list, or a name that"
        " Windows keeps for a device, or is longer than 200 bytes.",
    ),
    "bad-value": Code(
        "error",
        "A value is not one of those allowed, or has not the form that its key needs.",
    ),
    "bad-translation": Code(
        "error",
        "An article is said to translate itself, or an article that is itself a translation.",
    ),
    "broken-link": Code(
        "error",
        "A link in a body leads to a file that the content folder doesn't have.",
    ),
    "colliding-slug": Code(
        "error",
        "Two ids of a kind differ only in case or Unicode form, so that some file systems"
        " and readers could not distinguish their pages.",
    ),
    "control-character": Code(
        "error",
        "A text holds a control character, which neither HTML nor EPUB can show.",
    ),
    "deep-nesting": Code(
        "error",
        "Blocks or elements stand in each other more deeply than can be read.",
    ),
    "duplicate-anchor": Code(
        "error",
        "An id stands twice in a body.",
    ),
    "duplicate-definition": Code(
        "warning",
        "A link or a footnote is defined twice in a body.",
    ),
    "duplicate-id": Code("error", "Two files of a kind have the same id."),
    "duplicate-item": Code("error", "A list names the same thing twice."),
    "duplicate-key": Code("error", "A front matter has the same key twice."),
    "empty-body": Code("error", "An article has no text below its front matter."),
    "empty-link": Code(
        "error",
        "A link has no words, and leads to no entry or heading whose title could be shown.",
    ),
    "empty-value": Code("error", "A text or a list that must hold something is empty."),
    "extra-title": Code(
        "error",
        "A body has a heading of level 1: the title is in the front matter.",
    ),
    "external-picture": Code(
        "error",
        "A body shows a picture, a sound or a film from another site.",
    ),
    "extra-cells": Code(
        "warning",
        "A row of a table has more cells than the table's head. They are left out.",
    ),
    "foreign-mark": Code(
        "warning",
        "A body holds a mark of another dialect of Markdown, such as `[[name]]`, `==words==` or a"
        " formula between dollars. It is shown as it is written.",
    ),
    "hidden-character": Code(
        "warning",
        "A text holds a character that nobody sees where no script needs it: one that turns the"
        " direction of writing, a letter of no width, or a tag.",
    ),
    "identifier-clash": Code("error", "Two articles have the same identifier."),
    "link-loop": Code("error", "A folder is a symbolic link to a folder that it is in."),
    "look-alike-id": Code(
        "warning",
        "An id looks like another of its kind, or has a word with letters of several scripts that"
        " look alike.",
    ),
    "missing-image": Code("error", "An image's file does not exist."),
    "missing-key": Code("error", "A front matter lacks a key that its kind requires."),
    "missing-publication": Code("error", "The content folder has no publication.md."),
    "missing-summary": Code(
        "warning",
        "An article has no summary. Lists, search and feeds then show its takeaway or nothing.",
    ),
    "no-front-matter": Code(
        "error",
        "A file does not begin with a front matter between lines of three hyphens.",
    ),
    "misplaced-element": Code(
        "error",
        "An element of HTML stands where it can't.",
    ),
    "missing-anchor": Code(
        "error",
        "A link leads to a place that the text doesn't have.",
    ),
    "not-utf8": Code("error", "A file is not encoded as UTF-8."),
    "outside-link": Code("error", "A link or an image leads out of the content folder."),
    "position-clash": Code("error", "Two articles have the same position in their column."),
    "symbolic-link": Code(
        "error",
        "A file or folder is a symbolic link, which might lead out of the content folder.",
    ),
    "too-many-problems": Code(
        "error",
        "A file has more problems than are listed.",
    ),
    "too-large": Code("error", "A file is larger than can be read."),
    "unclosed-front-matter": Code("error", "A front matter has no closing line of three hyphens."),
    "unknown-ending": Code(
        "error", "A file's name has an ending of Markdown other than .md and .markdown."
    ),
    "raw-html": Code(
        "error",
        "A body holds HTML that is not on the list of safe elements, an attribute that runs, leads"
        " or loads, or a comment whose end is not certain.",
    ),
    "redirect-clash": Code(
        "error",
        "An earlier address belongs to two entries, or stands below another's file.",
    ),
    "skipped-level": Code(
        "warning",
        "A heading is more than one level below the one before.",
    ),
    "template-mark": Code(
        "error",
        "A body holds a mark of a template language: Liquid, Hugo, Jinja, kramdown or Pelican.",
    ),
    "translation-clash": Code(
        "error",
        "A translation is in the language of its original, or of another translation of it.",
    ),
    "unclosed-element": Code(
        "error",
        "An element of HTML is not closed in the block that it is in, or closed twice.",
    ),
    "unclosed-fence": Code(
        "error",
        "A block of code or a directive never ends.",
    ),
    "undefined-definition": Code(
        "warning",
        "A link refers to a definition that doesn't exist.",
    ),
    "undefined-footnote": Code(
        "error",
        "A reference to a footnote that doesn't exist.",
    ),
    "unknown-directive": Code(
        "error",
        "A body uses a directive that is not in the dialect.",
    ),
    "unknown-folder": Code("error", "A file is in a folder where no kind of entry is kept."),
    "unknown-key": Code("error", "A front matter has a key that its kind does not know."),
    "unknown-reference": Code(
        "error",
        "A front matter or a role in a body names an entry that does not exist.",
    ),
    "unknown-lexer": Code(
        "warning",
        "A block of code names a language that nothing can highlight.",
    ),
    "unknown-option": Code(
        "error",
        "A directive or a picture has an option that it doesn't know.",
    ),
    "unknown-role": Code(
        "error",
        "A body uses a role that is not in the dialect.",
    ),
    "unread-link": Code(
        "warning",
        "What was meant as a link or a picture can't be read as one. It is shown as it is written.",
    ),
    "unreadable-file": Code(
        "error", "A file or folder can't be opened, or is a pipe, a socket or a device."
    ),
    "white-space": Code(
        "warning",
        "A text of a front matter holds a line break or a run of white space. A single space is"
        " read in its place.",
    ),
    "unsafe-address": Code(
        "error",
        "An address has a scheme that is not allowed, a name or a password before its site, or"
        " a site that can't be.",
    ),
    "unsafe-file": Code(
        "error",
        "A text links to a file of a type that might run in a browser, or shows a drawing that"
        " holds a script or leads to other files.",
    ),
    "unsafe-name": Code(
        "error",
        "A file or a folder has a name that not every system can keep: a device of Windows, a"
        " name with a colon or a backslash, or one that ends in a point or a space.",
    ),
    "unused-footnote": Code(
        "warning",
        "Nothing refers to a footnote.",
    ),
    "wrong-type": Code(
        "error",
        "A value is of another type than its key needs: a list for a text, say.",
    ),
    "yaml-meaning": Code(
        "error",
        "YAML reads an unquoted text as a boolean, a number or a date, or takes a part of it for"
        " a comment.",
    ),
    "yaml-syntax": Code(
        "error",
        "A front matter is not YAML, or uses a part of YAML that is not allowed in one "
        "(anchors, tags, keys that aren't text).",
    ),
}
"""Every code with its severity and what it means."""
