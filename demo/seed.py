"""Puts a hundred days of made-up past of the demo's production queues into its CloudWatch (moto), under the names that the
mirror uses. `python seed.py http://127.0.0.1:PORT`

Real CloudWatch takes nothing older than two weeks; moto does. It also compares every datum with every other when it lists
metrics (5.2), so there are few: one every six hours, as the panel "Last 90 days" draws them, and one an hour of the last day.
"""

import math
import random
import sys
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import boto3
from botocore.config import Config

BROKER = "production"
# The most that waited, by queue: about what producer.py brings about.
MOST = {"celery": 600, "emails": 700, "webhooks": 300, "images": 400, "reports": 1300, "partner imports: Zürich/α": 30}
# How far back, and the minutes that a datum stands for from there on.
AGES = [(timedelta(days=100), 360), (timedelta(days=1), 60), (timedelta(), 0)]
MAX_DATA = 1000


def main(endpoint):
    now = datetime.now(timezone.utc).replace(second=0, microsecond=0)
    data = [datum(queue, most, at, minutes) for queue, most in MOST.items() for at, minutes in times(now)]
    # moto does not read compressed requests.
    cloudwatch = boto3.client(
        "cloudwatch",
        endpoint_url=endpoint,
        region_name="eu-west-1",
        aws_access_key_id="demo",
        aws_secret_access_key="demo",
        config=Config(disable_request_compression=True),
    )
    for i in range(0, len(data), MAX_DATA):
        cloudwatch.put_metric_data(Namespace="Celery/Redis", MetricData=data[i : i + MAX_DATA])


def times(now):
    """Every point's time and the minutes it stands for, oldest first, on whole steps."""
    for (age, minutes), (until, _) in zip(AGES, AGES[1:]):
        step = timedelta(minutes=minutes)
        at = now - age
        at += (datetime.min.replace(tzinfo=timezone.utc) - at) % step
        while at < now - until:
            yield at, minutes
            at += step


def datum(queue, most, at, minutes):
    """One datum as of a mirror that sampled every five seconds for so many minutes."""
    high = round(most * load(queue, at))
    low = round(high * 0.4)
    samples = minutes * 12
    return {
        "MetricName": "Waiting",
        "Dimensions": [{"Name": "Broker", "Value": encoded(BROKER)}, {"Name": "Queue", "Value": encoded(queue)}],
        "Timestamp": at,
        "Unit": "Count",
        "StatisticValues": {"SampleCount": samples, "Sum": samples * (high + low) / 2, "Minimum": low, "Maximum": high},
    }


def load(queue, at):
    """How full a queue was, 0 to 1: busy by day, idle at weekends, each queue and each hour a little different."""
    chance = random.Random(f"{queue} {at:%Y-%m-%d %H}")
    hour = at.hour + at.minute / 60
    day = 0.6 + 0.3 * (1 - math.cos(2 * math.pi * (hour - 3) / 24)) / 2
    week = 0.75 if at.weekday() >= 5 else 1
    months = 0.9 + 0.1 * math.sin(at.timestamp() / 86400 / 17 + len(queue))
    return day * week * months * chance.uniform(0.9, 1.1)


def encoded(name):
    """As the mirror writes names that are not ASCII."""
    return "".join(c if " " <= c <= "~" and c != "%" else quote(c, safe="") for c in name)


if __name__ == "__main__":
    main(sys.argv[1])
