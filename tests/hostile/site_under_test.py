"""The program under test for the tests of this folder: runs of it, a served site, requests, and a count of what held."""

import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("AVOCET_BIN", os.path.join(ROOT, "build/dev/avocet"))
MEDIA = os.environ.get("AVOCET_MEDIA", os.path.join(ROOT, "build/media"))
PATIENCE = 300  # seconds after which a run or an answer counts as hung, on a busy machine under sanitizers too
# A small quarantine, so that what AddressSanitizer keeps is not taken for what the program needs.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1:quarantine_size_mb=8", "UBSAN_OPTIONS": "print_stacktrace=1"}
SANITIZER = re.compile(r"(ERROR: \w+Sanitizer|runtime error:)[^\n]*")


class Tally:
    passed = failed = 0

    def check(self, truth, words):
        if truth:
            Tally.passed += 1
        else:
            Tally.failed += 1
            print("failed:", words, flush=True)
        return truth

    def close(self):
        print(f"{Tally.passed} passed, {Tally.failed} failed")
        sys.exit(Tally.failed > 0 or Tally.passed == 0)


TALLY = Tally()
check = TALLY.check


class Run:
    """One run of the program to its end: status, out, said, and the most memory it had, in MiB."""

    def __init__(self, *words):
        process = subprocess.Popen([PROGRAM, *words], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, said = process.communicate(timeout=PATIENCE)
            self.status = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, said = process.communicate()
            self.status = "hung"
        self.out, self.said = out.decode("utf-8", "replace"), said.decode("utf-8", "replace")

    @property
    def sane(self):
        return self.status != "hung" and not SANITIZER.search(self.said)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return self.headers.get(name.lower(), "")

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def problem(self):
        """What problem details say; empty where the answer is none."""
        return json.loads(self.body)["detail"] if self.header("Content-Type") == "application/problem+json" else ""


class Site:
    """A served folder."""

    def __init__(self, folder, data, *flags):
        self.folder, self.data = folder, data
        self.start(*flags)

    def start(self, *flags):
        self.log = open(os.path.join(os.path.dirname(self.data), "serve.log"), "ab+")
        words = [PROGRAM, "serve", self.folder, "--data", self.data, "--port", "0", *flags]
        self.process = subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        if "listening" not in line:
            raise RuntimeError(f"the server does not start: {self.said()[-2000:]}")
        self.port = int(line.rsplit(":", 1)[1])

    def open(self, path, headers={}):
        """The answer up to its body, for reading piece by piece."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", urllib.parse.quote(re.sub(r"^https?://[^/]+", "", path), safe="/%?=&,;:~!^()'*@+$"), headers=headers)
        return connection.getresponse()

    def get(self, path, headers={}):
        try:
            response = self.open(path, headers)
            body = response.read()
        except http.client.IncompleteRead as short:
            return Answer("cut", {}, short.partial)
        except OSError as error:
            return Answer(type(error).__name__, {}, b"")
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)

    def json(self, path):
        return json.loads(self.get(path).body)

    def manifests(self, path="/presentation/3/collection/root"):
        for item in self.json(path)["items"]:
            if item["type"] == "Manifest":
                yield item["id"]
            else:
                yield from self.manifests(item["id"])

    def memory(self):
        """The most memory so far, in MiB."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) >> 10

    def said(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def stop(self):
        alive = self.process.poll() is None
        self.process.terminate()
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = "hung"
        found = SANITIZER.search(self.said())
        check(alive and status == 0, f"the server ends with {status}")
        if not check(not found, f"sanitizers: {found and found.group(0)}"):
            at = found.start()
            print(self.said()[at : at + 6000])
        self.log.close()
