"""An archive of articles in many languages, and what searching it finds."""

from __future__ import annotations

from pathlib import Path

__all__ = ["FOUND", "NOT_FOUND", "PARTS", "write"]

_ARTICLES = {
    "strasse": ("de", "Die Straße", "Auf der Straße liegt weißes Eis."),
    "oeuvre": ("fr", "L’œuvre", "Le cœur du bac. J’ai vu qu’il portait ses portes."),
    "quotes": (
        "en",
        "On words",
        "Here 'sea' and 'stop' stand in quotes. D'Souza wrote it, and l'société. The boss’s hat.",
    ),
    "krise": ("de", "Führung in der Krise", "Wer als Manager Entscheidungen trifft, macht Mut."),
    "patron": ("fr", "Le patron", "Motiver une équipe qui a peur de la récession."),
    "weather": ("zh", "天气", "今天的天气很好，我们去公园散步。"),
    "gas": ("zh", "气体", "气天不是一个词，散步公园也不是。"),
    "tide": ("ja", "潮", "潮は毎日かえってくる。ガラスの東京タワー。"),
    "school": ("ko", "학교", "우리는 학교에서 공부한다."),
    "river": ("th", "แม่น้ำ", "เรากินข้าวที่ริมแม่น้ำทุกวัน"),
    "book": ("hi", "किताब", "यह हिन्दी की किताब है।"),
    "greeting": ("he", "שָׁלוֹם", "הוא אמר שָׁלוֹם לכולם."),
    "name": ("ar", "الاسم", "كَتَبَ مُحَمَّد رسالة."),
    "forest": ("ru", "Ёлка", "Ёлка стоит, и мой йод тоже."),
    "human": ("el", "Άνθρωπος", "Ο άνθρωπος και η θάλασσα."),
    "width": (
        "en",
        "Forms",
        "Full-width ＡＢＣ１２, co\u00adoperate, zero\u200bwidth. A running man.",
    ),
}

FOUND = {
    "Straße": "strasse",
    "weißes": "strasse",
    "straße": "strasse",
    "strasse": "strasse",
    "STRASSE": "strasse",
    "oeuvre": "oeuvre",
    "œuvre": "oeuvre",
    "l’œuvre": "oeuvre",
    "coeur": "oeuvre",
    "cœur": "oeuvre",
    "qu’il": "oeuvre",
    "sea": "quotes",
    "stop": "quotes",
    "société": "quotes",
    "d'souza": "quotes",
    "D’Souza": "quotes",
    "boss": "quotes",
    '"boss hat"': "quotes",
    "天气": "weather",
    "天气很好": "weather",
    "公园散步": "weather",
    "散步公园": "gas",
    "毎日": "tide",
    "ｶﾞﾗｽ": "tide",
    "東京": "tide",
    "학교": "school",
    "공부": "school",
    "น้ำ": "river",
    "กินข้าว": "river",
    "किताब": "book",
    "हिन्दी": "book",
    "שלום": "greeting",
    "محمد": "name",
    "كتب": "name",
    "елка": "forest",
    "МОЙ": "forest",
    "ανθρωποσ": "human",
    "ΑΝΘΡΩΠΟΣ": "human",
    "θάλασσα": "human",
    "abc12": "width",
    "cooperate": "width",
    "zerowidth": "width",
}
"""Queries, and the article that each finds, and no other."""

NOT_FOUND = ["好很", "毎かえ", "日毎", "에학교", "ข้าวกิน", '"hat boss"', '"Eis weißes"']
"""Queries that find nothing: what they ask for is there in another order."""

PARTS = {
    "titlewords": "title",
    "subtitlewords": "subtitle",
    "summarywords": "summary",
    "takeawaywords": "takeaway",
    "questionwords": "questions",
    "captionwords": "figure",
    "bodywords": "text",
    "headingwords": "text",
    "innerwords": "text",
}
"""Words that occur in one part of the article `parts` only."""

_PARTS = """---
title: Of titlewords
subtitle: Some subtitlewords.
summary: The summarywords here.
takeaway: Keep takeawaywords.
questions: [Are questionwords asked?]
published: 2020
authors: [mo]
figure:
  image: p.png
  alt: A dot
  caption: With captionwords below.
---

The bodywords.

## Headingwords

:::{figure} p.png
:alt: A dot

The innerwords of a caption.
:::
"""
# One transparent pixel.
_PNG = (
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6260"
    "0000000006000557bfabd40000000049454e44ae426082"
)


def write(folder: Path) -> Path:
    """Writes the content folder; gives it."""
    for name in ("articles", "authors"):
        (folder / name).mkdir(parents=True)
    (folder / "publication.md").write_text(
        "---\ntitle: Words\nsummary: Many languages.\nlanguage: en\nrights: None.\n---\n", "utf-8"
    )
    (folder / "authors" / "mo.md").write_text("---\nname: Mo Hale\n---\n", "utf-8")
    for id_, (language, title, text) in _ARTICLES.items():
        matter = (
            f"title: {title}\nsummary: Short.\npublished: 2020\nauthors: [mo]\nlanguage: {language}"
        )
        (folder / "articles" / f"{id_}.md").write_text(f"---\n{matter}\n---\n\n{text}\n", "utf-8")
    (folder / "articles" / "parts.md").write_text(_PARTS, "utf-8")
    (folder / "articles" / "p.png").write_bytes(bytes.fromhex(_PNG))
    return folder
