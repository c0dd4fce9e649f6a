"""What a job is at, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from annotator.core.codes import JobStep


def words_of_step(step: JobStep) -> str:
    """A few words for the status line."""
    translate = QCoreApplication.translate
    return {
        JobStep.LOADING_THE_PIPELINE: translate("JobSteps", "loading the pipeline"),
        JobStep.READING: translate("JobSteps", "reading"),
        JobStep.SUGGESTING: translate("JobSteps", "suggesting"),
        JobStep.LEARNING: translate("JobSteps", "learning"),
        JobStep.LEARNING_TOPICS: translate("JobSteps", "learning topics"),
        JobStep.IMPORTING: translate("JobSteps", "importing"),
        JobStep.INDEXING: translate("JobSteps", "indexing"),
        JobStep.SPLITTING: translate("JobSteps", "splitting"),
        JobStep.EXPORTING: translate("JobSteps", "exporting"),
        JobStep.READING_BACK: translate("JobSteps", "reading back"),
        JobStep.COPYING: translate("JobSteps", "copying"),
        JobStep.TRAINING: translate("JobSteps", "training"),
        JobStep.JUDGING_MEMORY: translate("JobSteps", "judging memory"),
        JobStep.JUDGING_THE_PIPELINE: translate("JobSteps", "judging the pipeline"),
        JobStep.JUDGING_THE_NEW_PIPELINE: translate("JobSteps", "judging the new pipeline"),
        JobStep.JUDGING_THE_PRESENT_PIPELINE: translate("JobSteps", "judging the present pipeline"),
        JobStep.JUDGING_THE_TOPICS: translate("JobSteps", "judging the topics"),
        JobStep.CROSS_VALIDATING: translate("JobSteps", "cross-validating"),
        JobStep.CROSS_VALIDATING_TOPICS: translate("JobSteps", "cross-validating topics"),
    }[step]
