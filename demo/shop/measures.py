"""How every metric of the past follows from the number of waiting tasks, x: `plus + times * x`, kept within `least` and `most`.

`kind` is how a datum of CloudWatch comes from that: "samples" (of a mirror that samples every five seconds), "minutes" (one number a
minute), or "runs" (that many runs a minute, whose runtimes are `spread`).
"""

import json
import math
from pathlib import Path
from urllib.parse import quote

from load import QUEUES, TASKS, seconds_apart

WORKERS = json.loads(Path(__file__).with_name("workers.json").read_text("utf-8"))
# The 5th, 15th … 95th percentile of a normal distribution, in standard deviations.
SCORES = (-1.64, -1.04, -0.67, -0.39, -0.13, 0.13, 0.39, 0.67, 1.04, 1.64)


def broker_metrics(broker):
    dimensions = [("Broker", broker)]
    yield metric("ScrapeOk", "Count", dimensions, plus=1)
    if any(worker["events"] for worker in workers_of(broker)):
        yield metric("Listened", "Seconds", dimensions, "minutes", plus=60)


def queue_metrics(broker, name):
    queue = QUEUES[broker][name]
    dimensions = [("Broker", broker), ("Queue", name)]
    workers = workers_of(broker, name)
    slots = sum(worker["threads"] for worker in workers)
    dies = any(worker.get("dies") for worker in workers)
    yield metric("Waiting", "Count", dimensions, times=1)
    # One prefetched task for each slot, and those that wait for their time.
    held = slots + queue.scheduled
    yield metric("InFlight", "Count", dimensions, times=held, most=held)
    yield metric("Scheduled", "Count", dimensions, plus=queue.scheduled)
    yield metric("Backlog", "Count", dimensions, plus=held, times=1)
    yield metric("OldestAge", "Seconds", dimensions, times=seconds_apart(queue))
    for name_, most in (("Arrivals", queue.rate * queue.growth), ("Departures", queue.rate)):
        yield metric(name_, "Count/Second", dimensions, digits=2, noise=0.08, **pace(queue, most, name_ == "Departures"))
    yield metric("Workers", "Count", dimensions, **online(queue, len(workers)), dips=dies)
    if slots:
        yield metric("Busy", "Count", dimensions, digits=2, noise=0.08, **pace(queue, min(slots, queue.busy), True))
        yield metric("Concurrency", "Count", dimensions, plus=slots)
        yield metric("Utilisation", "None", dimensions, digits=2, noise=0.08, **pace(queue, min(1, queue.busy / slots), True))
    if any(worker["events"] for worker in workers):
        yield from task_metrics(broker, name, queue)


def task_metrics(broker, name, queue):
    tasks = TASKS[name]
    for task in tasks:
        dimensions = [("Broker", broker), ("Task", task.name)]
        runs = queue.rate * 60 / len(tasks)
        for outcome, share in (("Succeeded", 1 - task.fails - task.retries), ("Failed", task.fails), ("Retried", task.retries)):
            yield metric(outcome, "Count", dimensions, "minutes", noise=0.15, **pace(queue, runs * share, True))
        spread = [round(task.median * math.exp(task.spread * score), 2) for score in SCORES]
        succeeded = pace(queue, runs * (1 - task.fails - task.retries), True)
        yield metric("Runtime", "Seconds", dimensions, "runs", spread=spread, noise=0.15, **succeeded)


def pace(queue, most, worked):
    """Workers have less to do while few tasks wait. A queue that nobody works on any more (`breaks`) is the longer for it."""
    if worked and queue.breaks:
        return {"plus": most * (queue.breaks + 1), "times": -most, "most": most}
    return {"plus": 0.3 * most, "times": most / max(1, queue.waiting), "most": most}


def online(queue, workers):
    """The worker of a queue without one was there until the queue grew."""
    return {"plus": workers} if workers or not queue.breaks else {"plus": queue.breaks + 1, "times": -1, "most": 1}


def workers_of(broker, name=None):
    return [w for w in WORKERS if w["environment"] == broker and (name is None or name in w["queues"])]


def metric(name, unit, dimensions, kind="samples", plus=0.0, times=0.0, most=None, digits=0, spread=(), dips=False, noise=0.0):
    named = [{"Name": key, "Value": encoded(value)} for key, value in dimensions]
    head = {"namespace": "Celery/Redis", "name": name, "unit": unit, "dimensions": named, "kind": kind}
    numbers = {"plus": plus, "times": times, "most": most, "digits": digits}
    return head | numbers | {"spread": list(spread), "dips": dips, "noise": noise}


def encoded(name):
    """Encodes names that are not ASCII as the mirror does."""
    return "".join(c if " " <= c <= "~" and c != "%" else quote(c, safe="") for c in name)
