"""What the program counts and times, for Prometheus; docs/figures.md says what each figure means.

Every program has one Figures with a registry of its own, and whoever counts is given it. A label takes few values:
a face, a result, the first word of a route (`nomination`), a kind of due date. It never holds a person, a group or
anything that somebody wrote. What stands in the database is not counted here but read when somebody asks
(storage/backlog.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from storage.backlog import Backlog
from storage.unavailable import Unavailable

FORMAT = CONTENT_TYPE_PLAIN_0_0_4
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
LATE = (1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0, 21_600.0, 86_400.0)  # seconds

DONE, REFUSED, REPEATED, DEFECT, AWAY = "done", "refused", "repeated", "defect", "away"
"""What came of a request: carried out; a sentence that says why not; the reply of the first time again; a reference
number; the database was away. The same of a tick, which is never refused."""


@dataclass
class Carried:
    """What is found out about a request while it is carried out. `about` is the first word of its route, and `kind`
    says whether that changes anything; both are empty while no route is known."""

    result: str = DONE
    about: str = ""
    kind: str = ""

    def on(self, route: str, *, changes: bool) -> None:
        """The route that it takes."""
        self.about, self.kind = route.partition(".")[0], "change" if changes else "read"


class Figures:
    """All counters and histograms of one program; safe to use from any thread."""

    def __init__(self) -> None:
        prometheus_client.disable_created_metrics()  # a second series for each, with the time of the first count
        self.registry = CollectorRegistry()
        prometheus_client.ProcessCollector(registry=self.registry)
        self._requests = self._counter("requests", "Requests carried out.", "face", "result")
        self._handlers = self._histogram("handler_seconds", "From a request to its reply.", QUICK, "action", "kind")
        self._defects = self._counter("defects", "Defects, each of which the log holds under a reference.")
        self._pages = self._counter("http_requests", "HTTP requests answered.", "method", "route", "status")
        self._page_time = self._histogram("http_request_seconds", "To the answer of HTTP.", QUICK, "route")
        self._deliveries = self._counter("deliveries", "Attempts to deliver a message.", "face", "result")
        self._sends = self._histogram("delivery_seconds", "An attempt to deliver a message.", QUICK, "face")
        self._ticks = self._counter("ticks", "Looks of the clock for what is due.", "result")
        self._ticked = self._gauge("tick_timestamp_seconds", "When the clock has last looked, since 1970.")
        self._due = self._counter("due", "Due dates that have been acted upon.", "kind", "result")
        self._lag = self._histogram("due_lag_seconds", "How long after its time a due date was acted upon.", LATE)
        for result in (DONE, DEFECT, AWAY):
            self._ticks.labels(result)  # a series that begins with its first count hides that one from rate()

    # --- counting ---

    @contextmanager
    def carrying(self, face: str) -> Iterator[Carried]:
        """Count and time a request that came by a face; what is found out about it is written into what this
        gives."""
        carried, begun = Carried(), perf_counter()
        try:
            yield carried
        except Unavailable:
            carried.result = AWAY
            raise
        finally:
            self._requests.labels(face, carried.result).inc()
            if carried.about:
                self._handlers.labels(carried.about, carried.kind).observe(perf_counter() - begun)

    def page(self, method: str, route: str, status: int, seconds: float) -> None:
        """An HTTP request has been answered. `route` is the pattern of its address, never the address."""
        self._pages.labels(method, route, str(status)).inc()
        self._page_time.labels(route).observe(seconds)

    def delivered(self, face: str, result: str, seconds: float) -> None:
        """An attempt to deliver a message has come to something, in so many seconds. `face` is empty where it was
        not tried: no way leads to the recipient, or it was withdrawn before."""
        self._deliveries.labels(face or "none", result).inc()
        if face:
            self._sends.labels(face).observe(seconds)

    def defect(self) -> None:
        """Something failed that no person could have caused."""
        self._defects.inc()

    def ticked(self, result: str) -> None:
        """The clock has looked for what is due."""
        self._ticks.labels(result).inc()
        if result == DONE:
            self._ticked.set_to_current_time()

    def acted(self, kind: str, result: str, late: float) -> None:
        """A due date of a kind has been acted upon, so many seconds after its time (domain time)."""
        self._due.labels(kind, result).inc()
        self._lag.observe(max(late, 0.0))

    # --- reading ---

    @property
    def defects(self) -> int:
        """How many defects there have been."""
        return int(self.registry.get_sample_value("taskforce_defects_total") or 0)

    def exposition(self, backlog: Backlog | None) -> bytes:
        """Everything as Prometheus reads it. `backlog` is None when the database does not answer: then its figures
        are left out, rather than wrong."""
        return generate_latest(self.registry) + generate_latest(_read(backlog))

    # --- how ---

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, namespace="taskforce", registry=self.registry)

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(name, meaning, namespace="taskforce", registry=self.registry)

    def _histogram(self, name: str, meaning: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, meaning, labels, namespace="taskforce", registry=self.registry, buckets=buckets)


def _read(backlog: Backlog | None) -> CollectorRegistry:
    """What the database says, in a registry that is made for one reader: two may ask at once."""
    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, namespace="taskforce", registry=registry)

    gauge("database_up", "Whether the database answers.").set(backlog is not None)
    if backlog is not None:
        rows = gauge("outbox_rows", "Messages that have neither gone nor failed.", "state")
        for state, count in backlog.rows.items():
            rows.labels(state).set(count)
        gauge("outbox_oldest_seconds", "How long the oldest message that is due has waited.").set(backlog.oldest)
    return registry
