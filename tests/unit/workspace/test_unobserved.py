"""What is left unmarked proves something only where the whole article was read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.codes import Shown
from annotator.core.looks import PRICES, cuts_at
from annotator.core.records import (
    Act,
    Change,
    Decision,
    InputMethod,
    Label,
    Outcome,
    Review,
    Scheme,
    Span,
    Suggestion,
)
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store
from annotator.workspace.learning import reviewed_articles
from annotator.workspace.learning.doubt_levels import DOUBT, USUAL, cuts_in, maybes_asked
from annotator.workspace.learning.reviewed_articles import (
    ReviewedArticle,
    examples,
    read_whole,
    unobserved_spans,
)

AT = "2024-05-01T12:00:00.000+00:00"
TEXT = "Ada Brook met Ben Croft and Cara Dunn."
ADA, BEN, CARA = (
    (TEXT.index(name), TEXT.index(name) + len(name))
    for name in ("Ada Brook", "Ben Croft", "Cara Dunn")
)


def example(
    number: int, *, is_prompted: bool, annotator: int = 1, is_whole: bool = False
) -> ReviewedArticle:
    return ReviewedArticle(
        number,
        "",
        (),
        {},
        none_applies=False,
        is_blind=False,
        edited_at=f"{number:04}",
        annotator=annotator,
        is_whole=is_whole,
        passed_over=((number, number + 1),),
        is_prompted=is_prompted,
    )


def test_who_adds_names_now_and_then_has_read_the_articles_around() -> None:
    once = [example(n, is_prompted=n != 2) for n in range(41)]
    assert set(unobserved_spans(once)) == set(range(1, 41)), (
        "one of eight is enough, one of nine is not"
    )
    often = [example(n, is_prompted=n % 5 > 0) for n in range(41)]
    assert unobserved_spans(often) == {}
    never = [example(n, is_prompted=True) for n in range(41)]
    assert unobserved_spans(never) == {n: ((n, n + 1),) for n in range(41)}


def test_who_was_asked_to_read_an_article_whole_has_read_that_one_alone() -> None:
    asked = [example(n, is_prompted=n % 5 > 0, is_whole=n % 5 == 0) for n in range(40)]
    whole = set(range(0, 40, 5))
    assert set(unobserved_spans(asked)) == set(range(40)) - whole, "own finds there say no more"
    assert read_whole(asked) == whole


def test_one_annotator_says_nothing_about_another() -> None:
    mixed = [example(n, is_prompted=n % 2 == 0, annotator=1 + n % 2) for n in range(20)]
    assert set(unobserved_spans(mixed)) == set(range(0, 20, 2))


def finished(
    path: Path,
    *,
    ada: float | None = 0.95,
    cara: float | None = 0.05,
    step: str = "some",
    decision: Decision | None = None,
    others: tuple[tuple[int | None, float], ...] = (),
    **how: object,
) -> ReviewedArticle:
    """An article with one suggestion, accepted, and two maybes that nobody touched."""
    scheme = Scheme(labels=(Label(1, "PERSON"),))
    with Store.create(path, scheme, at=AT) as store:
        me = store.annotators.id_of("anna")
        store.settings.set(DOUBT, step)
        article, _ = store.articles.add(NewArticle(TEXT))
        run = store.suggestions.run_id("en", "1", "f")
        rows = [
            Suggestion(0, article, *ADA, 1, score=ada, others=others),
            Suggestion(0, article, *BEN, 1, score=0.2, is_maybe=True),
            Suggestion(0, article, *CARA, 1, score=cara, is_maybe=True),
        ]
        store.suggestions.put(article, run, cut(TEXT), [0], rows)
        first = store.suggestions.of(article)[0]
        span = Span(article, me, *ADA, 1, TEXT[slice(*ADA)], "accepted", first.id)
        review = Review(article, me, "done", edited_at=AT, **how)  # type: ignore[arg-type]
        changes: tuple[Change, ...] = (Change(None, span), Change(None, review))
        if decision is not None:
            changes = (*changes, Change(None, replace(decision, suggestion=first.id)))
        store.acts.commit(Act("review.finish", article, changes), me, AT)
        (found,) = examples(store)
    return found


def test_doubtful_maybes_were_seen_unless_the_article_was_forced(tmp_path: Path) -> None:
    seen = finished(tmp_path / "1.db")
    assert (seen.is_prompted, seen.passed_over) == (True, (CARA,))
    forced = finished(tmp_path / "2.db", is_forced=True)
    assert forced.passed_over == (BEN, CARA)
    blind = finished(tmp_path / "3.db", shown="blind")
    assert (blind.is_prompted, blind.passed_over) == (False, ())


def test_it_must_have_been_seen_to_its_end_however_it_was_finished(tmp_path: Path) -> None:
    whole: dict[str, object] = {"shown": "read whole"}
    assert finished(tmp_path / "1.db", share_seen=1.0, is_forced=True, **whole).is_whole
    assert not finished(tmp_path / "2.db", share_seen=0.9, **whole).is_whole
    assert not finished(tmp_path / "3.db", share_seen=1.0).is_whole


@pytest.mark.parametrize("step", ["some", "most"])
def test_names_by_their_shape_prove_nothing_until_they_are_decided(
    tmp_path: Path, step: str
) -> None:
    """Enter goes to one of a surface at most, and Shift+Enter past all."""
    assert finished(tmp_path / "1.db", cara=None, step=step).passed_over == (CARA,)


def test_who_never_adds_a_name_where_all_was_to_be_read_goes_on_following() -> None:
    following = [example(n, is_prompted=True, is_whole=True) for n in range(11)]
    assert unobserved_spans(following) == {}, "a few may well have nothing to add"
    more = [example(n, is_prompted=True, is_whole=True) for n in range(12)]
    assert set(unobserved_spans(more)) == set(range(12))
    assert read_whole(more) == set()
    once = [example(n, is_prompted=n != 5, is_whole=True) for n in range(12)]
    assert unobserved_spans(once) == {}
    assert read_whole(once) == set(range(12))


def test_what_was_accepted_unseen_is_as_sure_as_the_corrector_was(tmp_path: Path) -> None:
    unseen = Decision(0, 1, 1, Outcome.ACCEPTED, InputMethod.ENTER, AT, *ADA, 1)
    looked_at = replace(unseen, focused=True)
    forced = replace(unseen, way=InputMethod.FORCED)
    followed = replace(unseen, followed_from=7)
    rivals = ((1, 0.6), (None, 0.2), (2, 0.15))
    for number, (score, others, decision, told) in enumerate(
        [
            (0.89, (), unseen, [(1, 0.89)]),
            (0.6, rivals, unseen, [(1, 0.6), (2, 0.15)]),
            (0.95, rivals, unseen, [(1, 0.95)]),  # more than all
            (1.0, (), forced, [(1, 1.0)]),
            (97.0, (), unseen, None),  # an import may say so
            (-0.1, (), unseen, None),
            (None, (), unseen, None),
            (0.89, (), followed, None),
            (0.89, (), looked_at, None),
            (0.89, (), None, None),
        ]
    ):
        path = tmp_path / f"{number}.db"
        found = finished(path, ada=score, others=others, decision=decision)
        expected = {} if told is None else {ADA: told}
        assert {k: list(v) for k, v in found.unseen.items()} == expected, (score, decision)
    blind = finished(tmp_path / "blind.db", decision=unseen, shown=Shown.BLIND)
    assert (blind.spans, blind.unseen) == (((*ADA, 1, 0.3),), {})


def test_what_several_accepted_or_nobody_marks_any_more_is_not_taken_as_told(
    tmp_path: Path,
) -> None:
    unseen = Decision(0, 1, 1, Outcome.ACCEPTED, InputMethod.ENTER, AT, *ADA, 1)
    assert finished(tmp_path / "one.db", decision=unseen).unseen == {ADA: ((1, 0.95),)}
    for name in ("several", "retired"):
        path = tmp_path / f"{name}.db"
        finished(path, decision=unseen)
        with Store.open(path) as store:
            if name == "several":
                ben = store.annotators.id_of("ben")
                span = Span(1, ben, *ADA, 1, TEXT[slice(*ADA)], "added")
                review = Review(1, ben, "done", edited_at=AT)
                rows = tuple(Change(None, each) for each in (span, review))
                store.acts.commit(Act("review.finish", 1, rows), ben, AT)
            else:
                before = store.scheme.read().labels[0]
                change = Change(before, replace(before, retired=True))
                store.acts.commit(Act("scheme.label", 0, (change,)), 1, AT)
            (found,) = examples(store)
        assert found.unseen == {}, name


def test_an_own_name_or_a_maybe_that_enter_passes_by_shows_that_one_reads(tmp_path: Path) -> None:
    for number, (start, end, row, is_prompted) in enumerate(
        [
            (*BEN, 1, True),  # Enter goes to this maybe
            (*CARA, 2, False),  # and not to this one
            (BEN[0], BEN[0] + 3, None, True),  # other edges, where something was shown
            (10, 13, None, False),  # where nothing was
        ]
    ):
        path = tmp_path / f"{number}.db"
        finished(path)
        with Store.open(path) as store:
            suggestion = None if row is None else store.suggestions.of(1)[row].id
            origin = "added" if row is None else "confirmed"
            span = Span(1, 1, start, end, 1, TEXT[start:end], origin, suggestion)
            store.acts.commit(Act("span.add", 1, (Change(None, span),)), 1, AT)
            (found,) = examples(store)
        assert found.is_prompted is is_prompted, TEXT[start:end]


@pytest.mark.parametrize(("threshold", "is_prompted"), [(0.55, True), (0.3, False)])
def test_what_was_asked_when_it_was_decided_counts_and_not_what_is_asked_today(
    tmp_path: Path, threshold: float, is_prompted: bool
) -> None:
    """At .55 Enter went to this maybe; at .3, as today, it passes it by: own proof of reading."""
    path = tmp_path / "1.db"
    finished(path, step="few", cara=0.1)
    with Store.open(path) as store:
        cara = store.suggestions.of(1)[2].id
        how = (Outcome.CONFIRMED, InputMethod.KEY, AT, *CARA, 1)
        decision = Decision(cara, 1, 1, *how, focused=True, probability=0.1, threshold=threshold)
        span = Span(1, 1, *CARA, 1, TEXT[slice(*CARA)], "confirmed", cara)
        changes = (Change(None, decision), Change(None, span))
        store.acts.commit(Act("suggestion.confirm", 1, changes), 1, AT)
        (found,) = examples(store)
        assert cuts_in(store).maybe > 0.1
    assert found.is_prompted is is_prompted


def test_what_was_not_asked_then_is_no_proof_though_it_would_be_asked_today(
    tmp_path: Path,
) -> None:
    how = (Outcome.CONFIRMED, InputMethod.KEY, AT, *ADA, 1)
    for number, (threshold, passed_over) in enumerate([(0.3, (BEN, CARA)), (0.8, ()), (None, ())]):
        decision = Decision(0, 1, 1, *how, focused=True, probability=0.5, threshold=threshold)
        found = finished(tmp_path / f"{number}.db", step="most", decision=decision)
        assert found.passed_over == passed_over


def test_maybes_that_were_asked_about_follow_from_what_was_doubtful() -> None:
    for step in USUAL.values():
        least, most = maybes_asked(step.mark)
        assert least <= step.maybe <= most
    for price in PRICES:
        cuts = cuts_at(price)
        least, most = maybes_asked(cuts.mark)
        assert least <= cuts.maybe + 1e-9
        assert cuts.maybe - 1e-9 <= most <= least + 0.31


def test_a_maybe_goes_by_what_was_asked_when_it_was_decided_not_by_what_came_later(
    tmp_path: Path,
) -> None:
    """It was decided while nearly all was doubtful, and the article finished when little was."""
    for number, (then, later, is_prompted) in enumerate([(0.8, 0.3, True), (0.3, 0.8, False)]):
        path = tmp_path / f"{number}.db"
        how = (Outcome.CONFIRMED, InputMethod.KEY)
        ada = Decision(0, 1, 1, *how, "2025" + AT[4:], *ADA, 1, probability=0.5, threshold=later)
        finished(path, step="few", cara=0.1, decision=ada)
        with Store.open(path) as store:
            cara = store.suggestions.of(1)[2].id
            decision = Decision(cara, 1, 1, *how, AT, *CARA, 1, probability=0.1, threshold=then)
            span = Span(1, 1, *CARA, 1, TEXT[slice(*CARA)], "confirmed", cara)
            changes = (Change(None, decision), Change(None, span))
            store.acts.commit(Act("suggestion.confirm", 1, changes), 1, AT)
            (found,) = examples(store)
        assert found.is_prompted is is_prompted


def test_where_it_may_have_been_asked_it_proves_neither_reading_nor_that_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewed_articles, "maybes_asked", lambda *_, **__: (0.1, 0.3))
    how = (Outcome.CONFIRMED, InputMethod.KEY, AT)
    ada = Decision(0, 1, 1, *how, *ADA, 1, probability=0.5, threshold=0.6)
    path = tmp_path / "1.db"
    passed = finished(path, cara=0.2, decision=ada)
    assert passed.passed_over == (BEN, CARA), "perhaps nobody looked"
    with Store.open(path) as store:
        ben = store.suggestions.of(1)[1].id
        decision = Decision(ben, 1, 1, *how, *BEN, 1, probability=0.2, threshold=0.6)
        span = Span(1, 1, *BEN, 1, TEXT[slice(*BEN)], "confirmed", ben)
        changes = (Change(None, decision), Change(None, span))
        store.acts.commit(Act("suggestion.confirm", 1, changes), 1, AT)
        (found,) = examples(store)
    assert found.is_prompted, "perhaps Enter led there"
