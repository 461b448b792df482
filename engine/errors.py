"""What can go wrong with a person's files, as sentences for that person.

PenchantError
├── PhotoError            about one photo; nothing was shown or written
│   ├── PhotoMissing      no longer there, or not a file
│   ├── PhotoUnreadable   not permitted, damaged, or ends too early
│   ├── PhotoUnknown      not a kind of photo that Penchant knows
│   └── PhotoTooLarge     says it is more than this computer can hold
├── EditError             an edit (sidecar, command line) that cannot be understood
├── StyleError            a style that is missing, unknown or damaged
├── TrainingError         a training that cannot start or go on; what was learned so far is kept
└── ExportError           a photo that could not be written; the target is as it was before
    ├── TargetRefused     would write to the original, or the name is taken
    ├── FolderRefused     the folder is missing, read-only or not a folder
    └── DiskFull          no room left

`sentence` is one calm line that names the file and says what follows; `details` is for copying into a report.
The window may translate a sentence by the class and the `subject`; the command line prints it as it is.
"""

from pathlib import Path


class PenchantError(Exception):
    """Base of all errors that a person can do something about."""

    def __init__(self, sentence: str, *, subject: str | Path = "", details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.subject = str(subject)
        self.details = details


class PhotoError(PenchantError):
    """A photo that cannot be opened."""


class PhotoMissing(PhotoError):
    """The file is no longer there, or is a folder."""


class PhotoUnreadable(PhotoError):
    """The file may not be read, is damaged or ends too early."""


class PhotoUnknown(PhotoError):
    """The content is not a kind of photo that Penchant knows."""


class PhotoTooLarge(PhotoError):
    """The declared size exceeds what this computer can hold."""


class EditError(PenchantError):
    """An edit that cannot be understood: unknown control, value out of range, newer version."""


class StyleError(PenchantError):
    """A style that is missing, unknown or damaged."""


class TrainingError(PenchantError):
    """A training that cannot start or go on: its plan, its photos, its folder, or what it computes."""


class ExportError(PenchantError):
    """A photo that could not be written; whatever stood at the target is untouched."""


class TargetRefused(ExportError):
    """The target is an original, or its name is taken and the policy says skip."""


class FolderRefused(ExportError):
    """The target folder is missing, read-only or not a folder."""


class DiskFull(ExportError):
    """No room is left where the file should go."""
