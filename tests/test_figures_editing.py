"""The file of figures changed by commands: one entry, everything else as it was, and nothing that could not be read."""

from pathlib import Path

import pytest

from extractors.records import Conditions
from flows.cli import main
from flows.files.checked import SeedsError
from flows.files.figures import tracked_figures
from flows.files.figures_editing import add_figure, add_rule, key_of, remove_figure, remove_rule

FILE = """\
# Whom the desk follows.
quiet = "22:00-07:00 Europe/Paris"   # nobody is here

[topics]
trade = ["tariff*", "customs"]

[[figures]]
key = "ann-dahl"   # never changes
name = "Ann Dahl"
aliases = [
  "Dahl",  # as the Times has it
]

[[rules]]
first_on_event = true
topic = "trade"

[[figures]]
key = "bo-lind"
name = "Bo Lind"
rules = ["any statement", { name = "deal", words = ["grain deal"], digest = "hourly", quiet = "none" }]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "figures.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def kinds(file: Path, key: str) -> list[str]:
    return [rule.kind for rule in tracked_figures(file)[1] if rule.figure_key == key]


def test_the_file_is_read_with_its_rules(file: Path) -> None:
    trade = "first on this event; on trade (“customs” or “tariff*”)"
    assert kinds(file, "ann-dahl") == ["any statement", trade]
    assert kinds(file, "bo-lind") == ["any statement", "with “grain deal”", trade]
    rules = tracked_figures(file)[1]
    deal = next(rule for rule in rules if rule.conditions == Conditions(words=("grain deal",)))
    assert (deal.timing.quiet, deal.timing.digest) == (None, "hourly")
    assert rules[0].timing.quiet == "22:00-07:00 Europe/Paris"


def test_somebody_is_added_and_taken_out_and_all_else_stays(file: Path) -> None:
    assert add_figure(file, "Çelik Öz", key=None, aliases=["Öz"], type_="PERSON", rules=["silence_days = 30"]) == (
        "celik-oz"
    )
    assert kinds(file, "celik-oz")[0] == "first in 30 days"
    assert file.read_text(encoding="utf-8").startswith(FILE.rstrip())
    assert remove_figure(file, "Öz") == "celik-oz"
    assert file.read_text(encoding="utf-8").rstrip() == FILE.rstrip()


def test_rules_are_added_and_taken_away(file: Path) -> None:
    assert add_rule(file, "Dahl", 'words = ["harbour"], min_sources = 2') == (
        "any statement",
        'words = ["harbour"], min_sources = 2',
    )
    one_line = 'rules = ["any statement", { words = ["harbour"], min_sources = 2 }]\n'
    now = file.read_text(encoding="utf-8").splitlines()
    assert sorted(filter(None, now)) == sorted(filter(None, (FILE + one_line).splitlines()))
    assert remove_rule(file, "ann-dahl", 1) == ('words = ["harbour"], min_sources = 2',)
    assert remove_rule(file, "ann-dahl", 1) == ()
    assert kinds(file, "ann-dahl") == ["first on this event; on trade (“customs” or “tariff*”)"]


def test_rules_that_are_tables_of_their_own_are_edited_too(tmp_path: Path) -> None:
    file = tmp_path / "figures.toml"
    file.write_text('[[figures]]\nkey = "ann"\nname = "Ann Dahl"\n\n[[figures.rules]]\nwords = ["harbour"]\n')
    assert add_rule(file, "ann", "min_sources = 2") == ('words = ["harbour"]', "min_sources = 2")
    assert remove_rule(file, "ann", 1) == ("min_sources = 2",)
    assert kinds(file, "ann") == ["2 sources"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("words = []]", "cannot be read"),
        ('wrods = ["x"]', r"figure 1 \(ann-dahl\), rule 2: unknown key 'wrods'"),
        ('words = ["…"]', "has no letters to look for"),
        ("silence_days = 0", "'silence_days' cannot be 0.*a number of days"),
        ('quiet = "22-7"', "'quiet': '22-7' are no quiet hours"),
        ('digest = "noon"', "'digest': 'noon' is no digest"),
        ('kinds = ["spoken"]', "'kinds' cannot be 'spoken'.*'direct', 'indirect' or 'mixed'"),
        ('channels = ["desk"]', "two rules are the same but for when and where"),
        ("min_confidence = 2", "a number from 0 to 1"),
        ('since = "soon"', "'since': 'soon' is no date.*2026-11-01"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_the_file_stays(file: Path, rule: str, said: str) -> None:
    with pytest.raises(SeedsError, match=said):
        add_rule(file, "Ann Dahl", rule)
    assert file.read_text(encoding="utf-8") == FILE


def test_what_is_ambiguous_or_not_there_is_refused(file: Path) -> None:
    with pytest.raises(SeedsError, match="'Dahl' already stands for 'ann-dahl'"):
        add_figure(file, "Dahl", key="other", aliases=[], type_="PERSON", rules=[])
    with pytest.raises(SeedsError, match="no figure has the key or name 'Nobody'"):
        remove_figure(file, "Nobody")
    with pytest.raises(SeedsError, match=r"has no rule 7\. Its rules: 1: any statement"):
        remove_rule(file, "ann-dahl", 7)
    file.write_text(FILE.replace('topic = "trade"', 'figures = ["cy"]'), encoding="utf-8")
    with pytest.raises(SeedsError, match="rule 1: 'figures': no figure has the key 'cy'"):
        tracked_figures(file)


def test_a_name_makes_a_key() -> None:
    assert key_of("António  Guterres (UN)") == "antonio-guterres-un"


def test_the_commands_say_what_changed_and_when_it_holds(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.settings import settings

    monkeypatch.setenv("ONRECORD_FIGURES", str(file))
    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(tmp_path / "w.duckdb"))
    settings.cache_clear()
    assert main(["figures", "add", "Cy Moe", "--alias", "Moe"]) == 0
    assert "Cy Moe (cy-moe) is in" in capsys.readouterr().out
    assert main(["figures", "rule", "Moe", "silence_days = 7"]) == 0
    assert "2  silence_days = 7" in capsys.readouterr().out
    assert main(["figures", "rule", "Moe"]) == 2
    assert main(["figures", "remove", "cy-moe"]) == 0
    assert "from the next cycle on" in capsys.readouterr().out
    assert main(["rules", "test", "Ann Dahl"]) == 4
    settings.cache_clear()
