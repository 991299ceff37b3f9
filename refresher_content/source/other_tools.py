"""What Jekyll, Hugo, Pelican, Zola and others call our keys, and which of theirs we don't need."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

__all__ = ["DRAFT_KEYS", "meant_keys", "reason_to_delete"]


def _folded(key: str) -> str:
    return re.sub(r"[\s_.-]", "", key.casefold())


def _by_folded_key(names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each foreign key our keys that it may stand for, given the other way round."""
    meant: dict[str, tuple[str, ...]] = {}
    for own, others in names.items():
        for other in others.split():
            folded = _folded(other)
            meant[folded] = (*meant.get(folded, ()), own)
    return meant


_MEANT = _by_folded_key(
    {
        "alt": "alt_text alttext description title",
        "authors": "author by byline writer writers creator contributors author_name",
        "caption": "legend credit title",
        "column": "section rubric department",
        "series": "columns",
        "container": "journal magazine periodical publication",
        "identifier": "guid atom_id uuid post_id external_id",
        "figure": "image images cover cover_image thumbnail featured_image feature_image banner"
        " hero header_image teaser_image picture photo",
        "id": "slug uid",
        "image": "src file path filename source url",
        "language": "lang locale languages",
        "license": "licence spdx license_name",
        "name": "full_name display_name title headline",
        "organization": "affiliation company employer org",
        "original": "source source_url canonical canonical_url original_url",
        "position": "weight order series_order series_index sort_order part chapter",
        "publication": "journal magazine periodical container",
        "published": "date pubdate publish_date published_at publication_date date_published"
        " created date_created created_at year",
        "publisher": "imprint",
        "redirect_from": "permalink url redirect redirects old_urls save_as",
        "references": "bibliography citations cites further_reading",
        "rights": "copyright",
        "role": "position job job_title occupation",
        "sort_name": "sort file_as",
        "subtitle": "subheading subhead tagline kicker dek deck",
        "summary": "description excerpt abstract synopsis bio biography about lead lede intro"
        " teaser standfirst blurb",
        "takeaway": "key_takeaway lesson",
        "title": "name headline heading link_title menu_title",
        "topics": "tags tag categories category keyword subjects subject",
        "updated": "lastmod last_modified last_modified_at modified updated_at date_modified"
        " last_updated",
        "url": "website homepage site web link href source canonical_url base_url site_url",
    }
)


DRAFT_KEYS = frozenset(
    ["draft", "hidden", "in_progress", "private", "publish", "status", "unlisted", "wip"]
)
"""Keys that say whether an entry is to appear."""

_UNUSED = {
    "templates decide how a page looks": "layout template type theme page_template css css_class"
    " body_class class classes cssclass style scripts js icon color",
    "the book has its own navigation": "menu menus nav_order nav nav_exclude parent has_children"
    " toc table_of_contents sidebar breadcrumbs prev next pin pinned sticky featured show_date"
    " insert_anchor_links sort_by paginate_by pagination pagination_path",
    "the archive has no comments": "comments comment disqus discussion share sharing social",
    "the settings of the book decide it": "math mathjax katex mermaid highlight markup sitemap"
    " robots noindex search in_search_index render outputs output build cascade headless resources"
    " translation translation_key feed",
    "the length is computed": "reading_time readingtime read_time wordcount",
    "an archive publishes all that it has": "expiry_date expires expiration_date visibility",
    "a file whose name begins with '_' is left out": " ".join(sorted(DRAFT_KEYS)),
}
_REASONS = {_folded(key): reason for reason, keys in _UNUSED.items() for key in keys.split()}


def meant_keys(key: str, known: Iterable[str]) -> list[str]:
    """Those of our keys that a foreign one may stand for, the likeliest first."""
    known = list(known)
    folded = _folded(key)
    same = [one for one in known if _folded(one) == folded]
    return same or [one for one in _MEANT.get(folded, ()) if one in known]


def reason_to_delete(key: str, known: Collection[str]) -> str:
    """Why a foreign key has no counterpart here; an empty text if it isn't known to have none."""
    return "" if key in known else _REASONS.get(_folded(key), "")
