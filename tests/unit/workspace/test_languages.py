"""Languages are found out where files don't say them (`workspace/exchange/languages.py`)."""

import json
import random
from pathlib import Path

import pytest

from annotator.storage import Store
from annotator.workspace.exchange import importing, languages, preview
from annotator.workspace.exchange.languages import LanguageFinder, is_same_language
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning import pipelines
from annotator.workspace.open import projects
from tests.unit.workspace.asking import import_request

UDHR = Path(__file__).parents[4] / "shared" / "udhr"
TEXTS = {
    "en": "The minister said on Tuesday that the talks with the union would go on until the end of"
    " the week, and that nobody wanted another strike.",
    "de": "Die Ministerin sagte am Dienstag, dass die Gespräche mit der Gewerkschaft bis zum Ende"
    " der Woche weitergehen und niemand einen neuen Streik will.",
    "fr": "Le ministre a déclaré mardi que les discussions avec le syndicat se poursuivraient"
    " jusqu’à la fin de la semaine et que personne ne voulait d’une autre grève.",
    "es": "El ministro dijo el martes que las conversaciones con el sindicato seguirían hasta el"
    " final de la semana y que nadie quería otra huelga.",
    "pt": "O ministro disse na terça-feira que as conversas com o sindicato vão continuar até ao"
    " fim da semana e que ninguém queria outra greve.",
    "pl": "Minister powiedział we wtorek, że rozmowy ze związkiem potrwają do końca tygodnia i że"
    " nikt nie chce kolejnego strajku.",
    "ru": "Министр сказал во вторник, что переговоры с профсоюзом продолжатся до конца недели и"
    " что никто не хочет новой забастовки.",
    "ar": "قال الوزير يوم الثلاثاء إن المحادثات مع النقابة ستستمر حتى نهاية الأسبوع ولا أحد يريد"
    " إضرابا آخر.",
    "zh": "部长星期二表示，与工会的谈判将持续到本周末，没有人希望再次发生罢工，政府将继续努力。",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि"
    " और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।",
    "ne": "सबै व्यक्तिहरू जन्मजात स्वतन्त्र हुन् ती सबैको समान अधिकार र महत्व छ। निजहरूमा विचार शक्ति र"
    " सद्विचार भएकोले निजहरूले आपसमा भातृत्वको भावनाबाट व्यवहार गर्नु पर्छ।",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_some_length_tells_its_language(language):
    assert LanguageFinder().of(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["", "12.3", "Xi met Joe.", "Müller, Paris", "—" * 500])
def test_of_what_is_short_nothing_is_said(text):
    assert LanguageFinder().of(text) == ""


@pytest.mark.parametrize("usual", ["en", "es", "de", "hi"])
def test_most_articles_of_one_language_are_known_by_their_short_words(usual, monkeypatch):
    asked = []
    found = languages._found
    monkeypatch.setattr(languages, "_found", lambda x: asked.append(x) or found(x))
    finder = LanguageFinder()
    assert {finder.of(f"{n} {TEXTS[usual]}") for n in range(200)} == {usual}
    assert len(asked) == languages._LEARNT_FROM
    assert {x: finder.of(text) for x, text in TEXTS.items()} == {x: x for x in TEXTS}


def test_an_article_needs_not_more_usual_words_than_the_others_have(monkeypatch):
    usual = "the of and to in that was for on with by at from as it is were had not said".split()
    chance = random.Random(1)
    long = "ministers government parliament negotiations agreement opposition".split()
    texts = [" ".join(chance.sample(usual, 11) + chance.choices(long, k=40)) for _ in range(400)]
    asked = []
    monkeypatch.setattr(languages, "_found", lambda x: asked.append(x) or "en")
    finder = LanguageFinder()
    assert {finder.of(text) for text in texts} == {"en"}
    assert len(asked) < 40


@pytest.mark.skipif(not UDHR.is_dir(), reason="the declarations are not beside this checkout")
def test_letters_with_signs_for_vowels_are_whole_words():
    hindi, nepali = (_pieces(UDHR / f"{name}.txt") for name in ("hin", "nep"))
    finder = LanguageFinder()
    assert [finder.of(x) for x in hindi].count("hi") >= 0.9 * len(hindi)
    assert [finder.of(x) for x in nepali].count("hi") <= 0.1 * len(nepali)


def _pieces(path):
    text = path.read_text("utf-8")[200:]
    return [text[at : at + 600] for at in range(0, len(text) - 600, 300)]


def test_codes_of_one_language():
    assert is_same_language("en-GB", "en") and is_same_language("no", "nb")
    assert is_same_language("pt_BR", "PT") and not is_same_language("en", "es")


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "empty")


def test_articles_in_another_language_than_the_pipelines_are_told_and_stored_so(project, tmp_path):
    path = tmp_path / "in.jsonl"
    records = [{"text": TEXTS["en"]}, {"text": TEXTS["de"]}, {"text": TEXTS["fr"]}, {"text": "Xi"}]
    records += [{"text": "Said by the file.", "language": "de-AT"}]
    path.write_text("".join(json.dumps(x) + "\n" for x in records))
    report = importing.run(import_request(project, path), Work())
    assert report.pipeline_language == "en"
    assert report.languages == {"en": 1, "de": 1, "fr": 1, "de-AT": 1}
    with Store.open(project) as store:
        assert [store.articles.get(n).language for n in range(1, 6)] == [
            "en", "de", "fr", "", "de-AT",
        ]  # fmt: skip
    again = projects.create(tmp_path / "q.db", "empty")
    told = preview.run(messages.Preview(str(again), (str(path),)), Work())
    assert (told.files[0].languages, told.pipeline_language) == (report.languages, "en")
    first = preview.run(messages.Preview(str(again), (str(path),), first=10), Work())
    assert first.files[0].languages == {"de-AT": 1}


def test_our_own_records_keep_what_they_say_of_their_language(project, tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXTS["de"], "language": "xx"}))
    importing.run(import_request(project, tmp_path / "a.jsonl"), Work())
    with Store.open(project) as store:
        assert store.articles.get(1).language == "xx"


@pytest.mark.parametrize(
    ("name", "language"), [(None, "en"), ("blank:de", "de"), ("blank:xx", ""), ("no such", "")]
)
def test_the_language_of_a_pipeline(name, language):
    assert pipelines.language_of(name) == language
