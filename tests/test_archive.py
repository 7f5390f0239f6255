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

from flows.web import archive_care
from flows.web.archive import Archive, ArchiveError, Response, read_archive, resource
from flows.web.archive_care import beyond, held_files, mend, remove, torn_ends
from flows.web.warc import read_at, whole_length

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
            if record.rec_type != "warcinfo"
        ]
    kind, address, headers, body = record
    assert (kind, address, body) == ("response", RESPONSE.address, RESPONSE.body)
    assert "set-cookie" not in headers
    assert "X-Injected" not in headers
    assert headers["X-Archive-Orig-Content-Encoding"] == "gzip"


def test_each_file_says_who_made_it_and_passes_the_check_of_the_archives_own_tool(tmp_path: Path) -> None:
    from warcio.cli import main

    line = resource(
        "urn:x", "import", AT, b'{"text": "It was."}', "application/json", source="a b.jsonl", external_id="ü"
    )
    with Archive(tmp_path) as archive:
        pointer = archive.keep(RESPONSE)
        archive.keep_all((line, resource("urn:y", "load", AT, b"{}", "application/json")))
    path = tmp_path / pointer.file
    with pytest.raises(SystemExit) as ended:
        main(["check", str(path)])
    assert not ended.value.code
    with path.open("rb") as file:
        records = [
            (one.rec_type, one.rec_headers.protocol, dict(one.rec_headers.headers)) for one in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "resource", "metadata"]
    assert {protocol for _, protocol, _ in records} == {"WARC/1.1"}
    assert records[0][2]["WARC-Filename"] == path.name
    assert all("WARC-Block-Digest" in headers for _, _, headers in records)
    assert all("WARC-Payload-Digest" in headers for _, _, headers in records[1:])
    imported = [response for _, response in read_archive(path)][1]
    assert (imported.source, imported.external_id, imported.purpose) == ("a b.jsonl", "ü", "import")
    assert (imported.body, imported.content_type) == (line.body, "application/json")


def test_a_damaged_byte_is_found_by_that_check(tmp_path: Path) -> None:
    from warcio.cli import main

    with Archive(tmp_path) as archive:
        path = tmp_path / archive.keep(RESPONSE).file
    whole = b"".join(gzip.decompress(member) for member in (path.read_bytes(),))
    path.write_bytes(gzip.compress(whole.replace(b"Words", b"Wards", 1)))
    with pytest.raises(SystemExit) as ended:
        main(["check", str(path)])
    assert ended.value.code


def test_a_record_is_found_where_it_begins(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        kept = archive.keep_all([replace(RESPONSE, address=f"https://news.example/{number}") for number in range(4)])
    for number, one in enumerate(kept):
        found = read_at(tmp_path / one.raw.file, one.offset)
        assert found is not None
        assert (found[0], found[1].address) == (one.raw.record_id, f"https://news.example/{number}")


# --- torn ends --------------------------------------------------------------------------------------------------------


def by_warcio(path: Path) -> list[str]:
    """The ids of all responses, as the archives' own tool reads them, digests checked."""
    with path.open("rb") as file:
        return [
            record.rec_headers.get_header("WARC-Record-ID")
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response" and record.content_stream().read() is not None
        ]


def test_cut_at_any_byte_a_file_is_mended_to_what_was_whole(tmp_path: Path) -> None:
    small = replace(RESPONSE, body=b"<p>Words</p>")
    with Archive(tmp_path / "made") as archive:
        kept = archive.keep_all([small] * 3)
    data = (tmp_path / "made" / kept[0].raw.file).read_bytes()
    ends = [*(one.offset for one in kept[1:]), len(data)]
    folder = tmp_path / "raw"
    folder.mkdir()
    path = folder / kept[0].raw.file
    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        mended = mend(folder)
        whole = [one.raw.record_id for one, end in zip(kept, ends, strict=True) if end <= cut]
        assert [record_id for record_id, _ in read_archive(path)] == whole == by_warcio(path)
        is_torn = cut not in (0, kept[0].offset, *ends)
        assert bool(mended) == is_torn == bool(torn_ends(folder))
        if is_torn:
            assert path.read_bytes() + mended[0].torn.read_bytes() == data[:cut]
            mended[0].torn.unlink()
        assert mend(folder) == ()


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        pointer = archive.keep(RESPONSE)
        path = tmp_path / pointer.file
        with path.open("ab") as other:  # as in the middle of a write
            other.write(b"half a record")
        assert mend(tmp_path) == ()
    (mended,) = mend(tmp_path)
    assert mended.torn.read_bytes() == b"half a record"
    assert "13 bytes" in str(mended)


def test_a_file_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive(tmp_path) as archive:
        path = tmp_path / archive.keep(RESPONSE).file
    mend(tmp_path)
    looked: list[Path] = []
    monkeypatch.setattr(archive_care, "whole_length", lambda file: looked.append(file) or whole_length(file))
    mend(tmp_path)
    assert looked == []
    path.write_bytes(path.read_bytes()[:-3])
    assert [one.file for one in mend(tmp_path)] == looked == [path]


def test_who_holds_a_lock_of_his_own_goes_on_with_the_file_of_the_day(tmp_path: Path) -> None:
    files = []
    for at in (AT, AT, AT + timedelta(days=1)):
        with Archive(tmp_path, goes_on=True) as archive:
            files.append(archive.keep(replace(RESPONSE, at=at)).file)
    assert files == ["20261122-00001.warc.gz", "20261122-00001.warc.gz", "20261123-00001.warc.gz"]
    first = tmp_path / files[0]
    assert len(by_warcio(first)) == 2
    last = tmp_path / files[2]
    last.write_bytes(last.read_bytes()[:-1])
    with Archive(tmp_path, goes_on=True) as archive:
        assert archive.keep(replace(RESPONSE, at=AT + timedelta(days=1))).file == "20261123-00002.warc.gz"


# --- retention --------------------------------------------------------------------------------------------------------


def test_the_oldest_files_go_but_none_that_is_needed(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        for days in (40, 20, 10, 1, 0):
            archive.keep(replace(RESPONSE, at=AT - timedelta(days=days)))
    files = held_files(tmp_path)
    assert [held.day.day for held in files] == [13, 2, 12, 21, 22]
    size = files[0].count_bytes
    first, second, third = (held.file.name for held in files[:3])

    def names(**bounds: float) -> list[str]:
        needed = bounds.pop("needed", frozenset())
        given = {"keep_days": 0, "keep_bytes": 0} | bounds
        return [held.file.name for held in beyond(files, AT, needed=needed, **given)]

    assert names() == []
    assert names(keep_days=15) == [first, second]
    assert names(keep_days=15, needed={first}) == [second]
    assert names(keep_bytes=3 * size + 99) == [first, second]
    assert names(keep_bytes=1) == [first, second, third], "today's and yesterday's stay"
    gone = remove(beyond(files, AT, keep_days=15, keep_bytes=0, needed=()))
    assert [held.file.name for held in gone] == [first, second]
    assert len(held_files(tmp_path)) == 3


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
