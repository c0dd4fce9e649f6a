"""What of a project goes out: dates, labels in use; and the command that chooses the same."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import cli
from annotator.core.records import Act, Change, Label, Review, Scheme, Span
from annotator.errors import UserError
from annotator.formats import registry
from annotator.storage import NewArticle, Store
from annotator.workspace.exchange import exporting
from annotator.workspace.exchange.commands import as_typed, export_command, next_command
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.wire import from_wire, to_wire
from tests.unit.workspace.asking import WRITTEN

DAYS = ("", "2021-12-31", "2022", "2022-06", "2022-06-15", "2022-06-15T08:00", "2023-01-01")
AT = "2024-05-01T10:00:00.000000+00:00"


@pytest.fixture
def project(tmp_path):
    """A finished article of each day, with a span of a label in use and one of a retired one."""
    labels = (Label(1, "A"), Label(2, "OLD", retired=True))
    with Store.create(tmp_path / "p.db", Scheme("s", labels=labels), at=AT) as store:
        ann = store.annotators.id_of("ann")
        for number, day in enumerate(DAYS):
            text = f"Xi met Joe {number}."
            article, _ = store.articles.add(NewArticle(text, key=day or "none", published=day))
            rows = (
                Span(article, ann, 0, 2, 1, "Xi"),
                Span(article, ann, 7, 10, 2, "Joe"),
                Review(article, ann, "done", edited_at=AT),
            )
            act = Act("article.finish", article, tuple(Change(None, row) for row in rows))
            store.acts.commit(act, ann, AT)
    return tmp_path / "p.db"


def exported(project, **choice):
    to = project.with_name("o.jsonl")
    exporting.run(messages.Export(str(project), str(to), "jsonl", **choice), Work())
    with to.open("rb") as stream:
        found = list(registry.to_write("jsonl").back(stream, "o.jsonl"))
    return [each.key for each in found], {label for each in found for _, _, label in each.spans}


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("", "", DAYS),
        ("2022", "", DAYS[2:]),
        ("2022-06", "", DAYS[3:]),
        ("", "2021", DAYS[1:2]),
        ("", "2022-06-15", DAYS[1:6]),
        ("2022-06-15", "2022-06-15", DAYS[4:6]),
        ("2022", "2022", DAYS[2:6]),
        (" 2023 ", "2023-01-01", DAYS[6:]),
    ],
)
def test_only_articles_of_these_dates_go_out(project, first, last, wanted):
    keys, _ = exported(project, first_date=first, last_date=last)
    assert keys == [day or "none" for day in wanted]
    told = exporting.count_losses(
        messages.CountLosses(str(project), first_date=first, last_date=last), Work()
    )
    assert (told.articles, told.spans) == (len(wanted), 2 * len(wanted))
    assert told.undated == (0 if "" in wanted else 1)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [("soon", "", "“soon” is no date"), ("2023-02", "2023-01-31", "2023-01-31, is before")],
)
def test_what_is_no_date_is_refused(project, first, last, said):
    with pytest.raises(UserError, match=said):
        exported(project, first_date=first, last_date=last)


def test_labels_that_are_retired_stay_if_wished(project):
    assert exported(project)[1] == {"A", "OLD"}
    assert exported(project, in_use_only=True)[1] == {"A"}
    told = exporting.count_losses(messages.CountLosses(str(project), in_use_only=True), Work())
    assert told.spans == len(DAYS)


def test_what_one_article_alone_would_lose_is_a_number(project):
    """A yes that was never added to is no number: the report did not get through to the window."""
    request = messages.CountLosses(str(project), first_date="2023")
    told = exporting.count_losses(request, Work())
    assert told.articles == 1
    assert from_wire(messages.LossesReport, to_wire(told)) == told
    assert {type(n) for lost in told.formats.values() for n in lost.values()} == {int}


# -- the command ------------------------------------------------------------------------------

NAMES = st.sampled_from(["", "Mira", "-x", "--all", "a b", 'O\'Neil "B"', "$(rm)", "😀", "a\\b"])
PATHS = st.sampled_from(["/p/a b.db", "/p/it's $HOME.db", "/p/-x.db", '/p/"q".db', "/p/`ls`;.db"])
VALUES = {
    bool: st.booleans(),
    int: st.integers(-5, 5),
    float: st.sampled_from([0.0, 0.2, 0.35, 1e-09]),
    str: st.sampled_from(["", "-a", "x y", "'"]),
}


def run_by_command(monkeypatch, line):
    """What the typed command asks of the job."""
    asked = []

    def ask(request):
        if isinstance(request, messages.CountLosses):  # what it tells before
            return messages.LossesReport(1, {request.format: {}})
        asked.append(request)
        raise UserError(cli.Fault.NO_ARTICLE_TO_EXPORT)

    monkeypatch.setattr(cli, "run", ask)
    program, *words = shlex.split(line)
    assert program == "annotator"
    with pytest.raises(UserError):
        cli.app(words, standalone_mode=False)
    return asked[0]


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=10)
@given(data=st.data())
def test_the_command_asks_for_the_same(name, data):
    format_ = registry.to_write(name)
    options = {
        each.name: data.draw(VALUES[type(each.default)]) for each in format_.writing
        if data.draw(st.booleans())
    }  # fmt: skip
    request = messages.Export(
        data.draw(PATHS),
        data.draw(PATHS),
        name,
        options,
        status=data.draw(st.sampled_from(["done", "all"])),
        annotator=data.draw(NAMES),
        seen_only=data.draw(st.booleans()),
        in_use_only=data.draw(st.booleans()),
        first_date=data.draw(st.sampled_from(["", "2022-06"])),
        last_date=data.draw(st.sampled_from(["", "2023"])),
    )
    with pytest.MonkeyPatch.context() as patch:
        asked = run_by_command(patch, as_typed(export_command(request, format_)))
    values = {each.name: each.value_in(options) for each in format_.writing}
    assert values.items() <= asked.options.items()
    for field in ("project", "to", "format", "status", "annotator", "seen_only", "in_use_only"):
        assert getattr(asked, field) == getattr(request, field), field
    assert (asked.first_date, asked.last_date) == (request.first_date, request.last_date)


def test_the_plainest_command_says_no_more_than_it_must():
    request = messages.Export("p.db", "o.jsonl", "jsonl")
    line = as_typed(export_command(request, registry.to_write("jsonl")))
    assert line == "annotator export p.db --to o.jsonl --format jsonl"


def test_training_formats_say_how_to_go_on():
    words = next_command(registry.to_write("spacy"), "/a b/set")
    assert as_typed(words) == (
        "python -m spacy train '/a b/set/config.cfg' --paths.train '/a b/set/train.spacy'"
        " --paths.dev '/a b/set/dev.spacy' --output '/a b/set-trained'"
    )
    assert next_command(registry.to_write("jsonl"), "/x") == []
