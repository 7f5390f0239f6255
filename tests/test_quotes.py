"""Golden cases of quotes (`golden/quotes`, one file a form; `golden/seeds`, the seed documents), and properties."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pipelines import PIPELINES

from extractors.extraction import extract
from extractors.records import Quote
from flows.language import language_model

GOLDEN = Path(__file__).parent / "golden"
SEEDS = Path(__file__).parent.parent / "seeds" / "documents"


def quotes(text: str, pipeline: str = "") -> tuple[Quote, ...]:
    return extract(language_model(pipeline), text).quotes


def in_a_line(quote: Quote) -> str:
    who = " and ".join(s.name or (f"({s.mention})" if s.mention else "-") for s in quote.speakers)
    via = f"{quote.via.name} ({quote.via.kind})" if quote.via else "-"
    return f"{quote.utterance} {quote.kind} | {quote.text} | {quote.cue or '-'} | {who} | {via}"


def in_a_block(quote: Quote) -> str:
    lines = [f"{quote.utterance} {quote.kind}", f"text: {quote.text}", f"cue: {quote.cue}"]
    lines += [f"speaker: {speaker.name} ({speaker.mention})" for speaker in quote.speakers]
    lines += [f"via: {quote.via.name} ({quote.via.kind})"] if quote.via else []
    return "\n".join(lines)


def case_of(block: str) -> tuple[str, str, str]:
    """The number, the text and the expected lines of a case."""
    number, _, rest = block.strip("\n").partition("\n")
    text, _, expected = rest.partition("\n=>")
    return number, text, expected.strip("\n")


def compare(path: Path, actual: str) -> None:
    """On failure what came out is written beside the file, ready to be compared and, where it is right, taken over."""
    beside = path.with_suffix(".actual")
    if actual == path.read_text(encoding="utf-8"):
        beside.unlink(missing_ok=True)
        return
    beside.write_text(actual, encoding="utf-8")
    assert actual == path.read_text(encoding="utf-8"), f"see {beside.name} beside {path.name}"


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("path", sorted((GOLDEN / "quotes").glob("*.txt")), ids=lambda path: path.stem)
def test_golden_quotes(path: Path, pipeline: str) -> None:
    cases = [case_of(block) for block in path.read_text(encoding="utf-8").split("\n---\n")]
    found = [f"{number}\n{text}\n=>\n" + "\n".join(map(in_a_line, quotes(text, pipeline))) for number, text, _ in cases]
    compare(path, "\n---\n".join(block.rstrip() for block in found) + "\n")


def test_golden_cases_are_numbered_once() -> None:
    files = [path.read_text(encoding="utf-8") for path in (GOLDEN / "quotes").glob("*.txt")]
    numbers = [case_of(block)[0] for text in files for block in text.split("\n---\n")]
    assert len(numbers) == len(set(numbers)) >= 120


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("path", sorted((GOLDEN / "seeds").glob("*.txt")), ids=lambda path: path.stem)
def test_seed_documents(path: Path, pipeline: str) -> None:
    written = path.read_text(encoding="utf-8")
    head, comment = written.split("\n\n")[:2]
    text = (SEEDS / head).read_text(encoding="utf-8")
    compare(path, "\n\n".join([head, comment, *map(in_a_block, quotes(text, pipeline))]) + "\n")


SENTENCES = st.sampled_from(
    [
        "“We are ready,” said Maria Lopez.",
        "Maria Lopez said the port was closed.",
        "“No,” he said, “not today.” “Why?” she asked.",
        "Peter Hall called it “a gift.”",
        "The mark “stands open here.",
        "A mark” closes here, and 'one' there.",
        "Nobody spoke.",
        "According to Peter Hall, the ice is “thin,” per AP News.",
        "\n\n",
        "\n",
    ]
)
TEXTS = st.lists(SENTENCES, max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=80), st.text(alphabet="ab .,“”\"'«»‘’\n!?—:", max_size=60)))
def test_spans_are_exact_and_apart(text: str) -> None:
    before = 0
    for quote in quotes(text):
        assert text[quote.start : quote.end] == quote.text != ""
        assert quote.start >= before
        before = quote.end
        if quote.cue is not None:
            assert text[quote.cue_start : quote.cue_end] == quote.cue
        for speaker in quote.speakers:
            assert speaker.mention is None or text[speaker.start : speaker.end] == speaker.mention


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_all_marks_give_the_same(text: str) -> None:
    found = [(q.start, q.end, q.kind, q.utterance, q.cue, q.via) for q in quotes(text)]
    for marks in ('""', "«»", "„“"):
        other = text.translate(str.maketrans("“”", marks))
        assert [(q.start, q.end, q.kind, q.utterance, q.cue, q.via) for q in quotes(other)] == found


IN_SINGLE_MARKS = st.sampled_from(
    [
        "‘We are ready,’ said Maria Lopez.",
        "‘It is the farmers’ turn, isn’t it?’ Peter Hall asked. ‘Or is it ours?’",
        "Maria Lopez called it ‘a gift’.",
        "Peter Hall, of the workers’ council, said the port was ‘open’ and the bridge ‘closed’.",
        "‘Nobody asked us.’",
        "It’s the ’90s again.",
        "\n",
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(IN_SINGLE_MARKS, max_size=6).map(" ".join))
def test_single_marks_give_the_same_curly_or_straight(text: str) -> None:
    def found(of: str) -> list[tuple[int, int, str, str | None]]:
        return [(q.start, q.end, q.kind, q.cue) for q in quotes(of)]

    assert (
        found(text.translate(str.maketrans("‘’", "''")))
        == found(text.translate(str.maketrans("‘’", "`´")))
        == found(text)
    )


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_a_quote_alone_at_the_end_changes_nothing_before_it(text: str) -> None:
    before = quotes(text + "\n\nThe rain fell for a week.")
    after = quotes(text + "\n\nThe rain fell for a week.\n\n“We saw it coming.”")
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_a_silent_paragraph_at_the_end_changes_nothing(text: str) -> None:
    assert quotes(text + "\n\nThe rain fell for a week.") == quotes(text)


def test_utterance_numbers_count_up() -> None:
    numbers = [q.utterance for q in quotes("“A day,” said Ann Lee, “is long.” Ann Lee said the week was long, too.")]
    assert numbers == [1, 1, 2]
