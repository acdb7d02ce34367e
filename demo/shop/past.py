"""Generates the past of the shop's queues, as the mirror would have written it: `python past.py FILE`, for demo/cloudwatch/main.ts.

Minutes for the last six hours, five minutes for 35 days, and hours before that. The emulator makes minutes of the last 15 days, like
CloudWatch. Of each queue, only the number of waiting tasks is written, and how every metric follows from it (measures.py).
"""

import json
import sys
import time

from load import DAY, HOUR, MINUTE, QUEUES, range_of
from measures import broker_metrics, queue_metrics

# Age in seconds, and the period of a datum from there on.
AGES = [(100 * DAY, HOUR), (35 * DAY, 5 * MINUTE), (6 * HOUR, MINUTE)]


def main(file):
    started = time.time()
    with open(file, "w", encoding="ascii") as out:
        for broker, queues in QUEUES.items():
            for begin, step, count in stretches(started):
                write(out, begin, step, [(1, 1, 1)] * count, broker_metrics(broker))
                for name in queues:
                    lengths = [range_of(broker, name, begin + i * step, step, started) for i in range(count)]
                    write(out, begin, step, lengths, queue_metrics(broker, name))


def stretches(now):
    """Begin, step and number of steps, oldest first; aligned to steps, up to and including the current minute."""
    begins = [int((now - age) // HOUR) * HOUR for age, _ in AGES]
    for i, (_, step) in enumerate(AGES):
        end = begins[i + 1] if i + 1 < len(AGES) else (int(now) // MINUTE + 1) * MINUTE
        yield begins[i], step, (end - begins[i]) // step


def write(out, begin, step, lengths, metrics):
    least, usual, most = zip(*((round(value, 1) for value in seen) for seen in lengths))
    line = {"from": begin, "step": step, "least": least, "usual": usual, "most": most, "metrics": list(metrics)}
    out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
