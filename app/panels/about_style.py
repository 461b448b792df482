"""What is known of one style: what it does, where it comes from, and all of it in the words of those who made it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app import theme
from app.session import Session
from app.widgets.buttons import Button
from app.widgets.fold import Fold
from app.widgets.sheet import Sheet
from app.words import style_words
from engine.styles import Style


class AboutStyleSheet(Sheet):
    """A sentence, facts in two columns, and the card of a bundled style, folded."""

    def __init__(self, session: Session, style: Style, window: QWidget) -> None:  # noqa: ARG002 - as all sheets
        super().__init__(style.name, window, width=560)
        if style.summary:
            self.body.addWidget(_label(style.summary))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnMinimumWidth(0, theme.px(96))
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(style_words.facts(style)):
            grid.addWidget(_label(name, "second"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_label(value), row, 1)
        self.body.addLayout(grid)
        card = _card(style)
        if card:
            fold = Fold(self.tr("How it was made"), is_open=False)
            text = _label(card, "second")
            text.setTextFormat(Qt.TextFormat.MarkdownText)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            fold.add(text)
            fold.opened.connect(self.fit)
            self.body.addWidget(fold)
        self.body.addStretch(1)
        done = Button(self.tr("Done"), "primary")
        done.clicked.connect(self.leave)
        self.add_button(done)


def _label(words: str, role: str = "") -> QLabel:
    label = QLabel(words)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def _card(style: Style) -> str:
    """The model card that lies beside a bundled style, without its heading; "" for none."""
    file = style.file.with_name(f"{style.id}.md")
    try:
        return file.read_text("utf-8").partition("\n")[2].strip()
    except (OSError, UnicodeError):
        return ""
