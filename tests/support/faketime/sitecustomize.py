"""Mend `time.sleep` under faketime, which takes its clock's offset from the end of the sleep.

Python sleeps until a time of the monotonic clock, which is not faked: a sleep of a second fails at once or
takes as long as the clock is put forward. Python imports this at its start where the folder is on PYTHONPATH.
"""

import select
import time


def sleep(seconds: float) -> None:
    """Sleep as `time.sleep` does."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep
