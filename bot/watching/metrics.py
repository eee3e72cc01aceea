"""What an operator can see from outside: counts and times, never a name, a text or a token."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The figures of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = Counter("zhiping_updates", "Updates by what was done with them", ["kind"], registry=self.registry)
        self.calls = Counter("zhiping_calls", "Letters by what became of them", ["outcome"], registry=self.registry)
        self.failures = Counter("zhiping_failures", "Unexpected failures", registry=self.registry)
        self.turn = Histogram(
            "zhiping_batch_seconds",
            "From a batch's arrival to its last commit",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=self.registry,
        )
        self.outbox_age = Gauge("zhiping_outbox_age_seconds", "Age of the oldest letter that waits", registry=self.registry)
        self.outbox_waiting = Gauge("zhiping_outbox_waiting", "Letters in hand", registry=self.registry)
        self.deliveries = Counter("zhiping_deliveries", "Recipients by what became of them", ["state"], registry=self.registry)
        self.lease = Gauge("zhiping_broadcast_lease", "1 while this process sends broadcasts", registry=self.registry)
        self.queued = Gauge("zhiping_broadcast_queued", "Recipients of the broadcasts under way that wait", registry=self.registry)

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
