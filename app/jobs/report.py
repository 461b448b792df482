"""What a job tells when something goes wrong."""

import logging
import traceback

from PySide6.QtCore import QCoreApplication

from app.session import Session
from engine.errors import PenchantError


def report(session: Session, problem: Exception) -> None:
    """Tell a problem in the window. One of our own mistakes is logged too, and told with details to copy."""
    if not isinstance(problem, PenchantError):
        logging.getLogger(__name__).error("unexpected in a job", exc_info=problem)
        sentence = QCoreApplication.translate(
            "jobs", "Something unexpected came up. Photos and edits are as they were."
        )
        problem = PenchantError(sentence, details="".join(traceback.format_exception(problem)))
    session.trouble.emit(problem)
