"""Log lines as JSON, without personal data."""

import logging

from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter


class JsonFormatter(BaseJsonFormatter):
    """One JSON object a line: time, level, logger, event and the keys of ``extra``.

    A request is logged by its method and path alone: a query string may hold a person's name.
    """

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict) -> dict:
        request = log_data.pop("request", None)
        if request is not None and hasattr(request, "method"):
            log_data["method"], log_data["path"] = request.method, request.path
        return super().process_log_record(log_data)

    def format(self, record: logging.LogRecord) -> str:
        record.taskName = None
        return super().format(record)
