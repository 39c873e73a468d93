"""Logs tell what happened in the program, never to whom."""

from __future__ import annotations

import logging


class Discreet(logging.Filter):
    """Takes the text of exceptions and the addresses of requests out of what is logged.

    The text of a database error repeats the values of a row; its kind and the place in the code are enough.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
            record.msg, record.args = f"{kind.__name__} at {place}", ()
            record.exc_info, record.exc_text = None, None
        return True
