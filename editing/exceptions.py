"""What editing refuses."""


class EditingError(Exception):
    """Something in editing was refused."""


class ChangedSinceError(EditingError):
    """A set of changes cannot be taken back: something else has touched its records.

    Attributes:
        reasons: what, in Chinese, a line each; perhaps not all.
        count: how many there are.
    """

    def __init__(self, reasons: list[str], count: int | None = None) -> None:
        self.reasons, self.count = reasons, count or len(reasons)
        super().__init__("；".join(reasons))
