"""Number of waiting tasks in the shop's queues at any time. The generated past and the producer both use it, so they match.

Everything is a function of the time, in epoch seconds: a minute is the same in every run of the demo.
"""

import math
import zlib
from typing import NamedTuple

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Queue(NamedTuple):
    waiting: float  # on average, in the busiest hours of the week
    rate: float  # tasks per second that its workers take while some wait
    # Seconds from one peak to the next. Longer than five minutes, because usual ranges use five-minute averages.
    wave: float = 900
    swing: float = 0.5  # amplitude of the wave, as a share of the average
    pattern: str = "wave"
    busy: float = 1  # slots that its tasks take at that rate
    scheduled: int = 0  # tasks that a worker holds until their time
    growth: float = 1.02  # arrivals at most, as a multiple of the rate
    breaks: float = 0  # nobody works on a queue that is longer than this


class Task(NamedTuple):
    """What tasks.py does, on average."""

    name: str
    median: float  # seconds
    spread: float = 0.5  # standard deviation of the logarithm
    fails: float = 0  # share of the runs
    retries: float = 0


ODD = "partner imports: Zürich/α"  # because such names exist
# Seconds: how often a search task blocks its queue, and when after the demo's start the first block begins and ends.
STALL_EVERY = 900
STALL = (30, 270)
QUEUES = {
    "production": {
        "orders": Queue(60, 3.4, 1500, busy=0.95),
        "payments": Queue(25, 2.2, 900, busy=1.8, scheduled=2),
        "emails": Queue(90, 2.4, 1800, busy=1.3, scheduled=3),
        "newsletter": Queue(150, 2.4, 1800, pattern="burst", busy=0.6),
        "images": Queue(35, 0.8, 2400, busy=2.4),
        "stock": Queue(16, 2.2, 1200),
        "reports": Queue(24, 0.09, 3000, 0.15, busy=0.95, scheduled=10),
        "search": Queue(18, 1.1, 1100, pattern="stall", busy=0.95),
        ODD: Queue(10, 0.9, 800, busy=0.95),
        "reviews": Queue(12, 0.8, 1000, busy=0.9, growth=1.3),
        "invoices": Queue(4, 1 / 20, pattern="still", busy=0.15, breaks=6),
        "loyalty": Queue(4, 1 / 60, pattern="still", breaks=6),
    },
    # Small and healthy. One worker takes from one queue after the other.
    "staging": {
        "orders": Queue(6, 0.14, busy=0.04),
        "emails": Queue(8, 0.14, 1300, busy=0.08),
        "images": Queue(4, 0.14, 1700, busy=0.4),
        "reports": Queue(2, 0.14, 2100, 0.2, busy=1.4),
    },
    # A developer runs one worker, whose task often fails. Nobody works on the other queues: they are filled once and left alone.
    "development": {
        "orders": Queue(9, 0, pattern="still"),
        "emails": Queue(24, 0, pattern="still"),
        "experiments": Queue(6, 1.1, 700, busy=0.95),
    },
}
TASKS = {
    "orders": [Task("shop.orders.place", 0.3), Task("shop.orders.confirm", 0.2)],
    "payments": [Task("shop.payments.capture", 0.7, 0.7, fails=0.06, retries=0.08)],
    "emails": [Task("shop.emails.send", 0.5, retries=0.05)],
    "newsletter": [Task("shop.newsletter.deliver", 0.25, 0.3)],
    "images": [Task("shop.images.thumbnail", 2.5, 0.6)],
    "stock": [Task("shop.stock.sync", 0.4, fails=0.1)],
    "reports": [Task("shop.reports.daily", 9, 0.6)],
    "search": [Task("shop.search.reindex", 0.8)],
    "reviews": [Task("shop.reviews.moderate", 1, fails=0.02)],
    "experiments": [Task("shop.experiments.rank", 0.8, fails=0.4, retries=0.1)],
    "invoices": [Task("shop.invoices.render", 3)],
}


def waiting(environment, name, at, started):
    """Waiting tasks in a queue at a time; `started` is the time when the demo started."""
    usually = level(environment, name, at, started) * shape(name, QUEUES[environment][name], at, started)
    return usually + growth(environment, name, at - started)


def seconds_apart(queue):
    """Age of the oldest task, by the number of waiting tasks: at a constant rate it is proportional to the length."""
    return 1 / (queue.rate or 1 / 600)


def range_of(environment, name, at, step, started):
    """Minimum, average and maximum of a step of some seconds that begins then."""
    queue = QUEUES[environment][name]
    middle = level(environment, name, at + step / 2, started)
    if step <= 5 * MINUTE:
        least, usually, most = sorted(shape(name, queue, at + step * part, started) for part in (0.1, 0.5, 0.9))
    elif queue.pattern == "still":
        least, usually, most = 1, 1, 1
    elif queue.pattern == "burst":
        least, usually, most = 0, 0.6, 2
    elif queue.pattern == "stall":
        least, usually, most = 1 - queue.swing, 3, 5 + queue.swing
    else:
        least, usually, most = 1 - queue.swing, 1, 1 + queue.swing
    more = growth(environment, name, at + step / 2 - started)
    return middle * least + more, middle * usually + more, middle * most + more


def level(environment, name, at, started):
    """Average length of a queue around a time."""
    if QUEUES[environment][name].rate == 0:
        return QUEUES[environment][name].waiting
    average = usual(environment, name, at)
    return today(name, average, at - started) if environment == "production" else average


def usual(environment, name, at):
    """Usual length of a queue in that hour of the week, slightly different every day and every few minutes."""
    daily = 0.85 + 0.3 * chance(name, at // DAY)
    return QUEUES[environment][name].waiting * rhythm(at) * daily * (0.9 + 0.2 * smooth(name, at / 600))


def rhythm(at):
    """How busy the shop is, by the time of the week in UTC: 1 on a working day, about a quarter at night, half at weekends."""
    hour = at % DAY / HOUR
    weekday = (at // DAY + 3) % 7  # 1970 began on a Thursday
    day = 1 / (1 + math.exp(-1.4 * (hour - 7.5))) - 1 / (1 + math.exp(-1.2 * (hour - 20)))
    return 0.25 + 0.75 * max(0, day) * (0.45 if weekday >= 5 else 1)


def today(name, average, since):
    """The average with today's troubles; `since` is the seconds since the demo started."""
    if name == "stock" and since > -3 * HOUR:  # unusual: a supplier sends everything several times
        return average * 4 + 60
    if name == "reports" and since > -HOUR:  # late: grows beyond what its worker can do
        return max(average, min(130, 130 * (since + HOUR) / (20 * MINUTE)))
    return average


def growth(environment, name, since):
    """What has come on top of that."""
    if environment != "production":
        return 0
    if name == "reviews":  # growing: more arrive than its worker can do
        return min(2400, max(0, 0.24 * (since + 40 * MINUTE)))
    if name == "invoices" and since > -50 * MINUTE:  # stalled: its worker hangs
        return 4 + (since + 50 * MINUTE) / 20
    if name == "loyalty" and since > -2 * HOUR:  # unconsumed: its worker stopped two hours ago
        return 5 + (since + 2 * HOUR) / MINUTE
    return 0


def shape(name, queue, at, started):
    """Length of a queue at a time, as a multiple of its average."""
    if queue.pattern == "still":
        return 1
    phase = at % queue.wave / queue.wave
    ripple = 1 + 0.1 * math.sin(at / (12 + len(name))) + 0.1 * (chance(name, at // 15) - 0.5)
    if queue.pattern == "burst":  # arrives all at once, then drains
        return ripple * (max(0, 2 * (1 - phase / 0.6)) if phase > 0.03 else 2 * phase / 0.03)
    wave = 1 + queue.swing * math.sin(2 * math.pi * phase)
    return ripple * (wave + 4 * stall((at - started) % STALL_EVERY) if queue.pattern == "stall" else wave)


def stall(since):
    """Rises from 0 to 1 while no task is taken, then falls more slowly."""
    begin, end = STALL
    return max(0, min((since - begin) / (end - begin), 1 - (since - end) / (STALL_EVERY - end)))


def smooth(name, position):
    """A number from 0 to 1 that changes slowly, interpolated between whole positions."""
    whole = math.floor(position)
    part = position - whole
    part = part * part * (3 - 2 * part)
    return chance(name, whole) * (1 - part) + chance(name, whole + 1) * part


def chance(name, number):
    """A number from 0 to 1 that is the same in every run. CRC-32 mixes its last bytes badly, hence the multiplication."""
    return (zlib.crc32(f"{number:.0f} {name}".encode()) * 2654435761 % 2**32) / 2**32
