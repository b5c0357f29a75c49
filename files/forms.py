"""Forms to upload and describe images and documents, within the user's territory."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.permissions import policy_registry

from divisions.models import Division
from editing.forms import OUTSIDE, own_divisions
from editing.policies import Person
from editing.territory import nearby_divisions, only_division_of

from .uploads import SafePictureField

#: beginnings of the prefixes under which a form stands in a chooser
_IN_CHOOSER = ("image-chooser", "document-chooser")


class DivisionFileForm:
    """Lets the user say which division of his territory a file belongs to.

    Where he has but one territory its root is taken unless he says otherwise, so that several
    files can be dropped in at once.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: Person = kwargs.get("user") or AnonymousUser()
        super().__init__(*args, **kwargs)
        self.action = "change" if self.instance.pk else "add"
        field = self.fields["division"]
        field.queryset = own_divisions(self.user, {self.action})
        field.widget = self._division_widget(field)
        self.default_division = None if self.instance.pk else only_division_of(self.user)
        if self.default_division:
            field.required = False
            self.initial["division"] = self.default_division.pk

    def _division_widget(self, field: forms.ModelChoiceField) -> forms.Widget:
        """Return a chooser; inside a chooser, where none can open, a short list."""
        if (self.prefix or "").startswith(_IN_CHOOSER):
            field.queryset = field.queryset & nearby_divisions(self.user)
            return field.widget
        widget = Division.snippet_viewset.chooser_viewset.widget_class()
        widget.own_only = True
        return widget

    def clean_division(self) -> Division | None:
        """Take the default where nothing was chosen."""
        return self.cleaned_data["division"] or self.default_division

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        policy = policy_registry.get(self.instance)
        if not policy.user_has_permission_for_instance(self.user, self.action, self.instance):
            self.add_error("division", OUTSIDE)


class DivisionImageForm(DivisionFileForm, BaseImageForm):
    """The base of every form for an image: what is uploaded is stored as nothing but pixels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = SafePictureField.in_place_of(field)


class DivisionDocumentForm(DivisionFileForm, BaseDocumentForm):
    """The base of every form for a document."""
