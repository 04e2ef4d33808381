#!/usr/bin/env python3
"""edits.py: the editing API under attack: bodies that are too much, names that lead elsewhere, guessed tokens, two editors at one
time, and a program killed in the middle of an edit. What lies on disk must be whole, what was acknowledged must be there, no
recording may change, and no token may be told. Closes with `N passed, N failed`."""

import hashlib
import http.client
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time

from site_under_test import MEDIA, PATIENCE, Answer, Site, TALLY, check

TOKEN, OTHER = "0123456789abcdef0123", "fedcba9876543210fedc"
KILLS = 12
MERGE = "application/merge-patch+json"
DESCRIPTION = "/items/film/description"
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\n"


def ask(site, method, path, body=None, headers={}, token=TOKEN):
    """The answer; one without a status if the server has gone."""
    fields = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}
    try:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
        connection.request(method, path, body=body, headers=fields)
        response = connection.getresponse()
        answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        connection.close()
        return answer
    except (OSError, http.client.HTTPException) as error:
        return Answer(type(error).__name__, {}, b"")


def change(site, body, etag=None, method="PATCH", path=DESCRIPTION):
    etag = etag or ask(site, "GET", path).header("ETag")
    kind = MERGE if method == "PATCH" else "application/json"
    text = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return ask(site, method, path, text, {"Content-Type": kind, "If-Match": etag})


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def listing(folder):
    return sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names)


def masters(folder):
    return {name: hashlib.sha256(read(folder, name)).hexdigest() for name in listing(folder) if name.endswith(".mp4")}


def refuses(site, folder):
    """Nothing of this is taken, nothing on disk changes, and each is told why."""
    before = {name: read(folder, name) for name in listing(folder)}
    deep = "[" * 100_000 + "]" * 100_000
    bodies = [
        ("2 MiB", b'{"label": "' + b"x" * (2 << 20) + b'"}', {413}),
        ("deep JSON", '{"metadata": ' + deep + "}", {400}),
        ("deep objects", '{"metadata": ' + '{"a":' * 70 + "1" + "}" * 71, {400}),
        ("no UTF-8", b'{"label": "\xff\xfe"}', {400}),
        ("a lone surrogate", '{"label": "\\ud800"}', {400}),
        ("cut short", '{"label": "x"', {400}),
        ("two documents", '{"label": "x"} {"label": "y"}', {400}),
        ("nothing", "", {400}),
        ("a NUL", '{"label": "a\\u0000b"}', {422}),
        ("an escape sequence", '{"summary": "\\u001b[2J"}', {422}),
        ("too many values", json.dumps({"behavior": ["x"] * 30_000}), {413, 422}),
        ("too many ranges", json.dumps({"ranges": [{"label": "x"}] * 10_500}), {413, 422}),
        ("a key that is a path", json.dumps({"../../etc/passwd": "x"}), {422}),
        ("ranges in ranges", json.dumps({"ranges": [deep_range(20)]}), {422}),
        ("a null in a list", json.dumps({"provider": [None]}), {422}),
        ("numbers beyond all measure", '{"start": 1e999}', {400, 422}),
        ("not an object", json.dumps(["label"]), {422}),
    ]
    for words, body, allowed in bodies:
        answer = change(site, body)
        check(answer.status in allowed and answer.problem, f"{words}: {answer.status} {answer.text[:300]}")
        check("/tmp" not in answer.text and TOKEN not in answer.text, f"{words}: tells what it should not: {answer.text[:300]}")
    put = {"Content-Type": "text/vtt", "If-None-Match": "*"}
    for name in ["..%2F..%2Fx.vtt", "%2e%2e.vtt", "%2e%2e%2fx.vtt", "en%00.vtt", "en%2F..%2Fx.vtt", "%2Fetc%2Fpasswd.vtt",
                 "x" * 300 + ".vtt", "en-" + "x-" * 200 + "x.vtt", "..", "%2e%2e", "en.vtt%0a", "film.mp4", "item.yaml"]:
        answer = ask(site, "PUT", "/items/film/parts/1/texts/" + name, VTT + "x\n", put)
        check(answer.status in (400, 404), f"the text {name[:60]}: {answer.status} {answer.text[:300]}")
    for path in ["/items/..%2F..%2Fetc/description", "/items/%00/description", "/collections/..%2F/description",
                 "/items/film/parts/99999999999999999999/texts/en.vtt", "/items/film/parts/-1/texts/en.vtt",
                 "/items/" + "x" * 5000 + "/description", "/items/..%2Ffilm/history"]:
        check(ask(site, "GET", path).status in (400, 404), f"{path[:60]} is there")
    check({name: read(folder, name) for name in listing(folder)} == before, "something on disk has changed")


def deep_range(levels):
    return {"label": "x", "start": "0", "end": "1", **({"ranges": [deep_range(levels - 1)]} if levels else {})}


def takes_as_text(site, folder):
    """What is more than text to a reader of YAML is text."""
    for text in ["&a [*a, *a]", "*a", "!!python/object/apply:os.system ['true']", "{a: b}", "---\nlabel: x", "...\n", "<<: *a",
                 "# x", "%YAML 1.1", "- x", "? x", "'", '"', "|", ">", "a: b\n# c\n\n", "\t", "null", "~", "é\u2028\ufeff日"]:
        answer = change(site, {"label": text, "metadata": {text: text}})
        check(answer.status == 200 and json.loads(answer.text)["label"] == text, f"{text!r}: {answer.status} {answer.text[:300]}")
        manifest = site.json("/presentation/3/film/manifest")
        check(manifest["label"] == {"none": [text]}, f"{text!r} in the manifest: {manifest['label']}")
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join('*' + a for _ in range(9))}]\n" for a, b in zip("abcdefgh", "bcdefghi"))
    with open(os.path.join(folder, "film.yaml"), "w") as file:
        file.write(bomb)
    answer = ask(site, "GET", DESCRIPTION)
    check(answer.status == 409 and "film.yaml" in answer.problem, f"a YAML bomb on disk: {answer.status} {answer.text[:300]}")
    answer = change(site, {"label": "after"}, answer.header("ETag"))
    check(answer.status == 409, f"a patch of a YAML bomb: {answer.status}")
    answer = change(site, {"label": "after"}, ask(site, "GET", DESCRIPTION).header("ETag"), "PUT")
    check(answer.status == 200 and read(folder, "film.yaml") == b"label: after\n", f"PUT over it: {answer.status} {answer.text[:300]}")


def lets_one_win(site):
    for round in range(10):
        etag, answers = ask(site, "GET", DESCRIPTION).header("ETag"), []
        editors = [threading.Thread(target=lambda i=i: answers.append(change(site, {"label": f"{round}.{i}"}, etag))) for i in range(4)]
        for editor in editors:
            editor.start()
        for editor in editors:
            editor.join()
        statuses = sorted(answer.status for answer in answers)
        check(statuses == [200, 412, 412, 412], f"four at one time: {statuses}")


def makes_who_guesses_wait(site):
    statuses = [ask(site, "GET", DESCRIPTION, token=f"guess-number-{i:08}").status for i in range(12)]
    check(statuses == [401] * 10 + [429] * 2, f"guessed tokens: {statuses}")
    answer = ask(site, "GET", DESCRIPTION)
    check(answer.status == 429 and 0 < int(answer.header("Retry-After")) <= 60, f"after that: {answer.status}")


def survives_kills(folder, data, tokens):
    """Killed at any moment: the file is one of the last two, the catalog follows it, and all goes on."""
    acknowledged, number, seed = "0", 0, random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)
    site = Site(folder, data, "--admin-token-file", tokens)
    check(change(site, {"label": "0", "summary": "kept"}).status == 200, "the first edit")
    for kill in range(KILLS):
        killer = threading.Timer(chance.uniform(0.0, 0.4), site.process.kill)
        killer.start()
        while True:
            number += 1
            answer = change(site, {"label": str(number)})
            if answer.status != 200:
                break
            acknowledged = str(number)
        site.process.wait()
        killer.join()
        found = read(folder, "film.yaml").decode()
        whole = [f"label: {label}\nsummary: kept\n" for label in (acknowledged, str(number))]
        check(found in whole, f"kill {kill} (seed {seed}): {found!r}, acknowledged was {acknowledged}")
        site.log.close()
        site = Site(folder, data, "--admin-token-file", tokens)
        said = json.loads(ask(site, "GET", DESCRIPTION).text)["label"]
        check(f"label: {said}\n" in found, f"kill {kill}: the file says {found!r}, the answer {said!r}")
        manifest = site.json("/presentation/3/film/manifest")
        check(manifest["label"] == {"none": [said]}, f"kill {kill}: the manifest says {manifest['label']}")
        acknowledged = said
        history = json.loads(ask(site, "GET", "/items/film/history").text)["edits"]
        check(any(edit.get("patch", {}).get("label") == said for edit in history), f"kill {kill}: the history knows nothing of {said}")
    check(change(site, {"label": "last"}).status == 200, "an edit after all kills")
    check([name for name in listing(folder) if "avocet-" in name] == [], f"left over: {listing(folder)}")
    site.stop()


def main():
    work = tempfile.mkdtemp(prefix="avocet-edits-")
    folder, data, tokens = (os.path.join(work, name) for name in ("tapes", "data", "tokens"))
    os.makedirs(folder)
    shutil.copy(os.path.join(MEDIA, "faststart.mp4"), os.path.join(folder, "film.mp4"))
    os.utime(os.path.join(folder, "film.mp4"), (time.time() - 3600,) * 2)
    with open(os.path.join(folder, "film.yaml"), "w") as file:
        file.write("label: A film\n")
    with open(tokens, "w") as file:
        file.write(f"ann {TOKEN}\nbob {OTHER}\n")
    os.chmod(tokens, 0o600)
    before = masters(folder)
    site = Site(folder, data, "--admin-token-file", tokens, "--verbose")
    refuses(site, folder)
    takes_as_text(site, folder)
    lets_one_win(site)
    makes_who_guesses_wait(site)
    check(all(token not in site.said() for token in (TOKEN, OTHER, "guess-number")), "a token stands in the log")
    site.stop()
    history = b"".join(read(os.path.join(data, "history"), name) for name in listing(os.path.join(data, "history")))
    check(TOKEN.encode() not in history and b'"by":"ann"' in history, "the history")
    survives_kills(folder, data, tokens)
    check(masters(folder) == before, "a recording has changed")
    shutil.rmtree(work)
    TALLY.close()


if __name__ == "__main__":
    main()
