"""The deployments of `prefect.yaml` on a server, and what an earlier `serve` left there cleared away."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.settings import DEPLOYMENTS, Settings

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, StateType

POOL = "onrecord"
_INGEST = "flows.ingest.ingest"
_LONGEST_SECONDS = 180


class DeployError(Exception):
    """`prefect deploy` did not succeed; the message holds what it said."""


def deploy_all(settings: Settings, folder: Path) -> None:
    """Nothing; the server has the deployments of `prefect.yaml`, with our schedule. The folder keeps the file used."""
    import yaml  # type: ignore[import-untyped] # it publishes no types; comes with Prefect

    stated = yaml.safe_load(DEPLOYMENTS.read_text(encoding="utf-8"))
    for deployment in stated["deployments"]:
        deployment |= {"pull": [], "work_pool": {"name": POOL, "job_variables": _as_here()}}
        if deployment["entrypoint"] == _INGEST:
            deployment["schedules"] = [{"interval": settings.ingest_seconds}]
    used = folder / "prefect.yaml"
    used.write_text(json.dumps(stated), encoding="utf-8")  # JSON is YAML
    deployed = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(used)],
        env={**os.environ, "PYTHONSAFEPATH": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    if deployed.returncode:
        raise DeployError(f"`prefect deploy --all` failed:\n{deployed.stdout[-2000:]}{deployed.stderr[-2000:]}")


def _as_here() -> dict[str, str]:
    """What makes runs start as `serve` itself did: its interpreter, its folder, and no process in between.

    Without a command Prefect starts a second process for each run, to find out where the code lies: twice as slow.
    """
    return {"command": shlex.join([sys.executable, "-m", "prefect.engine"]), "working_dir": str(Path.cwd())}


def make_pool(client: "SyncPrefectClient") -> None:
    """Nothing; the server has our work pool, of the type `process`."""
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

    try:
        client.read_work_pool(POOL)
    except ObjectNotFound:
        try:
            client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
        except ObjectAlreadyExists:
            return  # made by another in the meantime


def clear_late_runs(client: "SyncPrefectClient") -> int:
    """How many scheduled runs were dropped: what was missed is done by one run at the start, not by forty."""
    waiting = _runs(client, "SCHEDULED")
    for run in waiting:
        client.delete_flow_run(run.id)
    return len(waiting)


def crash_left_runs(client: "SyncPrefectClient") -> int:
    """How many runs of a killed `serve` were closed. They would hold their places in the concurrency limit for good.

    Only for a server of our own: on a shared one they may be at work on another machine.
    """
    from prefect.states import Crashed

    left = _runs(client, "PENDING", "RUNNING", "CANCELLING")
    for run in left:
        client.set_flow_run_state(run.id, Crashed(message="The process that ran this was killed."))
    return len(left)


def start_run(client: "SyncPrefectClient", flow: str) -> None:
    """Nothing; a run of this flow's deployment is due now."""
    deployment = client.read_deployment_by_name(f"{flow}/onrecord")
    client.create_flow_run_from_deployment(deployment.id)


def _runs(client: "SyncPrefectClient", *types: str) -> "Sequence[FlowRun]":
    from prefect.client.schemas.filters import FlowRunFilter, WorkPoolFilter

    found: list[Any] = []
    states: list[StateType] = [_state_type(one) for one in types]
    while page := client.read_flow_runs(
        work_pool_filter=WorkPoolFilter.model_validate({"name": {"any_": [POOL]}}),
        flow_run_filter=FlowRunFilter.model_validate({"state": {"type": {"any_": states}}}),
        limit=200,
        offset=len(found),
    ):
        found.extend(page)
    return found


def _state_type(name: str) -> "StateType":
    from prefect.client.schemas.objects import StateType

    return StateType(name)
