"""Logs: one JSON object a line on standard error, in which no receipt code can be read, nor who told of what."""

import logging.config
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# A receipt code opens what a resident left with us (design, section 3), the link of an invitation an officer's account,
# and paths end up in logs.
_RECEIPT_PATH = re.compile(r"(/r/|/api/v1/receipts/|/officer/invited/\d+/)[^/?#\s\"']+", re.IGNORECASE)
# Who says no, or that somebody was forced, is not told by the code and the hour (domain.md section 4).
_TOLD_PATH = re.compile(r"(/q/)[^/?#\s\"']+/(?:pressure|no|refused)\b[^?#\s\"']*", re.IGNORECASE)


def mask_paths(text: str) -> str:
    """``text`` with ``***`` for the code in a receipt's path, and for code and step where a no or pressure is told."""
    return _TOLD_PATH.sub(r"\1***", _RECEIPT_PATH.sub(r"\1***", text))


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_paths(value)
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask_paths(str(value))


def _mask_event(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {key: value if key.startswith("_") else _masked(value) for key, value in event.items()}


def configure(level: str) -> None:
    """Send structlog's and the standard library's logs through the same processors, from ``level`` up."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*shared, structlog.stdlib.PositionalArgumentsFormatter()],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _mask_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    # The process's own: Celery and pytest put streams of theirs in the place of sys.stderr.
    stderr = {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.__stderr__"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": stderr},
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
