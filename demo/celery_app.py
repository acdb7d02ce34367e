"""The Celery application of the demo: tasks that only sleep, on queues of different speeds."""

import os
import random
import time

from celery import Celery

app = Celery("demo", broker=os.environ["BROKER_URL"])
app.conf.update(
    task_ignore_result=True,
    # One task a thread in hand and no more: what waits, waits in Redis, where it is seen.
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
)

# Mean seconds of work of one task, by queue. The last name is there because such names exist.
SECONDS = {
    "celery": 0.1,
    "emails": 0.05,
    "webhooks": 0.2,
    "images": 0.3,
    "reports": 1.5,
    "partner imports: Zürich/α": 0.5,
}


@app.task(name="demo.work", ignore_result=True)
def work(seconds):
    time.sleep(random.uniform(0.5, 1.5) * seconds)
