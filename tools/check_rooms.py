#!/usr/bin/python3
"""Proves the shape of src/: which room may include which, which outside headers a room may see, no circles
between rooms or files, no file over 500 lines, no function over 120, no folder deeper than two.
Run without arguments it first proves itself on a bad tree, then judges src/. docs/architecture.md says why."""
import re
import sys
import tempfile
from pathlib import Path

ROOMS = {  # room: the rooms it may include
    "base": (), "iiif": ("base",), "media": ("base",), "http": ("base",), "store": ("base",),
    "ingest": ("base", "media", "store", "iiif"), "services": ("base", "iiif", "media", "store", "http"),
    "app": ("base", "iiif", "media", "store", "http", "ingest", "services"),
}
OUTSIDE = {  # outside headers that begin so: the folders that may see them
    "boost/asio": ("http",), "boost/beast": ("http",), "nghttp2/": ("http",), "openssl/": ("http",),
    "zlib.h": ("http",), "brotli/": ("http",), "boost/json": ("base", "iiif"), "sqlite3": ("store",),
    "libpq": ("store",), "curl/": ("store",), "libav": ("media/ffmpeg",), "libsw": ("media/ffmpeg",),
    "jpeglib.h": ("media/still",), "png.h": ("media/still",), "webp/": ("media/still",), "avif/": ("media/still",),
    "tiff": ("media/still",), "turbojpeg.h": ("media/still",), "yaml-cpp/": ("ingest",), "csv": ("ingest",),
    "libxml/": ("media/captions",), "pugixml": ("media/captions", "media/riff", "ingest/records"), "CLI/": ("app",), "toml++/": ("app",), "fmt/": ("base",), "spdlog/": ("base",), "xxhash.h": ("base",),
}
TEST_OUTSIDE = ("gtest/", "gmock/", "benchmark/")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
MAX_FILE, MAX_FUNCTION, MAX_DEPTH = 500, 120, 2


def functions(lines):
    """(first line, length) of what opens a brace at the margin, or one inside a class, and is a function.
    The sources are formatted, so a function ends where a brace stands alone at the depth it began."""
    for start, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if not re.search(r"\)[^;=]*\{\s*$", line) or re.match(r"\s*(if|for|while|switch|else|\}|return)\b", line) or indent > 4:
            continue
        for end in range(start + 1, len(lines)):
            if lines[end].startswith(" " * indent + "}"):
                yield start + 1, end - start + 1
                break


def circle(graph):
    """A path that leads back to where it began, or None."""
    state, path = {}, []

    def visit(node):
        state[node] = 1
        path.append(node)
        for following in graph.get(node, ()):
            if state.get(following) == 1:
                return path[path.index(following):] + [following]
            if following not in state and (found := visit(following)):
                return found
        state[node] = 2
        path.pop()

    for node in sorted(graph):
        if node not in state and (found := visit(node)):
            return found
    return None


def judge(src):
    """All complaints about the tree, the arrows between rooms with their counts, and the number of files."""
    bad, arrows, rooms, files = [], {}, {}, {}
    sources = sorted(p for p in src.rglob("*") if p.suffix in (".h", ".cpp"))
    for path in sources:
        name = path.relative_to(src).as_posix()
        room, folder = name.split("/")[0], path.parent.relative_to(src).as_posix()
        lines = path.read_text(errors="replace").splitlines()
        if room not in ROOMS:
            bad.append(f"{name}: there is no room {room}")
            continue
        if len(Path(folder).parts) > MAX_DEPTH:
            bad.append(f"{name}: more than {MAX_DEPTH} folders deep")
        if len(lines) > MAX_FILE:
            bad.append(f"{name}: {len(lines)} lines, at most {MAX_FILE}")
        bad += [f"{name}:{at}: a function of {n} lines, at most {MAX_FUNCTION}" for at, n in functions(lines) if n > MAX_FUNCTION]
        for number, line in enumerate(lines, 1):
            if not (match := INCLUDE.match(line)):
                continue
            quote, header = match.groups()
            where, other = f"{name}:{number}", header.split("/")[0]
            if (src / header).exists():
                files.setdefault(name, set()).add(header)
                if other != room:
                    arrows[room, other] = arrows.get((room, other), 0) + 1
                    rooms.setdefault(room, set()).add(other)
                    if other not in ROOMS[room]:
                        bad.append(f"{where}: {room} may not include {header}")
            elif quote == '"' and not (path.stem.endswith(("_test", "_bench")) and header.startswith("support/")):
                bad.append(f"{where}: {header} does not exist below src")
            for prefix, allowed in OUTSIDE.items():
                if quote == "<" and header.startswith(prefix) and not any(f"{folder}/".startswith(f"{a}/") for a in allowed):
                    bad.append(f"{where}: <{header}> belongs into {' or '.join(allowed)}")
            if header.startswith(TEST_OUTSIDE) and not path.stem.endswith(("_test", "_bench")):
                bad.append(f"{where}: <{header}> belongs into tests")
    for what, graph in (("rooms", rooms), ("files", files)):
        if found := circle(graph):
            bad.append(f"a circle of {what}: {' -> '.join(found)}")
    return bad, arrows, len(sources)


def prove_itself():
    """Every rule must refuse its own small offence, and nothing else may be refused."""
    offences = {
        "base/up.h": '#include "http/wire.h"\n', "http/wire.h": '#include "base/up.h"\n',
        "media/a.h": '#include "media/b.h"\n', "media/b.h": '#include "media/a.h"\n',
        "iiif/net.cpp": "#include <boost/asio.hpp>\n", "store/none.cpp": '#include "store/none.h"\n',
        "media/still/deep/x.h": "", "base/long.cpp": "\n" * 501, "attic/x.h": "",
        "app/huge.cpp": "int main() {\n" + "  work();\n" * 121 + "}\n", "ingest/t.cpp": "#include <gtest/gtest.h>\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**offences, "media/ffmpeg/fine.cpp": "#include <libavformat/avformat.h>\n"}.items():
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_text(text)
        bad = "\n".join(judge(Path(folder))[0])
    wanted = ("base may not include http/wire.h", "circle of rooms", "circle of files", "<boost/asio.hpp> belongs into http",
              "store/none.h does not exist", "folders deep", "501 lines", "no room attic", "a function of 123 lines",
              "belongs into tests")
    return [f"the gate itself does not refuse: {rule}" for rule in wanted if rule not in bad] + (
        ["the gate itself refuses what is right"] if "fine.cpp" in bad else [])


def main():
    itself = prove_itself()
    bad, arrows, count = judge(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "src"))
    for room in ROOMS:
        to = [f"{other} {arrows[room, other]}" for other in ROOMS if (room, other) in arrows]
        print(f"{room:9} -> {', '.join(to) or 'nobody'}")
    for complaint in itself + bad:
        print(complaint)
    offenders = len({complaint.split(":")[0] for complaint in bad}) + len(itself)
    print(f"{max(0, count + 1 - offenders)} passed, {offenders} failed")
    return 1 if offenders else 0


if __name__ == "__main__":
    sys.exit(main())
