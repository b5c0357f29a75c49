"""The pages on which an office uploads a file (导入花名册、选区表、照片)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core.levels import CongressLevel
from editing.territory import only_division_of

from .enums import BatchKind
from .models import Congress, ImportBatch
from .upload_forms import PhotosForm, RosterForm, UnitsForm, upload_places
from .uploads import upload_photos, upload_table


class UploadView(WagtailAdminTemplateMixin, FormView):
    """The first step: whose file, what it is of, the file itself."""

    template_name = "directory/upload_file.html"
    header_icon = "upload"
    intro = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in who may add people somewhere.

        Raises:
            PermissionDenied: the user may add nobody anywhere.
        """
        if not upload_places(request.user).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the user's own place, as far as known."""
        return {"division": only_division_of(self.request.user)}

    def form_valid(self, form: Form) -> HttpResponse:
        return HttpResponseRedirect(_page(self.keep(form.cleaned_data)))

    def keep(self, data: dict[str, Any]) -> ImportBatch:
        """Keep what was uploaded."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"media": context["form"].media, "intro": self.intro}


class UploadTableView(UploadView):
    """Uploads a table of one ``kind``."""

    kind: BatchKind

    def get_initial(self) -> dict[str, Any]:
        """Begin with the user's own place, its level and its latest term, as far as known."""
        initial = super().get_initial()
        congress = Congress.objects.filter(division=initial["division"]).first()
        if initial["division"] is None or congress is None:
            return initial
        latest = congress.terms.order_by("-number").values_list("number", flat=True).first()
        return initial | {"level": congress.level.value, "term": latest}

    def keep(self, data: dict[str, Any]) -> ImportBatch:
        return upload_table(
            kind=self.kind, place=data["division"], level=CongressLevel(data["level"]),
            term=data["term"], file=data["file"], by=self.request.user,
        )  # fmt: skip


class UploadRosterView(UploadTableView):
    """Uploads a roster."""

    page_title = "导入花名册"
    form_class = RosterForm
    kind = BatchKind.ROSTER
    intro = (
        "把本单位的花名册原样上传：表头在哪一行、列的顺序、合并的单元格都不用改。"
        "先检查给您看，您确认后才写入，写入后还可以撤销。"
    )


class UploadUnitsView(UploadTableView):
    """Uploads a table of electoral units."""

    page_title = "导入选区表"
    form_class = UnitsForm
    kind = BatchKind.UNITS
    intro = (
        "把本单位的选区划分表原样上传：一格写几个村、一村一行都行。"
        "先检查给您看，您确认后才写入，写入后还可以撤销。"
    )


class UploadPhotosView(UploadView):
    """Uploads photographs of deputies."""

    page_title = "导入照片"
    form_class = PhotosForm
    intro = (
        "照片的文件名写代表的姓名，例如“李敏.jpg”；同名的再加选区或乡镇，例如“第三选区-李敏.jpg”。"
        "先按文件名找人给您看，您确认后才换上，换上后还可以撤销。拍摄时间、地点等信息会全部去掉。"
    )

    def keep(self, data: dict[str, Any]) -> ImportBatch:
        return upload_photos(place=data["division"], files=data["files"], by=self.request.user)


def _page(batch: ImportBatch) -> str:
    return reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])
