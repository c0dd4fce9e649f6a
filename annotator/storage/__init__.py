"""The project file: connection, migrations and store. The only room that knows SQL."""

from annotator.storage.articles import NewArticle
from annotator.storage.batch import Batch
from annotator.storage.damage_kind import Damage, Damaged
from annotator.storage.faults import ArticleRemoved, ProjectDisplaced, ProjectLocked, StaleState
from annotator.storage.giveway import GiveWay
from annotator.storage.listing import ArticleRow
from annotator.storage.models import Model
from annotator.storage.reviews import Marks
from annotator.storage.sheet import SheetRows
from annotator.storage.store import Store
from annotator.storage.undo import Undone

__all__ = [
    "ArticleRemoved",
    "ArticleRow",
    "Batch",
    "Damage",
    "Damaged",
    "GiveWay",
    "Marks",
    "Model",
    "NewArticle",
    "ProjectDisplaced",
    "ProjectLocked",
    "SheetRows",
    "StaleState",
    "Store",
    "Undone",
]
