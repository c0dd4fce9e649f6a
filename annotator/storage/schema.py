"""The tables of a project file as the first migration makes them. Later changes are migrations.

Offsets are code points. `token_bounds` holds arrays of little-endian uint32. Articles stay as they
came; those that are removed go to the bin (`bin.py`), and their ids are never given again.
"""

APPLICATION_ID = 0x414E4E4F  # "ANNO"

_PROJECT = (
    """CREATE TABLE project (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        scheme_name TEXT NOT NULL DEFAULT '',
        is_nested INTEGER NOT NULL DEFAULT 0,
        scheme_version INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL DEFAULT '',
        indexed_article INTEGER NOT NULL DEFAULT 0,
        current_suggestions INTEGER NOT NULL DEFAULT 0,
        current_maybes INTEGER NOT NULL DEFAULT 0)""",
    "INSERT INTO project (id) VALUES (1)",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE annotators (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        spans INTEGER NOT NULL DEFAULT 0,
        topics INTEGER NOT NULL DEFAULT 0)""",
)

_SCHEME = (
    """CREATE TABLE labels (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        short TEXT NOT NULL,
        colour TEXT NOT NULL,
        key TEXT NOT NULL,
        guideline TEXT NOT NULL,
        leave_out TEXT NOT NULL,
        exceptions TEXT NOT NULL,
        doubtful INTEGER NOT NULL,
        position INTEGER NOT NULL,
        retired INTEGER NOT NULL)""",
    """CREATE TABLE topic_groups (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        several INTEGER NOT NULL,
        required INTEGER NOT NULL,
        position INTEGER NOT NULL)""",
    """CREATE TABLE topics (
        id INTEGER PRIMARY KEY CHECK (id <> 0),
        name TEXT NOT NULL,
        topic_group INTEGER NOT NULL REFERENCES topic_groups(id),
        key TEXT NOT NULL,
        keywords TEXT NOT NULL,
        guideline TEXT NOT NULL,
        colour TEXT NOT NULL,
        position INTEGER NOT NULL,
        retired INTEGER NOT NULL)""",
    """CREATE TABLE label_map (
        pipeline_label TEXT PRIMARY KEY,
        label INTEGER REFERENCES labels(id)) WITHOUT ROWID""",
)

_ARTICLES = (
    """CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        title TEXT NOT NULL,
        heading TEXT NOT NULL,
        published TEXT NOT NULL,
        source TEXT NOT NULL,
        url TEXT NOT NULL,
        language TEXT NOT NULL,
        source_offset INTEGER NOT NULL,
        words INTEGER NOT NULL,
        length INTEGER NOT NULL,
        sha256 BLOB NOT NULL,
        imported_at TEXT NOT NULL,
        duplicate_of INTEGER REFERENCES articles(id),
        meta TEXT NOT NULL,
        text TEXT NOT NULL)""",
    "CREATE INDEX articles_by_hash ON articles(sha256)",
    "CREATE INDEX articles_by_date ON articles(published, id)",
    "CREATE INDEX articles_by_key ON articles(key) WHERE key <> ''",
    "CREATE INDEX articles_duplicate ON articles(duplicate_of) WHERE duplicate_of IS NOT NULL",
    """CREATE TRIGGER articles_stay BEFORE DELETE ON articles
        BEGIN SELECT RAISE(ABORT, 'articles are never deleted'); END""",
    """CREATE TABLE article_runs (
        article INTEGER PRIMARY KEY REFERENCES articles(id),
        suggested_run INTEGER REFERENCES runs(id),
        latest_run INTEGER REFERENCES runs(id))""",
    "CREATE INDEX article_runs_latest ON article_runs(latest_run, article)",
    """CREATE TABLE token_bounds (
        article INTEGER PRIMARY KEY REFERENCES articles(id),
        run INTEGER REFERENCES runs(id),
        starts BLOB NOT NULL,
        ends BLOB NOT NULL,
        sentence_starts BLOB NOT NULL)""",
    """CREATE VIRTUAL TABLE article_words USING fts5(
        title, text, content = '',
        tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")""",
)

_SUGGESTIONS = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        pipeline TEXT NOT NULL,
        version TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        corrector TEXT NOT NULL,
        UNIQUE (kind, pipeline, version, fingerprint, corrector))""",
    """CREATE TABLE suggestions (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES articles(id),
        start INTEGER,
        "end" INTEGER,
        label INTEGER,
        source TEXT NOT NULL,
        score REAL,
        is_maybe INTEGER NOT NULL,
        run INTEGER REFERENCES runs(id),
        CHECK ((start IS NULL AND "end" IS NULL) OR (0 <= start AND start < "end")))""",
    "CREATE INDEX suggestions_of_article ON suggestions(article, run)",
    """CREATE TABLE decisions (
        suggestion INTEGER NOT NULL REFERENCES suggestions(id),
        annotator INTEGER NOT NULL REFERENCES annotators(id),
        article INTEGER NOT NULL REFERENCES articles(id),
        outcome TEXT NOT NULL,
        way TEXT NOT NULL,
        at TEXT NOT NULL,
        start INTEGER,
        "end" INTEGER,
        label INTEGER,
        followed_from INTEGER,
        focused INTEGER NOT NULL,
        seconds REAL,
        label_shown INTEGER,
        probability REAL,
        threshold REAL,
        surface TEXT,
        PRIMARY KEY (suggestion, annotator)) WITHOUT ROWID""",
    "CREATE INDEX decisions_of_article ON decisions(article, annotator)",
    """CREATE INDEX decisions_memory ON decisions(surface, label, outcome)
        WHERE way IN ('key', 'letter', 'mouse') AND surface IS NOT NULL""",
)

_REVIEWS = (
    """CREATE TABLE spans (
        article INTEGER NOT NULL REFERENCES articles(id),
        annotator INTEGER NOT NULL REFERENCES annotators(id),
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        label INTEGER NOT NULL REFERENCES labels(id),
        surface TEXT NOT NULL,
        origin TEXT NOT NULL,
        suggestion INTEGER REFERENCES suggestions(id),
        question TEXT NOT NULL,
        PRIMARY KEY (article, annotator, start, "end", label),
        CHECK (0 <= start AND start < "end")) WITHOUT ROWID""",
    "CREATE INDEX spans_by_label ON spans(label, annotator)",
    "CREATE INDEX spans_of_suggestion ON spans(suggestion) WHERE suggestion IS NOT NULL",
    """CREATE INDEX spans_memory ON spans(surface, label)
        WHERE origin = 'added' AND suggestion IS NULL""",
    """CREATE TABLE article_topics (
        article INTEGER NOT NULL REFERENCES articles(id),
        annotator INTEGER NOT NULL REFERENCES annotators(id),
        topic INTEGER NOT NULL,
        is_yes INTEGER NOT NULL,
        way TEXT NOT NULL,
        PRIMARY KEY (article, annotator, topic)) WITHOUT ROWID""",
    "CREATE INDEX article_topics_by_topic ON article_topics(annotator, topic, is_yes)",
    """CREATE TABLE reviews (
        article INTEGER NOT NULL REFERENCES articles(id),
        annotator INTEGER NOT NULL REFERENCES annotators(id),
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        flagged INTEGER NOT NULL,
        note TEXT NOT NULL,
        seconds REAL NOT NULL,
        seconds_to_first_act REAL,
        share_seen REAL NOT NULL,
        shown TEXT NOT NULL,
        run INTEGER REFERENCES runs(id),
        chosen TEXT NOT NULL,
        scheme_version INTEGER NOT NULL,
        review_pass INTEGER NOT NULL,
        is_forced INTEGER NOT NULL,
        edited_at TEXT NOT NULL,
        PRIMARY KEY (article, annotator)) WITHOUT ROWID""",
    "CREATE INDEX reviews_by_status ON reviews(annotator, status, article)",
    "CREATE INDEX reviews_flagged ON reviews(annotator, article) WHERE flagged",
    """CREATE TABLE acts (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        annotator INTEGER NOT NULL REFERENCES annotators(id),
        article INTEGER,
        kind TEXT NOT NULL,
        words TEXT NOT NULL,
        grp INTEGER NOT NULL,
        of INTEGER,
        before TEXT NOT NULL,
        after TEXT NOT NULL)""",
    "CREATE INDEX acts_trail ON acts(annotator, id, kind, of) WHERE id = grp",
    "CREATE INDEX acts_back ON acts(of, id) WHERE of IS NOT NULL",
    "CREATE INDEX acts_of_group ON acts(grp, id)",
)

_VIEWS = (
    """CREATE VIEW articles_readable AS
        SELECT id, key, heading, published, source, url, language, words, imported_at, duplicate_of,
               lower(hex(sha256)) AS sha256, text
        FROM articles""",
    """CREATE VIEW spans_readable AS
        SELECT s.article, a.heading, n.name AS annotator, s.start, s."end", l.name AS label,
               s.surface, s.origin, s.question, s.suggestion
        FROM spans s JOIN articles a ON a.id = s.article JOIN annotators n ON n.id = s.annotator
        JOIN labels l ON l.id = s.label""",
    """CREATE VIEW suggestions_readable AS
        SELECT g.id, g.article, g.start, g."end", l.name AS label, t.name AS topic, g.source,
               g.score, g.is_maybe, r.pipeline, r.version, r.corrector
        FROM suggestions g
        LEFT JOIN labels l ON l.id = g.label AND g.start IS NOT NULL
        LEFT JOIN topics t ON t.id = g.label AND g.start IS NULL
        LEFT JOIN runs r ON r.id = g.run""",
    """CREATE VIEW decisions_readable AS
        SELECT d.article, n.name AS annotator, d.outcome, d.way, d.at, g.start AS suggested_start,
               g."end" AS suggested_end, d.start, d."end", d.surface,
               coalesce(l.name, t.name) AS label, d.focused, d.seconds, d.probability, d.threshold,
               d.suggestion
        FROM decisions d JOIN annotators n ON n.id = d.annotator
        JOIN suggestions g ON g.id = d.suggestion
        LEFT JOIN labels l ON l.id = d.label AND g.start IS NOT NULL
        LEFT JOIN topics t ON t.id = d.label AND g.start IS NULL""",
    """CREATE VIEW article_topics_readable AS
        SELECT x.article, a.heading, n.name AS annotator,
               CASE x.topic WHEN 0 THEN '(none applies)' ELSE t.name END AS topic, x.is_yes, x.way
        FROM article_topics x JOIN articles a ON a.id = x.article
        JOIN annotators n ON n.id = x.annotator LEFT JOIN topics t ON t.id = x.topic""",
    """CREATE VIEW reviews_readable AS
        SELECT r.article, a.heading, n.name AS annotator, r.status, r.reason, r.flagged, r.note,
               r.seconds, r.share_seen, r.shown, r.chosen, r.edited_at
        FROM reviews r JOIN articles a ON a.id = r.article
        JOIN annotators n ON n.id = r.annotator""",
)

STATEMENTS = (*_PROJECT, *_SCHEME, *_ARTICLES, *_SUGGESTIONS, *_REVIEWS, *_VIEWS)
