"""Kinds of one's own in a library: read with their class and without, refused if they can't be."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, make_dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from knots.conferences import Event

import refresher_content as rc
from refresher_content import Library
from refresher_content.compiler.compile import compile_folder
from refresher_content.library.own_kinds import RESERVED_FOLDERS, RESERVED_KINDS, with_own
from refresher_content.model import KINDS

PROJECT = Path(__file__).with_name("knots")
CONTENT = PROJECT / "content"
DATACLASS: Any = dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with events."""
    target = tmp_path_factory.mktemp("knots") / "library.sqlite"
    compile_folder(CONTENT, target, kinds=with_own([Event]))
    return target


@pytest.fixture
def events(compiled: Path) -> rc.Collection[Event]:
    """The events, of their class."""
    return Library(compiled, kinds=[Event]).collection(Event)


def test_a_folder_may_hold_a_kind_of_its_own() -> None:
    """With its class, a folder passes the check and opens; its entries are of the class."""
    assert rc.check(CONTENT, kinds=[Event]).as_text().endswith("6 files checked, no problems")
    events = rc.open_library(CONTENT, kinds=[Event]).collection(Event)
    assert events.ids == ("splice-online", "knot-days")
    assert events["knot-days"].year == 2010


def test_without_the_class_its_files_are_problems() -> None:
    """Nothing in the content folder makes it hold what the library doesn't know."""
    codes = {one.code for one in rc.check(CONTENT)}
    assert codes == {"unknown-folder", "unknown-role", "broken-link"}


def test_its_entries_can_be_filtered_ordered_and_counted(events: rc.Collection[Event]) -> None:
    """The fields are the filters, as those of other kinds are."""
    assert events.filter(city="Graz").ids == ("knot-days",)
    assert events.filter(starts__gte="2011").ids == ("splice-online",)
    assert events.filter(format="on-site", seats__gt=100).ids == ("knot-days",)
    assert events.filter(article="a-short-history").ids == ("knot-days",)
    assert events.filter(text__contains="By train").ids == ("knot-days",)
    assert events.facets("format") == {"on-site": 1, "online": 1}
    assert events.order_by("starts").first() == events["knot-days"]


def test_articles_belong_to_it_that_mention_it_or_that_it_names(compiled: Path) -> None:
    """Links lead both ways; articles can be filtered and counted by it."""
    library = Library(compiled, kinds=[Event])
    event = library.collection(Event)["knot-days"]
    assert event.articles.ids == ("a-short-history", "what-we-learned")
    assert event.backlinks.ids == ("what-we-learned",)
    assert event.mentions == (library.articles["a-short-history"],)
    mentions = [entry.id for entry in library.articles["what-we-learned"].mentions]
    assert mentions == ["knot-days", "splice-online"]
    by_event: dict[str, Any] = {"event": "splice-online"}
    assert library.articles.filter(**by_event).ids == ("what-we-learned",)
    assert library.articles.filter(mentions="event:knot-days").ids == ("what-we-learned",)
    assert library.articles.facets("event") == {"knot-days": 2, "splice-online": 1}


def test_a_file_opens_without_the_class(compiled: Path, events: rc.Collection[Event]) -> None:
    """Its entries are plain data of the same fields, filters and links; they can be pickled."""
    library = Library(compiled)
    plain = library.collection("event")
    assert plain.ids == events.ids
    assert [one.to_dict() for one in plain] == [one.to_dict() for one in events]
    assert plain.filter(starts__lt="2011", format="on-site").one().city == "Graz"
    assert plain["knot-days"].articles.ids == ("a-short-history", "what-we-learned")
    assert library.entry("event", "knot-days") == plain["knot-days"]
    assert pickle.loads(pickle.dumps(plain["knot-days"])) == plain["knot-days"]
    assert library.collection(Event)["knot-days"] == events["knot-days"]


def test_another_process_reads_it_without_the_class(compiled: Path) -> None:
    """Neither the module nor its import is needed."""
    code = (
        "import sys, refresher_content as rc\n"
        f"event = rc.open_library({str(compiled)!r}).collection('event')['knot-days']\n"
        "assert not any('conferences' in name for name in sys.modules)\n"
        "print(event.speakers, event.starts)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "('Bo Bight', 'Cleo Cleat') 2010-05-14\n"


def test_libraries_with_different_kinds_are_open_together(library: Library, compiled: Path) -> None:
    """A library knows its own kinds only; joined, they have the kinds of both."""
    with_events = Library(compiled)
    assert list(library.kinds) == list(KINDS)
    assert list(with_events.kinds) == [*KINDS, "event"]
    with pytest.raises(rc.KindError, match="the library has no kind 'event'"):
        library.collection(Event)
    with pytest.raises(rc.UnknownIdError, match="no kind 'event'"):
        library.collection("event")
    assert (library | with_events).collection(Event).ids == ("splice-online", "knot-days")
    assert {one.change for one in library.changes_since(with_events) if one.kind == "event"} == {
        "removed"
    }
    assert [one.kind for one in with_events.changes_since(library)].count("event") == 2


def test_a_class_with_other_fields_is_refused(compiled: Path) -> None:
    """A file is never read as what it isn't."""
    cut: Any = make_dataclass(
        "Event",
        [("title", str)],
        bases=(rc.GathersArticles,),
        namespace={"kind": "event", "folder": "events", "__module__": __name__},
        frozen=True,
        slots=True,
        kw_only=True,
        eq=False,
        repr=False,
    )
    for refused in (
        lambda: Library(compiled, kinds=[cut]),
        lambda: Library(compiled).collection(cut),
    ):
        with pytest.raises(rc.LibraryFileError, match="other fields of the kind 'event'"):
            refused()


def test_own_kinds_change_nothing_of_other_libraries(corpus: Path, tmp_path: Path) -> None:
    """Without own kinds a file has no trace of them; with them, a file is compiled again."""
    target = tmp_path / "library.sqlite"
    compile_folder(corpus, target)
    before = target.read_bytes()
    compile_folder(corpus, target, kinds=with_own([Event]))
    assert list(Library(target).kinds) == [*KINDS, "event"]
    compile_folder(corpus, target)
    assert target.read_bytes() == before


def _event(decorate: Callable[[type], type] = DATACLASS, **members: Any) -> Any:
    """A class as `Event`, with other members."""
    given = {"kind": "event", "folder": "events", "__annotations__": {}, "__module__": __name__}
    return decorate(type("Event", (rc.Entry,), given | members))


def _fields(**types: Any) -> dict[str, Any]:
    return {"__annotations__": types}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: "event", "expected a class derived from refresher_content.Entry, found 'event'"),
        (lambda: rc.Entry, "expected a class derived from"),
        (lambda: _event(lambda cls: cls), "Event is not a dataclass as entries are: write @datac"),
        (lambda: _event(dataclass(frozen=True, slots=True, kw_only=True)), "write @dataclass"),
        (lambda: _event(dataclass(frozen=True, kw_only=True, eq=False)), "write @dataclass"),
        (lambda: _event(folder=3), "Event.folder: expected a word .* found 3"),
        (lambda: _event(kind="Event"), "Event.kind: expected a word .* found 'Event'"),
        (lambda: _event(kind="topic"), "'topic' is a kind of every library"),
        (lambda: _event(kind="facet"), "'facet' has another meaning here"),
        (lambda: _event(kind="order"), "'order' has another meaning here"),
        (lambda: _event(kind="title"), "'title' has another meaning here"),
        (lambda: _event(kind="kbd"), "'kbd' has another meaning here"),
        (lambda: _event(folder="topics"), "the folder 'topics' is that of the kind 'topic'"),
        (lambda: _event(folder="years"), "the pages of 'years' are others"),
        (lambda: _event(order="when"), "Event.order: expected the key of one of its fields"),
        (lambda: _event(has_feed=True), "Event.has_feed: a feed has articles"),
        (lambda: _event(has_page=False), "has_page and more_filters can't be changed"),
        (lambda: _event(**_fields(price=float)), "Event.price has the type float: expected str"),
        (lambda: _event(**_fields(open=bool)), "Event.open has the type bool: expected str"),
        (lambda: _event(**_fields(figure=rc.Figure)), "Event.figure has the type Figure"),
        (lambda: _event(**_fields(when="Datum")), "the types of Event's fields can't be read"),
        (lambda: _event(**_fields(path=str)), "Event.path: entries have something else of that"),
        (lambda: _event(**_fields(Title=str)), "Event.Title: expected a name of lower-case"),
        (
            lambda: _event(
                place_id=field(metadata=rc.refers_to("plaice")), **_fields(place_id=str)
            ),
            "Event.place_id refers to 'plaice', which is not a kind",
        ),
    ],
)
def test_a_class_that_cant_be_a_kind_is_refused(make: Callable[[], Any], message: str) -> None:
    """The message names the class and what to write; nothing is compiled."""
    with pytest.raises(rc.KindError, match=message):
        with_own([make()])


def test_two_classes_cant_share_a_name_or_a_folder() -> None:
    """Each kind has its own."""
    with pytest.raises(rc.KindError, match="there is another kind 'event'"):
        with_own([Event, _event(folder="others")])
    with pytest.raises(rc.KindError, match="the folder 'events' is that of the kind 'event'"):
        with_own([Event, _event(kind="meeting")])


def test_kinds_can_refer_to_each_other() -> None:
    """Of several own kinds each may name entries of any."""

    class Place(rc.Entry):
        """Where events are."""

        kind: ClassVar[str] = "place"
        folder: ClassVar[str] = "places"

    place = field(default=None, metadata=rc.refers_to("place"))
    event = _event(place_id=place, **_fields(place_id=rc.Slug | None))
    assert list(with_own([event, DATACLASS(Place)]))[len(KINDS) :] == ["event", "place"]


def test_the_reserved_names_are_those_of_templates_roles_and_pages() -> None:
    """What has a meaning in the book can't be a kind's name, or its folder."""
    templates = Path(rc.__file__).with_name("book") / "pages" / "templates"
    names = {path.name.partition(".")[0] for path in templates.glob("*.md.jinja")}
    filters = {"language", "year"}
    assert names - RESERVED_KINDS - KINDS.keys() - filters <= {"a-z", "links"}
    assert {"a-z", "api", "years"} <= RESERVED_FOLDERS


def test_its_entries_are_found_by_their_words(events: rc.Collection[Event]) -> None:
    """In name, fields and text, whatever their form, best first; the rest is a collection."""
    assert events.matching("knot").ids == ("knot-days",)
    assert events.matching("Bight graz").ids[0] == "knot-days"
    assert events.matching('"by train"').ids == ("knot-days",)
    assert events.matching("days -train").ids == ()
    assert events.filter(format="online").matching("knot").ids == ()
    found = events.matching("splice knots")
    assert set(found.ids) == {"splice-online", "knot-days"}
    assert found[:1].ids == found.ids[:1]
    assert found.filter(city="Graz").ids == ("knot-days",)
    assert found.order_by("title").ids == ("knot-days", "splice-online")
    assert events.matching("").ids == ()
    with pytest.raises(TypeError, match="expected a query as text"):
        events.matching(1)  # type: ignore[arg-type]


def test_a_file_without_the_class_is_searched_too(compiled: Path) -> None:
    """Plain data has the same words."""
    assert rc.open_library(compiled).collection("event").matching("bight").ids == ("knot-days",)


def test_matching_articles_are_those_of_the_search(library: Library) -> None:
    """The index answers for articles, in the order of their rank."""
    for query in ("what worries my boss", '"career advice"', "fear -coach"):
        hits = library.search(query, limit=100)
        assert library.articles.matching(query).ids == tuple(hit.article.id for hit in hits)
