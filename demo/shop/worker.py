"""Runs one worker of workers.json: `python worker.py NAME@ENVIRONMENT`. One that `dies` is killed and started again, for ever."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

# Seconds. Dead for longer than a worker may be silent before it counts as gone (docs/workers.md).
FIRST_LIFE = 60
LIVES = (180, 300)
DEAD = 75


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
    # A dozen workers on a laptop need not listen to one another.
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
            worker.kill()  # as the kernel does when memory runs out: without a goodbye
            worker.wait()
        time.sleep(DEAD)
        life = random.uniform(*LIVES)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        pass
