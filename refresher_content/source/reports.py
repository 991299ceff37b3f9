"""Reports for machines: JSON, annotations of GitHub Actions, and SARIF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from refresher_content.diagnostics import CODES, Diagnostic, Report
from refresher_content.display import json_text, visible

__all__ = ["FORMATS"]


def _full_path(report: Report, diagnostic: Diagnostic) -> str:
    return f"{report.root.rstrip('/')}/{diagnostic.path}" if report.root else diagnostic.path


def _json(report: Report) -> str:
    problems = [
        {
            "path": _full_path(report, one),
            "line": one.span.line,
            "column": one.span.column,
            "width": one.span.width,
            "code": one.code,
            "severity": one.severity,
            "field": one.field,
            "message": one.message,
            "hint": one.hint,
        }
        for one in report
    ]
    document = {"ok": report.ok, "files": report.files, "problems": problems}
    return json_text(document)


def _github(report: Report) -> str:
    """One workflow command per problem; its escapes are those of GitHub's documentation,
    "Workflow commands for GitHub Actions".
    """
    return "\n".join(
        f"::{one.severity} file={_escape(_full_path(report, one), property_=True)},"
        f"line={one.span.line},col={one.span.column},endColumn={one.span.column + one.span.width},"
        f"title={_escape(one.code, property_=True)}::"
        + _escape(one.summary + (f"\nhint: {one.hint}" if one.hint else ""))
        for one in report
    )


def _escape(text: str, *, property_: bool = False) -> str:
    text = visible(text, keep="\r\n")
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text


def _sarif(report: Report) -> str:
    """SARIF 2.1.0 (OASIS), as code scanners read it."""
    rules = [
        {
            "id": name,
            "shortDescription": {"text": code.meaning},
            "defaultConfiguration": {"level": code.severity},
        }
        for name, code in CODES.items()
    ]
    driver = {"name": "refresher", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run | {"results": [_sarif_result(report, one) for one in report]}],
    }
    return json_text(document)


def _sarif_result(report: Report, one: Diagnostic) -> dict[str, Any]:
    region = {
        "startLine": one.span.line,
        "startColumn": one.span.column,
        "endColumn": one.span.column + one.span.width,
    }
    artifact = {"uri": _full_path(report, one)}
    hint = f" Hint: {one.hint}" if one.hint else ""
    return {
        "ruleId": one.code,
        "level": one.severity,
        "message": {"text": f"{one.field + ': ' if one.field else ''}{one.message}{hint}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}
"""How a report can be written for machines, by the format's name."""
