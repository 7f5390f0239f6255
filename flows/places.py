"""Where everything lies: all beside the warehouse, named after it, so that one folder can be moved or kept."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The files and folders that belong to one warehouse."""

    warehouse: Path

    def _beside(self, ending: str) -> Path:
        return self.warehouse.with_name(self.warehouse.stem + ending)

    @property
    def published(self) -> Path:
        """The link to the newest copy for readers."""
        return self._beside(".published.duckdb")

    @property
    def archive(self) -> Path:
        """The folder of raw pages (WARC)."""
        return self._beside(".archive")

    @property
    def loads(self) -> Path:
        """The folder of what was taken in, as it was taken in (WARC): the texts, and all that is known of them."""
        return self.archive / "loads"

    @property
    def rebuilt(self) -> Path:
        """The warehouse that is made again from archive and journal, beside the present one."""
        return self._beside(".rebuilt.duckdb")

    @property
    def journal(self) -> Path:
        """What cannot be derived again: arrivals, batches, deliveries, judgements (JSON lines, append only)."""
        return self._beside(".journal.jsonl")

    @property
    def alerts_file(self) -> Path:
        """The file channel's alerts (JSON lines)."""
        return self._beside(".alerts.jsonl")

    @property
    def broken(self) -> Path:
        """The folder of warehouses that could not be read any more, put aside and never deleted."""
        return self._beside(".broken")

    @property
    def recovering(self) -> Path:
        """The warehouse that is being restored, until it takes the place of the broken one."""
        return self._beside(".recovering.duckdb")

    @property
    def recovery_note(self) -> Path:
        """What the last recovery came to (JSON), for `doctor`."""
        return self.broken / "last.json"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own database and settings."""
        return self._beside(".prefect")

    @property
    def cycle_lock(self) -> Path:
        """Held by a cycle from start to end, so that two cycles do not fetch the same twice."""
        return self._beside(".cycle.lock")

    @property
    def alert_lock(self) -> Path:
        """Held by who delivers alerts, so that two do not send the same."""
        return self._beside(".alert.lock")

    @property
    def reprocess_lock(self) -> Path:
        """Held by who reads stored articles again, so that two do not read the same."""
        return self._beside(".reprocess.lock")

    @property
    def serve_lock(self) -> Path:
        """Held by a running `serve`."""
        return self._beside(".serve.lock")

    @property
    def serve_state(self) -> Path:
        """What a running `serve` has started: process ids and the address of its server (JSON)."""
        return self._beside(".serve.json")
