"""Who is who (是不是同一个人): which stored person each row of a roster means.

Identity is never the name. A row means a stored person when the register number agrees, or when
folded name, term and unit agree, and the birth month where both know it. What is weaker is a
question, unless the namesake sits at another level: then the row is somebody new, with a remark.
Open mandates in two places of which neither governs the other are always a question (选举法
第四十八条).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import groupby, islice

from directory.models import AnswerKind

from .roster_answers import IMPORT, NEW, SAME, SKIP
from .roster_compare import compare, is_same_as_before
from .roster_doubts import are_apart, are_foreign_twins, doubt_about, seat_text
from .roster_entries import Entry
from .roster_findings import Finding
from .roster_group import MatchOptions, NameGroup
from .roster_issues import Code, Severity
from .roster_people import StoredDeputy, births_agree, load_namesakes
from .roster_rows import Outcome

#: names that are asked for at once
_NAMES_AT_ONCE = 500
#: questions that may be answered for all rows at once: somebody of that name sat before
_BEFORE = frozenset({Finding.SAME_NAME_OTHER_TERM, Finding.SAME_NAME_NO_MANDATE})
#: issues whose ``of`` is the row of somebody of the same name
_OF_PERSON = frozenset(
    {Code.POSSIBLE_DUPLICATE, Finding.POSSIBLE_SAME_PERSON, Finding.UNRELATED_MANDATES}
)
_SAY_WHO = "请答复是谁：same、new、网址编号，或 skip。"
_NOT_ONE = "答复是 same，但没有找到唯一的那个人，请写明网址编号。"


def match_people(
    entries: Iterable[Entry], options: MatchOptions, progress: Callable[[int], None]
) -> None:
    """Find the stored person of every entry, and what differs; a few queries per 500 names."""
    ordered = sorted(entries, key=lambda entry: (entry.folded_name, entry.row.row))
    groups = (list(group) for _, group in groupby(ordered, key=lambda entry: entry.folded_name))
    done = 0
    while chunk := list(islice(groups, _NAMES_AT_ONCE)):
        people = [entry for group in chunk for entry in group]
        stored = load_namesakes(
            [group[0].folded_name for group in chunk],
            {entry.person.register_number for entry in people} - {""},
            {entry.answer.code for entry in people if entry.answer} - {""},
            options.register,
            options.today,
        )
        for group in chunk:
            _Group(group, stored, options).match()
        done += len(people)
        progress(done)


class _Group(NameGroup):
    """The rows of one name against the stored people of that name."""

    def match(self) -> None:
        """Take the sure matches first, so that they raise no question about the rest."""
        rest = self.entries
        for finds in (self._by_kept_answer, self._surely, self._by_code):
            rest = [entry for entry in rest if not finds(entry)]
        for entry in rest:
            self._by_question(entry)
        said: dict[int, set[str]] = defaultdict(set)
        for entry, deputy, mandate in sorted(self.found, key=lambda each: each[0].row.row):
            number = entry.person.register_number
            entry.adds_number = bool(number) and number not in self.stored.by_number
            is_own = self.options.may_write(deputy.path)
            compare(entry, deputy, mandate, said[deputy.pk], is_own=is_own)

    # Sure matches

    def _by_kept_answer(self, entry: Entry) -> bool:
        """Match by what was answered before, save a row that was another row's double."""
        answer = entry.answer
        if answer is None or answer.word or answer.kept is None:
            return False
        if answer.kept.kind == AnswerKind.DUPLICATE:
            return False
        self._answer(entry)
        return True

    def _surely(self, entry: Entry) -> bool:
        """Match by the register number or the seat, unless an answer says who it is."""
        if entry.was_question and entry.word not in {IMPORT, SKIP}:
            return False
        if not (self._by_number(entry) or self._by_seat(entry)):
            return False
        if entry.is_left_out:
            self._answer(entry)
        elif entry.was_question and entry.word == IMPORT:
            entry.decide(AnswerKind.PERSON)
        return True

    def _by_code(self, entry: Entry) -> bool:
        """Match by an answer that names the person, where there is a question."""
        if entry.answer is None or not entry.answer.code:
            return False
        if not entry.was_question:
            self._ask(entry)
            if not (entry.is_left_out or _has_remark(entry)):
                return False
        self._answer(entry)
        return True

    # Questions

    def _by_question(self, entry: Entry) -> None:
        """Ask who a row is that means nobody for sure; without a doubt it is somebody new."""
        if not (entry.was_question and entry.word == NEW):
            self._ask(entry)
        is_doubtful = entry.is_left_out or (_has_remark(entry) and entry.word != IMPORT)
        if entry.word and (is_doubtful or (entry.was_question and entry.word in {NEW, SAME})):
            self._answer(entry)
        elif entry.is_left_out:
            self._take_as_before(entry)
        else:
            self._add_new(entry)
            if entry.is_left_out:
                self._answer(entry)
            elif entry.was_question:
                entry.decide(AnswerKind.NEW)

    def _ask(self, entry: Entry) -> None:
        """Note what namesakes make doubtful about a row that means nobody for sure."""
        doubts: dict[Finding, list[str]] = defaultdict(list)
        for deputy in self.namesakes:
            if self._key(entry, deputy) in self.taken:
                continue
            if doubt := doubt_about(entry, deputy, today=self.options.today):
                finding, mandate = doubt
                entry.meant += (deputy.pk,)
                if finding != Finding.SAME_NAME_OTHER_LEVEL:
                    entry.candidates += (deputy.pk,)
                seat = seat_text(deputy, mandate)
                doubts[finding].append(seat)
                entry.choices += ((deputy.code, seat),)
        for finding, seats in doubts.items():
            more = f"另有 {len(seats) - 1} 人同名。" if len(seats) > 1 else ""
            entry.find(finding, "name", f"{seats[0]}{more}")
        self._ask_about_twins(entry)

    def _ask_about_twins(self, entry: Entry) -> None:
        """Note which people whom earlier rows make may be this one."""
        for earlier in self.new:
            if earlier.unit is entry.unit and births_agree(earlier.birth, entry.birth):
                entry.find(Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
            elif are_foreign_twins(earlier, entry, self.options.today):
                entry.find(Finding.UNRELATED_MANDATES, "*", of=earlier.row.row)

    def _take_as_before(self, entry: Entry) -> None:
        """Answer, where staff have said so for all rows, that a row is who sat before."""
        asked = {each.code for each in entry.issues if each.severity == Severity.REVIEW}
        asked -= {Finding.SAME_NAME_OTHER_LEVEL}
        if not self.options.takes_same or not asked <= _BEFORE or len(entry.candidates) != 1:
            return
        deputy = next(each for each in self.namesakes if each.pk == entry.candidates[0])
        if is_same_as_before(entry, deputy):
            entry.reopen()
            self._take(entry, deputy)
            if not entry.is_left_out:
                entry.decide(AnswerKind.PERSON, f"按答复认作库中的 {deputy.code}。")

    # Answers

    def _answer(self, entry: Entry) -> None:
        """Settle a doubtful row as staff say, if they say anything."""
        if entry.answer is None:
            return
        entry.answer.is_used = True
        if entry.word == IMPORT:
            entry.stay_open(_SAY_WHO)
        elif entry.word == SKIP:
            entry.reopen()
            entry.outcome = Outcome.IGNORE
            entry.decide(AnswerKind.SKIP, "按答复不导入。")
        elif entry.word == NEW:
            entry.reopen()
            self.new.append(entry)
            entry.decide(AnswerKind.NEW, "按答复是新的人。")
        elif entry.word == SAME:
            self._join(entry, self._only_candidate(entry), _NOT_ONE)
        else:
            self._join(entry, self._named(entry))

    def _join(self, entry: Entry, who: "Entry | StoredDeputy | None", why_not: str = "") -> None:
        """Let the row be ``who``: somebody stored, or whom another row makes."""
        if who is None:
            entry.stay_open(why_not)
            return
        entry.reopen()
        if isinstance(who, StoredDeputy):
            self._take(entry, who, is_decided=True)
        elif who.unit.term is entry.unit.term:
            self._repeat(entry, who)
        else:
            entry.same_as = who
            who.twins += (entry,)
            entry.decide(AnswerKind.PERSON, f"按答复与第 {who.row.row} 行是同一人。")

    def _named(self, entry: Entry) -> StoredDeputy | None:
        """Return the person whose code an answer gives, if the row can mean that person."""
        deputy = self.stored.by_code.get(entry.answer.code) if entry.answer else None
        if deputy is None or not self.options.sees(deputy.path, deputy.state.live):
            return None
        is_named = deputy.folded_name == entry.folded_name or deputy.pk in entry.meant
        return deputy if is_named or not entry.word else None

    def _only_candidate(self, entry: Entry) -> "Entry | StoredDeputy | None":
        """Return the one person whom the question about a row speaks of."""
        issues = (*entry.row.issues, *entry.issues)
        rows = {each.of for each in issues if each.code in _OF_PERSON and each.of}
        stored = set(entry.candidates)
        if not rows and not stored:
            stored = set(entry.meant)
            rows = {other.row.row for other in self.entries if _is_remarked(entry, other)}
        made = []
        for other in self.entries:
            if other.row.row in rows:
                root = other.same_as or other
                if root.deputy:
                    stored.add(root.deputy)
                elif root not in made:
                    made.append(root)
        if len(stored) + len(made) != 1:
            return None
        if made:
            return made[0] if made[0] in self.new else None
        everybody = self.stored.by_code.values()
        return next((each for each in everybody if each.pk in stored), None)

    def _add_new(self, entry: Entry) -> None:
        """Let the row make somebody new, or one more mandate of somebody an earlier row makes."""
        number = entry.person.register_number
        earlier = next((e for e in self.new if number and e.person.register_number == number), None)
        if earlier is None:
            self.new.append(entry)
            return
        if earlier.unit.term is entry.unit.term:
            entry.find(Finding.POSSIBLE_SAME_PERSON, "*", of=earlier.row.row)
        elif are_apart(earlier, entry):
            entry.find(Finding.UNRELATED_MANDATES, "*", of=earlier.row.row)
        else:
            entry.same_as = earlier
            earlier.twins += (entry,)


def _has_remark(entry: Entry) -> bool:
    """Whether a namesake at another level is remarked upon."""
    remark = Finding.SAME_NAME_OTHER_LEVEL
    return entry.has(Code.SAME_NAME_OTHER_LEVEL) or any(i.code == remark for i in entry.issues)


def _is_remarked(entry: Entry, other: Entry) -> bool:
    """Whether ``other`` is a row that the reader's remark about ``entry`` speaks of."""
    is_earlier = other.row.row < entry.row.row and not other.is_left_out
    return (
        is_earlier
        and other.person.level != entry.person.level
        and entry.has(Code.SAME_NAME_OTHER_LEVEL)
    )
