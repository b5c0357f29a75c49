"""What is to be written of a Popolo file: people and what they are members of."""

import datetime
from dataclasses import dataclass, field
from uuid import UUID

from directory.importers.roster_seats import WantedCongress, WantedUnit
from directory.models.unit import fold_unit_name
from divisions.models import Division

from .bodies import Body
from .issues import Record

#: columns of a deputy that a file may fill
DEPUTY_FIELDS = (
    "name", "gender", "ethnicity", "birth", "party", "post", "biography", "public_channel",
    "phone", "email",
)  # fmt: skip


@dataclass(eq=False, slots=True)
class Somebody:
    """One person as the file speaks of them, complete with what is written.

    Attributes:
        key: id in the file's source, for good; with the area where upstream had merged people.
        origin: the key under which upstream had merged people; "" where it has not.
        values: by column of ``DEPUTY_FIELDS``, empty ones left out.
        other_names: name, language and note; ``numbers``: scheme and identifier.
        uuid, code, pinyin: what a new person keeps, from a file of ours.
        pk: of the stored or new person; ``is_new`` says which.
        changes: columns of a stored person that the file says otherwise.
    """

    record: Record
    key: str
    values: dict[str, str]
    other_names: list[tuple[str, str, str]] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    uuid: UUID | None = None
    code: str = ""
    pinyin: str = ""
    origin: str = ""
    claims: list["Claim"] = field(default_factory=list)
    pk: int | None = None
    is_new: bool = False
    is_left_out: bool = False
    changes: dict[str, str] = field(default_factory=dict)

    def namesake(self, area: str) -> "Somebody":
        """Return one of the people merged here: of what upstream says only the names are sure."""
        return Somebody(
            record=self.record, key=f"{self.key}#{area}", origin=self.key,
            values={"name": self.values["name"]}, other_names=self.other_names,
        )  # fmt: skip


@dataclass(eq=False, slots=True)
class LooseUnit:
    """An area of a body that is no people's congress: a unit that belongs to no term."""

    name: str
    division: Division
    pk: int | None = None


@dataclass(eq=False, slots=True)
class Claim:
    """A membership: a mandate where ``body`` is a congress, else an office in an organ.

    Attributes:
        number, period: the term, and what the file calls it.
        area: the record of the area, None where none is named.
        is_undated: the file gives neither start nor end, not even in part.
        is_over: the file says that the membership has ended.
        unit: of a mandate; ``loose``: of an office.
        pk: of the stored or new row; ``is_new`` says which.
        changes: columns of a stored row that the file says otherwise; ``before``: what they held.
    """

    record: Record
    person: Somebody
    body: Body
    number: int | None
    period: str
    role: str
    area: Record | None
    area_name: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    is_undated: bool
    is_over: bool
    party: str = ""
    electing: WantedCongress | None = None
    unit: WantedUnit | None = None
    loose: LooseUnit | None = None
    pk: int | None = None
    is_new: bool = False
    changes: dict[str, object] = field(default_factory=dict)
    before: dict[str, object] = field(default_factory=dict)

    @property
    def folded_area(self) -> str:
        return fold_unit_name(self.area_name)

    @property
    def area_reference(self) -> str:
        return self.area.reference if self.area else ""
