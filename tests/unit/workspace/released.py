"""A project with everything that a release can hold, its release in this process, and its bytes."""

import random
import re
from hashlib import sha256

from annotator.core.records import Act, Change, CodingRule, Topic, TopicGroup
from annotator.core.tokens import Tokens
from annotator.formats import own
from annotator.formats.articles import (
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
)
from annotator.storage import Store
from annotator.workspace.children import rebuild_job, release_job
from annotator.workspace.exchange import importing
from annotator.workspace.jobs.messages import Rebuild, Release, ReleaseChoices
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import import_request

SOURCE = "The Wall Street Journal"
BODY = (
    "Xi met Joe 👩🏽‍🚀 in Paris on day {n}.\r\nThe {word} minister of the country said that the"
    " talks had been long, and would go on. {end}"
)
WORDS = "steel grain ports rails wheat coal loans taxes farms ships mines roads".split()
COPIES = {"a7": "a3", "a9": "a3"}
"""Articles that differ from another one by a word."""


def text_of(number):
    copied = int(COPIES.get(f"a{number}", f"a{number}")[1:])
    chance = random.Random(copied)
    filling = " ".join("".join(chance.choices("aeioudklmnrst", k=6)) for _ in range(150))
    quoted = "Read The Wall Street Journal. " if number == 2 else ""
    end = f"{quoted}{filling} {number}."
    return BODY.format(n=copied, word=WORDS[copied % 12], end=end)


def article(number, *, who="ann", label="PER"):
    text = text_of(number)
    paris = text.index("Paris")
    spans = (
        GivenSpan(
            0, 2, label, "Xi", "confirmed", 0, question="who? The minister of the country said"
        ),
        GivenSpan(paris, paris + 5, "LOC", "Paris", "added"),
    )
    review = GivenReview(
        who,
        seconds=4.5,
        shown="shown",
        note="see " + text[40:80],
        edited_at=f"2024-01-{number + 1:02}T10:00:00+00:00",
        spans=spans,
        topics=(GivenTopic("Trade", number % 2 == 0, "key"),),
        decisions=(GivenDecision(0, "confirmed", "key", "2024-01-01T10:00:00+00:00", 0, 2, label),),
    )
    return GivenArticle(
        text,
        title=text.split("\r\n")[0] if number % 3 else f"Of its own: {WORDS[number % 12]}",
        key=f"a{number}" if number != 5 else "",
        published=f"2023-{number % 12 + 1:02}-10",
        source=SOURCE if number % 2 else "Post",
        url=f"https://example.org/{number}/{WORDS[number % 12]}",
        language="en",
        meta='{"teaser":"The minister of the country said that"}' if number == 4 else "{}",
        suggestions=(GivenSuggestion(0, 2, label, "pipeline", 0.5),),
        reviews=(review,),
    )


def made(path, count=12):
    """A new project of so many articles."""
    projects.create(path, "conll")
    lines = path.with_suffix(".jsonl")
    lines.write_bytes(b"".join(own.line_of(article(n)) for n in range(count)))
    with Store.open(path) as store:
        ann = store.annotators.id_of("ann")
        group, trade = TopicGroup(1, "Subject"), Topic(10, "Trade", 1, "1", keywords=("deal",))
        changes = (Change(None, group), Change(None, trade))
        store.acts.commit(Act("topic.add", None, changes), ann, "2020-01-01")
    report = importing.run(import_request(path, lines), Work())
    assert (report.articles, report.refused) == (count, 0)
    with Store.open(path) as store:
        rule = CodingRule("Xi", ann, "2024-02-02", 1, "A person, always.", 1)
        store.acts.commit(Act("ruling.add", 1, (Change(None, rule),)), ann, "2024-02-02")
        words = [x.span() for x in re.finditer(r"\S+", text_of(0))]
        cut = Tokens([start for start, _ in words], [end for _, end in words])
        store.suggestions.put(1, store.suggestions.run_id("pipe", "1", "f"), cut, [0], [])
    lines.unlink()
    return path


def release(project, to, *, work=None, **choices):
    return release_job.run(
        Release(str(project), str(to), ReleaseChoices(**choices)), work or Work()
    )


def rebuild(manifest, to, *texts, work=None):
    return rebuild_job.run(Rebuild(str(manifest), tuple(map(str, texts)), str(to)), work or Work())


def hashes(folder):
    """The files of a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
