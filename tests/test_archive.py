"""Raw pages as WARC: readable by others, whole up to the byte where a kill struck."""

import gzip
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.web.archive import Archive, ArchiveError, Response, read_archive

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RESPONSE = Response(
    address="https://news.example/world/talks",
    requested="https://news.example/t/1",
    purpose="page",
    feed_id="f_1",
    at=AT,
    status=200,
    reason="OK",
    headers=(
        ("content-type", "text/html; charset=utf-8"),
        ("content-encoding", "gzip"),
        ("transfer-encoding", "chunked"),
        ("set-cookie", "visitor=1"),
        ("x-odd", "caf\xe9\r\nX-Injected: yes"),
    ),
    body="<p>“Words”</p>".encode() * 100,
)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    with Archive(tmp_path / "raw") as archive:
        pointer = archive.keep(RESPONSE)
        other = archive.keep(replace(RESPONSE, address="https://news.example/b", feed_id=None, body=b""))
    assert pointer.file == other.file == "20261122-00001.warc.gz"
    records = dict(read_archive(tmp_path / "raw" / pointer.file))
    back = records[pointer.record_id]
    assert (back.address, back.requested, back.purpose, back.feed_id) == (
        RESPONSE.address,
        RESPONSE.requested,
        "page",
        "f_1",
    )
    assert (back.body, back.status, back.reason, back.at) == (RESPONSE.body, 200, "OK", AT)
    assert back.content_type == "text/html; charset=utf-8"
    assert records[other.record_id].feed_id is None


def test_other_tools_can_read_it(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        pointer = archive.keep(RESPONSE)
    with (tmp_path / pointer.file).open("rb") as file:
        (record,) = [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                dict(record.http_headers.headers),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    kind, address, headers, body = record
    assert (kind, address, body) == ("response", RESPONSE.address, RESPONSE.body)
    assert "set-cookie" not in headers
    assert "X-Injected" not in headers
    assert headers["X-Archive-Orig-Content-Encoding"] == "gzip"


def test_records_before_a_torn_end_are_whole_wherever_it_tore(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.keep(RESPONSE)
        path = tmp_path / first.file
        whole = path.stat().st_size
        archive.keep(RESPONSE)
    data = path.read_bytes()
    for end in range(whole, len(data), 23):
        path.write_bytes(data[:end])
        assert [record_id for record_id, _ in read_archive(path)] == [first.record_id]


def test_a_file_with_a_torn_end_is_never_added_to(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.keep(RESPONSE)
    (tmp_path / first.file).write_bytes((tmp_path / first.file).read_bytes()[:-9])
    with Archive(tmp_path) as archive:
        second = archive.keep(RESPONSE)
    assert second.file == "20261122-00002.warc.gz"
    assert [record_id for record_id, _ in read_archive(tmp_path / second.file)] == [second.record_id]


def test_a_killed_process_leaves_all_that_it_was_told_is_kept(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
from test_archive import RESPONSE
from flows.web.archive import Archive
archive = Archive(Path(sys.argv[1]))
for _ in range(3):
    print(archive.keep(RESPONSE).record_id, flush=True)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=Path(__file__).parent,
        env={"PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == -9
    (path,) = tmp_path.iterdir()
    assert [record_id for record_id, _ in read_archive(path)] == done.stdout.split()


def test_a_day_and_a_size_have_their_own_files(tmp_path: Path) -> None:
    with Archive(tmp_path, max_bytes=300) as archive:
        files = [
            archive.keep(RESPONSE).file,
            archive.keep(RESPONSE).file,
            archive.keep(replace(RESPONSE, at=AT + timedelta(days=1))).file,
        ]
    assert files == ["20261122-00001.warc.gz", "20261122-00002.warc.gz", "20261123-00001.warc.gz"]


def test_writers_side_by_side_do_not_mix(tmp_path: Path) -> None:
    archives = [Archive(tmp_path) for _ in range(3)]
    with ThreadPoolExecutor(8) as threads:
        pointers = list(threads.map(lambda number: archives[number % 3].keep(RESPONSE), range(30)))
    for archive in archives:
        archive.close()
    kept = {(path.name, record_id) for path in tmp_path.iterdir() for record_id, _ in read_archive(path)}
    assert kept == {(pointer.file, pointer.record_id) for pointer in pointers}
    assert len(kept) == 30


def test_pages_that_other_tools_kept_are_read(tmp_path: Path) -> None:
    path = tmp_path / "other.warc.gz"
    body = b"<p>Kept by another tool.</p>"
    head = (
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-11-22T09:00:00Z\r\n"
        f"WARC-Target-URI: https://news.example/a\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    path.write_bytes(gzip.compress(head.encode() + body + b"\r\n\r\n"))
    ((record_id, response),) = read_archive(path)
    assert (record_id, response.address, response.body) == ("<urn:uuid:1>", "https://news.example/a", body)
    assert (response.content_type, response.at) == ("text/html", AT)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file where the folder should be")
    with pytest.raises(ArchiveError, match=r"raw.*Make room"):
        Archive(tmp_path / "raw").keep(RESPONSE)


def test_behind_what_a_full_disk_tore_all_is_kept(tmp_path: Path) -> None:
    program = """
import resource, sys
from dataclasses import replace
from pathlib import Path
from test_archive import RESPONSE
from flows.web.archive import Archive, ArchiveError
archive = Archive(Path(sys.argv[1]))
kept = [archive.keep(RESPONSE)]
room = 300 + (Path(sys.argv[1]) / kept[0].file).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
try:
    archive.keep(RESPONSE)
except ArchiveError:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    kept += [archive.keep(RESPONSE) for _ in range(2)]
    print(*(pointer.record_id for pointer in kept))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=Path(__file__).parent,
        env={"PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = [record_id for path in sorted(tmp_path.iterdir()) for record_id, _ in read_archive(path)]
    assert len(found) == 3
    assert found == done.stdout.split()
