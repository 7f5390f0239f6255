import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.messages.cleaning import calling_nobody, one_line, plain
from extractors.messages.escaping import Target
from extractors.messages.messages import LONGEST_WORDS, Form, message, notice_message, parts
from extractors.messages.templates import NAMES, Templates, built_in
from extractors.records import DueDelivery, DueNotice

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
DUE = DueDelivery(
    alert_id="al_0123456789abcdef",
    channel="file",
    count_attempts=0,
    figure_key="ann-dahl",
    figure_name="Ann Dahl",
    quote_text="The talks “were hard” & long.",
    quote_kind="mixed",
    speaker_name="Ann Dahl",
    via="Reuters",
    article_title="Talks end",
    article_address="https://times.example/talks?a=1&b=2",
    outlet_name="The Example Times",
    event_title="Talks in Oslo",
    published_at=datetime(2026, 11, 21, tzinfo=UTC),
    first_seen_at=NOW,
    reason="Ann Dahl is credited with a mixed quote",
    char_start=10,
    char_end=39,
    article_id="a_1",
)
HOSTILE = "\x1b[31m<b>*Ann*</b>\x1b]0;title\x07 \u202eevil\u202c\u200b\x07\x9b2J <script>[x](javascript:1)`_&amp;"


SHOWN = (Target.TEXT, Target.MARKDOWN, Target.HTML)
BUILT_IN = Templates()


def made(*alerts, target=Target.TEXT, templates=BUILT_IN, **form):
    return message(alerts or (DUE,), Form(target, **form), templates)


def bodies(*alerts, **form):
    return [made(*alerts, target=target, **form).body for target in SHOWN]


@pytest.mark.parametrize("target", SHOWN)
def test_golden_message(target):
    """Each target's whole message, with hostile words; and a digest of two."""
    hostile = replace(
        DUE, alert_id="al_1", quote_text=HOSTILE + "\n- @everyone\n1. <!channel>", figure_name="Ann *Dahl*",
        speaker_name="Ann *Dahl*", article_title="<i>Talks</i> @here", kind="withdrawal", digest="daily",
    )  # fmt: skip
    one, two = made(hostile, target=target, title_limit=0), made(hostile, replace(DUE, digest="daily"), target=target)
    shown = f"{one.body}\n---\n{two.title}\n\n{two.body}\n"
    path = Path(__file__).parent / "golden" / "messages" / f"{target.value}.txt"
    if not path.exists() or path.read_text("utf-8") != shown:
        path.with_suffix(".actual").write_text(shown, "utf-8")
    assert path.read_text("utf-8") == shown


def test_a_message_as_text():
    assert made() == made(title_limit=60)
    assert made().title == "Ann Dahl, newly quoted (al_0123456789abcdef)"
    assert made().body == (
        "The talks “were hard” & long.\n\nAnn Dahl (mixed)\n\nTalks end, The Example Times\n"
        "https://times.example/talks?a=1&b=2\nCredited by the article to: Reuters\nEvent: Talks in Oslo\n"
        "Published: 2026-11-21\nFirst seen: 2026-11-22 08:30 UTC\nWhy: Ann Dahl is credited with a mixed quote\n"
        "Alert: al_0123456789abcdef"
    )


def test_a_message_in_brief():
    assert made(target=Target.BRIEF).body == (
        "The talks “were hard” & long.\n"
        "— Ann Dahl (mixed), via Reuters; Talks end, The Example Times; https://times.example/talks?a=1&b=2"
    )


def test_a_title_without_a_place_of_its_own_opens_the_body_escaped():
    hostile = replace(DUE, figure_name="<b>*Ann*")
    opened = [made(hostile, target=target, title_limit=0) for target in SHOWN]
    assert [one.title for one in opened] == ["", "", ""]
    assert opened[0].body.startswith("<b>*Ann*, newly quoted (al_0123456789abcdef)\n\n")
    assert opened[1].body.startswith(r"**\<b\>\*Ann\*, newly quoted (al\_0123456789abcdef)**")
    assert opened[2].body.startswith("<b>&lt;b&gt;*Ann*, newly quoted (al_0123456789abcdef)</b><br/>")


def test_an_event_that_is_called_as_the_article_is_named_once():
    assert made(replace(DUE, event_title="Talks  end")).body.count("Talks end") == 1


@pytest.mark.parametrize("target", SHOWN)
def test_who_else_reported_it_and_how_independently_is_told(target):
    outlets = tuple(f"Paper <{number}>" for number in range(7))
    body = made(replace(DUE, outlets=outlets, count_sources=2), target=target).body
    assert "and 2 more; 2 independent sources" in body
    assert ("<0>" in body) == (target is Target.TEXT)
    assert "Reported by" not in made(replace(DUE, outlets=outlets[:1], count_sources=1), target=target).body


def test_the_line_holds_all_the_evidence_exactly():
    line = made(replace(DUE, quote_text=HOSTILE, article_title="\ud800\u2028"), target=Target.LINE).body
    assert json.loads(line) == {
        "alert_id": "al_0123456789abcdef",
        "alert_kind": "news",
        "corrects_alert_id": None,
        "figure": "ann-dahl",
        "figure_name": "Ann Dahl",
        "words": HOSTILE,
        "kind": "mixed",
        "char_start": 10,
        "char_end": 39,
        "speaker": "Ann Dahl",
        "via": "Reuters",
        "event": "Talks in Oslo",
        "article_title": "\ud800\u2028",
        "outlet": "The Example Times",
        "outlets": [],
        "count_sources": None,
        "link": "https://times.example/talks?a=1&b=2",
        "published_at": "2026-11-21T00:00:00+00:00",
        "first_seen_at": "2026-11-22T08:30:00+00:00",
        "reason": "Ann Dahl is credited with a mixed quote",
        "statement_id": None,
        "quote_id": None,
        "article_id": "a_1",
        "event_id": None,
        "digest": None,
        "change": None,
        "before": None,
        "after": None,
    }
    assert line.encode().decode() == line
    assert len(line.splitlines()) == 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u200b]", line)


@pytest.mark.parametrize("name", ["quote_text", "speaker_name", "article_title", "outlet_name", "event_title", "via"])
def test_words_of_a_page_cannot_act_wherever_they_are_shown(name):
    hostile = replace(DUE, **{name: HOSTILE})
    text, markdown, html = bodies(hostile)
    for shown in (text, markdown, html, made(hostile, target=Target.BRIEF).body, made(hostile).title):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]", shown)
    assert "<b>*Ann*</b> evil" in text
    assert r"\<b\>\*Ann\*\</b\>" in markdown
    assert r"\[x\](javascript:1)" in markdown
    assert "&lt;script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "http://[", None, ""])
def test_only_addresses_of_the_web_become_links(address):
    without = replace(DUE, article_address=address)
    assert "<a " not in made(without, target=Target.HTML).body
    assert json.loads(made(without, target=Target.LINE).body)["link"] == address


def test_an_address_cannot_break_out_of_its_link():
    hostile = replace(DUE, article_address='https://x.example/"><script>a</script> (1)>@everyone')
    _, markdown, html = bodies(hostile)
    assert "<https://x.example/%22%3E%3Cscript%3Ea%3C/script%3E%281%29%3E%40everyone>" in markdown
    assert "<script" not in html


def test_long_words_are_cut_and_the_alert_id_stays():
    long = replace(DUE, quote_text="word " * 2000)
    for shown in bodies(long):
        assert len(shown) < LONGEST_WORDS + 700
        assert "word …" in shown
        assert DUE.alert_id in shown
    assert json.loads(made(long, target=Target.LINE).body)["words"] == "word " * 2000


@settings(deadline=None)
@given(st.text(), st.sampled_from([60, 160, 400, 1000, 2000]), st.sampled_from(SHOWN), st.sampled_from([0, 250]))
def test_a_message_fits_and_has_its_id(words, limit, target, title_limit):
    long = replace(DUE, quote_text=words * 20, article_title="A title " * 20)
    shown = made(long, target=target, limit=limit, title_limit=title_limit).body
    assert len(shown) <= limit
    assert DUE.alert_id in shown.replace("\\", "")


def test_what_is_not_known_is_not_said():
    bare = replace(DUE, via=None, article_title=None, article_address=None, outlet_name=None, event_title=None)
    shown = "".join(bodies(replace(bare, published_at=None)))
    assert "None" not in shown
    assert "Published" not in shown


def test_nobody_is_called():
    assert calling_nobody("@everyone @Here x@all <!channel> <@U1> a@b.example @ann") == (
        "＠everyone ＠Here x＠all < !channel> < @U1> a@b.example @ann"
    )


# --- digests and notices ----------------------------------------------------------------------------------------------


def some(count, **more):
    return [replace(DUE, alert_id=f"al_{number:016x}", digest="daily at 08:00", **more) for number in range(count)]


@pytest.mark.parametrize("target", [*SHOWN, Target.BRIEF, Target.LINE])
def test_every_alert_of_a_digest_has_its_id_in_it(target):
    alerts = some(5)
    assert parts(alerts, Form(target), BUILT_IN) == (tuple(alerts),)
    digest = made(*alerts, target=target)
    assert all(one.alert_id in digest.body for one in alerts)
    if target is Target.LINE:
        assert len(digest.body.splitlines()) == 5
    else:
        assert digest.title == "5 alerts: Ann Dahl (daily at 08:00)"


@pytest.mark.parametrize("limit", [400, 1000, 2000])
def test_a_digest_that_a_service_does_not_take_whole_goes_out_in_parts(limit):
    alerts, form = some(30, quote_text="word " * 300), Form(Target.MARKDOWN, limit=limit, title_limit=0)
    split = parts(alerts, form, BUILT_IN)
    assert [one for part in split for one in part] == alerts
    for part in split:
        assert len(message(part, form, BUILT_IN).body) <= limit
    assert len(split) < 30 or limit < 1000


def test_a_notice_in_every_form():
    notice = DueNotice("nt_1", "desk", 0, "No news *at* all", "<b>No</b> feed\nanswered", NOW)
    assert notice_message(notice, Form(Target.TEXT)).body == "<b>No</b> feed\nanswered"
    assert notice_message(notice, Form(Target.MARKDOWN, title_limit=0)).body == (
        "**No news \\*at\\* all**\n\n\\<b\\>No\\</b\\> feed\nanswered"
    )
    assert notice_message(notice, Form(Target.HTML)).body == "&lt;b&gt;No&lt;/b&gt; feed<br/>answered"
    assert json.loads(notice_message(notice, Form(Target.LINE)).body)["notice_id"] == "nt_1"


# --- templates --------------------------------------------------------------------------------------------------------


def own(**sources):
    return Templates({name.replace("_html", ".html").replace("_md", ".md").replace("_txt", ".txt"): source
                      for name, source in sources.items()})  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_built_in_templates_are_a_start_for_ones_own(name):
    assert Templates({name: built_in(name)}).problems == []


def test_a_template_of_ones_own_is_used_and_the_id_stays():
    templates = own(alert_txt="{{ speaker | upper }}: {{ words }}", title_txt="{{ figure }}!")
    assert templates.problems == []
    assert made(templates=templates).title == "Ann Dahl!"
    assert made(templates=templates).body == "ANN DAHL: The talks “were hard” & long.\n\nAlert: al_0123456789abcdef"


@pytest.mark.parametrize(
    "source",
    [
        "{{ words }}",
        "{% autoescape false %}{{ words }}{% endautoescape %}",
        "{{ words | safe }}",
        "{% set w %}{{ words | safe }}{% endset %}{{ w }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(words | safe) }}",
        "{% filter lower %}{{ words }}{% endfilter %}",
        "{{ words ~ '' }}{{ [words] | join(' ') }}{{ lines | join }}",
        "{{ words | replace('x', 'y') | truncate(500) }}",
    ],
)
def test_no_template_switches_escaping_off(source):
    hostile = replace(DUE, quote_text='<script>a</script> [x](http://e.example) "<!channel>')
    templates = own(alert_html=source, alert_md=source)
    html = made(hostile, target=Target.HTML, templates=templates).body
    assert "<script" not in html
    assert "<!" not in html
    markdown = made(hostile, target=Target.MARKDOWN, templates=templates).body
    assert not re.search(r"(?<!\\)[<\[]", markdown)


@pytest.mark.parametrize(
    "source",
    [
        "{{ word }}",
        "{% if wrods %}x{% endif %}",
        "{{ words",
        "{% include 'x' %}",
        "{{ words.__class__.__mro__ }}",
        "{{ 1 / 0 }}",
        "{{ words | nosuch }}",
    ],
)
def test_a_template_with_a_mistake_is_told_and_the_built_in_one_used(source):
    templates = own(alert_txt=source)
    assert made(templates=templates) == made()
    (problem,) = templates.problems
    assert problem.thing.startswith("template alert.txt")
    assert problem.cause


def test_a_template_that_fails_on_one_alert_only_loses_no_alert():
    templates = own(alert_txt="{{ words }}{% if not via %}{{ 1 / 0 }}{% endif %}{{ id }}")
    assert templates.problems == []
    bare = replace(DUE, via=None)
    assert made(bare, templates=templates) == made(bare)
    assert [problem.thing for problem in templates.problems] == ["template alert.txt"]


def test_a_template_of_an_unknown_name_is_told():
    (problem,) = own(alert_pdf="x").problems
    assert "alert.txt" in problem.cause


# --- properties -------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert plain(plain(text)) == plain(text)
    assert one_line(one_line(text)) == one_line(text)
    assert len(one_line(text).splitlines()) <= 1


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_words_add_markup_or_lose_the_id(words, title, speaker):
    alert = replace(DUE, quote_text=words, article_title=title, speaker_name=speaker)
    tags = _Tags()
    tags.feed(made(alert, target=Target.HTML).body)
    assert tags.seen <= {"i", "b", "br", "a"}
    line = made(alert, target=Target.LINE).body
    for shown in (made(alert).title, *bodies(alert), line):
        assert DUE.alert_id in shown
    assert json.loads(line)["words"] == words
