"""Log lines as JSON, without personal data."""

import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter


class JsonFormatter(BaseJsonFormatter):
    """One JSON object a line: time, level, logger, event and the keys of ``extra``.

    A request is logged by its method and path alone: a query string may hold a person's name.
    An exception is logged by its class and where it was raised, without its message: PostgreSQL
    for one repeats the values of a row that broke a constraint.
    """

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict) -> dict:
        log_data.pop("taskName", None)
        request = log_data.pop("request", None)
        if request is not None and hasattr(request, "method"):
            log_data["method"], log_data["path"] = request.method, request.path
        return super().process_log_record(log_data)

    def formatException(  # noqa: N802 - the standard library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        parts: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.insert(0, f"{frames}{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(parts)
