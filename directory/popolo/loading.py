"""Load a Popolo file into the directory.

``reading`` takes the file apart; ``bodies``, ``people``, ``memberships`` and ``units`` say what its
records mean; ``stored``, ``matching`` and ``seats`` compare that with the database; what is left is
written in one transaction. Each record stands alone; a second import changes nothing; nobody is
ended because a newer file lacks the membership.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError

from accounts.models import User
from directory.exceptions import PopoloRefusedError, RecordsChangedError
from directory.importers.roster_records import file_name_of
from directory.importers.roster_rights import Rights
from divisions.models import Division
from editing.models import ChangeSet

from .bodies import Bodies
from .issues import LEFT_OUT, Kind, Outcome, Problem, Record
from .matching import match_people, scheme_of
from .memberships import Memberships
from .people import part_namesakes, read_people
from .places import Places
from .plan import Somebody
from .reading import PopoloFile, PopoloFileError, read_file
from .records import Plan
from .rights import refuse_outside
from .seats import SeatMatcher
from .stored import load_frame
from .units import UnitFinder
from .writing import stamp, write

logger = logging.getLogger(__name__)

_ATTEMPTS = 3
_WRITTEN = frozenset({Outcome.IMPORT, Outcome.UPDATE})
#: of several people in one record, what is said of it
_STRONGEST = (Outcome.REVIEW, Outcome.IMPORT, Outcome.UPDATE, Outcome.UNCHANGED)
_LONGEST_SOURCE = 200


@dataclass(frozen=True)
class PopoloOrder:
    """What is to be imported, and how.

    Attributes:
        base: the division for which the file speaks.
        source: whose ids the file gives; by default the file says it.
        term: number of the term of memberships in a congress that name no period.
        user: who imports, and may publish all of it; None: the system, to which nothing is closed.
        is_trial: write nothing, and say what would have been written.
    """

    path: Path
    base: Division
    user: User | None = None
    source: str = ""
    term: int | None = None
    is_trial: bool = False


@dataclass
class PopoloResult:
    """What became of a file: its records, each with its outcome, and how many people they are.

    ``people`` counts people by outcome: merged ones count as many as they are. ``change_set`` is
    what the changes were noted in, None where nothing was written.
    """

    path: Path
    source: str
    records: dict[Kind, list[Record]]
    people: Counter = field(default_factory=Counter)
    change_set: ChangeSet | None = None

    @property
    def left_out(self) -> list[Record]:
        """The records that somebody has to look at."""
        return [r for records in self.records.values() for r in records if r.outcome in LEFT_OUT]

    @property
    def is_usable(self) -> bool:
        """Whether anything of the file stands in the database now, or would."""
        return any(r.is_importable for records in self.records.values() for r in records)

    def counts(self, kind: Kind) -> Counter:
        """Return the number of records of a class by outcome."""
        return Counter(record.outcome for record in self.records[kind])


def import_popolo(order: PopoloOrder, progress: Callable[[str], None]) -> PopoloResult:
    """Read and load one file.

    Raises:
        PopoloRefusedError: nothing was written; the message says why. Records that are left out
            are no error: they stand in the result.
    """
    try:
        return _import(order, progress)
    except PopoloFileError as error:
        raise PopoloRefusedError(str(error)) from error
    except RecursionError as error:
        raise PopoloRefusedError("文件嵌套过深，不是 Popolo 文件。") from error
    except OSError as error:
        raise PopoloRefusedError(f"读不了文件：{error.strerror}。") from error
    except OperationalError as error:
        raise PopoloRefusedError(
            "数据库没有响应（别的程序正在写入，或连接断开），没有写入。请稍后再试。"
        ) from error


def _import(order: PopoloOrder, progress: Callable[[str], None]) -> PopoloResult:
    for _ in range(_ATTEMPTS):
        progress("读取文件……")
        file = read_file(order.path, order.source)
        since = stamp()
        progress("核对……")
        plan = _plan(order, file)
        refuse_outside(plan)
        result = _result(file, plan)
        has_work = any(
            record.outcome in _WRITTEN for records in file.records.values() for record in records
        )
        if order.is_trial or not has_work:
            return result
        try:
            progress("写入……")
            result.change_set = write(plan, since)
        except RecordsChangedError:
            progress("导入期间有人修改了数据，重新核对……")
            continue
        logger.info(
            "popolo imported",
            extra={"event": "popolo_imported", "division_id": order.base.pk,
                   "people": sum(result.people.values())},
        )  # fmt: skip
        return result
    raise PopoloRefusedError("导入期间一直有人在修改数据，没有写入。请稍后再试。")


def _plan(order: PopoloOrder, file: PopoloFile) -> Plan:
    """Return what is to be written; every record gets its outcome."""
    places = Places(order.base)
    bodies = Bodies(file, places)
    found = bodies.read()
    people = read_people(file)
    memberships = Memberships(file, bodies, people, order.term)
    claims = memberships.read()
    everybody = part_namesakes(people, claims)
    claims = [claim for claim in claims if claim.record.is_importable]
    for claim in claims:
        if claim.party:
            claim.person.values["party"] = claim.party
    units = UnitFinder(places, bodies, memberships).find(claims)
    frame = load_frame(found, bodies, units, places)
    matched = match_people(everybody, scheme_of(file.source))
    SeatMatcher(frame, everybody).match()
    title = file_name_of(order.path)
    return Plan(
        base=order.base, source=f"Popolo {title}"[:_LONGEST_SOURCE],
        title=title[:_LONGEST_SOURCE], frame=frame, people=matched, rights=Rights(order.user),
    )  # fmt: skip


def _result(file: PopoloFile, plan: Plan) -> PopoloResult:
    """Count what becomes of people; a record of several says the most that happens to one."""
    result = PopoloResult(file.path, file.source, file.records)
    outcomes: dict[Record, set[Outcome]] = {}
    for somebody in plan.people.everybody:
        outcome = _outcome(somebody)
        result.people[outcome] += 1
        outcomes.setdefault(somebody.record, set()).add(outcome)
    for record, found in outcomes.items():
        record.outcome = next(outcome for outcome in _STRONGEST if outcome in found)
    used = {period.record for period in plan.frame.units.periods.values()}
    for record in [*file.records[Kind.POST], *file.records[Kind.EVENT]]:
        if record.outcome == Outcome.IMPORT and record not in used:
            record.outcome = Outcome.UNCHANGED
    return result


def _outcome(somebody: Somebody) -> Outcome:
    problems = {issue.problem for issue in somebody.record.issues}
    if somebody.is_left_out or Problem.RECORD_BUSY in problems:
        return Outcome.REVIEW
    if somebody.is_new:
        return Outcome.IMPORT
    has_more = somebody.changes or somebody.other_names or somebody.numbers
    return Outcome.UPDATE if has_more else Outcome.UNCHANGED
