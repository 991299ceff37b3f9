"""The front end: a folder of Markdown files to checked entries. Needs the extra `authoring`."""

from __future__ import annotations

from importlib.util import find_spec

from refresher_content.errors import MissingExtraError

try:
    import markdown_it  # noqa: F401 - asked for here, so that one message names the extra
    import mdit_py_plugins  # noqa: F401 - as above
    import yaml  # noqa: F401 - as above

    # They take the longest to import, and who finds nothing to check needs none of them.
    for _name in ("pydantic", "langcodes", "stdnum"):
        if find_spec(_name) is None:
            raise ModuleNotFoundError(f"No module named {_name!r}")
except ImportError as error:
    raise MissingExtraError("authoring", "reading a folder of Markdown files") from error
