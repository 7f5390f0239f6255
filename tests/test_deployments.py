"""`prefect deploy --all` and a process worker, on a server that exists: what `serve` does, by Prefect's commands."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from prefect_server import Newsroom, ask, found_at, tethered, wait_for

from flows.doorbells import ARTICLES_LANDED, QUOTES_LANDED
from flows.serving.processes import end_tree
from flows.settings import DEPLOYMENTS, Settings


def _prefect(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
        env=environment,
        cwd=DEPLOYMENTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_deployed_by_hand_it_does_the_same(newsroom: Newsroom, prefect_server: str) -> None:
    home = {"PREFECT_API_URL": prefect_server, "PREFECT_HOME": str(newsroom.folder / "home"), "DO_NOT_TRACK": "1"}
    environment = newsroom.environment() | home
    newsroom.publish_harvest()
    ask("POST", f"{prefect_server}/work_pools/", {"name": "onrecord", "type": "process"})
    _prefect(environment, "deploy", "--all")
    deployments = found_at(prefect_server, "deployments")
    _check_deployments(deployments, found_at(prefect_server, "automations"))
    (ingest,) = (one for one in deployments if one["entrypoint"].endswith("ingest"))
    ask("POST", f"{prefect_server}/deployments/{ingest['id']}/create_flow_run", {})
    log = newsroom.folder / "worker.log"
    with log.open("wb") as out:
        worker = subprocess.Popen(
            [*tethered, "prefect", "worker", "start", "--pool", "onrecord", "--type", "process"],
            env=environment | {"PREFECT_WORKER_QUERY_SECONDS": "2"},
            cwd=newsroom.folder,
            stdout=out,
            stderr=out,
        )
    try:
        wait_for(newsroom.has_heard_of_harvest, seconds=300, why=str(log))
    finally:
        end_tree(worker.pid, grace_seconds=10)
        worker.wait()


def _check_deployments(deployments: list[dict[str, Any]], automations: list[dict[str, Any]]) -> None:
    by_flow = {deployment["entrypoint"].rpartition(".")[2]: deployment for deployment in deployments}
    assert by_flow.keys() == {"ingest", "enrich", "alert", "maintain"}
    for deployment in deployments:
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert [one["active"] for one in deployment["schedules"]] == [True]
    interval = timedelta(seconds=by_flow["ingest"]["schedules"][0]["schedule"]["interval"])
    assert interval == timedelta(seconds=Settings().ingest_seconds)
    expected = {frozenset(automation["trigger"]["expect"]) for automation in automations}
    assert expected == {frozenset({ARTICLES_LANDED}), frozenset({QUOTES_LANDED})}


def test_the_file_names_modules_that_are_installed() -> None:
    import yaml

    for deployment in yaml.safe_load(DEPLOYMENTS.read_text("utf-8"))["deployments"]:
        module, _, flow = deployment["entrypoint"].rpartition(".")
        assert module == f"flows.{flow}"
        assert (DEPLOYMENTS.parent / "flows" / f"{flow}.py").exists()


def test_importing_a_flow_needs_no_server(newsroom: Newsroom) -> None:
    command = "import flows.ingest, flows.enrich, flows.alert, flows.maintain, flows.monitor"
    nowhere = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_HOME": str(newsroom.folder)}
    subprocess.run([sys.executable, "-c", command], env=os.environ | nowhere, check=True)
