"""Words beside the text of an article."""

from __future__ import annotations

from annotator.ui.words.translating import QT_TRANSLATE_NOOP

ARTICLE = QT_TRANSLATE_NOOP("Article", "Article")
TOPICS = QT_TRANSLATE_NOOP("Article", "Topics")
NO_TOPIC = QT_TRANSLATE_NOOP("Article", "none", "no topic applies")
