"""Times of day as people give them to long runs."""

import datetime
import time


def next_time(text: str) -> float:
    """The next HH:MM, local time, in seconds since the epoch."""
    moment = datetime.datetime.combine(datetime.date.today(), datetime.time.fromisoformat(text)).timestamp()
    return moment if moment > time.time() else moment + 86_400
