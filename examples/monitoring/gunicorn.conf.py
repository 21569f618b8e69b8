"""Serve the project with two workers, each of which samples its pools every second."""

import os

wsgi_app = "mysite.wsgi:application"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8


def post_worker_init(worker):
    """After the fork: a thread that samples would not live on in the worker."""
    from prometheus_pools import keep_sampling

    keep_sampling(seconds=1)


def child_exit(server, worker):
    """Take the pools of a worker that has ended off the page."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
