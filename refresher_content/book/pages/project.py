"""What pages are made from besides the library: plain values, and no application of Sphinx."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.book.pages.shard import Shard

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["Project"]

_TEMPLATES = Path(__file__).with_name("templates")
_READ_BY_FILTERS = ("language", "smartquotes", "smartquotes_action", "smartquotes_excludes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The settings and folders of a project that shows an archive."""

    content: Path
    """The content folder."""
    source: Path
    """The folder of the project's documents."""
    folder: str
    """The name of the folder of generated pages in it."""
    cache: Path
    """What is kept from build to build is here, beside Sphinx's doctrees."""
    shard: Shard
    """Which of the pages are written."""
    root: str = "index"
    """The docname of the project's first page."""
    language: str = "en"
    """The language of the interface."""
    own_templates: tuple[Path, ...] = ()
    """The project's own folders of templates, which come before the package's."""
    filters: tuple[str, ...] = ()
    """The settings that the filters of templates read, as text."""
    jobs: int = 1
    """How many processes may be used."""

    @classmethod
    def of(cls, app: Sphinx, content: Path) -> Project:
        """The project that Sphinx builds."""
        config = app.config
        return cls(
            content=content,
            source=Path(app.srcdir),
            folder=config.refresher_folder,
            cache=Path(app.doctreedir),
            root=config.root_doc,
            language=config.language,
            own_templates=tuple(
                Path(app.confdir, path, "refresher") for path in config.templates_path
            ),
            filters=tuple(repr(getattr(config, name)) for name in _READ_BY_FILTERS),
            shard=Shard.parse(config.refresher_shard),
            jobs=app.parallel,
        )

    @property
    def templates(self) -> tuple[Path, ...]:
        """Where templates are looked for, in this order."""
        return (*self.own_templates, _TEMPLATES)
