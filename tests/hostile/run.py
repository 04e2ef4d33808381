#!/usr/bin/env python3
"""run.py [PART-OF-A-NAME]: brings the folder of make_hostile.py in, serves it, and asks for everything of every item.
Each file must meet the fate that is written beside it there; nothing may crash, hang, answer 500, tell where the folder
lies, or take more memory than is told below. Closes with `N passed, N failed`."""

import json
import os
import re
import shutil
import sys
import tempfile
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import make_hostile
from site_under_test import MEDIA, Run, Site, check, TALLY

# MiB that all of it together may take beyond what the program takes for one small sound: several files at a time.
INGEST_MIB, SERVE_MIB = 400, 500

AUDIO = ["0,1/max/default.m4a", "0,1/max/default.mp3", "full/max/default.m4a", "full/max/peaks.json", "full/max/peaks.dat"]
VIDEO = ["0/full/max/0/default.jpg", "2/full/^200,/0/default.jpg", "1/info.json", "0,1/full/max/max/0/default.mp4",
         "0,1/full/max/^100,/0/default.webm", "full/full/max/max/0/storyboard.vtt", "full/full/max/max/0/storyboard.jpg",
         "full/full/max/max/0/default.mp4"]


def ingest(folder, data):
    run = Run("ingest", folder, "--data", data, "--json")
    check(run.status == 0 and run.sane, f"ingest ends with {run.status}: {run.said[-3000:]}")
    return json.loads(run.out)


def shown(name):
    return name.decode("utf-8", "replace")


class Tour:
    """Everything that is to be had of one item."""

    def __init__(self, site, manifest):
        self.site, self.id = site, manifest
        self.complaints, self.original = [], None
        answer = self.get(manifest, {200})
        self.text = answer.text
        document = json.loads(self.text) if answer.status == 200 else {"items": []}
        originals = re.findall(r'"(http[^"]*/file/[^"]*)"', self.text)
        self.original = originals[0] if originals else ""
        self.name = urllib.parse.unquote(self.original.rsplit("/", 1)[-1])
        self.file = self.original.split("/file/")[-1].split("/")[0]
        self.streams = "mpegurl" in self.text
        self.canvases = document["items"]

    def get(self, path, allowed):
        answer = self.site.get(path)
        if answer.status not in allowed:
            self.complaints.append(f"{path}: {answer.status} {answer.text[:200]}")
        if path == self.original:
            return answer  # may say anything
        for place in (self.site.folder, self.site.data, "/etc/", "root:x:"):
            if place in answer.text:
                self.complaints.append(f"{path} tells of {place}")
        return answer

    def take(self, whole):
        item = self.id.split("/")[-2]
        self.get(f"/view/{item}", {200})
        self.get(f"/av/{self.file}/info.json", {200})
        self.get(self.original, {200})
        for link in set(re.findall(r'"(http[^"]*/(?:text|picture)/[^"]*)"', self.text)):
            self.get(link, {200})
        if not whole:
            return self
        video = '"Video"' in self.text
        if self.streams:
            form = "full/full/max/max/0/default" if video else "full/max/default"
            self.play(f"/av/{self.file}/{form}.m3u8")
            self.get(f"/av/{self.file}/{form}.mpd", {200})
        made = {200, 206, 202, 400, 404, 413, 501}
        for path in (VIDEO if video else []) + AUDIO:
            self.get(f"/av/{self.file}/{path}", made)
        return self

    def play(self, playlist):
        """A playlist that is advertised leads to segments; one that is damaged says so."""
        answer = self.get(playlist, {200})
        lines = [line for line in answer.text.split("\n") if line and not line.startswith("#")]
        links = re.findall(r'URI="([^"]+)"', answer.text) + lines
        if ".m3u8" not in "".join(links):
            links = links[:2] + links[-1:]
        for link in dict.fromkeys(links[:5]):
            target = urllib.parse.urljoin(playlist, link)
            if ".m3u8" in link:
                self.play(target)
                continue
            answer = self.site.get(target)
            if answer.status != 200 and not re.search("damaged|of memory", answer.problem):
                self.complaints.append(f"{target}: {answer.status} {answer.text[:200]}")


def check_fates(fates, summary, tours):
    broken = {one["path"]: one["reason"] for one in summary["broken"]}
    warnings = {}
    for one in summary["warnings"]:
        warnings[one["path"]] = warnings.get(one["path"], "") + one["reason"] + "\n"
    named = {tour.name: tour for tour in tours}
    for fate in fates:
        path = shown(fate.name)
        tour = named.get(path.rsplit("/", 1)[-1])
        became = ("refused" if path in broken else "streams" if tour and tour.streams else "file" if tour else
                  "warned" if path in warnings else "silent")
        said = broken.get(path, warnings.get(path, ""))
        fits = became == fate.fate and bool(re.search(fate.words, said))
        check(fits, f"{path!r}: {became}, not {fate.fate}; said: {said[:300]!r}; wanted: {fate.words!r}")
        check("/tmp/" not in said, f"{path!r} is told of by where it lies: {said[:300]}")


def unique(fates):
    return list({fate.name: fate for fate in fates}.values())


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    base = tempfile.mkdtemp(prefix="avocet-hostile-")
    folder, data = os.path.join(base, "tapes"), os.path.join(base, "data")
    os.mkdir(folder)
    make_hostile.make(MEDIA, folder, only)
    fates = unique(fate for fate in make_hostile.FILES if only.encode() in fate.name)
    plain = {recording + ".m4a" for recording, _, _ in make_hostile.SIDES} | {"tune.m4a"}
    try:
        summary = ingest(folder, data)
        site = Site(folder, data, "--no-watch")
        before = site.memory()
        with ThreadPoolExecutor(3) as pool:
            tours = list(pool.map(lambda manifest: Tour(site, manifest), site.manifests()))
            tours = list(pool.map(lambda tour: tour.take(tour.name not in plain), tours))
        for tour in tours:
            check(not tour.complaints, f"{tour.name!r}:\n    " + "\n    ".join(tour.complaints))
        for path in ("/", "/collection/root", "/healthz"):
            answer = site.get(path)
            check(answer.status == 200 and folder not in answer.text, f"{path} answers {answer.status}")
        check(site.memory() < before + SERVE_MIB, f"serving took {site.memory() - before} MiB")
        check_fates(fates, summary, tours)
        site.stop()
    finally:
        shutil.rmtree(base, ignore_errors=True)
    TALLY.close()


if __name__ == "__main__":
    main()
