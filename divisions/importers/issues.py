"""What is wrong with a row, said so that a clerk can mend it."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class RowIssue:
    """A row that is left out. ``row`` is the line of the file, ``detail`` says what to do."""

    file: str
    row: int
    column: str
    code: str
    value: str
    detail: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.row} 行“{self.column}”列：{self.detail}"

    def as_json(self) -> dict[str, object]:
        """Return the issue as the report holds it."""
        return asdict(self)
