"""The command `doctor`: is all well?"""

from flows.cli.exits import FAILED, FINE
from flows.cli.program import CARE, Json, app

_EXAMPLES = """\
Examples:
  onrecord doctor
  onrecord doctor --json | jq 'select(.state == "broken")'
  onrecord doctor > /dev/null || echo "look after On Record"

Exit code 1 when something is broken. Nothing is asked over the network: feeds are
judged by what they answered last.
"""


@app.command(group=CARE, help_epilogue=_EXAMPLES)
def doctor(*, json: Json = False) -> int:
    """Say what is installed, reachable, stale or broken, in plain words.

    Args:
        json: one line of JSON a finding
    """
    from dataclasses import astuple, fields
    from datetime import UTC, datetime

    from flows.cli.doctor import Finding, State, examine, print_findings
    from flows.cli.tables import print_json
    from flows.places import Places
    from flows.settings import settings

    set_ = settings()
    findings = examine(set_, Places(set_.warehouse), datetime.now(UTC))
    if json:
        print_json([field.name for field in fields(Finding)], [astuple(finding) for finding in findings])
    else:
        print_findings(findings)
    return FAILED if any(finding.state is State.BROKEN for finding in findings) else FINE
