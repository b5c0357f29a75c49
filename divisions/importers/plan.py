"""What an import would write."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from divisions.models import Division

from .edition import Edition
from .places import Key, Place, Places
from .stored import Stored, StoredPlace


@dataclass(slots=True, eq=False)
class NewPlace:
    """A place to be created; ``valid_until`` where the newer tables have it no more."""

    place: Place
    division: Division
    parent: "Target"
    governed_by: "Target | None"
    valid_until: datetime.date | None

    @property
    def code(self) -> str:
        """Its twelve digits."""
        return self.place.code

    @property
    def level(self) -> int:
        """Its level."""
        return self.place.level

    @property
    def name(self) -> str:
        """Its name."""
        return self.place.name


Target = StoredPlace | NewPlace


@dataclass(slots=True)
class Move:
    """A stored place that hangs elsewhere from now on."""

    place: StoredPlace
    parent: Target
    governed_by: Target | None


@dataclass
class Plan:
    """All that an import writes, and what its report tells."""

    edition: Edition
    stored: Stored
    places: Places
    #: what each place of the table is: a stored one, or a new one
    targets: dict[Place, Target] = field(default_factory=dict)
    #: new places that turned out to be stored ones under another code
    replaced: dict[NewPlace, StoredPlace] = field(default_factory=dict)
    #: {id: {field: value}} of stored divisions
    updates: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    #: codes to add to stored divisions: whose, code and level, last day
    codes: list[tuple[StoredPlace, Key, datetime.date | None]] = field(default_factory=list)
    #: ids of codes that this table lists, seen before on an older day
    seen: list[int] = field(default_factory=list)
    #: {last day, None for codes back in force: ids of codes}
    code_ends: dict[datetime.date | None, list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    former_names: list[tuple[StoredPlace, str, datetime.date | None]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    successors: list[tuple[Target, Target]] = field(default_factory=list)
    # For the report
    renamed: list[dict[str, str]] = field(default_factory=list)
    recoded: list[dict[str, str]] = field(default_factory=list)
    withdrawn: list[Target] = field(default_factory=list)
    restored: list[StoredPlace] = field(default_factory=list)
    #: what was corrected by hand and stays, though the table says otherwise
    kept: list[dict[str, str]] = field(default_factory=list)

    @property
    def created(self) -> list[NewPlace]:
        """The places to create, from the top down."""
        return [
            target
            for target in self.targets.values()
            if isinstance(target, NewPlace) and target not in self.replaced
        ]

    def actual(self, target: Target) -> Target:
        """Return the stored place that stands for a new one, else ``target`` itself."""
        return self.replaced.get(target, target) if isinstance(target, NewPlace) else target

    @property
    def writes(self) -> bool:
        """Whether there is anything to write at all."""
        return any(
            [self.created, self.updates, self.codes, self.seen, self.code_ends,
             self.former_names, self.moves, self.successors]
        )  # fmt: skip
