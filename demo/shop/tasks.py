"""The Celery application of the demo: a small shop. Its tasks only sleep, and some of them fail as tasks of a shop do."""

import os
import random
import smtplib
import threading
import time

from celery import Celery
from celery.signals import worker_shutting_down

app = Celery("shop", broker=os.environ["BROKER_URL"])
app.conf.update(
    task_ignore_result=True,
    task_send_sent_event=True,
    # One prefetched task per thread, so that the others wait in Redis, where they are visible.
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
)


@worker_shutting_down.connect
def leave(**_):
    """Stops without the tasks that still run: one of them hangs."""
    timer = threading.Timer(2, os._exit, [0])
    timer.daemon = True
    timer.start()


class CardDeclined(Exception):
    """The bank refuses; a retry would not help."""


def takes(median, spread=0.5):
    """Sleeps for a lognormal time in seconds: usually near the median, sometimes much longer."""
    time.sleep(min(median * random.lognormvariate(0, spread), median * 15))


def happens(share):
    return random.random() < share


@app.task(name="shop.orders.place")
def place_order(order):
    takes(0.3)


@app.task(name="shop.orders.confirm")
def confirm_order(order):
    takes(0.2)


@app.task(name="shop.payments.capture", bind=True, max_retries=3, throws=(CardDeclined,))
def capture_payment(self, order, amount):
    takes(0.7, 0.7)
    if happens(0.06):
        raise CardDeclined(f"order {order}: do not honour (code 05)")
    if happens(0.08):
        error = ConnectionError("api.bank.example: connection reset by peer")
        raise self.retry(exc=error, countdown=random.uniform(5, 20))


@app.task(name="shop.emails.send", bind=True, max_retries=5)
def send_email(self, template, to):
    takes(0.5)
    if happens(0.05):
        error = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        raise self.retry(exc=error, countdown=random.uniform(10, 40))


@app.task(name="shop.newsletter.deliver")
def deliver_newsletter(issue, subscriber):
    takes(0.25, 0.3)


@app.task(name="shop.images.thumbnail")
def make_thumbnail(path, width):
    takes(2.5, 0.6)


@app.task(name="shop.search.reindex")
def reindex(product):
    """Usually short. A reindex of the whole catalogue sometimes delays all tasks behind it."""
    if product == "*":
        takes(240, 0.05)
    else:
        takes(0.8)


@app.task(name="shop.stock.sync")
def sync_stock(supplier, sku):
    takes(0.4)
    if happens(0.1):
        raise KeyError(sku)


@app.task(name="shop.reports.daily")
def daily_report(report, day):
    takes(9, 0.6)


@app.task(name="shop.partners.import")
def import_partner_file(partner, file):
    takes(1, 0.4)


@app.task(name="shop.reviews.moderate")
def moderate_review(review):
    takes(1)
    if happens(0.02):
        raise ValueError(f"{review}: language not recognised")


@app.task(name="shop.experiments.rank", bind=True, max_retries=1)
def rank_products(self, model):
    """What a developer is just writing."""
    takes(0.8)
    if happens(0.4):
        raise ZeroDivisionError("no product has a score yet")
    if happens(0.15):
        raise self.retry(exc=TimeoutError(f"model {model} is still loading"), countdown=5)


@app.task(name="shop.invoices.render")
def render_invoice(order):
    """Hangs: the printing service never answers, and the task has no time limit."""
    time.sleep(86_400)


@app.task(name="shop.loyalty.credit")
def credit_points(customer, points):
    """Never runs: no worker consumes its queue."""
