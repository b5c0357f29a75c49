"""What an import found and did, as JSON for machines and in one line for people."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from divisions.codes import trim_code
from divisions.enums import WITHOUT_CONGRESS, Kind, Level
from divisions.kinds import GOVERNED_BY

from .issues import RowIssue
from .places import Places
from .plan import NewPlace, Plan, Target
from .table import Table

#: how a row that is left out counts in the end
_LEFT_OUT = "left_out"


@dataclass
class Report:
    """Counts over all files of one import."""

    is_dry_run: bool
    editions: list[dict[str, object]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    defects: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    details: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    issues: list[RowIssue] = field(default_factory=list)
    #: why nothing was written; empty where something was, or nothing had to be
    refusal: str = ""

    def add(self, plan: Plan, tables: Iterable[Table]) -> None:
        """Count what ``plan``, made of ``tables``, does."""
        tables = list(tables)
        day = plan.edition.as_of
        self.editions.append(
            {"title": plan.edition.title, "as_of": str(day) if day else None,
             "files": [table.file for table in tables]}
        )  # fmt: skip
        issues = [*(issue for table in tables for issue in table.issues), *plan.places.issues]
        self.issues += issues
        rows = sum(len(table.rows) + len(table.issues) for table in tables)
        self.counts.update({"rows": rows, _LEFT_OUT: len(issues)})
        self._count_changes(plan)
        self._count_places(plan.places)

    def _count_changes(self, plan: Plan) -> None:
        created = [new for new in plan.created if new.valid_until is None]
        changed = {
            *plan.updates, *(move.place.pk for move in plan.moves),
            *(place.pk for place, *_ in plan.codes), *(place.pk for place, *_ in plan.former_names),
        }  # fmt: skip
        stored = sum(1 for target in plan.targets.values() if not isinstance(target, NewPlace))
        gone = {target.pk for target in plan.withdrawn if not isinstance(target, NewPlace)}
        updated = len(changed - gone)
        self.counts.update(
            created=len(created),
            withdrawn=len(plan.withdrawn),
            renamed=len(plan.renamed),
            recoded=len(plan.recoded),
            restored=len(plan.restored),
            moved=len(plan.moves),
            updated=updated,
            unchanged=stored + len(plan.replaced) - updated,
        )
        successors: dict[Target, list[str]] = {}
        for old, new in plan.successors:
            successors.setdefault(old, []).append(_short(plan.actual(new)))
        self._detail("renamed", plan.renamed)
        self._detail("recoded", plan.recoded)
        self._detail("corrections_kept", plan.kept)
        self._detail("restored", [{"code": _short(p), "name": p.name} for p in plan.restored])
        self._detail(
            "withdrawn",
            [{"code": _short(place), "name": place.name, "succeeded_by": successors.get(place, [])}
             for place in plan.withdrawn],
        )  # fmt: skip

    def _detail(self, key: str, entries: Iterable[dict]) -> None:
        self.details.setdefault(key, []).extend(entries)

    def _count_places(self, places: Places) -> None:
        self.defects.update(places.defects)
        self.kinds.update(place.kind.value for place in places)
        counties = [place for place in places if place.level == Level.COUNTY]
        zones = [place for place in counties if place.kind == Kind.DEVELOPMENT_ZONE]
        by_code = sum(1 for place in zones if "71" <= place.code[4:6] <= "79")
        self.defects.update(
            zones_by_code=by_code,
            zones_by_name=len(zones) - by_code,
            governed_elsewhere=sum(1 for place in places if place.code in GOVERNED_BY),
            townships_without_congress=sum(
                1
                for place in places
                if place.level == Level.TOWNSHIP and place.kind in WITHOUT_CONGRESS
            ),
        )

    def as_json(self) -> dict[str, object]:
        """Return the report for ``--report``."""
        return {
            "dry_run": self.is_dry_run,
            "refusal": self.refusal,
            "editions": self.editions,
            "counts": dict(self.counts),
            "defects": dict(self.defects),
            "kinds": {kind: self.kinds[kind] for kind in Kind.values if self.kinds[kind]},
            **self.details,
            "issues": [issue.as_json() for issue in self.issues],
        }

    def refuse_for_rows(self, *, is_strict: bool) -> None:
        """Refuse all of it where no row is right, or (where ``is_strict``) one is wrong."""
        wrong = self.counts[_LEFT_OUT]
        self.refusal = ""
        if wrong and (is_strict or wrong == self.counts["rows"]):
            self.refusal = f"有 {wrong:,} 行有误，没有写入任何内容。第一处：{self.issues[0]}"

    def line(self) -> str:
        """Return the counts in one line."""
        counts = self.counts
        parts = [
            f"新增 {counts['created']:,}", f"更新 {counts['updated']:,}",
            f"不变 {counts['unchanged']:,}", f"更名 {counts['renamed']:,}",
            f"换代码 {counts['recoded']:,}", f"撤销 {counts['withdrawn']:,}",
        ]  # fmt: skip
        left = f"，另有 {counts[_LEFT_OUT]:,} 行有误，没有导入" if counts[_LEFT_OUT] else ""
        tried = "（试运行，没有写入）" if self.is_dry_run or self.refusal else ""
        return f"区划 {counts['rows']:,} 行：{'，'.join(parts)}{left}。{tried}"


def _short(place: Target) -> str:
    return trim_code(place.code, place.level)
