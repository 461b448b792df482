"""Words in the person's language. English has a file too: it holds the plurals, which the code cannot spell out."""

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from app import resources


def install(app: QCoreApplication) -> None:
    """Load the translation of the desktop's language over the English plurals; a missing one leaves English.

    The `.qm` files are compiled from the `.ts` files beside them with `pyside6-lrelease`.
    """
    folder = str(resources.path("translations"))
    english = QTranslator(app)
    if english.load("penchant_en", folder):
        app.installTranslator(english)
    own = QTranslator(app)
    if own.load(QLocale(), "penchant", "_", folder):
        app.installTranslator(own)
