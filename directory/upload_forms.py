"""What an office fills in to import a file (导入花名册、选区表、照片)."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from core.levels import LABELS as LEVELS
from core.levels import CongressLevel
from divisions.models import Division
from editing.forms import own_divisions
from editing.policies import Person

from .importers.photo_archive import PICTURES
from .importers.roster_answers import IMPORT, NEW, SAME, SKIP
from .importers.roster_headers import LABELS as FIELDS
from .importers.roster_rows import Outcome
from .importers.roster_values import LAST_TERM

#: what a table may be called
EXTENSIONS = (".xlsx", ".csv", ".txt")
#: bytes; a hundred thousand people fill about 15 MB
LARGEST = 20 * 2**20
#: pictures sent one by one, and bytes of all of them or of an archive
MOST_PICTURES = 100
LARGEST_PHOTOS = 500 * 2**20
#: takes a row of the report and returns the answers there are
Words = Callable[[dict[str, Any]], list[tuple[str, str]]]
_WORDS = [
    (NEW, "是另一个人，新增"),
    (IMPORT, "照这一行导入"),
    (SKIP, "不导入这一行"),
]


def upload_places(user: Person) -> QuerySet[Division]:
    """Return the divisions whose files the user may upload."""
    return own_divisions(user, {"add"}, scopes={"directory.congress"})


class PlaceForm(forms.Form):
    """Whose file it is: one of the divisions in which the user may add people."""

    place_label = ""

    division = forms.ModelChoiceField(Division.objects.none())

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].label = self.place_label
        self.fields["division"].queryset = upload_places(user)
        widget = Division.snippet_viewset.chooser_viewset.widget_class()
        widget.own_only = True
        self.fields["division"].widget = widget


class TableForm(PlaceForm):
    """A table: whose it is, what it is of where no column says, and the file."""

    level = forms.ChoiceField(
        label="代表层级", choices=[(level.value, LEVELS[level]) for level in CongressLevel]
    )
    term = forms.IntegerField(
        label="届次", min_value=1, max_value=LAST_TERM, help_text="第几届，只填数字。"
    )
    file = forms.FileField(
        label="文件", help_text="Excel（.xlsx）或文本（.csv、.txt），最大 20 MB。"
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what cannot be a table before it is kept."""
        file = self.cleaned_data["file"]
        if Path(file.name).suffix.lower() not in EXTENSIONS:
            raise forms.ValidationError(
                "请上传 .xlsx、.csv 或 .txt 文件；旧的 .xls 请先在 Excel 里另存为 .xlsx。"
            )
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过 20 MB，请删去图片、空行或分成几份。")
        return file


class RosterForm(TableForm):
    """A roster of deputies."""

    place_label = "哪个区划的花名册"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].help_text = "表里有层级一列的，以表为准。"
        self.fields["term"].help_text += "表里有届次一列的，以表为准。"


class UnitsForm(TableForm):
    """A table of electoral units."""

    place_label = "哪个区划的选区表"


class SeveralFilesInput(forms.ClearableFileInput):
    """Lets several files be chosen at once."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; its value is a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) and data else [data or None]
        return [super(SeveralFilesField, self).clean(each, initial) for each in files]


class PhotosForm(PlaceForm):
    """Photographs of deputies: one archive or some pictures."""

    place_label = "哪个区划的代表"

    files = SeveralFilesField(
        label="照片", allow_empty_file=True,
        help_text=f"一个 .zip 压缩包，或者几张照片（一次最多 {MOST_PICTURES} 张），"
                  f"合计最大 {LARGEST_PHOTOS // 2**20} MB；更多的请分几次，或由维护人员导入。",
    )  # fmt: skip

    def clean_files(self) -> list[UploadedFile]:
        """Refuse what is too much before it is kept; what is inside is looked at afterwards."""
        files = self.cleaned_data["files"]
        suffixes = [Path(file.name).suffix.lower() for file in files]
        if len(files) > 1 and ".zip" in suffixes:
            raise forms.ValidationError("压缩包请单独上传，一次一个。")
        if suffixes[0] != ".zip" and any(suffix not in PICTURES for suffix in suffixes):
            raise forms.ValidationError(
                "请上传 .zip 压缩包，或 .jpg、.png、.webp、.heic、.avif 等格式的照片；"
                ".rar、.7z 请先解压。"
            )
        if len(files) > MOST_PICTURES:
            raise forms.ValidationError(f"一次最多 {MOST_PICTURES} 张，请压缩成一个 .zip 再上传。")
        if sum(file.size for file in files) > LARGEST_PHOTOS:
            raise forms.ValidationError(f"超过 {LARGEST_PHOTOS // 2**20} MB，请分几次上传。")
        return files


class AnswersForm(forms.Form):
    """What doubtful rows are; a field for each row shown, with the answers that ``words`` gives."""

    def __init__(
        self, *args: Any, rows: Iterable[dict[str, Any]], words: Words, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            name, choices = f"row-{row['row']}", [("", "先不答复"), *words(row)]
            kept = self.initial.get(name)
            if kept and kept not in dict(choices):
                choices.append((kept, dict(_WORDS).get(kept, f"就是 {kept}")))
            self.fields[name] = forms.ChoiceField(
                choices=choices, required=False, label=f"第 {row['row']} 行的答复"
            )

    def answers(self) -> dict[int, str]:
        """Return ``{row: word or code}`` of what was changed; empty: taken back."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        return {int(name.removeprefix("row-")): word for name, word in changed.items()}


def roster_words(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what can be answered about a row of a roster, people by their public code.

    Of a row that may be another's double it is asked whose it is, not whether it stands as it is.
    """
    people = [(code, f"就是{seat}") for code, seat in row.get("choices", [])]
    is_double = row["outcome"] == Outcome.REVIEW_DUPLICATE
    words = [(word, label) for word, label in _WORDS if not (is_double and word == IMPORT)]
    return [*(people or [(SAME, "就是所问的那个人")]), *words]


def photo_words(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return whom a picture may show, by public code, and that it is left out."""
    people = [(code, f"是{label}") for code, label in row.get("candidates", [])]
    return [*people, (SKIP, "不导入这一张")]


class ColumnsForm(forms.Form):
    """What each column of the file is; a field for each column."""

    def __init__(self, *args: Any, columns: list[list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "不导入"), *((name, label) for name, label in FIELDS.items())]
        for letter, heading, field in columns:
            self.fields[f"column-{letter}"] = forms.ChoiceField(
                choices=choices, required=False, initial=field,
                label=f"{letter} 列 {heading}".strip(),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one field."""
        chosen = Counter(field for field in self.cleaned_data.values() if field)
        if twice := [FIELDS[field] for field, count in chosen.items() if count > 1]:
            raise forms.ValidationError(f"有两列都选作“{'、'.join(twice)}”，每项只能选一列。")
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """Return ``{letter: field}`` of the columns that were changed."""
        return {name.removeprefix("column-"): self.cleaned_data[name] for name in self.changed_data}
