#!/usr/bin/env python3
"""masters.py: masters that grow, shrink, vanish, return and change while they are served, over real sockets; a damaged
index; a full disk; ladders that cannot be met. Closes with `N passed, N failed`."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager

from site_under_test import MEDIA, Run, Site, TALLY, check

OLD = 1_700_000_000


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, content, when=OLD):
    with open(path, "wb") as file:
        file.write(content)
    os.utime(path, (when, when))


def wav(seconds, tone):
    """Mono, 48 kHz, 16 bit."""
    data = bytes((i * tone) & 0xFF for i in range(4096)) * (seconds * 96_000 // 4096)
    size = len(data).to_bytes(4, "little")
    return (b"RIFF" + (len(data) + 36).to_bytes(4, "little") + b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\1\0\2\0\x10\0data" + size + data)


def until(what, probe, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if probe():
            return check(True, what)
        time.sleep(0.1)
    return check(False, f"after {seconds} s still not: {what}")


@contextmanager
def site_of(files, *flags):
    base = tempfile.mkdtemp(prefix="avocet-masters-")
    os.mkdir(os.path.join(base, "tapes"))
    for name, content in files.items():
        write(os.path.join(base, "tapes", name), content)
    site = Site(os.path.join(base, "tapes"), os.path.join(base, "data"), *flags)
    try:
        yield site
    finally:
        site.stop()
        shutil.rmtree(base, ignore_errors=True)


def unavailable(site, path, words):
    answer = site.get(path)
    fits = answer.status == 503 and re.search(words, answer.problem) and answer.header("Retry-After")
    check(fits and site.folder not in answer.text and site.data not in answer.text, f"{path}: {answer.status} {answer.text[:300]}")


LONG = wav(400, 7)  # 38 MB: more than all the buffers between the two ends
AT = "/file/long/long.wav"


def shrinks_while_it_is_sent(site, path):
    """Ends the connection: never hangs, never sends other bytes."""
    response = site.open(AT)
    got = response.read(1 << 20)
    os.truncate(path, 2 << 20)
    try:
        got += response.read()
        check(False, "a download of a master that has shrunk claims to be whole")
    except (OSError, Exception) as end:
        got += getattr(end, "partial", b"")
    check(LONG.startswith(got), "a download of a master that shrinks has other bytes")
    unavailable(site, AT, "changed since it was indexed")
    unavailable(site, "/av/long/full/max/peaks.dat", "changed since it was indexed")
    unavailable(site, "/av/long/info.json", "changed since it was indexed")
    check(site.get("/presentation/3/long/manifest").status == 200, "the manifest stays")
    write(path, LONG)


def grows_while_it_is_sent(site, path):
    response = site.open(AT)
    got = response.read(1 << 20)
    with open(path, "ab") as file:
        file.write(b"\1" * 1_000_000)
    got += response.read()
    check(got == LONG, "a download of a master that grows has what was promised")
    unavailable(site, AT, "changed since it was indexed")
    write(path, LONG)


def vanishes_and_returns(site, path):
    before = site.get(AT, {"Range": "bytes=0-9"}).header("ETag")
    response = site.open(AT)
    got = response.read(1 << 20)
    os.rename(path, path + ".away")
    got += response.read()
    check(got == LONG, "what is being sent is sent to its end")
    unavailable(site, AT, "missing at present")
    unavailable(site, "/av/long/0,1/max/default.mp3", "missing at present")
    check(site.get("/view/long").status == 200, "its page stays")
    os.mkdir(path)
    unavailable(site, AT, "not a regular file")
    os.rmdir(path)
    os.mkfifo(path)
    unavailable(site, AT, "not a regular file")
    os.unlink(path)
    os.symlink("long.wav", path)
    unavailable(site, AT, "symbolic links")
    os.unlink(path)
    os.rename(path + ".away", path)
    answer = site.get(AT, {"Range": "bytes=0-9"})
    check(answer.status == 206 and answer.header("ETag") == before, "it is back under the same ETag when it returns")


def masters_that_change():
    with site_of({"long.wav": LONG}, "--no-watch") as site:
        path = os.path.join(site.folder, "long.wav")
        for test in (shrinks_while_it_is_sent, grows_while_it_is_sent, vanishes_and_returns):
            test(site, path)
            check(site.get(AT).body == LONG, f"after it {test.__name__}, the master is whole again")


def first_segment(site, playlist="/av/film/full/full/max/max/0/default.m3u8"):
    base = playlist.rsplit("/", 1)[0] + "/"
    media = next(line for line in site.get(playlist).text.split("\n") if line and not line.startswith("#"))
    folder = base + media.rsplit("/", 1)[0] + "/"
    return folder + next(line for line in site.get(base + media).text.split("\n") if line and not line.startswith("#"))


def masters_are_read_again():
    """While the folder is watched, all comes right by itself."""
    one, other = (read(os.path.join(MEDIA, name)) for name in ("moov-end.mp4", "b-frames.mp4"))
    with site_of({"film.mp4": one}) as site:
        path, address = os.path.join(site.folder, "film.mp4"), "/file/film/film.mp4"
        before, segment = site.get(address), first_segment(site)
        check(site.get(segment).status == 200, f"{segment} is there")
        write(path + ".new", other, OLD + 1)
        os.rename(path + ".new", path)
        check(site.get(segment).status in (404, 503), "a segment of the old master is not made of the new one")
        until("the new master is served", lambda: site.get(address).body == other)
        check(site.get(address).header("ETag") != before.header("ETag"), "a new master has a new ETag")
        check(site.get(address, {"If-None-Match": before.header("ETag")}).status == 200, "the old ETag does not hold any more")
        check(first_segment(site) != segment, "its segments have new addresses")
        check(site.get(segment).status == 404, "the old ones are gone")
        os.rename(path, path + ".away")
        until("an item whose master is gone is gone", lambda: site.get("/presentation/3/film/manifest").status == 404)
        check("moved or" in site.get("/view/film").text or site.get("/view/film").status == 404, "its page is gone")
        os.rename(path + ".away", path)
        until("it is back under its own address", lambda: site.get(address).body == other)
        write(path, other[:-2000], OLD + 2)
        until("cut short, it is named on the home page with the reason", lambda: "moov box is cut short" in site.get("/").text)
        check(site.get(address).status == 404, "and not handed out")
        write(path, one, OLD + 3)
        until("mended, it plays", lambda: site.get(address).body == one and site.get(first_segment(site)).status == 200)


def a_damaged_index():
    one = read(os.path.join(MEDIA, "moov-end.mp4"))
    with site_of({"film.mp4": one}, "--no-watch") as site:
        segment = first_segment(site)
        whole = site.get(segment)
        check(whole.status == 200, f"{segment} is there")
        index = os.path.join(site.data, "index")
        table = os.path.join(index, next(name for name in os.listdir(index) if name.endswith(".table")))
        good = read(table)

        def rights_itself(words):
            until(f"a sample table that was {words} is built again", lambda: site.get(segment).body == whole.body, 20)
            check(read(table) == good, f"a sample table that was {words} is as it was")

        samples = int.from_bytes(good[24:32], "little")  # where their records begin (docs/formats/sample_table.md)

        def damage():  # as a disk does it: nothing is said of it
            status = os.stat(table)
            with open(table, "r+b") as file:
                file.seek(samples)
                file.write(b"\xff" * (len(good) - samples))
            os.utime(table, ns=(status.st_atime_ns, status.st_mtime_ns))

        damage()
        rights_itself("damaged while it was mapped")
        site.stop()
        damage()
        site.start("--no-watch")
        rights_itself("damaged before it was opened")
        os.truncate(table, 100)  # would be a bus error for whoever reads it
        rights_itself("cut short")
        os.truncate(table, 0)
        rights_itself("emptied")
        write(table, b"\0" * len(good))
        rights_itself("filled with zeros")
        os.unlink(table)
        rights_itself("removed")


def a_full_disk():
    small = tempfile.mkdtemp(prefix="avocet-small-")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small], capture_output=True).returncode != 0:
        os.rmdir(small)
        return print("a full disk is not tried: no tmpfs can be mounted here")
    base = tempfile.mkdtemp(prefix="avocet-masters-")
    try:
        data = os.path.join(small, "data")
        os.mkdir(os.path.join(base, "tapes"))
        write(os.path.join(base, "tapes", "film.mp4"), read(os.path.join(MEDIA, "b-frames.mp4")))
        site = Site(os.path.join(base, "tapes"), data)
        fill(small)
        check(site.get("/av/film/1/full/max/0/default.jpg").status == 200, "a frame is given though the disk is full")
        answer = site.get("/av/film/0,2/full/max/^1600,/0/default.webm")
        check(answer.status in (200, 503) and small not in answer.text, f"a render on a full disk: {answer.status} {answer.text[:300]}")
        check(site.get(first_segment(site)).status == 200, "segments are given though the disk is full")
        check(site.get("/presentation/3/film/manifest").status == 200, "manifests are given though the disk is full")
        write(os.path.join(site.folder, "new.mp4"), read(os.path.join(MEDIA, "ntsc.mp4")))
        until("it is said that the index cannot be written", lambda: "No space left" in site.said() or "full" in site.said())
        check(site.get("/healthz").status == 200, "the server goes on")
        os.unlink(os.path.join(small, "filler"))
        write(os.path.join(site.folder, "newer.mp4"), read(os.path.join(MEDIA, "ntsc.mp4")))
        until("with room again, what is new appears", lambda: site.get("/presentation/3/new/manifest").status == 200)
        fill(small)
        run = Run("ingest", site.folder, "--data", os.path.join(small, "other"))
        check(run.status == 1 and run.sane and "No space left" in run.said or "full" in run.said, f"ingest on a full disk: {run.status} {run.said}")
        os.unlink(os.path.join(small, "filler"))
        site.stop()
    finally:
        subprocess.run(["umount", "-l", small], check=False)
        os.rmdir(small)
        shutil.rmtree(base, ignore_errors=True)


def fill(folder):
    with open(os.path.join(folder, "filler"), "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def data_that_cannot_be_used():
    base = tempfile.mkdtemp(prefix="avocet-data-")
    tapes, data, file = (os.path.join(base, name) for name in ("tapes", "data", "file"))
    os.mkdir(tapes)
    write(os.path.join(tapes, "film.mp4"), read(os.path.join(MEDIA, "moov-end.mp4")))
    write(file, b"")
    for words in ([tapes, "--data", file], [file, "--data", data], [tapes + ".none", "--data", data]):
        run = Run("ingest", *words)
        check(run.status == 1 and run.sane and run.said.startswith("avocet: "), f"{words}: {run.status} {run.said[:300]}")
    check(Run("ingest", tapes, "--data", data).status == 0, "the data folder is made")
    catalog = os.path.join(data, "catalog.sqlite")
    good = read(catalog)
    for content in (b"not a database" * 1000, good[: len(good) // 2], good[:100] + b"\xff" * (len(good) - 100)):
        write(catalog, content)
        for name in ("-wal", "-shm"):
            if os.path.exists(catalog + name):
                os.unlink(catalog + name)
        run = Run("ingest", tapes, "--data", data)
        check(run.status == 1 and run.sane and "catalog" in run.said, f"a catalog of {content[:10]}...: {run.status} {run.said[:300]}")
    shutil.rmtree(base)


PICTURES = '[[pictures]]\nname = "a"\nheight = 480\nvideo = 1000000\naudio = 64000\n'
LADDERS = [
    ("[[pictures\n", "ladder.toml:1: "),
    ('[[pictures]]\nname = "a"\ncodec = "av1"\n', "ladder.toml:3: there is no 'codec'"),
    (PICTURES.replace("480", "0"), r"ladder.toml.*'a' is 0 pixels high"),
    (PICTURES.replace("480", "-480"), "ladder.toml:3: 'height' is a whole number"),
    (PICTURES.replace("480", "481"), r"ladder.toml.*'a' is 481 pixels high"),
    (PICTURES.replace("480", "99999999999999999999"), "ladder.toml:3: "),
    (PICTURES.replace("480", "480.5"), "ladder.toml:3: 'height' is a whole number"),
    (PICTURES.replace("1000000", "0"), r"ladder.toml.*'a' has 0 bits a second"),
    (PICTURES + PICTURES, r"ladder.toml.*two rungs are named 'a'"),
    (PICTURES.replace('"a"', '"storyboard"'), "quality of its own"),
    ("pictures = []\n", "ladder.toml.*at least one rung"),
    ("smaller_from = -1\n", "ladder.toml:1: 'smaller_from'"),
    ("smaller_from = nan\n", "ladder.toml:1: 'smaller_from'"),
    ("[" * 100_000, "ladder.toml:1: the name of a table"),
    ("\0\xff", "ladder.toml:1: "),
    ("x = " + "[" * 100_000, "ladder.toml:1: "),
    ("a." * 100_000, "ladder.toml:1: "),
    ("a = {b = " * 10_000, "ladder.toml:1: "),
]


def ladders_that_cannot_be_met():
    base = tempfile.mkdtemp(prefix="avocet-ladder-")
    os.mkdir(os.path.join(base, "tapes"))
    ladder = os.path.join(base, "ladder.toml")
    def refused(command, text, words):
        write(ladder, text.encode("latin-1"))
        run = Run(*command, os.path.join(base, "tapes"), "--data", os.path.join(base, "data"), "--ladder", ladder)
        check(run.status == 2 and run.sane and re.search(words, run.said), f"{command[0]}, {text[:60]!r}: {run.status} {run.said[:300]}")

    for text, words in LADDERS:
        refused(["serve", "--port", "0"], text, words)
    refused(["ingest", "--renditions", "ahead"], *LADDERS[0])
    for missing in (ladder + ".none", base, "/dev/zero"):
        run = Run("serve", os.path.join(base, "tapes"), "--data", os.path.join(base, "data"), "--ladder", missing)
        check(run.status == 2 and run.sane and missing in run.said, f"--ladder {missing}: {run.status} {run.said[:300]}")
    shutil.rmtree(base)


def a_ladder_higher_than_the_recording():
    """4K of 240 lines: what there is, is the top."""
    with site_of({"film.mpg": read(os.path.join(MEDIA, "program.mpg"))}, "--no-watch") as site:
        plain = site.get("/av/film/full/full/max/max/0/default.m3u8").text
    base = tempfile.mkdtemp(prefix="avocet-ladder-")
    ladder = os.path.join(base, "ladder.toml")
    write(ladder, PICTURES.replace("480", "2160").encode())
    with site_of({"film.mpg": read(os.path.join(MEDIA, "program.mpg"))}, "--no-watch", "--ladder", ladder) as site:
        high = site.get("/av/film/full/full/max/max/0/default.m3u8").text
        sizes = lambda text: re.findall(r"RESOLUTION=\d+x\d+", text)
        check(sizes(high) and sizes(high)[0] == sizes(plain)[0], f"a ladder of 2160 lines gives {sizes(high)}, not {sizes(plain)[:1]}")
        check(site.get(first_segment(site)).status == 200, "and its segments are made")
    shutil.rmtree(base)


if __name__ == "__main__":
    for test in (masters_that_change, masters_are_read_again, a_damaged_index, a_full_disk, data_that_cannot_be_used, ladders_that_cannot_be_met,
                 a_ladder_higher_than_the_recording):
        test()
    TALLY.close()
