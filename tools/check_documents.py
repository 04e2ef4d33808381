#!/usr/bin/python3
"""Keeps the documents true: links to files of the project must lead somewhere, and every ```sh block that follows a
line `<!-- checked -->` is run as it stands. It runs in an empty folder with a `samples` folder in it and `avocet` on
the PATH; a server started in it is stopped afterwards. Closes with `N passed, N failed`."""
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("AVOCET_BIN", ROOT / "build/release/avocet"))
LINK = re.compile(r"\]\(([^)\s#]+)(#[^)]*)?\)")
BLOCK = re.compile(r"<!-- checked -->\n+```sh\n(.*?)```", re.S)
SECONDS = 120


def dead_links(page, text):
    targets = [target for target, _ in LINK.findall(text) if not re.match(r"[a-z]+:", target)]
    return len(targets), [f"{page}: {target} does not exist" for target in targets if not (page.parent / target).exists()]


def run(page, script):
    """The complaint about a block, or None."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "samples").symlink_to(os.environ.get("AVOCET_SAMPLES", ROOT / "build/samples"))
        environment = {**os.environ, "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "HOME": folder}
        process = subprocess.Popen(["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=environment, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            output, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            output = f"(still running after {SECONDS} s)"
        finally:
            try:
                os.killpg(process.pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
    return None if process.returncode == 0 else f"{page}: this does not work:\n{script}{output}"


def main():
    passed, complaints = 0, []
    pages = [ROOT / name for name in subprocess.check_output(["git", "ls-files", "*.md"], cwd=ROOT, text=True).split("\n") if name]
    for page in pages:
        text = page.read_text()
        links, dead = dead_links(page, text)
        blocks = BLOCK.findall(text)
        broken = [complaint for script in blocks if (complaint := run(page.relative_to(ROOT), script))]
        passed += links - len(dead) + len(blocks) - len(broken)
        complaints += dead + broken
    print("\n".join(complaints))
    print(f"{passed} passed, {len(complaints)} failed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
