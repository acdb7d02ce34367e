"""Sends the shop's tasks to one broker until it is stopped, at rates that keep each queue as long as load.py says.
`python producer.py production|staging|development`
"""

import random
import sys
import time
from datetime import datetime, timedelta, timezone

import tasks
from load import QUEUES, STALL, STALL_EVERY, seconds_apart, waiting

PRIORITIES = [0, 0, 0, 3, 6, 9]
# Seconds within which a queue reaches its target length.
WITHIN = 5
# Minimum arrivals, as a share of what workers take.
LEAST = 0.2
# Seconds between reports that are scheduled for later.
ORDER_EVERY = 25


class Shop:
    def __init__(self, environment, connection, producer):
        self.environment = environment
        self.channel = connection.default_channel
        self.producer = producer
        self.started = time.time()
        self.next_reindex = self.started + STALL[0]
        self.next_order = self.started

    def open(self):
        """Fills the queues with tasks that arrived one after the other before the start."""
        for name, queue in QUEUES[self.environment].items():
            count = round(self.wanted(name))
            age = count * seconds_apart(queue)
            for i in range(count):
                self.send(name, age * (1 - i / count))
        if self.environment == "production":
            for _ in range(QUEUES["production"]["reports"].scheduled):
                self.schedule()

    def go_on(self):
        """One second of business."""
        for name, queue in QUEUES[self.environment].items():
            missing = self.wanted(name) - self.channel._size(name)
            for _ in range(round_randomly(max(LEAST * queue.rate, queue.rate + missing / WITHIN))):
                self.send(name)
        if self.environment == "production":
            self.order()

    def wanted(self, name):
        return waiting(self.environment, name, time.time(), self.started)

    def order(self):
        now = time.time()
        if now >= self.next_reindex:
            self.next_reindex += STALL_EVERY
            # Runs for the rest of the stall, and delays all tasks behind it.
            self.apply(tasks.reindex, ("*",), "search")
        if now >= self.next_order:
            self.next_order = now + ORDER_EVERY
            self.schedule()

    def schedule(self):
        eta = datetime.now(timezone.utc) + timedelta(seconds=random.uniform(60, 480))
        # Urgent, so that a worker takes it and holds it until its ETA.
        self.apply(tasks.daily_report, ("turnover", f"{eta:%Y-%m-%d}"), "reports", priority=0, eta=eta)

    def send(self, queue, age=0):
        task, args = ordinary(queue)
        priority = random.choice(PRIORITIES) if queue == "orders" else 6 if queue == "reports" else 0
        # Some newsletters are only for the first readers: what comes too late is revoked.
        late = {"expires": 20} if queue == "newsletter" and age == 0 and random.random() < 0.05 else {}
        self.apply(task, args, queue, age, priority=priority, **late)

    def apply(self, task, args, queue, age=0, **options):
        # The header of Sentry's SDK, which many shops use. It gives the exact age of a task.
        headers = {"sentry-task-enqueued-time": time.time() - age}
        task.apply_async(args, queue=queue, producer=self.producer, headers=headers, **options)


def ordinary(queue):
    """A typical task of the queue, with arguments."""
    order = random.randint(40_000, 60_000)
    match queue:
        case "orders":
            return random.choice([tasks.place_order, tasks.confirm_order]), (order,)
        case "payments":
            return tasks.capture_payment, (order, round(random.lognormvariate(3.5, 0.8), 2))
        case "emails":
            return tasks.send_email, (random.choice(["receipt", "shipped", "password"]), f"customer{order}@example.com")
        case "newsletter":
            return tasks.deliver_newsletter, (47, f"subscriber{order}@example.com")
        case "images":
            return tasks.make_thumbnail, (f"products/{order}.jpg", random.choice([160, 480, 960]))
        case "stock":
            return tasks.sync_stock, (random.choice(["acme", "globex"]), f"SKU-{order}")
        case "reports":
            return tasks.daily_report, (random.choice(["turnover", "returns", "margins"]), f"{datetime.now(timezone.utc):%Y-%m-%d}")
        case "search":
            return tasks.reindex, (f"product-{order}",)
        case "experiments":
            return tasks.rank_products, (random.choice(["bm25", "embeddings"]),)
        case "reviews":
            return tasks.moderate_review, (f"review-{order}",)
        case "invoices":
            return tasks.render_invoice, (order,)
        case "loyalty":
            return tasks.credit_points, (f"customer-{order}", random.randint(1, 500))
        case _:
            return tasks.import_partner_file, ("Zürich/α", f"prices-{order}.csv")


def round_randomly(value):
    """A whole number that is `value` on average."""
    return int(value) + (random.random() < value % 1)


def main(environment):
    with tasks.app.connection_for_write() as connection, tasks.app.amqp.Producer(connection) as producer:
        shop = Shop(environment, connection, producer)
        shop.open()
        while True:
            shop.go_on()
            time.sleep(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        pass
