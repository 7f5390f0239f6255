"""The command `extract`: entities and quotes of a text, printed, nothing stored."""

import sys
from typing import TYPE_CHECKING

from flows.cli.exits import FAILED, FINE, USAGE, Stop, say
from flows.cli.program import WORK, Json, app

if TYPE_CHECKING:
    from extractors.records import Extraction
    from flows.files.documents import Document

_EXAMPLES = """\
Examples:
  onrecord extract article.txt
  onrecord extract --json page.html | jq '.quotes[].speaker'
  onrecord extract --json articles.jsonl > found.jsonl
  curl -s https://example.org/story | onrecord extract -
"""


@app.command(group=WORK, help_epilogue=_EXAMPLES)
def extract(
    *paths: str,
    json: Json = False,
    model: str | None = None,
) -> int:
    """Print the entities and quotes of a text, a page or JSON Lines; nothing is stored.

    Args:
        paths: files of text, HTML, or JSON Lines with "id" and "text"; - is standard input
        json: one line of JSON a document
        model: an installed spaCy pipeline, other than the one in the settings
    """
    if not paths:
        raise Stop("extract needs a PATH, or - for standard input. See: onrecord extract --help", USAGE)
    from datetime import UTC, datetime

    from extractors.records import Problem
    from flows.cli.tables import json_line
    from flows.files.documents import STANDARD_INPUT, as_json, extract_documents, read_documents
    from flows.language import language_model

    nlp = language_model(model or _model_set())
    code = FINE
    named = [STANDARD_INPUT if path.strip() == STANDARD_INPUT else path for path in paths]
    for found in extract_documents(nlp, read_documents(named, datetime.now(UTC))):
        if isinstance(found, Problem):
            say(str(found))
            code = FAILED
        elif json:
            print(json_line(as_json(*found)), flush=True)
        else:
            _print_listing(*found)
    return code


def _model_set() -> str:
    from flows.settings import settings

    return settings().model


def _print_listing(document: "Document", extraction: "Extraction") -> None:
    """Print what a reader would underline: each paragraph's quotes, with who, how, and by whose account."""
    from flows.cli.found import print_extraction

    print_extraction(document, extraction, sys.stdout)
