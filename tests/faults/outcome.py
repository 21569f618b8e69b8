"""From a log of requests to what evidence says of a cell."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.load import Request

BUCKET = 0.25  # seconds
HEALTHY = {2: "within 2 s", 60: "within a minute"}
"""Far enough apart that a machine that is busy, or three times slower, is in the same."""

RESTART, POOLER, NEVER = "needs a restart", "needs a restart of the pooler", "never"

Samples = list[tuple[float, int | None]]


@dataclass
class Times:
    """When what happened, on the clock of the requests."""

    begun: float
    struck: float = 0.0
    over: float = 0.0
    healthy: float | None = None
    """When every thread had answered right."""
    restarted: float | None = None
    """When the project was restarted, which had not become healthy by itself."""
    pooler_restarted: bool = False
    """Whether that did not help either."""
    ended: float = 0.0


def observed(
    log: list[Request], samples: Samples, times: Times, mask: Callable[[str], str]
) -> dict:
    """Everything about a cell that its requests and the server's connections tell."""
    log = sorted(log, key=lambda request: request.sent)
    bad = [request for request in log if not request.right]
    return {
        "classes": classes(log, times),
        "requests": {
            "sent": len(log),
            "failed_before": sum(request.sent < times.struck for request in bad),
            "failed_during": sum(times.struck <= request.sent < times.over for request in bad),
            "failed_after": sum(times.over <= request.sent for request in bad),
            "wrong": sum(request.wrong for request in log),
            "longest": round(max(request.ended - request.sent for request in log), 1),
        },
        "errors": errors(bad, mask),
        "seconds_until_healthy": seconds_until_healthy(times),
        "connections": connections(samples, times),
        "timeline": timeline(log, samples, times),
    }


def classes(log: list[Request], times: Times) -> dict[str, str]:
    """What has to be the same on every run."""
    return {
        "failed": "some" if any(request.error for request in log) else "none",
        "wrong": "some" if any(request.wrong for request in log) else "none",
        "healthy": healthy_again(times),
    }


def healthy_again(times: Times) -> str:
    """How long it takes, from the end of the fault, until every thread answers right."""
    if times.healthy is None:
        return NEVER
    if times.restarted is not None:
        return POOLER if times.pooler_restarted else RESTART
    seconds = times.healthy - times.over
    return next((words for most, words in HEALTHY.items() if seconds < most), NEVER)


def seconds_until_healthy(times: Times) -> float | None:
    """Without a restart; None if it took one."""
    if times.healthy is None or times.restarted is not None:
        return None
    return round(times.healthy - times.over, 1)


def errors(bad: list[Request], mask: Callable[[str], str]) -> list[dict]:
    """Each error with how often it came, the most frequent first."""
    counted = Counter(
        (request.error["type"], mask(request.error["message"])) for request in bad if request.error
    )
    return [
        {"type": kind, "message": message, "count": count}
        for (kind, message), count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    ]


def connections(samples: Samples, times: Times) -> dict:
    """How many the server saw right before, from fewest to most during, and after the fault."""
    during = [seen for when, seen in samples if times.struck < when <= times.over]
    answered = [seen for seen in during if seen is not None]
    before = [seen for when, seen in samples if when <= times.struck and seen is not None]
    after = [seen for when, seen in samples if when > times.over and seen is not None]
    return {
        "before": before[-1] if before else None,
        "during": [min(answered), max(answered)] if answered else None,
        "after": after[-1] if after else None,
    }


def timeline(log: list[Request], samples: Samples, times: Times) -> dict:
    """What happened in each quarter of a second, from the first request to the end."""
    buckets = int((times.ended - times.begun) / BUCKET) + 1
    answered, failed, waiting = ([0] * buckets for _ in range(3))

    def bucket(moment: float) -> int:
        return min(buckets - 1, int((moment - times.begun) / BUCKET))

    for request in log:
        into = answered if request.right else failed
        into[bucket(request.ended)] += 1
        for late in range(bucket(request.sent), bucket(request.ended)):
            waiting[late] += 1
    moments = [when for when, _ in samples]

    def seen_by(moment: float) -> int | None:
        """The last sample of the bucket that ends then, if there is one."""
        last = bisect_right(moments, moment) - 1
        if last < 0 or moments[last] < moment - BUCKET:
            return None
        return samples[last][1]

    marks = {"struck": times.struck, "over": times.over, "restarted": times.restarted}
    return {
        "bucket": BUCKET,
        "answered": answered,
        "failed": failed,
        "waiting": waiting,
        "connections": [seen_by(times.begun + BUCKET * (number + 1)) for number in range(buckets)],
        **{
            name: None if moment is None else round(moment - times.begun, 2)
            for name, moment in marks.items()
        },
    }
