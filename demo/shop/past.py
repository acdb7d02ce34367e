"""Generates the past of the shop's queues, as the mirror would have written it: `python past.py FILE`, for demo/cloudwatch/main.ts.

Minutes for the last six hours, five minutes for 35 days, and hours before that, similar to what CloudWatch keeps.
"""

import json
import sys
import time
from urllib.parse import quote

from load import DAY, HOUR, MINUTE, QUEUES, range_of

BROKER = "production"
# Age in seconds, and the period of a datum from there on.
AGES = [(100 * DAY, HOUR), (35 * DAY, 5 * MINUTE), (6 * HOUR, MINUTE)]


def main(file):
    started = time.time()
    with open(file, "w", encoding="ascii") as out:
        for name, queue in QUEUES[BROKER].items():
            for begin, step, count in stretches(started):
                lengths = [range_of(BROKER, name, begin + i * step, step, started) for i in range(count)]
                for metric, unit, values in measures(queue, lengths):
                    out.write(json.dumps(stretch(name, metric, unit, begin, step, values)) + "\n")


def stretches(now):
    """Begin, step and number of steps, oldest first; aligned to steps, up to and including the current minute."""
    begins = [int((now - age) // HOUR) * HOUR for age, _ in AGES]
    for i, (_, step) in enumerate(AGES):
        end = begins[i + 1] if i + 1 < len(AGES) else (int(now) // MINUTE + 1) * MINUTE
        yield begins[i], step, (end - begins[i]) // step


def measures(queue, lengths):
    """The measures that the demo mirrors, each as minimum, average and maximum of every step."""
    yield "Waiting", "Count", [tuple(round(value) for value in seen) for seen in lengths]
    # At a constant rate, the age of a queue is proportional to its length.
    yield "OldestAge", "Seconds", [tuple(round(value / queue.rate) for value in seen) for seen in lengths]
    for metric, share in (("Arrivals", 0.02), ("Departures", 0.01)):
        yield metric, "Count/Second", [rates(queue, seen[1], share) for seen in lengths]


def rates(queue, waiting, share):
    """Tasks per second: workers have less to do if few tasks wait, and more tasks arrive if many wait."""
    usual = queue.rate * min(1, 0.3 + waiting / max(1, queue.waiting)) * (1 + share)
    return tuple(round(usual * part, 1) for part in (0.8, 1, 1.2))


def stretch(name, metric, unit, begin, step, values):
    least, usual, most = zip(*values)
    dimensions = [{"Name": "Broker", "Value": encoded(BROKER)}, {"Name": "Queue", "Value": encoded(name)}]
    head = {"namespace": "Celery/Redis", "name": metric, "dimensions": dimensions, "unit": unit, "from": begin, "step": step}
    return head | {"least": least, "usual": usual, "most": most}


def encoded(name):
    """Encodes names that are not ASCII as the mirror does."""
    return "".join(c if " " <= c <= "~" and c != "%" else quote(c, safe="") for c in name)


if __name__ == "__main__":
    main(sys.argv[1])
