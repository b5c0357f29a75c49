"""Rows of a form that are records of their own (代表资格、进站、小组成员 in the form of a person).

Each row belongs to the division of its own unit, station or group. Whoever may change it there may
change it here; of all others only what is published is shown. Rows are written one after the other
in one transaction, each asked about the rest as stored by then: endings go first, so that a seat
may be given up and another taken at once.
"""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import ProtectedError
from django.forms import BaseModelFormSet, ModelChoiceField, NumberInput
from django.forms.formsets import DELETION_FIELD_NAME
from django.urls import reverse
from wagtail.actions import action_registry
from wagtail.permissions import policy_registry

from .forms import DivisionScopedForm
from .policies import Person
from .scoped import ScopedRecord, with_status
from .views import still_in_use

NOT_YOURS = "有一行不在您的权限范围内，或者已经不在这里；没有保存。请重新打开这一页。"
MAY_NOT_PUBLISH_ROW = "您不能发布这一行。可以先保存草稿，由能发布的人发布。"
MAY_NOT_DELETE = "您不能删除“{}”。要结束它，请填结束的日期。"
LIVE_GOES_BY_PUBLISHING = (
    "“{}”已经发布：点“发布”才会删除。如果只是结束，请不要删除，填结束的日期，历史会保留。"
)


class RecordRowForm(DivisionScopedForm):
    """One record among the rows; whom it is about is said by the form around it."""

    #: the record as it is stored; None: it is new
    stored: ScopedRecord | None = None
    may_delete = False
    #: public fields by which the record is told
    shown: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What the fields do not say of a stored record: its term, whether it is published."""
        texts = [_text(self.stored, name) for name in self.shown if name not in self.fields]
        return " · ".join([*texts, str(self.stored.status_string)])

    @property
    def edit_url(self) -> str:
        """The form of the record itself, with everything."""
        return reverse(self.stored.snippet_viewset.get_url_name("edit"), args=[self.stored.pk])

    @property
    def plain_fields(self) -> list[tuple[str, str]]:
        """Labels and inputs for a browser that runs no scripts: what is chosen goes by number."""
        fields = []
        for field in self.visible_fields():
            if field.name == DELETION_FIELD_NAME:
                continue
            is_chosen = isinstance(field.field, ModelChoiceField)
            label = f"{field.label}（编号）" if is_chosen else str(field.label)
            widget = NumberInput() if is_chosen else None
            fields.append((label, field.as_widget(widget, attrs={"aria-label": label})))
        return fields

    def refuse(self, error: ValidationError) -> None:
        """Say at the row what is wrong with it."""
        self._update_errors(error)

    def _update_errors(self, errors: ValidationError) -> None:
        """Say of the whole row what is wrong with a field that the row does not show."""
        if hasattr(errors, "error_dict"):
            for name in set(errors.error_dict) - {*self.fields, NON_FIELD_ERRORS}:
                of_row = errors.error_dict.setdefault(NON_FIELD_ERRORS, [])
                of_row.extend(errors.error_dict.pop(name))
        super()._update_errors(errors)


class RecordFormSet(BaseModelFormSet):
    """The rows of one ``owner`` that a user may write, and ``others``, which he may only see."""

    #: the foreign key that leads to the owner
    fk: models.ForeignKey
    #: public fields by which ``others`` are told
    shown: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, owner: models.Model, user: Person, publishes: bool, **kwargs: Any
    ) -> None:
        self.owner, self.user, self.publishes = owner, user, publishes
        self.policy = policy_registry.get_by_type(self.model)
        self.stored: dict[int, ScopedRecord] = {}
        self.drafts: dict[int, ScopedRecord] = {}
        self.others: list[dict[str, Any]] = []
        if owner.pk is not None:
            self._load()
            self._deletable = self._keys("delete")
        super().__init__(*args, form_kwargs={"for_user": user}, **kwargs)

    # What it is made of

    def get_queryset(self) -> list[ScopedRecord]:
        """Return the rows that may be written, as last edited."""
        return list(self.drafts.values())

    def _existing_object(self, pk: int | None) -> ScopedRecord | None:
        return self.drafts.get(pk)

    def add_fields(self, form: RecordRowForm, index: int | None) -> None:
        super().add_fields(form, index)
        key = self.model._meta.pk.name
        form.fields[key].queryset = self.model._default_manager.filter(pk__in=self.drafts)
        form.stored, form.shown = self.stored.get(form.instance.pk), self.shown
        if form.stored is not None:
            form.may_delete = form.stored.pk in self._deletable
            # What nobody touches is not asked whether it is right.
            form.empty_permitted = True

    @property
    def spare_form(self) -> RecordRowForm:
        """One empty row more, for a browser that runs no scripts."""
        form = self.form(
            auto_id=self.auto_id, prefix=self.add_prefix(self.total_form_count()),
            empty_permitted=True, use_required_attribute=False, **self.get_form_kwargs(None),
        )  # fmt: skip
        self.add_fields(form, None)
        return form

    def _rows(self) -> models.QuerySet:
        return self.model._default_manager.filter(**{self.fk.name: self.owner.pk})

    def _keys(self, action: str) -> set[int]:
        """Return which of the rows the user may take ``action`` on."""
        allowed = self.policy.instances_user_has_permission_for(self.user, action)
        return set(allowed.filter(**{self.fk.name: self.owner.pk}).values_list("pk", flat=True))

    def _load(self) -> None:
        """Sort the stored rows into what may be written and what is only shown."""
        own = self._keys("change")
        rows = self._rows().select_related("division", "latest_revision", *self.related)
        for record in with_status(rows):
            lock = record.get_lock() if record.pk in own else None
            draft = self._as_edited(record) if record.pk in own else record
            if record.pk not in own:
                note = f"由{record.division}维护"
            elif lock is not None and lock.for_user(self.user):
                note = "已锁定"
            elif getattr(draft, self.fk.attname) != self.owner.pk:
                note = "草稿里改成了另一个人，请到它自己的页面处理"
            else:
                self.stored[record.pk], self.drafts[record.pk] = record, draft
                continue
            if record.live or record.pk in own:
                self.others.append({"cells": self._cells(record), "note": note})

    @staticmethod
    def _as_edited(record: ScopedRecord) -> ScopedRecord:
        """Return the record with what is edited and not published."""
        if record.live and record.has_unpublished_changes:
            return record.get_latest_revision_as_object()
        return record

    def _cells(self, record: ScopedRecord) -> list[str]:
        return [_text(record, name) for name in self.shown]

    @property
    def shown_labels(self) -> list[str]:
        """The headings of ``others``."""
        return [str(self.model._meta.get_field(name).verbose_name) for name in self.shown]

    # Whether it is right

    def clean(self) -> None:
        """Check that every row is the user's to write as the form wants it.

        Raises:
            ValidationError: a row is not, or may not go.
        """
        key = self.model._meta.pk.name
        claimed = [form[key].value() for form in self.forms if form[key].value()]
        known = [form for form in self.forms if form.stored is not None]
        distinct = {form.stored.pk for form in known}
        if not len(claimed) == len(known) == len(distinct) == self.initial_form_count():
            raise ValidationError(NOT_YOURS)
        errors = [error for form in self._gone() if (error := self._why_kept(form))]
        if errors:
            raise ValidationError(errors)
        for form in self._unfinished() if self.publishes else []:
            if form.is_valid() and form.has_changed() and not self._may_publish(form):
                form.add_error(None, MAY_NOT_PUBLISH_ROW)

    def _gone(self) -> list[RecordRowForm]:
        """Return the rows that are to go, also while others are wrong."""
        return [form for form in self.forms if self._should_delete_form(form)]

    def _why_kept(self, form: RecordRowForm) -> str:
        """Return why a row that is to go may not; empty where it may."""
        if form.stored is None:
            return ""
        if not form.may_delete:
            return MAY_NOT_DELETE.format(form.stored)
        if form.stored.live and not self.publishes:
            return LIVE_GOES_BY_PUBLISHING.format(form.stored)
        return ""

    def _may_publish(self, form: RecordRowForm) -> bool:
        return self.policy.user_has_permission_for_instance(self.user, "publish", form.instance)

    def _unfinished(self) -> list[RecordRowForm]:
        """Return the rows that are changed, or wait to be published; those that end go first."""
        gone = self._gone()
        forms = [
            form for form in self.forms
            if form not in gone and (form.has_changed() or self._waits(form))
        ]  # fmt: skip
        return sorted(forms, key=lambda form: (form.stored is None, _is_open(form.instance)))

    def _waits(self, form: RecordRowForm) -> bool:
        """Whether publishing the whole publishes this row too, though nobody touched it now."""
        record = form.stored
        return record is not None and not (record.live and not record.has_unpublished_changes)

    # How it is written

    def save(self, commit: bool = True) -> list[models.Model]:
        """Do nothing: the form around it only knows rows that hang on its record."""
        return []

    def write(self) -> bool:
        """Store what changed; the owner is stored by now.

        Returns whether every row could stand beside the others. Where one could not, it says so,
        and the caller has to roll back.
        """
        deleted = [self._delete(form) for form in self._gone() if form.stored is not None]
        written = [self._write(form) for form in self._unfinished() if self._is_meant(form)]
        return all(deleted) and all(written)

    def _is_meant(self, form: RecordRowForm) -> bool:
        return form.has_changed() or (self.publishes and self._may_publish(form))

    def _delete(self, form: RecordRowForm) -> bool:
        action = action_registry.get_action_class(self.model, "delete")
        try:
            action(form.stored, user=self.user).execute(skip_permission_checks=True)
        except ProtectedError as error:
            self.non_form_errors().append(still_in_use(error))
            return False
        return True

    def _write(self, form: RecordRowForm) -> bool:
        record = form.instance
        setattr(record, self.fk.name, self.owner)
        try:
            record.full_clean(exclude=form._get_validation_exclusions() - {self.fk.name})
        except ValidationError as error:
            form.refuse(error)
            return False
        kind = "create" if form.stored is None else "edit"
        action = action_registry.get_action_class(self.model, kind)(
            record, user=self.user, form=form, clean=False
        )
        action.execute(skip_permission_checks=True)
        if self.publishes:
            action.revision.publish(user=self.user)
        return True


def _is_open(record: Any) -> bool:
    """Whether nothing says yet that what the record tells has ended."""
    return record.ends_on is None and getattr(record, "is_open", True)


def _text(record: models.Model, name: str) -> str:
    """Return what a field of a record says, a choice in its words."""
    in_words = getattr(record, f"get_{name}_display", None)
    value = in_words() if in_words else getattr(record, name)
    return "" if value is None else str(value)
