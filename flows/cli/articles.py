"""The command `articles`: one article, its text, and how it was edited."""

from typing import Annotated

from cyclopts import Parameter

from flows.cli.asking import answer, print_answer
from flows.cli.exits import FINE, USAGE, Stop
from flows.cli.program import QUESTIONS, Json, app

_ARTICLES = """\
Examples:
  onrecord articles a_0123456789abcdef
  onrecord articles https://news.example.org/2026/bridge --history
  onrecord articles a_0123456789abcdef --text
  onrecord articles a_0123456789abcdef --history --json
"""
_Flag = Annotated[bool, Parameter(negative=(), show_default=False)]


@app.command(group=QUESTIONS, help_epilogue=_ARTICLES)
def articles(article: str, /, *, history: _Flag = False, text: _Flag = False, json: Json = False) -> int:
    """Show one article: where its facts are from, and what hangs on it; with --history how it was edited.

    Args:
        article: its id, or an address that it was seen under
        history: its versions, and what each edit changed in title, text and quotes, in both wordings
        text: its current text
        json: one line of JSON, with --history one a version and one a change
    """
    from flows.cli.answers import as_dicts
    from flows.cli.editions import print_card, print_history, print_text

    if history and text:
        raise Stop("--history and --text: ask for one of them.", USAGE)
    table = answer("article_card", article=article, address=_canonical(article))
    if not table.rows:
        raise Stop(_absent(article))
    card = as_dicts(table)[0]
    if history:
        steps = answer("article_history", article=card["article_id"])
        if json:
            print_answer(steps, as_json=True)
        else:
            print_history(card, as_dicts(steps))
    elif json:
        print_answer(table, as_json=True)
    elif text:
        print_text(card["text"])
    else:
        print_card(card)
    return FINE


def _absent(given: str) -> str:
    """Why there is no such article: a page that was refused has its reason."""
    from flows.cli.answers import as_dicts

    for page in as_dicts(answer("refused_page", article=given, address=_canonical(given))):
        what = "waits to be fetched" if page["state"] == "pending" else "became no article"
        cause = f": {page['problem_cause']}" if page["problem_cause"] else ""
        return f"{given}: it {what}{cause}. {page['problem_remedy'] or ''}".strip()
    return f"{given}: there is no such article. Give its whole address, or its id as in: onrecord quotes NAME --json"


def _canonical(given: str) -> str | None:
    """The canonical form of an address, None for an id."""
    from extractors.intake.addresses import canonical_address

    return canonical_address(given)
