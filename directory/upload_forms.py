"""What an office fills in to import a roster (导入花名册)."""

from collections import Counter
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

from .importers.roster_answers import IMPORT, NEW, SAME, SKIP
from .importers.roster_headers import LABELS as FIELDS
from .importers.roster_values import LAST_TERM
from .uploads import EXTENSIONS

#: bytes; a hundred thousand people fill about 15 MB
LARGEST = 20 * 2**20
_NOT_YET = ("", "先不答复")
_WORDS = [
    (NEW, "是另一个人，新增"),
    (IMPORT, "照这一行导入"),
    (SKIP, "不导入这一行"),
]


def roster_places(user: Person) -> QuerySet[Division]:
    """Return the divisions whose rosters the user may upload."""
    return own_divisions(user, {"add"}, scopes={"directory.congress"})


class UploadForm(forms.Form):
    """Whose roster it is, what it is of where no column says, and the file."""

    division = forms.ModelChoiceField(Division.objects.none(), label="哪个区划的花名册")
    level = forms.ChoiceField(
        label="代表层级", choices=[(level.value, LEVELS[level]) for level in CongressLevel],
        help_text="表里有层级一列的，以表为准。",
    )  # fmt: skip
    term = forms.IntegerField(
        label="届次",
        min_value=1,
        max_value=LAST_TERM,
        help_text="第几届，只填数字。表里有届次一列的，以表为准。",
    )
    file = forms.FileField(
        label="文件", help_text="Excel（.xlsx）或文本（.csv、.txt），最大 20 MB。"
    )

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = roster_places(user)
        widget = Division.snippet_viewset.chooser_viewset.widget_class()
        widget.own_only = True
        self.fields["division"].widget = widget

    def clean_file(self) -> UploadedFile:
        """Refuse what cannot be a roster before it is kept."""
        file = self.cleaned_data["file"]
        if Path(file.name).suffix.lower() not in EXTENSIONS:
            raise forms.ValidationError(
                "请上传 .xlsx、.csv 或 .txt 文件；旧的 .xls 请先在 Excel 里另存为 .xlsx。"
            )
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过 20 MB，请删去图片、空行或分成几份。")
        return file


class AnswersForm(forms.Form):
    """What doubtful rows are; a field for each row shown."""

    def __init__(self, *args: Any, rows: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            name = f"row-{row['row']}"
            people = [(code, f"就是{seat}") for code, seat in row.get("choices", [])]
            choices = [_NOT_YET, *(people or [(SAME, "就是所问的那个人")]), *_WORDS]
            kept = self.initial.get(name)
            if kept and kept not in dict(choices):
                choices.insert(1, (kept, f"就是 {kept}"))
            self.fields[name] = forms.ChoiceField(
                choices=choices, required=False, label=f"第 {row['row']} 行的答复"
            )

    def answers(self) -> dict[int, str]:
        """Return ``{sheet row: word or code}`` of what was changed; empty: taken back."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        return {int(name.removeprefix("row-")): word for name, word in changed.items()}


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
