"""What reaches a slow and flaky receiver: alerts through the real outbox, journal and Apprise, counted by id.

    python tests/benchmarks/delivery.py [1000] [--faults error,time-out]

A third of the receiver's answers are errors, ended connections and time-outs, or those of them that `--faults` names
(error, cut before, cut after, time-out). All ids have to arrive; an id may arrive again only where the receiver kept a
message that it did not answer: at most as often as it did that, in time-outs and, which is the same to the sender, on
connections that ended when the message had been read.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flaky_receiver import FAULTS, FlakyReceiver, deliver_all
from timing import show


def main() -> None:
    """Nothing; what came of it is printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=1000, help="how many alerts")
    parser.add_argument("--faults", default=",".join(FAULTS), help="what goes wrong, parted by commas")
    given = parser.parse_args()
    count, receiver = given.count, FlakyReceiver(seed=5, faults=given.faults.split(","))
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        runs = deliver_all(Path(folder), receiver, count)
        seconds = time.monotonic() - began
    requests = receiver.answers.total()
    show(f"{count} alerts, {requests} requests in {seconds:.0f} s and {runs} runs, {requests / count:.2f} an alert")
    show("answers: " + ", ".join(f"{what} {times}" for what, times in receiver.answers.most_common()))
    show(f"ids that arrived: {len(receiver.counts)} of {count}")
    kept, count_timeouts = receiver.kept_unanswered, receiver.answers["time-out"]
    show(
        f"repeats: {receiver.count_repeats}; kept without an answer: {kept['time-out']} in {count_timeouts} time-outs, "
        f"{kept['cut after']} whose connection ended after they were read"
    )


if __name__ == "__main__":
    main()
