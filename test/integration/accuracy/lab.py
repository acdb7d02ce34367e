"""The Celery application of the accuracy tests. As a program it runs the Python that it is sent, a JSON string a line, and answers
with `result` as JSON; as a module (`celery -A lab worker`) it is a worker."""
import json
import os
import sys
import time

from celery import Celery, chord, signals
from kombu import Exchange, Queue

app = Celery('lab', broker=os.environ['BROKER_URL'])
app.conf.update(
    broker_connection_retry_on_startup=True, task_ignore_result=True, worker_hijack_root_logger=False, worker_prefetch_multiplier=4)
app.conf.update(json.loads(os.environ['CONF']))
exec(os.environ.get('SETUP', ''))


@app.task(name='work')
def work(seconds=0):
    time.sleep(seconds)


@app.task(name='late', acks_late=True)
def late(seconds=0):
    time.sleep(seconds)


@app.task(name='again', bind=True, max_retries=9)
def again(self, countdown):
    raise self.retry(countdown=countdown)


@app.task(name='number', ignore_result=False)
def number(n):
    return n


@app.task(name='total', ignore_result=False)
def total(numbers):
    return sum(numbers)


if os.environ.get('RECEIPTS'):

    @signals.task_received.connect
    def note(request=None, **_):
        with open(os.environ['RECEIPTS'], 'a') as file:
            file.write(f'{time.time()} {request.id}\n')


def send(task, count=1, args=(), **options):
    """Publishes so many tasks over one connection."""
    with app.producer_pool.acquire(block=True) as producer:
        return [task.apply_async(args=list(args), producer=producer, **options).id for _ in range(count)]


def size(*queues):
    """What kombu itself calls the length of each queue; 0 for one that has no key."""
    with app.connection_for_read() as connection:
        return [connection.default_channel._size(queue) for queue in queues]


def inspect(method, worker):
    """What one worker answers."""
    return (app.control.inspect([worker], timeout=5, limit=1)._request(method) or {}).get(worker)


def queue_of(task):
    return (task.get('request') or task)['delivery_info']['routing_key']


def counts(tasks):
    """How many of the tasks in an answer are of each queue."""
    found = {}
    for task in tasks or []:
        found[queue_of(task)] = found.get(queue_of(task), 0) + 1
    return found


if __name__ == '__main__':
    scope = globals()
    for line in sys.stdin:
        try:
            scope['result'] = None
            exec(json.loads(line), scope)
            answer = {'result': scope['result']}
        except Exception as error:
            answer = {'error': f'{type(error).__name__}: {error}'}
        print('ANSWER ' + json.dumps(answer, default=str), flush=True)
