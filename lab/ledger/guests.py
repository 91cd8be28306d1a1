"""Which visitors a site gets: those of its journey, or the sample's, who edit pictures too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lab.ledger.entries import Entry
from lab.ledger.exchange import Exchange
from lab.ledger.journey_visitor import JourneyVisitor
from lab.ledger.kinds import Kind
from lab.ledger.pictures import EDITS
from lab.ledger.stay import Stay
from lab.ledger.truth import Gallery
from lab.ledger.visitor import Visitor
from roles.configuration.settings import Settings

SAMPLE = ["GET /image", "POST /image", "GET /image/raw"]


@dataclass
class Guests:
    """Makes the visitors of one run; `secrets` are what the journey needs."""

    settings: Settings
    secrets: Mapping[str, str]
    stay: Stay
    write: Callable[[Entry], None]
    started: float
    _gallery: Gallery = field(default_factory=Gallery)
    _texts: set[str] = field(default_factory=set)

    def make(
        self, number: int, kind: Kind, exchange: Exchange, pace: float
    ) -> Visitor | JourneyVisitor:
        """Make a visitor; one of the sample's that takes `pace` seconds for a file edits none."""
        journey = self.settings.journey
        if [step.request for step in journey] == SAMPLE:
            return Visitor(
                number=number,
                kind=kind,
                exchange=exchange,
                gallery=self._gallery,
                stay=self.stay,
                write=self.write,
                started=self.started,
                edits=() if pace else EDITS,
                pace=pace,
            )
        return JourneyVisitor(
            number=number,
            kind=kind,
            exchange=exchange,
            journey=journey,
            secrets=self.secrets,
            stay=self.stay,
            write=self.write,
            started=self.started,
            texts=self._texts,
        )
