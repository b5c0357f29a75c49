"""The page on which a station's reception days are planned (排接待日)."""

import datetime
import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import policy_registry

from .models import Deputy, ImportBatch, ReceptionDay, Station
from .opening.rota import DutyProposal, is_rota_draft, propose_rota, years_without_holidays
from .opening.rota_batch import keep_rota
from .opening.state import said_opening
from .opening.timetable import Opening

TITLE = "排接待日"
_LONGEST_DAYS = 400
_USUAL_DAYS = 92
_MOST_PER_DAY = 50
_NOBODY = "没有可以值班的代表"


class RotaForm(forms.Form):
    """For which days, how many deputies a day, and whether unpublished rotas are planned anew."""

    start = forms.DateField(label="从哪天起", widget=AdminDateInput)
    end = forms.DateField(label="到哪天止", widget=AdminDateInput, help_text="最后一天，含当日。")
    per_day = forms.IntegerField(
        label="每次几位代表", min_value=1, max_value=_MOST_PER_DAY, initial=1
    )
    again = forms.BooleanField(
        label="重排还没有发布的轮值", required=False,
        help_text="只重排以前排出、还是草稿的；已发布的和手工填写的不动。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a span that is turned round or too long."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and not 0 <= (end - start).days <= _LONGEST_DAYS:
            self.add_error("end", f"应不早于开始日期，一次最多排 {_LONGEST_DAYS} 天。")
        return cleaned


@dataclass(frozen=True, order=True)
class RotaLine:
    """One line of the preview; ``is_new`` where confirming would write it."""

    opening: Opening
    text: str
    names: str
    remark: str
    is_new: bool = False


class RotaView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """Choose the span, read who is proposed and what stands there, confirm."""

    model = Station
    template_name = "directory/rota.html"
    page_title = TITLE
    header_icon = "calendar-alt"
    any_permission_required = ["view", "change"]
    index_url_name = edit_url_name = rota_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in who may enter reception days of this station.

        Raises:
            Http404: the user may not.
        """
        if not self._may("add"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def _may(self, action: str) -> bool:
        day = ReceptionDay(station=self.object)
        day.derive()
        policy = policy_registry.get_by_type(ReceptionDay)
        return policy.user_has_permission_for_instance(self.request.user, action, day)

    @cached_property
    def may_publish(self) -> bool:
        """Whether the days become public at once; else an approver publishes the batch."""
        return self._may("publish")

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        edit = reverse(self.edit_url_name, args=(quote(self.object.pk),))
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.model._meta.verbose_name_plural},
            {"url": edit, "label": str(self.object)},
            {"url": "", "label": TITLE},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None)
        if form is None:
            tomorrow = timezone.localdate() + datetime.timedelta(days=1)
            initial = {
                "start": tomorrow, "end": tomorrow + datetime.timedelta(days=_USUAL_DAYS - 1),
                "per_day": 1,
            }  # fmt: skip
            asked = "start" in self.request.GET
            form = RotaForm(self.request.GET if asked else None, initial=initial)
        context = super().get_context_data(**kwargs) | {"form": form, "media": form.media}
        if not (form.is_bound and form.is_valid()):
            return context
        proposals = self._proposals(form)
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
        lines = self._lines(proposals, start, end)
        return context | {
            "is_previewed": True,
            "lines": lines,
            "new_count": sum(line.is_new for line in lines),
            "stamp": _stamp(proposals),
            "may_publish": self.may_publish,
            "has_rules": self.object.opening_rules.exists(),
            "years": years_without_holidays(start, end),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write what was previewed, unless something has changed since."""
        form = RotaForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        proposals = self._proposals(form)
        if request.POST.get("stamp") != _stamp(proposals):
            messages.warning(request, "预览以后情况有了变化，请再看一遍，然后确认。")
            return self.render_to_response(self.get_context_data(form=form))
        batch = keep_rota(
            station=self.object, proposals=proposals, by=request.user,
            is_published=self.may_publish,
        )  # fmt: skip
        if batch is None:
            messages.warning(request, "没有需要写入的接待日。")
            return HttpResponseRedirect(reverse(self.rota_url_name, args=(self.object.pk,)))
        done = "已排好并发布" if self.may_publish else "已存为草稿，等审核人发布"
        messages.success(request, f"{done}。需要时可以在这里撤销。")
        url = reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=(batch.pk,))
        return HttpResponseRedirect(url)

    def _proposals(self, form: RotaForm) -> list[DutyProposal]:
        said = form.cleaned_data
        return propose_rota(
            self.object, said["start"], said["end"], said["per_day"], again=said["again"]
        )

    def _lines(
        self, proposals: list[DutyProposal], start: datetime.date, end: datetime.date
    ) -> list[RotaLine]:
        """Return what is proposed and what stands there, by day."""
        on_file = self.object.reception_days.filter(date__range=(start, end))
        days = list(on_file.prefetch_related("shifts__deputy"))
        people = {d.pk: d for p in proposals for d in p.deputies}
        people |= {s.deputy_id: s.deputy for day in days for s in day.shifts.all()}
        namesakes = Counter(deputy.name for deputy in people.values())
        replaced = {p.replaces.pk for p in proposals if p.replaces}
        held = {day.pk: _names((s.deputy for s in day.shifts.all()), namesakes) for day in days}
        lines = [_proposed(proposal, held, namesakes) for proposal in proposals]
        for day in days:
            if day.pk not in replaced:
                opening = Opening(day.date, day.opens_at, day.closes_at, day.kind)
                lines.append(RotaLine(opening, _said(opening), held[day.pk] or "—", _state(day)))
        return sorted(lines)


def _proposed(proposal: DutyProposal, held: dict[int, str], namesakes: Counter[str]) -> RotaLine:
    names = _names(proposal.deputies, namesakes)
    before = held.get(proposal.replaces.pk, "") if proposal.replaces else ""
    remark = "新排"
    if proposal.replaces:
        remark = "草稿照旧" if before == names else f"替换草稿（仍是草稿），原为{before or '空'}"
    is_new = bool(names) and remark != "草稿照旧"
    if not names:
        remark = "不会写入"
    text = _said(proposal.opening)
    return RotaLine(proposal.opening, text, names or _NOBODY, remark, is_new)


def _said(opening: Opening) -> str:
    return said_opening(opening, today=timezone.localdate())


def _state(day: ReceptionDay) -> str:
    if day.is_cancelled:
        return "已取消，不改动"
    if is_rota_draft(day):
        return "已有轮值草稿，不改动"
    return "已有安排，不改动" if day.live else "已有草稿，不改动"


def _names(deputies: Any, namesakes: Counter[str]) -> str:
    """Name deputies, by the code too where two have one name."""
    return "、".join(sorted(_named(deputy, namesakes) for deputy in deputies))


def _named(deputy: Deputy, namesakes: Counter[str]) -> str:
    return f"{deputy.name}（{deputy.code}）" if namesakes[deputy.name] > 1 else deputy.name


def _stamp(proposals: list[DutyProposal]) -> str:
    """Return what tells one plan from another, so that nothing unseen is confirmed."""
    text = repr([
        (p.opening, [d.pk for d in p.deputies], p.replaces.pk if p.replaces else None)
        for p in proposals
    ])  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()
