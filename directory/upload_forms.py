"""What an office fills in to import a roster (导入花名册)."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.levels import LABELS as LEVELS
from core.levels import CongressLevel
from divisions.models import Division
from editing.forms import own_divisions
from editing.policies import Person

from .importers.roster_answers import IMPORT, NEW, SAME, SKIP
from .importers.roster_headers import LABELS as FIELDS
from .importers.roster_rows import Outcome
from .importers.roster_values import LAST_TERM
from .uploads import EXTENSIONS

#: bytes; a hundred thousand people fill about 15 MB
LARGEST = 20 * 2**20
_WORDS = [
    ("", "先不答复"),
    (SAME, "就是所问的那个人"),
    (NEW, "是另一个人，新增"),
    (IMPORT, "照这一行导入"),
    (SKIP, "不导入这一行"),
]


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
        self.fields["division"].queryset = own_divisions(user, {"add"})
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
            self.fields[f"row-{row['row']}"] = forms.ChoiceField(
                choices=_words_for(row), required=False, label=f"第 {row['row']} 行"
            )

    def answers(self) -> dict[int, str]:
        """Return ``{sheet row: word}`` of those that were answered."""
        said = {name: word for name, word in self.cleaned_data.items() if word}
        return {int(name.removeprefix("row-")): word for name, word in said.items()}


def _words_for(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what may be said of a row; of one that may be another's double, whose it is."""
    is_double = row["outcome"] == Outcome.REVIEW_DUPLICATE
    return [(word, label) for word, label in _WORDS if not (is_double and word == IMPORT)]


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

    def chosen(self) -> dict[str, str]:
        """Return ``{letter: field}`` of the columns that were changed."""
        return {name.removeprefix("column-"): self.cleaned_data[name] for name in self.changed_data}
