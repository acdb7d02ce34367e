"""Sends tasks in waves to one broker until it is stopped. `python producer.py production|staging|development`"""

import math
import random
import sys
import time

from celery_app import SECONDS, app, work

# By environment and queue: tasks a second on average, seconds from one crest to the next, and the most that may wait.
# A queue at its bound gets nothing more until it is down to two thirds, so that memory never grows without end.
WAVES = {
    "production": {
        "celery": (11, 180, 900),
        "emails": (20, 120, 900),
        "webhooks": (6, 240, 600),
        "images": (3, 90, 400),
        "reports": (1.2, 600, 1300),
        "partner imports: Zürich/α": (0.4, 60, 60),
    },
    "staging": {"celery": (3, 120, 200), "emails": (5, 90, 150), "reports": (0.3, 300, 80)},
    # Nobody works here: a developer's queues, filled and left alone.
    "development": {"celery": (0.5, 60, 12), "emails": (0.2, 60, 30), "experiments": (0.1, 60, 3)},
}
# What is there from the start, so that a queue is critical at once and not after half an hour.
BACKLOG = {"production": {"reports": 1100, "images": 150}}
PRIORITIES = [0, 0, 0, 3, 6, 9]


def main(environment):
    waves = WAVES[environment]
    full = set()
    with app.connection_for_write() as connection, app.amqp.Producer(connection) as producer:

        def send(queue, count):
            for _ in range(count):
                work.apply_async((SECONDS.get(queue, 1),), queue=queue, priority=random.choice(PRIORITIES), producer=producer)

        for queue, count in BACKLOG.get(environment, {}).items():
            send(queue, count)
        started = time.monotonic()
        while True:
            for queue, (rate, period, bound) in waves.items():
                waiting = connection.default_channel._size(queue)
                if waiting >= bound:
                    full.add(queue)
                elif waiting < bound * 2 / 3:
                    full.discard(queue)
                if queue not in full:
                    crest = 1 + math.sin(2 * math.pi * (time.monotonic() - started) / period)
                    send(queue, round_randomly(rate * crest))
            time.sleep(1)


def round_randomly(value):
    """A whole number that is `value` on average."""
    return int(value) + (random.random() < value % 1)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        pass
