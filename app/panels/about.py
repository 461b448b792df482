"""What this program is, its version and its licence."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from app.session import Session
from app.widgets.buttons import Button
from app.widgets.sheet import Sheet
from engine.version import VERSION


class AboutSheet(Sheet):
    """A few lines and a button."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(QCoreApplication.translate("About", "About Penchant"), window, width=440)
        lines = (
            ("title", f"Penchant {VERSION}"),
            ("", self.tr("A photo editor that learns the look you love.")),
            ("second", self.tr("Photos stay on this computer. Originals are never changed.")),
            ("second", self.tr("Apache License 2.0. Font: Inter (OFL). Icons: Phosphor (MIT).")),
            ("second", self.tr("%n style(s) are here.", "", len(session.styles))),
        )
        for role, words in lines:
            label = QLabel(words)
            label.setProperty("role", role)
            label.setWordWrap(True)
            self.body.addWidget(label)
        done = Button(self.tr("Done"), "primary")
        done.clicked.connect(self.leave)
        self.add_button(done)
