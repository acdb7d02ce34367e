"""How many tasks wait in the shop's queues at a time. The past is made up by it and the producer keeps to it, so they fit together.

Everything is a function of the time, in epoch seconds: the same minute is the same in every run of the demo.
"""

import math
import zlib
from typing import NamedTuple

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Queue(NamedTuple):
    waiting: float  # on average, in the busiest hours of the week
    rate: float  # tasks a second that its workers take while some wait
    wave: float = 300  # seconds from one crest to the next
    swing: float = 0.6  # of the wave, as a part of the average
    pattern: str = "wave"
    least: float = 0.2  # arrivals that never stop, as a part of the rate


ODD = "partner imports: Zürich/α"  # because such names exist
QUEUES = {
    "production": {
        "orders": Queue(60, 3.4, 240),
        "payments": Queue(25, 2.2, 180),
        "emails": Queue(90, 2.4, 300),
        "newsletter": Queue(150, 2.4, 600, pattern="burst"),
        "images": Queue(35, 0.8, 420),
        "stock": Queue(16, 2.2, 240, 0.5),
        "reports": Queue(24, 0.09, 1800, 0.15),
        "search": Queue(18, 1.1, 300, least=0.6),
        ODD: Queue(10, 0.9, 200),
        "loyalty": Queue(4, 1 / 60, 1800, 0.05),
    },
    "staging": {
        "orders": Queue(20, 0.26),
        "emails": Queue(30, 0.26),
        "images": Queue(8, 0.26),
        "reports": Queue(25, 0, 900, 0.2),
    },
    # Nobody works here: a developer's queues, filled and left alone.
    "development": {"orders": Queue(9, 0), "emails": Queue(24, 0), "experiments": Queue(3, 0)},
}


def waiting(environment, name, at, started):
    """Tasks that wait in a queue at a time; `started` is when the demo did."""
    queue = QUEUES[environment][name]
    level = usual(environment, name, at)
    if environment == "production":
        level = today(name, level, at - started)
    return max(0, level * shape(queue, at) * (0.95 + 0.1 * chance(name, at // 20)))


def range_of(environment, name, at, step, started):
    """The least, the usual and the most of a step of some seconds, beginning then."""
    if step <= MINUTE:
        seen = sorted(waiting(environment, name, at + second, started) for second in (5, 30, 55))
        return seen[0], seen[1], seen[2]
    queue = QUEUES[environment][name]
    level = usual(environment, name, at + step / 2)
    if environment == "production":
        level = today(name, level, at + step / 2 - started)
    if queue.pattern == "burst":
        return 0, level * 0.5, level * 2
    return level * (1 - queue.swing), level, level * (1 + queue.swing)


def usual(environment, name, at):
    """The level of a queue by the hour of the week; every day, and every few minutes, a little different."""
    if environment == "development":
        return QUEUES[environment][name].waiting
    daily = 0.85 + 0.3 * chance(name, at // DAY)
    return QUEUES[environment][name].waiting * rhythm(at) * daily * (0.9 + 0.2 * smooth(name, at / 600))


def rhythm(at):
    """How busy the shop is, by the time of the week in UTC: 1 on a working day, about a quarter at night, half at weekends."""
    hour = at % DAY / HOUR
    weekday = (at // DAY + 3) % 7  # 1970 began on a Thursday
    day = 1 / (1 + math.exp(-1.4 * (hour - 7.5))) - 1 / (1 + math.exp(-1.2 * (hour - 20)))
    return 0.25 + 0.75 * max(0, day) * (0.45 if weekday >= 5 else 1)


def today(name, level, since):
    """What is wrong today, by the seconds since the demo started."""
    if name == "stock" and since > -3 * HOUR:  # unusual: a supplier sends everything several times
        return level * 3 + 30
    if name == "reports" and since > -HOUR:  # late: more and more than its worker can do
        return max(level, min(95, 95 * (since + HOUR) / (20 * MINUTE)))
    if name == "loyalty" and since > -2 * HOUR:  # unconsumed: its worker was taken away two hours ago
        return 4 + (since + 2 * HOUR) / MINUTE
    return level


def shape(queue, at):
    phase = at % queue.wave / queue.wave
    if queue.pattern == "burst":  # all at once, then worked off
        return max(0, 2 * (1 - phase / 0.6)) if phase > 0.03 else 2 * phase / 0.03
    return 1 + queue.swing * math.sin(2 * math.pi * phase)


def smooth(name, position):
    """A number from 0 to 1 that changes slowly: between whole positions it is on the way from one to the next."""
    whole = math.floor(position)
    part = position - whole
    part = part * part * (3 - 2 * part)
    return chance(name, whole) * (1 - part) + chance(name, whole + 1) * part


def chance(name, number):
    """A number from 0 to 1 that is the same in every run. CRC-32 mixes its last bytes badly, hence the multiplication."""
    return (zlib.crc32(f"{number:.0f} {name}".encode()) * 2654435761 % 2**32) / 2**32
