"""What a start finds half learned is offered to go on: after the window was closed, or the computer restarted."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject

from app.learning import INTERRUPTED, PAUSED, Learning
from app.session import Session
from app.widgets.toast import Toaster
from app.words import duration_words

TEACH = "teach"


class LearningOffer(QObject):
    """Asks once, about the first learning that is heard of; in the room where it is seen nothing needs to be asked."""

    def __init__(self, session: Session, toaster: Callable[[], Toaster]) -> None:
        """Begin to listen.

        Args:
            session: whose learning.
            toaster: where to ask, in the room that was entered.
        """
        super().__init__(session)
        self._session, self._toaster = session, toaster
        session.learning_changed.connect(self._ask)

    def _ask(self, learning: Learning | None) -> None:
        if learning is None:
            return
        self._session.learning_changed.disconnect(self._ask)
        if learning.status not in (INTERRUPTED, PAUSED) or self._session.room == TEACH:
            return
        words = _tr("{name} is not learned to its end yet; it stands at {time}.")
        time = duration_words.lasted(learning.seconds)
        self._toaster().offer(words.format(name=learning.wish.name, time=time), _tr("Go on"), self._go_on)

    def _go_on(self) -> None:
        self._session.pause_learning(False)
        self._session.enter_room(TEACH)


def _tr(words: str) -> str:
    return QCoreApplication.translate("LearningOffer", words)
