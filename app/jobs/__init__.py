"""Work off the GUI thread. Each job listens to the session, works in a thread of its own, and brings results home."""

from app.jobs.adding import AddingJob
from app.jobs.cards import CardsJob
from app.jobs.devices import DevicesJob
from app.jobs.duel import DuelJob
from app.jobs.export import ExportJob
from app.jobs.guards import GuardsJob
from app.jobs.library import LibraryJob
from app.jobs.many_edits import ManyEditsJob
from app.jobs.opening import Opening
from app.jobs.pairs import PairsJob
from app.jobs.preview import PreviewJob
from app.jobs.region import RegionJob
from app.jobs.saving import Known, Saving
from app.jobs.sharing import SharingJob
from app.jobs.small_pictures import SmallPictures
from app.jobs.snapshots import SnapshotsJob
from app.jobs.thumbnails import ThumbnailsJob
from app.jobs.train import TrainJob
from app.jobs.warming import Warming
from app.jobs.white import WhiteJob
from app.session import Session


class Jobs:
    """All jobs of one session; they end with `Session.close`, or with `close`."""

    def __init__(self, session: Session) -> None:
        known = Known()
        self.saving = Saving(session, known)
        self.many_edits = ManyEditsJob(session, known)
        self.library = LibraryJob(session)
        known.elsewhere = self.library.edit_of
        self.warming = Warming(session)
        self.opening = Opening(session, known)
        self.preview = PreviewJob(session)
        self.region = RegionJob(session)
        self.cards = CardsJob(session)
        self.snapshots = SnapshotsJob(session)
        self.white = WhiteJob(session)
        self.guards = GuardsJob(session)
        self.thumbnails = ThumbnailsJob(session)
        self.adding = AddingJob(session)
        self.sharing = SharingJob(session)
        self.pairs = PairsJob(session)
        self.devices = DevicesJob(session)
        self.train = TrainJob(session, known)
        self.small = SmallPictures(session)
        self.duel = DuelJob(session)
        self.export = ExportJob(session, known)
        session.closing.connect(self.close)

    def close(self) -> None:
        """End all threads and wait for them; a second call does nothing.

        What was decided is on disk before anything else is waited for.
        """
        kept = (self.saving, self.snapshots, self.train, self.small, self.library, self.adding)
        asked = (self.sharing, self.devices, self.duel, self.pairs)
        pictures = (self.warming, self.preview, self.region, self.cards, self.white, self.guards, self.thumbnails)
        for job in (self.many_edits, *kept, *asked, *pictures, self.opening, self.export):
            job.close()
