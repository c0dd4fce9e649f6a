"""The one list of formats: import, export, window, commands and README have no other."""

from __future__ import annotations

from annotator.errors import UserError
from annotator.faults import Fault, Loss
from annotator.formats import extras
from annotator.formats.base import Format, Likeness, Option, late

HEAD_BYTES = 1 << 16
"""How much of a file `sniff` is shown."""


_TEXT_FIELD = Option("text_field", "", "The column or field of the text.", "NAME")
_LAYERS = Option(
    "layers", "", "The layers whose feature is the label, with commas between.", "LAYER.FEATURE"
)
_REVIEWS = {Loss.HISTORY, Loss.NOTES, Loss.FLAGS}
_OF_ONE_TEXT = _REVIEWS | {Loss.HEADINGS, Loss.METADATA, Loss.UNREVIEWED, Loss.ANNOTATORS}
_OF_ONE_TEXT |= {Loss.TOPICS, Loss.UNDECIDED}
_SPLITS = ("share", "labels", "date", "source")
_SCHEMES = ("iob2", "iob", "bilou", "iobes")
_OVERLAPS = Option(
    "overlaps",
    "longest",
    "Which of spans that lie over each other goes out: longest, shortest or first.",
    "WHICH",
    ("longest", "shortest", "first"),
)

FORMATS = (
    Format(
        "text",
        "Text files",
        "Text files, one article each; the `date` line is read",
        (".txt",),
        late("text", "read"),
        late("text", "sniff"),
        has_encoding=True,
    ),
    Format(
        "html",
        "Web pages",
        "Saved web pages: the article of each, without what is around it",
        (".html", ".htm", ".xhtml"),
        late("html", "read"),
        late("html", "sniff"),
        (Option("page_text", "article", "What of a page: its article, or all its text.", "WHAT"),),
        has_encoding=True,
        extra="html",
    ),
    Format(
        "table",
        "Tables",
        "Tables with a column of texts",
        (".csv", ".tsv"),
        late("table", "read"),
        late("table", "sniff"),
        (_TEXT_FIELD,),
        columns=late("table", "columns"),
        has_encoding=True,
    ),
    Format(
        "xlsx",
        "Excel workbooks",
        "Workbooks of Excel: each sheet a table with a column of texts",
        (".xlsx", ".xlsm"),
        late("xlsx", "read"),
        late("xlsx", "sniff"),
        (_TEXT_FIELD,),
        columns=late("xlsx", "columns"),
    ),
    Format(
        "jsonl",
        "JSONL, everything",
        "JSON Lines, with spans and topics; lossless when written by this program",
        (".jsonl", ".ndjson"),
        late("jsonl", "read"),
        late("jsonl", "sniff"),
        (_TEXT_FIELD,),
        columns=late("jsonl", "columns"),
        has_encoding=True,
        write="annotator.workspace.exchange.lines_writing",
        read_back=late("jsonl", "read_back"),
        parts=("articles",),
        proven="pandas 3.1, datasets 5.2",
    ),
    Format(
        "json",
        "A JSON list",
        "One JSON list of articles",
        (".json-list", ".json"),
        late("jsonl", "read_list"),
        late("jsonl", "sniff_list"),
        (_TEXT_FIELD,),
        columns=late("jsonl", "columns_of_list"),
        has_encoding=True,
    ),
    Format(
        "prodigy",
        "Prodigy",
        "Prodigy's tasks and answers as JSON Lines",
        (".jsonl", ".json"),
        late("prodigy", "read"),
        late("prodigy", "sniff"),
        write=late("prodigy_writing", "write"),
        read_back=late("prodigy", "read_back"),
        with_tokens=True,
        parts=("tasks",),
        cannot_hold=frozenset({Loss.HISTORY, Loss.QUESTIONS}),
        proven="its own tasks (prodigy-recipes)",
    ),
    Format(
        "doccano",
        "doccano",
        "doccano's JSONL, JSON and CSV; spans are written as `label`, topics as `cats`",
        (".jsonl", ".json", ".csv"),
        late("doccano", "read"),
        late("doccano", "sniff"),
        (_TEXT_FIELD, Option("seq2seq", False, "Its labels are texts, no names: metadata.")),
        has_encoding=True,
        write=late("doccano", "write"),
        read_back=late("doccano", "read_back"),
        parts=("articles",),
        cannot_hold=frozenset({Loss.HISTORY, Loss.QUESTIONS, Loss.ANNOTATORS, Loss.UNDECIDED}),
        proven="its own examples of imports",
    ),
    Format(
        "labelbuddy",
        "labelbuddy",
        "labelbuddy's documents with annotations, and labels beside them",
        (".jsonl", ".json"),
        late("labelbuddy", "read"),
        late("labelbuddy", "sniff"),
        companions=late("labelbuddy", "companions"),
        has_encoding=True,
        write=late("labelbuddy", "write"),
        read_back=late("labelbuddy", "read_back"),
        parts=("documents", "labels"),
        cannot_hold=frozenset(
            {Loss.HISTORY, Loss.QUESTIONS, Loss.ANNOTATORS, Loss.TOPICS, Loss.UNDECIDED}
        ),
        proven="labelutils 0.0.1, by labelbuddy's author",
    ),
    Format(
        "argilla",
        "Argilla",
        "Argilla's records with responses and suggestions, as JSON; questions `spans` and `topics`",
        (".json", ".jsonl"),
        late("argilla", "read"),
        late("argilla", "sniff"),
        (_TEXT_FIELD,),
        has_encoding=True,
        write=late("argilla", "write"),
        read_back=late("argilla", "read_back"),
        parts=("records",),
        cannot_hold=frozenset({Loss.HISTORY, Loss.QUESTIONS, Loss.UNDECIDED}),
        proven="argilla 2.8",
    ),
    Format(
        "label-studio",
        "Label Studio",
        "Label Studio's JSON, JSON-MIN and CSV; written with the labelling interface",
        (".json", ".csv", ".tsv", ".jsonl"),
        late("label_studio.reading", "read"),
        late("label_studio.reading", "sniff"),
        (_TEXT_FIELD,),
        companions=late("label_studio.config", "companions"),
        has_encoding=True,
        write=late("label_studio.writing", "write"),
        read_back=late("label_studio.reading", "read_back"),
        writing=(Option("completed_by", False, "Name the annotators, whom it must know."),),
        cannot_hold=frozenset({Loss.HISTORY, Loss.QUESTIONS, Loss.UNDECIDED}),
        proven="label-studio-sdk 2.1",
    ),
    Format(
        "spacy",
        "spaCy, ready to train",
        "spaCy's DocBin; written split, with a config that `spacy train` runs as it is",
        (".spacy",),
        late("docbin", "read"),
        late("docbin", "sniff"),
        companions=lambda _name: ("config.cfg", "labels.json"),
        read_back=late("docbin", "read_back"),
        write="annotator.workspace.children.spacy_export",
        writing=(
            Option("dev_share", 0.2, "The share of articles in dev."),
            Option("split_by", "share", "How dev is chosen.", "|".join(_SPLITS), _SPLITS),
            Option("seed", 0, "Another seed, another split."),
        ),
        next_command=(
            *("python", "-m", "spacy", "train", "{to}/config.cfg"),
            *("--paths.train", "{to}/train.spacy", "--paths.dev", "{to}/dev.spacy"),
            *("--output", "{to}-trained"),
        ),
        cannot_hold=frozenset(
            _REVIEWS
            | {Loss.HEADINGS, Loss.METADATA, Loss.UNREVIEWED, Loss.ANNOTATORS, Loss.QUESTIONS}
        ),
        proven="spaCy 3.8: debug data, train, evaluate",
    ),
    Format(
        "parquet",
        "Parquet, everything",
        "Parquet, a row an article; names of classes as the `datasets` library has them",
        (".parquet", ".pq"),
        late("parquet", "read"),
        late("parquet", "sniff"),
        (_TEXT_FIELD,),
        columns=late("parquet", "columns"),
        write=late("parquet", "write"),
        read_back=late("parquet", "read_back"),
        parts=("articles",),
        writing=(
            Option("class_labels", False, "parquet: labels as numbers with names (ClassLabel)."),
        ),
        extra="parquet",
        proven="datasets 5.2, pandas 3.1",
    ),
    Format(
        "spacy-json",
        "spaCy, training data as JSON",
        "spaCy's JSON of version 2, and pairs of a text and its entities; written as version 2",
        (".json", ".jsonl"),
        late("spacy_json", "read"),
        late("spacy_json", "sniff"),
        has_encoding=True,
        write=late("spacy_json", "write"),
        read_back=late("spacy_json", "read_back"),
        parts=("articles",),
        writing=(_OVERLAPS,),
        cannot_hold=frozenset(
            _REVIEWS
            | {Loss.HEADINGS, Loss.METADATA, Loss.UNREVIEWED, Loss.ANNOTATORS, Loss.QUESTIONS}
            | {Loss.NESTED, Loss.OVERLAPPING}
        ),
        with_tokens=True,
        proven="spaCy 3.8's converter",
    ),
    Format(
        "conll",
        "CoNLL, a token a line",
        "CoNLL-2003, IOB, IOB2, BILOU, IOBES, CoNLL-U: a token a line, in columns",
        (".conll", ".iob", ".iob2", ".bio", ".bilou", ".conllu", ".tsv", ".txt"),
        late("conll.reading", "read"),
        late("conll.reading", "sniff"),
        reading=(
            Option(
                "token_columns",
                "",
                "What the columns are, if not found out: token, tag, misc; others by any name.",
                "NAMES",
            ),
            Option(
                "articles_from",
                "auto",
                "What is an article: document, sentence, or auto, a sentence where none is marked.",
                "UNIT",
                ("auto", "document", "sentence"),
            ),
            Option(
                "token_spacing",
                "spaces",
                "What is between tokens: spaces, or print for none where print has none.",
                "HOW",
                ("spaces", "print"),
            ),
        ),
        has_encoding=True,
        write=late("conll.writing", "write"),
        read_back=late("conll.reading", "read_back"),
        parts=("articles",),
        writing=(
            Option("scheme", "iob2", "iob2, iob, bilou or iobes.", "SCHEME", _SCHEMES),
            Option(
                "token_columns",
                "token pos misc tag",
                "The columns: token first, tag last; between them of pos, misc, start, end.",
                "NAMES",
            ),
            Option("tabs", False, "Tabs between columns, not spaces."),
            Option("comments", False, "Keys in lines that begin with #, too."),
            Option("sentences", True, "A blank line behind each sentence."),
            _OVERLAPS,
        ),
        cannot_hold=frozenset(
            _REVIEWS
            | {Loss.HEADINGS, Loss.METADATA, Loss.UNFINISHED, Loss.ANNOTATORS, Loss.QUESTIONS}
            | {Loss.NESTED, Loss.OVERLAPPING, Loss.TOPICS, Loss.UNDECIDED}
        ),
        finished_only=True,
        with_tokens=True,
        proven="seqeval 1.2, spaCy 3.8's converter",
    ),
    Format(
        "csv",
        "CSV of spans and of topics",
        "Tables of spans and of topics",
        (".csv",),
        write="annotator.workspace.exchange.csv_writing",
        parts=("spans", "topics"),
        cannot_hold=frozenset(_REVIEWS | {Loss.TEXTS, Loss.METADATA, Loss.UNMARKED}),
        proven="pandas 3.1",
    ),
    Format(
        "brat",
        "brat standoff",
        "brat's `.ann` beside its `.txt`, with `annotation.conf` and `visual.conf`",
        (".ann",),
        late("brat.reading", "read"),
        late("brat.reading", "sniff"),
        may_be_empty=True,
        companions=late("brat.reading", "companions"),
        write=late("brat.writing", "write"),
        cannot_hold=frozenset(_OF_ONE_TEXT),
        proven="the rules of brat's server, 1.3",
    ),
    Format(
        "webanno",
        "WebAnno TSV 3",
        "WebAnno's and INCEpTION's tables of tokens; the values of span layers are the labels",
        (".tsv",),
        late("webanno.reading", "read"),
        late("webanno.reading", "sniff"),
        (_LAYERS,),
        companions=late("webanno.reading", "companions"),
        write=late("webanno.writing", "write"),
        cannot_hold=frozenset(_OF_ONE_TEXT | {Loss.QUESTIONS}),
        proven="the rules of INCEpTION's reader, TSV 3.3",
    ),
    Format(
        "uima",
        "UIMA CAS XMI",
        "UIMA's CAS as INCEpTION has it: XMI, with `TypeSystem.xml`",
        (".xmi",),
        late("uima.xmi", "read"),
        late("uima.xmi", "sniff"),
        (_LAYERS,),
        companions=late("uima.xmi", "companions"),
        write=late("uima.writing", "write"),
        cannot_hold=frozenset(_OF_ONE_TEXT | {Loss.QUESTIONS, Loss.CONTROLS}),
        spelled=late("xml_text", "without_controls"),
        proven="dkpro-cassis 0.12",
    ),
    Format(
        "uima-json",
        "UIMA CAS JSON",
        "The same as JSON",
        (".json",),
        late("uima.json_cas", "read"),
        late("uima.json_cas", "sniff"),
        (_LAYERS,),
    ),
    Format(
        "refi",
        "REFI-QDA project",
        "Projects of NVivo, MAXQDA, ATLAS.ti, QualCoder …: texts, codings by users, notes",
        (".qdpx", ".qde"),
        late("refi.reading", "read"),
        late("refi.reading", "sniff"),
        write=late("refi.writing", "write"),
        read_back=late("refi.reading", "read_back"),
        parts=("project",),
        cannot_hold=frozenset({Loss.HISTORY}),
        proven="the published schema, xmlschema 4.3",
    ),
)


def read() -> tuple[Format, ...]:
    """The formats that can be read."""
    return tuple(each for each in FORMATS if each.read)


def written() -> tuple[Format, ...]:
    """The formats that can be written, in the order in which they are offered."""
    return tuple(each for each in FORMATS if each.write)


def to_read(name: str) -> Format:
    """The format of this name that can be read; UserError where there is none, or no library."""
    return _named(name, read(), Fault.NO_FORMAT_TO_READ)


def to_write(name: str) -> Format:
    """The format of this name that can be written; UserError where there is none, or no library."""
    return _named(name, written(), Fault.NO_SUCH_FORMAT)


def named(name: str) -> Format:
    """The format of this name, which there is."""
    return next(each for each in FORMATS if each.name == name)


def reader_for(name: str, head: bytes = b"") -> Format | None:
    """The format that reads a file of this name which begins so, or None.

    The ending counts: content decides between the formats of one ending, and for a name that says
    nothing, where it is surely a format's.
    """
    if of_ending := [each for each in read() if each.names(name)]:
        return max(of_ending, key=lambda each: each.sniff(head))
    return _surely(head)


def could_be(name: str, head: bytes) -> tuple[Format, ...]:
    """The formats that a file of this name which begins so may have, the likeliest first."""
    likely = [(each.names(name), each.sniff(head), each) for each in read()]
    able = [x for x in likely if x[0] or x[1] > Likeness.NONE]
    return tuple(each for _, _, each in sorted(able, key=lambda x: (-x[1], not x[0])))


def looks_like(format_: Format, head: bytes) -> Format | None:
    """Another format, where the beginning of a file is surely that one's and not `format_`'s."""
    other = _surely(head)
    return other if other is not None and format_.sniff(head) < Likeness.SURE else None


def _named(name: str, among: tuple[Format, ...], fault: Fault) -> Format:
    found = next((each for each in among if each.name == name), None)
    if found is None:
        raise UserError(fault, name=name, known=", ".join(each.name for each in among))
    extras.require(found.extra)
    return found


def _surely(head: bytes) -> Format | None:
    return next((each for each in read() if each.sniff(head) == Likeness.SURE), None)


def format_table() -> str:
    """The table of formats in Markdown, for the README."""
    head = "| format | files | read | written | what | has no place for | proven with |\n"
    return head + "| --- " * 7 + "|\n" + "".join(map(_row, FORMATS))


def lost_by(format_: Format) -> list[str]:
    """What a format has no place for, in words."""
    return [each.what.removesuffix(": {n}") for each in Loss if each in format_.cannot_hold]


def _row(format_: Format) -> str:
    cells = (
        format_.name,
        " ".join(format_.endings),
        "yes" if format_.read else "",
        "yes" if format_.write else "",
        format_.description + (f" (extra `{format_.extra}`)" if format_.extra else ""),
        "; ".join(lost_by(format_)),
        format_.proven,
    )
    return f"| {' | '.join(cells)} |\n"
