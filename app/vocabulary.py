"""The app's vocabulary: every signal that session, jobs and panels use to talk to each other."""

from PySide6.QtCore import QObject, Signal


class Vocabulary(QObject):
    """The signals of the session. What a signal carries stands beside it; all are emitted on the GUI thread."""

    photos_changed = Signal()
    photo_changed = Signal(object)  # Path | None: another photo is shown; its image follows
    photo_overdue = Signal()  # it has been shown for so long that what is left of the one before has to go
    image_changed = Signal(object)  # Image: the first, or a better one, of the same photo
    photo_refused = Signal(object)  # PhotoError
    edit_changed = Signal(object)  # Edit: what the person decided
    look_changed = Signal(object)  # Edit: what the canvas is to show; differs while a style is hovered
    history_changed = Signal()
    clipboard_changed = Signal()
    styles_changed = Signal()
    view_changed = Signal(object)  # View
    room_changed = Signal(str)  # id of the room that was entered, see app.rooms
    preview_changed = Signal(object)  # Preview
    guards_changed = Signal(object)  # engine.guards.Guards of what is shown; None while there is nothing to say
    region_changed = Signal(object)  # Region
    card_changed = Signal(str, object)  # style id ("" is the original), QImage
    card_refused = Signal(str, object)  # style id, PenchantError: why this style cannot run here
    thumbnail_changed = Signal(object, object)  # Path, QImage (null: cannot be shown)
    settings_changed = Signal(object)  # Settings
    devices_changed = Signal(object)  # tuple of "cpu", "cuda", "mps": where styles can run
    device_changed = Signal(str)  # where styles run now
    recent_changed = Signal(object)  # Recent
    busy_changed = Signal(bool)  # something slower than a second is being made for the canvas
    saved_changed = Signal(str)  # words for the status line
    trouble = Signal(object)  # PenchantError
    said = Signal(str)  # one sentence that needs no answer

    shelf_changed = Signal()  # what the library knows; see Session.shelf
    marks_changed = Signal(object)  # tuple[Path, ...]: likes, stars... of these photos, not yet on the shelf
    targets_changed = Signal()  # which photos the keys of marks mean
    likes_changed = Signal(object)  # LikesReport
    photo_facts_changed = Signal(object)  # PhotoFacts

    style_found = Signal(object)  # Finding: what is in a style file
    style_removed = Signal(object)  # Style: it is in the trash

    version_changed = Signal(str)  # id of the person's own style that the Teach room is about; "" for the newest
    pairs_found = Signal(object)  # app.pairs.PairsFound
    shared = Signal(object)  # app.sharing.Shared
    learning_changed = Signal(object)  # Learning, or None: nothing is learned
    small_changed = Signal(object, object)  # Path, QImage (null: cannot be shown)
    styled_changed = Signal(object, str)  # tuple[Styled, ...], as asked for with `styled_wanted`; the name of the wish

    export_names_changed = Signal(object)  # ExportNames
    export_changed = Signal(object)  # ExportProgress

    # What jobs are asked for.
    keep_wanted = Signal(object, object, bool)  # Path, Edit, whether it differs from the photo as it came
    reading_wanted = Signal(object)  # Path | None: the photo that is shown from now on; all else of it is told after
    listing_wanted = Signal(object)  # tuple[Path, ...]
    region_wanted = Signal(object)  # (x0, y0, x1, y1) of the result at full size, or None
    full_size_wanted = Signal()
    white_wanted = Signal(object)  # (x, y): a place of the result, in fractions, that should be grey
    thumbnails_wanted = Signal(object)  # tuple[Path, ...], the ones in sight first
    devices_wanted = Signal()
    marks_wanted = Signal(object, int)  # dict[Path, Marks], number of the wish
    likes_wanted = Signal(object, bool)  # tuple[Path, ...] of files and folders, whether only those with 4 or 5 stars
    likes_report_wanted = Signal()
    photo_facts_wanted = Signal(object)  # Path
    edits_wanted = Signal(object, object)  # tuple[Path, ...], the Change of each
    share_sheet_wanted = Signal(object)  # Style
    about_style_wanted = Signal(object)  # Style
    pairs_wanted = Signal(object)  # (Path, Path): folders of photos as they were, and finished
    share_wanted = Signal(object)  # app.sharing.ShareWish
    export_sheet_wanted = Signal(object)  # tuple[Path, ...]
    folder_wanted = Signal(object)  # Path: to be shown in the library
    folder_drop_wanted = Signal(object)  # Path
    collection_wanted = Signal(str, object)  # name, tuple[Path, ...] to be put into it
    collection_out_wanted = Signal(str, object)
    collection_drop_wanted = Signal(str)
    ratings_read_wanted = Signal(object)  # tuple[Path, ...]: from sidecars of other programs
    ratings_write_wanted = Signal(object)
    style_file_wanted = Signal(object)  # Question, or None: nobody asks any more
    style_wanted = Signal(object)  # Order
    style_name_wanted = Signal(object, str)  # Style, its new name
    style_copy_wanted = Signal(object, str)  # Style, name of the copy
    style_trash_wanted = Signal(object)  # Style
    style_restore_wanted = Signal(object)  # Style
    learning_wanted = Signal(object)  # LearningWish
    learning_pause_wanted = Signal(bool)
    learning_keep_wanted = Signal(object)  # seconds of a moment, or None: the newest
    learning_drop_wanted = Signal()
    small_wanted = Signal(object)  # tuple[Path, ...]
    styled_wanted = Signal(object, object, str, object)  # Style, tuple[Path, ...], a name for the wish, balance or None
    balance_wanted = Signal(object, float)  # Style of the person's own, 0 faithful .. 100 striking
    export_names_wanted = Signal(object)  # ExportWish
    export_wanted = Signal(object)  # ExportWish
    export_pause_wanted = Signal(bool)
    export_stop_wanted = Signal()
    warming = Signal()
    closing = Signal()
