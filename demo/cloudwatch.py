"""Shows what the mirror has put into the demo's CloudWatch. `python cloudwatch.py http://127.0.0.1:PORT`"""

import sys
from datetime import datetime, timedelta, timezone

import boto3

cloudwatch = boto3.client(
    "cloudwatch", endpoint_url=sys.argv[1], region_name="eu-west-1", aws_access_key_id="demo", aws_secret_access_key="demo"
)
until = datetime.now(timezone.utc)
# moto lists a metric once for every value it got.
metrics = {
    " ".join([metric["MetricName"], *(d["Value"] for d in metric["Dimensions"])]): metric
    for page in cloudwatch.get_paginator("list_metrics").paginate(Namespace="Celery/Redis")
    for metric in page["Metrics"]
}
for name, metric in sorted(metrics.items()):
    points = cloudwatch.get_metric_statistics(
        **metric, StartTime=until - timedelta(minutes=15), EndTime=until, Period=60, Statistics=["Maximum"]
    )["Datapoints"]
    points.sort(key=lambda point: point["Timestamp"])
    print(f"{name:60} {' '.join(str(round(point['Maximum'])) for point in points)}")
