"""Runs one worker of workers.json: `python worker.py NAME@ENVIRONMENT`. A worker with `dies` is killed and restarted, forever."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

# Seconds. It stays dead for longer than the silence after which a worker counts as gone (docs/workers.md).
FIRST_LIFE = 15
LIVES = (150, 240)
DEAD = 60


def main(address):
    worker = next(w for w in json.loads(Path(__file__).with_name("workers.json").read_text("utf-8")) if address_of(w) == address)
    command = [sys.executable, "-m", "celery", "-A", "tasks", "worker", *options(worker)]
    if worker.get("dies"):
        die_and_return(command)
    os.execv(sys.executable, command)


def address_of(worker):
    return f"{worker['name']}@{worker['environment']}"


def options(worker):
    yield from ("-n", address_of(worker), "-Q", ",".join(worker["queues"]))
    yield from ("-P", "threads", "-c", str(worker["threads"]), "-l", "WARNING")
    # A dozen workers on one machine do not need to listen to each other.
    yield from ("--without-gossip", "--without-mingle")
    if worker["events"]:
        yield "-E"


def die_and_return(command):
    life = FIRST_LIFE
    while True:
        worker = subprocess.Popen(command)
        try:
            time.sleep(life)
        finally:
            worker.kill()  # like the kernel when memory runs out: without worker-offline
            worker.wait()
        time.sleep(DEAD)
        life = random.uniform(*LIVES)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        pass
