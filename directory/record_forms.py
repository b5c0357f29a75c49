"""Forms that compare what is typed with other records; an import of old data is not asked.

Each looks at dates that are known: one that nobody knows contradicts nothing.
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from editing.forms import DivisionScopedForm

from .enums import GroupRole, MandateStatus
from .models import DeputyLink, GroupMembership, Term
from .models.organ import OrganMember
from .models.period import current, overlapping


class TermForm(DivisionScopedForm):
    """A term lies wholly between the one before it and the one after it."""

    def clean(self) -> dict[str, Any]:
        """Compare the term with the others of its congress."""
        said = super().clean()
        congress, number = said.get("congress"), said.get("number")
        if congress is None or number is None:
            return said
        others = Term.objects.filter(congress=congress).exclude(pk=self.instance.pk)
        before = others.filter(number__lt=number).order_by("-number").first()
        after = others.filter(number__gt=number).order_by("number").first()
        if before is not None and (starts_on := said.get("starts_on")):
            latest = before.ends_on or before.starts_on
            if latest and starts_on <= latest:
                self.add_error("starts_on", f"早于第{before.number}届的最后一天，两届不能重叠。")
        if after is not None and after.starts_on:
            latest = said.get("ends_on") or said.get("starts_on")
            if latest and latest >= after.starts_on:
                self.add_error("ends_on", f"晚于第{after.number}届开始的日子，两届不能重叠。")
        return said


class SessionForm(DivisionScopedForm):
    """A meeting lies within its term."""

    def clean(self) -> dict[str, Any]:
        """Compare the meeting's days with the term's."""
        said = super().clean()
        if (term := said.get("term")) is None:
            return said
        for name in ("starts_on", "ends_on"):
            day = said.get(name)
            if day and term.starts_on and day < term.starts_on:
                self.add_error(name, f"早于本届开始的日子（{term.starts_on:%Y-%m-%d}）。")
            if day and term.ends_on and day > term.ends_on:
                self.add_error(name, f"晚于本届的最后一天（{term.ends_on:%Y-%m-%d}）。")
        return said


class MandateForm(DivisionScopedForm):
    """A seat whose last day has passed has ended."""

    def clean(self) -> dict[str, Any]:
        """Compare the last day with the status."""
        said = super().clean()
        ends_on, status = said.get("ends_on"), said.get("status")
        if ends_on and ends_on < timezone.localdate() and status != MandateStatus.ENDED:
            self.add_error(
                "status", "终止日期已经过了，状态请选“已终止”；还在任的，请清空终止日期。"
            )
        return said


class LinkForm(DivisionScopedForm):
    """Whoever keeps in touch for an organ sits in it, and does so once at a time."""

    def _post_clean(self) -> None:
        """Look for the linker in the organ, and for the same link, once the row itself is good."""
        super()._post_clean()
        if self.errors:
            return
        said = self.cleaned_data
        organ, linker = said.get("organ"), said.get("linker")
        on = said.get("starts_on") or timezone.localdate()
        repeats = self._repeats(said)
        posts = OrganMember.objects.filter(current(on), organ=organ, deputy=linker)
        if organ and linker and not posts.exists():
            self.add_error("linker", f"这位代表当时不是{organ}的组成人员，请先在机构里写明任职。")
        if repeats:
            self.add_error("deputy", "这段时间里这项联系已经有了。")

    def _repeats(self, said: dict[str, Any]) -> bool:
        """Whether the same body, linker and deputy are joined at the same time already."""
        names = ("division", "organ", "handling_unit", "linker", "linker_name", "deputy")
        same = DeputyLink.objects.filter(**{name: said.get(name) for name in names})
        same = same.filter(overlapping(said.get("starts_on"), said.get("ends_on")))
        return same.exclude(pk=self.instance.pk).exists()


class MembershipForm(DivisionScopedForm):
    """A group has one leader at a time (组长一人)."""

    def clean(self) -> dict[str, Any]:
        """Look for another leader in the same days."""
        said = super().clean()
        if said.get("role") != GroupRole.LEADER or said.get("group") is None:
            return said
        days = overlapping(said.get("starts_on"), said.get("ends_on"))
        others = GroupMembership.objects.filter(
            days, ~Q(pk=self.instance.pk), group=said["group"], role=GroupRole.LEADER
        )
        if (other := others.select_related("deputy").first()) is not None:
            self.add_error("role", f"这段时间的组长是{other.deputy}，请先写明结束日期。")
        return said
