#!/usr/bin/env python3
"""make_hostile.py MEDIA OUT: fills the folder OUT with files that mean harm, or were harmed.

Each is made by the arithmetic below or by changing bytes of a recording of tools/make_media.sh in MEDIA; the same on
every run. `FILES` says of each what becomes of it: see `Fate`. Nothing but Python is needed."""

import os
import socket
import struct
import sys
import zlib
from dataclasses import dataclass

HOUR = 3600


@dataclass
class Fate:
    """What `avocet` makes of a file.

    "streams": it is played, and HLS of it is advertised; "file": it is an item whose original can be had, and no stream
    of it is advertised; "refused": named among the broken with a reason; "warned": no recording, but named in a warning;
    "silent": nothing is said, for it is none of our business. `words` is a regular expression for what is said of it."""

    name: bytes
    make: object
    fate: str
    words: str = ""


FILES = []


def hostile(name, fate, words=""):
    def add(make):
        FILES.append(Fate(name if isinstance(name, bytes) else name.encode(), make, fate, words))
        return make

    return add


# ---- boxes (ISO/IEC 14496-12)

CONTAINERS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl", b"mvex", b"moof", b"traf", b"udta"}


def u16(value):
    return struct.pack(">H", value & 0xFFFF)


def u32(value):
    return struct.pack(">I", value & 0xFFFFFFFF)


def u64(value):
    return struct.pack(">Q", value & 0xFFFFFFFFFFFFFFFF)


def le16(value):
    return struct.pack("<H", value & 0xFFFF)


def le32(value):
    return struct.pack("<I", value & 0xFFFFFFFF)


def le64(value):
    return struct.pack("<Q", value & 0xFFFFFFFFFFFFFFFF)


def box(kind, body=b""):
    return u32(8 + len(body)) + kind + body


def children(data):
    """(type, payload) of each box."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[at + 8 : at + 16])[0], 16
        yield kind, data[at + head : at + size]
        at += size


def edit(data, path, change):
    """Replaces the box at `path` ("moov/trak/mdia", b"trak#2" for the second of its kind) by `change(payload)`: the
    payload's new bytes; None takes the box out. All sizes above it follow."""
    wanted, _, rest = path.partition("/")
    wanted, _, number = wanted.partition("#")
    number = int(number or 1)
    out, seen = b"", 0
    for kind, payload in children(data):
        seen += kind == wanted.encode()
        if kind != wanted.encode() or seen != number:
            out += box(kind, payload)
            continue
        payload = edit(payload, rest, change) if rest else change(payload)
        if payload is not None:
            out += box(kind, payload)
    if seen < number:
        raise KeyError(path)
    return out


STBL = "moov/trak/mdia/minf/stbl/"
STBL2 = "moov/trak#2/mdia/minf/stbl/"


class Media:
    def __init__(self, folder):
        self.folder = folder
        self.kept = {}

    def __getitem__(self, name):
        if name not in self.kept:
            with open(os.path.join(self.folder, name), "rb") as file:
                self.kept[name] = file.read()
        return self.kept[name]


def film(media):
    return media["moov-end.mp4"]  # H.264 and AAC, four seconds; `moov` comes last, so that it may grow


def full(body, version=0, flags=0):
    return bytes([version]) + flags.to_bytes(3, "big") + body


@hostile("moov cut off.mp4", "refused", "moov box is cut short")
def _(media):
    return film(media)[:-1000]


@hostile("moov missing.mp4", "refused", "no moov box")
def _(media):
    data = film(media)
    return data[: data.rindex(b"moov") - 4]


def wide_mdat(data, claimed=None):
    out = b""
    for kind, payload in children(data):
        if kind == b"free":
            continue  # its place is taken by the longer header
        size = 16 + len(payload) if claimed is None else claimed
        out += u32(1) + kind + u64(size) + payload if kind == b"mdat" else box(kind, payload)
    return out


@hostile("mdat of 64 bits.mp4", "streams")
def _(media):
    return wide_mdat(film(media))


@hostile("mdat of 8 EiB.mp4", "refused", "no moov box")
def _(media):
    return wide_mdat(film(media), 1 << 63)


@hostile("box of 2^64-1.mp4", "refused", "")
def _(media):
    return box(b"ftyp", b"isom\0\0\0\0") + u32(1) + b"moov" + u64(2**64 - 1) + b"\0" * 100


@hostile("nested boxes.mp4", "refused", "")
def _(media):
    depth = 60_000
    return box(b"ftyp", b"isom\0\0\0\0") + b"".join(u32(8 * (depth - i)) + b"moov" for i in range(depth))


@hostile("nested traks.mp4", "refused", "")
def _(media):
    data = b""
    for kind in [b"udta", b"meta", b"trak", b"mdia", b"minf", b"stbl"] * 500:
        data = box(kind, data)
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", data)


@hostile("200000 boxes.mp4", "refused", "")
def _(media):
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"free") * 200_000


@hostile("2000 traks.mp4", "refused", "more than 1000 tracks")
def _(media):
    trak = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl"))))
    return edit(film(media), "moov", lambda moov: moov + trak * 2000)


@hostile("900 traks.mp4", "refused", "lie over one another")
def _(media):
    trak = [payload for kind, payload in children(dict(children(film(media)))[b"moov"]) if kind == b"trak"][1]
    return edit(film(media), "moov", lambda moov: moov + box(b"trak", trak) * 900)


@hostile("stsz of 4 billion.mp4", "refused", "")
def _(media):
    data = edit(film(media), STBL + "stsz", lambda old: full(u32(1) + u32(2**32 - 1)))
    return edit(data, STBL + "stsc", lambda old: full(u32(1) + u32(1) + u32(2**32 - 1) + u32(1)))


@hostile("stsz of 4 billion, sound.mp4", "refused", "")
def _(media):
    data = edit(film(media), STBL2 + "stsz", lambda old: full(u32(1) + u32(2**32 - 1)))
    return edit(data, STBL2 + "stsc", lambda old: full(u32(1) + u32(1) + u32(2**32 - 1) + u32(1)))


@hostile("stsz claims more than there is.mp4", "refused", "stsz box of track 1 claims 4294967295")
def _(media):
    return edit(film(media), STBL + "stsz", lambda old: full(u32(0) + u32(2**32 - 1) + old[12:]))


@hostile("chunks that overlap.mp4", "refused", "lie over one another")
def _(media):
    # Ten thousand chunks at the same place, each of as many samples as there is room for.
    chunks, each = 10_000, 3_000
    data = edit(film(media), STBL + "stsz", lambda old: full(u32(1) + u32(chunks * each)))
    data = edit(data, STBL + "stsc", lambda old: full(u32(1) + u32(1) + u32(each) + u32(1)))
    return edit(data, STBL + "stco", lambda old: full(u32(chunks) + u32(1000) * chunks))


@hostile("chunks that overlap, sound.mp4", "refused", "lie over one another")
def _(media):
    chunks, each = 10_000, 3_000
    data = edit(film(media), STBL2 + "stsz", lambda old: full(u32(1) + u32(chunks * each)))
    data = edit(data, STBL2 + "stsc", lambda old: full(u32(1) + u32(1) + u32(each) + u32(1)))
    return edit(data, STBL2 + "stco", lambda old: full(u32(chunks) + u32(1000) * chunks))


@hostile("chunks past the end.mp4", "refused", "cut short before its first sample")
def _(media):
    past = lambda old: old[:8] + u32(0xFFFFFFF0) * ((len(old) - 8) // 4)
    return edit(edit(film(media), STBL + "stco", past), STBL2 + "stco", past)


@hostile("pictures past the end.mp4", "streams", "1 of its tracks holds nothing that can be shown")
def _(media):
    past = lambda old: old[:8] + u32(0xFFFFFFF0) * ((len(old) - 8) // 4)
    return edit(film(media), STBL + "stco", past)


def wide_chunks(data, path, offset):
    def stbl(old):
        out = b""
        for kind, payload in children(old):
            if kind == b"stco":
                count = struct.unpack(">I", payload[4:8])[0]
                kind, payload = b"co64", payload[:8] + u64(offset) * count
            out += box(kind, payload)
        return out

    return edit(data, path[:-1], stbl)


@hostile("chunks at 2^64-1.mp4", "refused", "")
def _(media):
    return wide_chunks(wide_chunks(film(media), STBL, 2**64 - 1), STBL2, 2**64 - 1)


@hostile("stsc from 0.mp4", "streams", "1 of its tracks holds nothing that can be shown")
def _(media):
    return edit(film(media), STBL + "stsc", lambda old: full(u32(1) + u32(0) + u32(1) + u32(1)))


@hostile("stsc that runs backwards.mp4", "streams", "")
def _(media):
    runs = b"".join(u32(2**32 - 1 - i) + u32(2**32 - 1) + u32(1) for i in range(1000))
    return edit(film(media), STBL + "stsc", lambda old: full(u32(1001) + u32(1) + u32(1) + u32(1) + runs))


@hostile("stts of 2^32.mp4", "streams", "")
def _(media):
    return edit(film(media), STBL + "stts", lambda old: full(u32(2) + u32(1) + u32(512) + u32(2**32 - 1) + u32(2**31 - 1)))


@hostile("stts of nothing.mp4", "refused", "nothing can be played")
def _(media):
    none = lambda old: full(u32(0))
    return edit(edit(film(media), STBL + "stts", none), STBL2 + "stts", none)


@hostile("ctts of 2^32.mp4", "streams", "")
def _(media):
    ctts = box(b"ctts", full(u32(1) + u32(2**32 - 1) + u32(2**31 - 1)))
    return edit(film(media), STBL[:-1], lambda old: old + ctts)


@hostile("ctts far below 0.mp4", "streams", "")
def _(media):
    ctts = box(b"ctts", full(u32(2) + u32(1) + u32(2**31) + u32(2**32 - 1) + u32(2**31 - 1), 1))
    return edit(film(media), STBL[:-1], lambda old: old + ctts)


@hostile("ctts claims too much.mp4", "refused", "ctts box of track 1 claims")
def _(media):
    return edit(film(media), STBL[:-1], lambda old: old + box(b"ctts", full(u32(2**32 - 1) + u32(1) * 2)))


def edits(data, entries, version=1):
    body = b"".join(
        (u64(duration) + u64(time) if version else u32(duration) + u32(time)) + u32(0x10000) for duration, time in entries
    )
    elst = box(b"edts", box(b"elst", full(u32(len(entries)) + body, version)))

    def trak(old):
        return b"".join(box(kind, payload) for kind, payload in children(old) if kind != b"edts") + elst

    return edit(edit(data, "moov/trak", trak), "moov/trak#2", trak)


@hostile("edit at 2^63-1.mp4", "refused", "")
def _(media):
    return edits(film(media), [(2**64 - 1, 2**63 - 1)])


@hostile("edit of 2^64-1.mp4", "streams", "")
def _(media):
    return edits(film(media), [(2**64 - 1, 0)])


@hostile("edits that overflow.mp4", "streams", "")
def _(media):
    return edits(film(media), [(2**63 - 1, 0)] * 4 + [(2**64 - 1, 2**63 - 1)] * 4 + [(2**63, 2**64 - 1)] * 4)


@hostile("delay of 2^64-1.mp4", "streams")
def _(media):
    return edits(film(media), [(2**64 - 1, 2**64 - 1), (1000, 0)])


@hostile("90000 edits.mp4", "streams", "edits")
def _(media):
    return edits(film(media), [(1, i % 3) for i in range(90_000)], 0)


def timescale(path, offset, value):
    return lambda data: edit(data, path, lambda old: old[:offset] + u32(value) + old[offset + 4 :])


@hostile("timescale of the movie 0.mp4", "streams", "")
def _(media):
    return timescale("moov/mvhd", 12, 0)(film(media))


@hostile("timescale of the media 0.mp4", "streams", "")
def _(media):
    data = timescale("moov/trak/mdia/mdhd", 12, 0)(film(media))
    return timescale("moov/trak#2/mdia/mdhd", 12, 0)(data)


@hostile("timescale of 2^32-1.mp4", "streams", "")
def _(media):
    data = timescale("moov/trak/mdia/mdhd", 12, 2**32 - 1)(film(media))
    return timescale("moov/mvhd", 12, 2**32 - 1)(data)


def sample_entry(data, path, kind):
    return edit(data, path + "stsd", lambda old: old[:12] + kind + old[16:])


@hostile("codec no one knows.mp4", "file", "pictures are in zzzz.*\\n.*sound is in zzzy")
def _(media):
    return sample_entry(sample_entry(film(media), STBL, b"zzzz"), STBL2, b"zzzy")


@hostile("pictures no one knows.mp4", "file", "zzzz, which nothing here can decode")
def _(media):
    return sample_entry(film(media), STBL, b"zzzz")


@hostile("sound no one knows.mp4", "streams", "zzzz, which nothing here can decode")
def _(media):
    return sample_entry(film(media), STBL2, b"zzzz")


@hostile("encrypted.mp4", "file", "encrypted")
def _(media):
    def stsd(old):
        sinf = box(b"sinf", box(b"frma", b"avc1") + box(b"schm", full(b"cenc" + u32(0x10000))))
        return old[:8] + u32(struct.unpack(">I", old[8:12])[0] + len(sinf)) + b"encv" + old[16:] + sinf

    return edit(film(media), STBL + "stsd", stsd)


@hostile("uncompressed of 4 billion.mov", "streams", "cut short")
def _(media):
    data = edit(media["mono-16.mov"], STBL + "stsz", lambda old: full(u32(1) + u32(2**32 - 1)))
    return edit(data, STBL + "stsc", lambda old: full(u32(1) + u32(1) + u32(2**32 - 1) + u32(1)))


@hostile("tracks of single bytes.mp4", "refused", "lie over one another")
def _(media):
    # Each lists every byte of the file as a sample of its own.
    data = edit(film(media), STBL2 + "stsz", lambda old: full(u32(1) + u32(90_000)))
    data = edit(data, STBL2 + "stsc", lambda old: full(u32(1) + u32(1) + u32(2**32 - 1) + u32(1)))
    data = edit(data, STBL2 + "stco", lambda old: full(u32(1) + u32(40)))
    trak = [payload for kind, payload in children(dict(children(data))[b"moov"]) if kind == b"trak"][1]
    return edit(data, "moov", lambda moov: moov + box(b"trak", trak) * 900)


@hostile("sample entry of nothing.mp4", "file", "unknown coding")
def _(media):
    return edit(film(media), STBL + "stsd", lambda old: full(u32(2**32 - 1)))


@hostile("avcC cut off.mp4", "streams", "")
def _(media):
    def stsd(old):
        at = old.index(b"avcC")
        return old[: at + 4] + b"\x01\x64\x00\x1f\xff\xff\xff\xff" + old[at + 12 :]

    return edit(film(media), STBL + "stsd", stsd)


@hostile("esds that never ends.mp4", "streams", "")
def _(media):
    def stsd(old):
        at = old.index(b"esds") + 8
        return old[:at] + b"\x03\xff\xff\xff\x7f" + old[at + 5 :]

    return edit(film(media), STBL2 + "stsd", stsd)


@hostile("pictures of 65535 square.mp4", "streams", "")
def _(media):
    return edit(film(media), STBL + "stsd", lambda old: old[:40] + u16(65535) + u16(65535) + old[44:])


class Bits:
    def __init__(self):
        self.text = ""

    def u(self, value, width):
        self.text += format(value, f"0{width}b")
        return self

    def ue(self, value):
        code = format(value + 1, "b")
        self.text += "0" * (len(code) - 1) + code
        return self

    def bytes(self):
        text = self.text + "1"
        text += "0" * (-len(text) % 8)
        return bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8))


def huge_sps():
    """H.264 pictures of 16384 x 16384, Main profile, level 6.2."""
    sps = Bits().u(77, 8).u(0, 8).u(62, 8).ue(0).ue(0).ue(2).ue(1).u(0, 1).ue(1023).ue(1023).u(1, 1).u(1, 1).u(0, 1).u(0, 1)
    raw, out, zeros = b"\x67" + sps.bytes(), b"", 0
    for byte in raw:
        if zeros >= 2 and byte <= 3:
            out, zeros = out + b"\x03", 0
        out += bytes([byte])
        zeros = zeros + 1 if byte == 0 else 0
    return out


@hostile("pictures larger than they say.mp4", "streams", "")
def _(media):
    sps = huge_sps()

    def stsd(old):
        at = old.index(b"avcC")
        size = struct.unpack(">I", old[at - 4 : at])[0]
        body = old[at + 4 : at - 4 + size]
        first = struct.unpack(">H", body[6:8])[0]
        body = body[:6] + u16(len(sps)) + sps + body[8 + first :]
        grown = len(body) + 8 - size
        entry = struct.unpack(">I", old[8:12])[0] + grown
        return old[:8] + u32(entry) + old[12 : at - 4] + box(b"avcC", body) + old[at - 4 + size :]

    return edit(film(media), STBL + "stsd", stsd)


@hostile("a sample of 4 GiB.mp4", "streams", "1 of its tracks holds nothing that can be shown")
def _(media):
    return edit(film(media), STBL + "stsz", lambda old: old[:12] + u32(2**32 - 1) + old[16:])


@hostile("samples of no bytes.mp4", "streams", "")
def _(media):
    return edit(film(media), STBL + "stsz", lambda old: old[:12] + bytes(len(old) - 12))


@hostile("a track without tables.mp4", "streams", "1 of its tracks holds nothing that can be shown")
def _(media):
    return edit(film(media), STBL[:-1], lambda old: b"")


@hostile("media in another file.mp4", "streams", "in another file")
def _(media):
    url = full(u32(1) + box(b"url ", full(b"file:///etc/passwd\0")))
    return edit(film(media), "moov/trak/mdia/minf/dinf/dref", lambda old: url)


@hostile("title of 2 MiB.mp4", "streams", "")
def _(media):
    data = box(b"data", u32(1) + u32(0) + b"x" * (2 << 20))
    ilst = box(b"meta", full(box(b"hdlr", full(bytes(4) + b"mdirappl" + bytes(9))) + box(b"ilst", box(b"\xa9nam", data))))
    return edit(film(media), "moov", lambda old: old + box(b"udta", ilst))


@hostile("cover of 2 GiB.mp4", "streams", "")
def _(media):
    cover = u32(2**31) + b"covr" + u32(2**31 - 8) + b"data" + u32(13) + u32(0) + b"\xff\xd8\xff"
    meta = box(b"meta", full(box(b"hdlr", full(bytes(4) + b"mdirappl" + bytes(9))) + box(b"ilst", cover)))
    return edit(film(media), "moov", lambda old: old + box(b"udta", meta))


@hostile("chapters that lie.m4a", "streams", "")
def _(media):
    chapters = b"".join(u64(2**64 - 1 - i) + b"\xff" + b"c" * 255 for i in range(255))
    return edit(film(media), "moov", lambda old: old + box(b"udta", box(b"chpl", full(bytes(4) + b"\xff" + chapters, 1))))


@hostile("moov zipped.mov", "refused", "claims to be larger")
def _(media):
    moov = zlib.compress(bytes(40 << 20), 9)
    cmov = box(b"cmov", box(b"dcom", b"zlib") + box(b"cmvd", u32(40 << 20) + moov))
    return box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov", cmov)


# ---- fragments


def with_run(media, run, header=b"", flags=0x20000):
    """The first fragment's first track has these instead of its own."""
    data = media["fragmented-cmaf.mp4"]
    done = []
    out = b""
    for kind, payload in children(data):
        if kind == b"moof" and not done:
            done.append(True)

            def traf(old):
                tfhd = dict(children(old))[b"tfhd"]
                return box(b"tfhd", full(tfhd[4:8] + header, 0, flags)) + run

            payload = edit(payload, "traf", traf)
        out += box(kind, payload)
    return out


@hostile("trun of 4 billion.mp4", "refused", "trun box|more than")
def _(media):
    return with_run(media, box(b"trun", full(u32(2**32 - 1))))


@hostile("trun of samples without bytes.mp4", "refused", "")
def _(media):
    size = len(media["fragmented-cmaf.mp4"])
    return with_run(media, box(b"trun", full(u32(size // 2))) * 40_000, u32(0), 0x20010)


@hostile("trun past the end.mp4", "streams", "cut short")
def _(media):
    return with_run(media, box(b"trun", full(u32(3) + u32(2**31 - 1), 0, 1)), u32(2**31 - 1), 0x20010)


@hostile("trun from before the start.mp4", "streams", "")
def _(media):
    return with_run(media, box(b"trun", full(u32(3) + u32(2**31), 0, 1)), u32(100), 0x20010)


@hostile("fragment cut off.mp4", "streams", "cut short")
def _(media):
    data = media["fragmented-cmaf.mp4"]
    return data[: data.rindex(b"moof") + 40]


# ---- Matroska (RFC 8794, RFC 9559)


def vint(value, width=8):
    return (value | 1 << (7 * width)).to_bytes(width, "big")


def element(identifier, body, size=None):
    return identifier + vint(len(body) if size is None else size) + body


def number(identifier, value, width=8):
    return element(identifier, value.to_bytes(width, "big"))


EBML = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"matroska") + number(b"\x42\x87", 4) + number(b"\x42\x85", 2))
SEGMENT, INFO, TRACKS, TRACK, CLUSTER = b"\x18\x53\x80\x67", b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b", b"\xae", b"\x1f\x43\xb6\x75"
UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def sound_track(codec=b"A_PCM/INT/LIT", extra=b"", channels=1):
    audio = element(b"\xe1", element(b"\xb5", struct.pack(">d", 8000.0)) + number(b"\x9f", channels) + number(b"\x62\x64", 16))
    return element(TRACK, number(b"\xd7", 1) + number(b"\x73\xc5", 1) + number(b"\x83", 2) + element(b"\x86", codec) + audio + extra)


def info(scale=1_000_000, extra=b""):
    return element(INFO, number(b"\x2a\xd7\xb1", scale) + extra)


def cluster(time, blocks):
    return element(CLUSTER, number(b"\xe7", time) + blocks)


def block(data, time=0, flags=0x80, track=1):
    return element(b"\xa3", vint(track, 1) + u16(time) + bytes([flags]) + data)


def matroska(*parts):
    return EBML + SEGMENT + UNKNOWN + b"".join(parts)


def blocks(count=20, flags=0x80):
    return b"".join(block(bytes(1600), 100 * i, flags) for i in range(count))


@hostile("live.mkv", "streams", "")
def _(media):
    return matroska(info(), element(TRACKS, sound_track()), CLUSTER + UNKNOWN + number(b"\xe7", 0) + blocks())


@hostile("laced wrongly.mkv", "refused", "")
def _(media):
    return matroska(info(), element(TRACKS, sound_track()), cluster(0, b"".join(block(b"\xff" * 1600, 9 * i, 0x86) for i in range(20))))


@hostile("laced 256 times.mkv", "streams", "")
def _(media):
    laced = b"".join(block(b"\xff" + b"\x00" * 255 + bytes(1600), 100 * i, 0x82) for i in range(20))
    return matroska(info(), element(TRACKS, sound_track()), cluster(0, laced + blocks(3)))


@hostile("a million voids.mkv", "refused", "")
def _(media):
    return matroska(info(), element(TRACKS, sound_track()), b"\xec\x80" * 1_000_000)


@hostile("nested masters.mkv", "refused", "")
def _(media):
    data = b""
    for _ in range(2000):
        data = element(b"\x67\xc8", data + element(b"\x45\xa3", b"n"))
    return matroska(info(), element(TRACKS, sound_track()), element(b"\x12\x54\xc3\x67", element(b"\x73\x73", data)))


@hostile("private data of 2^55.mkv", "streams", "1 of its tracks holds nothing that can be shown")
def _(media):
    track = element(b"\x63\xa2", b"x" * 10, 2**55)
    return matroska(info(), element(TRACKS, sound_track(b"A_FLAC", track)), cluster(0, blocks()))


@hostile("seek head of itself.mkv", "streams", "")
def _(media):
    seek = lambda what: element(b"\x4d\xbb", element(b"\x53\xab", what) + number(b"\x53\xac", 0))
    head = element(b"\x11\x4d\x9b\x74", seek(b"\x11\x4d\x9b\x74") + seek(b"\x1c\x53\xbb\x6b") + seek(b"\x12\x54\xc3\x67"))
    return matroska(head, info(), element(TRACKS, sound_track()), cluster(0, blocks()))


@hostile("codec no one knows.mkv", "file", "unknown coding, which nothing here can decode")
def _(media):
    video = element(b"\xe0", number(b"\xb0", 640) + number(b"\xba", 480))
    track = element(TRACK, number(b"\xd7", 1) + number(b"\x73\xc5", 1) + number(b"\x83", 1) + element(b"\x86", b"V_UNKNOWN") + video)
    return matroska(info(), element(TRACKS, track), cluster(0, b"".join(block(b"abc" * 30, 100 * i) for i in range(20))))


@hostile("sound no one knows.mka", "file", "unknown coding, which nothing here can decode")
def _(media):
    return matroska(info(), element(TRACKS, sound_track(b"A_UNKNOWN")), cluster(0, blocks()))


@hostile("timestamps of scale 0.mkv", "streams", "")
def _(media):
    return matroska(info(0), element(TRACKS, sound_track()), cluster(0, blocks()))


@hostile("timestamps of scale 2^63.mkv", "refused", "")
def _(media):
    return matroska(info(2**63), element(TRACKS, sound_track()), cluster(2**63, blocks()))


@hostile("cluster at 2^64-1.mkv", "streams", "")
def _(media):
    return matroska(info(), element(TRACKS, sound_track()), cluster(0, blocks()), cluster(2**64 - 1, blocks()))


@hostile("duration not a number.mkv", "streams", "")
def _(media):
    nan = element(b"\x44\x89", struct.pack(">d", float("nan")))
    return matroska(info(extra=nan), element(TRACKS, sound_track()), cluster(0, blocks()))


@hostile("duration endless.mkv", "streams", "")
def _(media):
    endless = element(b"\x44\x89", struct.pack(">d", float("inf")))
    return matroska(info(extra=endless), element(TRACKS, sound_track()), cluster(0, blocks()))


@hostile("blocks zipped.mkv", "streams", "")
def _(media):
    zipped = element(b"\x6d\x80", element(b"\x62\x40", number(b"\x50\x33", 0) + element(b"\x50\x34", number(b"\x42\x54", 0))))
    bomb = zlib.compress(bytes(4 << 20), 9)
    return matroska(info(), element(TRACKS, sound_track(extra=zipped)), cluster(0, block(bomb, 0) + block(bomb, 100)))


@hostile("5000 tracks.mkv", "refused")
def _(media):
    tracks = b"".join(
        element(TRACK, number(b"\xd7", i) + number(b"\x73\xc5", i) + number(b"\x83", 17) + element(b"\x86", b"S_TEXT/UTF8"))
        for i in range(2, 5000)
    )
    return matroska(info(), element(TRACKS, sound_track() + tracks), cluster(0, blocks()))


@hostile("attachment of 2 GiB.mkv", "streams", "")
def _(media):
    attached = element(b"\x61\xa7", element(b"\x46\x6e", b"cover.jpg") + element(b"\x46\x60", b"image/jpeg") + element(b"\x46\x5c", b"x", 2**31))
    return matroska(info(), element(TRACKS, sound_track()), cluster(0, blocks()), element(b"\x19\x41\xa4\x69", attached))


# ---- MPEG-TS (ISO/IEC 13818-1)


CRC = []
for first in range(256):
    value = first << 24
    for _ in range(8):
        value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    CRC.append(value)


def crc32(data, crc):
    """Most significant bit first, as MPEG-TS and Ogg have it."""
    for byte in data:
        crc = (crc << 8 & 0xFFFFFFFF) ^ CRC[crc >> 24 ^ byte]
    return crc


def ts_packet(pid, payload, start=False, count=0):
    head = bytes([0x47, (0x40 if start else 0) | pid >> 8, pid & 0xFF])
    room = 184 - len(payload)
    if room == 0:
        return head + bytes([0x10 | count]) + payload
    return head + bytes([0x30 | count, room - 1]) + (b"\0" + b"\xff" * (room - 2) if room > 1 else b"") + payload


def section(table, number, body):
    data = bytes([table]) + u16(0xB000 | len(body) + 9) + u16(number) + b"\xc1\0\0" + body
    return data + u32(crc32(data, 0xFFFFFFFF))


def ts_section(pid, data):
    data = b"\0" + data
    out = b""
    for i in range(0, len(data), 184):
        part = data[i : i + 184]
        out += bytes([0x47, (0x40 if i == 0 else 0) | pid >> 8, pid & 0xFF, 0x10 | (i // 184) & 15]) + part.ljust(184, b"\xff")
    return out


def pes(stamp):
    bits = 0x2100010001 | (stamp >> 30 & 7) << 33 | (stamp >> 15 & 0x7FFF) << 17 | (stamp & 0x7FFF) << 1
    return b"\0\0\1\xc0\0\0\x80\x80\x05" + bits.to_bytes(5, "big")


@hostile("8000 PIDs.ts", "refused", "")
def _(media):
    programs = 40
    out = ts_section(0, section(0, 1, b"".join(u16(i + 1) + u16(0xE000 | 16 + i) for i in range(programs))))
    pids = list(range(100, 8190))
    for i in range(programs):
        mine = pids[i * 200 : i * 200 + 200]
        streams = b"".join(b"\x0f" + u16(0xE000 | pid) + u16(0xF000) for pid in mine)
        out += ts_section(16 + i, section(2, i + 1, u16(0xE000 | mine[0]) + u16(0xF000) + streams))
    return out + b"".join(ts_packet(pid, pes(90_000) + bytes(50), True) for pid in pids)


@hostile("a clock that jumps with every packet.ts", "streams", "its clock begins anew 4999 times")
def _(media):
    out = ts_section(0, section(0, 1, u16(1) + u16(0xE010)))
    out += ts_section(16, section(2, 1, u16(0xE020) + u16(0xF000) + b"\x03" + u16(0xE020) + u16(0xF000)))
    frame = b"\xff\xfd\x10\xc4" + bytes(140)
    return out + b"".join(
        ts_packet(32, pes((i * 0x155555555) % 2**33) + frame, True, i % 16) for i in range(5000)
    )


@hostile("zeros.ts", "refused", "")
def _(media):
    return (b"\x47" + bytes(187)) * 5000


# ---- RIFF


def riff(kind, *chunks):
    body = kind + b"".join(chunks)
    return b"RIFF" + le32(len(body)) + body


def chunk(kind, body, size=None):
    return kind + le32(len(body) if size is None else size) + body + b"\0" * (len(body) % 2)


def wave_format(channels=1, rate=8000, bits=16, kind=1, align=None):
    align = channels * bits // 8 if align is None else align
    return chunk(b"fmt ", le16(kind) + le16(channels) + le32(rate) + le32(rate * align) + le16(align) + le16(bits))


@hostile("data of 4 GiB.wav", "streams", "cut short")
def _(media):
    return riff(b"WAVE", wave_format(), chunk(b"data", bytes(1 << 20), 2**32 - 2))


@hostile("no channels.wav", "refused", "")
def _(media):
    return riff(b"WAVE", wave_format(channels=0), chunk(b"data", bytes(10_000)))


@hostile("no rate.wav", "refused", "")
def _(media):
    return riff(b"WAVE", wave_format(rate=0), chunk(b"data", bytes(10_000)))


@hostile("rate of 2^32-1.wav", "refused", "")
def _(media):
    return riff(b"WAVE", wave_format(rate=2**32 - 1), chunk(b"data", bytes(10_000)))


@hostile("65535 channels.wav", "refused")
def _(media):
    return riff(b"WAVE", wave_format(channels=65535, align=65535 * 2 & 0xFFFF), chunk(b"data", bytes(600_000)))


@hostile("bits of 65535.wav", "file", "0x0001, which nothing")
def _(media):
    return riff(b"WAVE", wave_format(bits=65535, align=4), chunk(b"data", bytes(10_000)))


@hostile("RF64 of 2^64-1.wav", "refused")
def _(media):
    ds64 = chunk(b"ds64", le64(2**64 - 1) * 3 + le32(2**32 - 1))
    return b"RF64" + le32(2**32 - 1) + b"WAVE" + ds64 + wave_format() + chunk(b"data", bytes(40_000), 2**32 - 1)


@hostile("list of 4 GiB.wav", "refused", "")
def _(media):
    return riff(b"WAVE", wave_format(), chunk(b"LIST", b"INFO", 2**32 - 1), chunk(b"data", bytes(40_000)))


@hostile("a codec no one knows.wav", "file", "0x7777, which nothing here can decode")
def _(media):
    return riff(b"WAVE", wave_format(kind=0x7777), chunk(b"data", bytes(40_000)))


@hostile("nested lists.avi", "refused", "")
def _(media):
    data = b""
    for _ in range(20_000):
        data = b"LIST" + le32(len(data) + 4) + b"hdrl" + data
    return riff(b"AVI ", data)


@hostile("index past the end.avi", "streams", "")
def _(media):
    data = media["tape.avi"]
    at = data.index(b"idx1") + 8
    entries = (len(data) - at) // 16
    return data[:at] + b"".join(b"00dc" + le32(16) + le32(0xFFFFFFF0 - 16 * i) + le32(2**31 - 1) for i in range(entries))


@hostile("stream of rate 0.avi", "streams", "")
def _(media):
    data = media["tape.avi"]
    at = data.index(b"strh") + 8 + 20
    return data[:at] + le32(0) + le32(0) + data[at + 8 :]


@hostile("codec no one knows.avi", "file", "ZZZZ, which nothing here can decode")
def _(media):
    data = media["tape.avi"]
    at = data.index(b"vids")
    form = data.index(b"strf")
    return data[: at + 4] + b"ZZZZ" + data[at + 8 : form + 24] + b"ZZZZ" + data[form + 28 :]


# ---- FLAC, MP3, Ogg and other sound


@hostile("picture of 2 GiB.flac", "streams", "")
def _(media):
    data = media["sound.flac"]
    picture = u32(3) + u32(10) + b"image/jpeg" + u32(0) + u32(9000) * 2 + u32(24) + u32(0) + u32(2**31 - 1) + b"\xff\xd8\xff"
    return data[:42].replace(b"fLaC\x80", b"fLaC\x00") + b"\x06" + len(picture).to_bytes(3, "big") + picture + data[42:]


@hostile("block of 16 MiB.flac", "refused", "")
def _(media):
    return media["sound.flac"][:42].replace(b"fLaC\x80", b"fLaC\x00") + b"\x06\xff\xff\xff" + b"x" * 100


@hostile("2^36 samples.flac", "streams", "")
def _(media):
    data = bytearray(media["sound.flac"])
    data[21] |= 0x0F
    data[22:26] = b"\xff" * 4
    return bytes(data)


def id3(body, flags=0, size=None, version=4):
    size = len(body) if size is None else size
    return b"ID3" + bytes([version, 0, flags]) + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + body


def bare_mp3(media):
    data = media["cbr.mp3"]
    size = sum((data[6 + i] & 0x7F) << 7 * (3 - i) for i in range(4)) + 10 if data.startswith(b"ID3") else 0
    return data[size:]


@hostile("tag of 256 MiB.mp3", "refused", "")
def _(media):
    return id3(b"", size=(1 << 28) - 1) + bare_mp3(media)


@hostile("picture of 2 GiB.mp3", "streams", "")
def _(media):
    apic = b"APIC" + u32(2**31 - 1) + b"\0\0" + b"\0image/jpeg\0\3\0\xff\xd8\xff" + bytes(50)
    return id3(apic, version=3) + bare_mp3(media)


@hostile("frames zipped.mp3", "streams", "")
def _(media):
    bomb = zlib.compress(bytes(100 << 20), 9)
    frame = b"TXXX" + u32(len(bomb) + 4) + b"\0\x80" + u32(100 << 20) + bomb
    return id3(frame, version=3) + bare_mp3(media)


@hostile("50000 tags.mp3", "refused", "took too long to read")
def _(media):
    return id3(b"".join(b"TXXX" + u32(13) + b"\0\0" + b"\0%06d\0value" % i for i in range(50_000)), version=3) + bare_mp3(media)


@hostile("length of 2^32 frames.mp3", "streams", "")
def _(media):
    data = media["vbr.mp3"]
    at = max(data.find(b"Xing"), data.find(b"Info"))
    return data[: at + 8] + u32(2**32 - 1) * 2 + data[at + 16 :]


def ogg_page(serial, sequence, granule, flags, body):
    lacing = [255] * (len(body) // 255) + [len(body) % 255]
    page = b"OggS\0" + bytes([flags]) + le64(granule) + le32(serial) + le32(sequence)
    rest = bytes([len(lacing)]) + bytes(lacing) + body
    return page + le32(crc32(page + le32(0) + rest, 0)) + rest


@hostile("20000 streams.ogg", "refused", "")
def _(media):
    head = b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0"
    return b"".join(ogg_page(i, 0, 0, 2, head) for i in range(20_000))


@hostile("granule of 2^63-1.ogg", "refused", "")
def _(media):
    head = b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0"
    tags = b"OpusTags" + le32(2**32 - 1) + b"v" * 20 + le32(2**32 - 1)
    sound = [ogg_page(1, 2 + i, 2**63 - 1 - i, 4 if i == 9 else 0, b"\xfc" + bytes(80)) for i in range(10)]
    return ogg_page(1, 0, 0, 2, head) + ogg_page(1, 1, 0, 0, tags) + b"".join(sound)


def comments(count):
    return le32(0) + le32(count) + b"".join(le32(9) + b"k%06d=v" % i for i in range(count))


@hostile("40000 comments.flac", "refused", "more than 2000 comments")
def _(media):
    data, block = media["sound.flac"], comments(40_000)
    return data[:42].replace(b"fLaC\x80", b"fLaC\x00") + b"\x04" + len(block).to_bytes(3, "big") + block + data[42:]


@hostile("40000 comments.opus", "refused", "more than 2000 comments")
def _(media):
    head = b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0"
    packet = b"OpusTags" + comments(40_000)
    pages = [packet[i : i + 255 * 255] for i in range(0, len(packet), 255 * 255)]
    out = ogg_page(1, 0, 0, 2, head)
    for i, body in enumerate(pages):  # a packet goes on where the last lacing value is 255
        lacing = [255] * (len(body) // 255) + ([len(body) % 255] if i + 1 == len(pages) else [])
        page = b"OggS\0" + bytes([1 if i else 0]) + le64(0) + le32(1) + le32(1 + i)
        rest = bytes([len(lacing)]) + bytes(lacing) + body
        out += page + le32(crc32(page + le32(0) + rest, 0)) + rest
    return out + ogg_page(1, 99, 2880, 4, b"\xfc" + bytes(80))


@hostile("frames of 2^29.tta", "refused", "")
def _(media):
    head = b"TTA1" + le16(1) + le16(1) + le16(16) + le32(1) + le32(2**29)
    return head + le32(zlib.crc32(head)) + bytes(100_000)


@hostile("packets of 2^62.caf", "refused", "")
def _(media):
    desc = b"desc" + u64(32) + struct.pack(">d", 8000.0) + b"alac" + u32(0) + u32(0) + u32(4096) + u32(1) + u32(0)
    return b"caff\0\1\0\0" + desc + b"pakt" + u64(2**40) + u64(2**62) + u64(2**62) + u32(0) * 2 + b"\x80" * 100_000


@hostile("seek table of 2^30.ape", "refused", "")
def _(media):
    descriptor = b"MAC " + le16(3990) + le16(0) + le32(52) + le32(24) + le32(2**31 - 4) + le32(0) * 5 + bytes(16)
    header = le16(2000) + le16(0) + le32(73728) + le32(1) + le32(2**29) + le16(16) + le16(1) + le32(8000)
    return descriptor + header + bytes(100_000)


@hostile("chunk of 2^63.w64", "refused", "")
def _(media):
    return b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0" + le64(2**63) + b"wave\xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a" + (
        b"fmt \xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a" + le64(2**63) + bytes(1000))


@hostile("objects in objects.flv", "refused", "")
def _(media):
    data = b""
    for _ in range(20_000):
        data = b"\0\1a\3" + data
    script = b"\2\0\x0aonMetaData\3" + data[: 1 << 20]
    tag = b"\x12" + len(script).to_bytes(3, "big") + bytes(7) + script
    return b"FLV\1\5\0\0\0\x09\0\0\0\0" + tag + u32(len(tag))


@hostile("array of 2^32.flv", "refused", "")
def _(media):
    script = b"\2\0\x0aonMetaData\x08" + u32(2**32 - 1) + b"\0\x09keyframes\3\0\5times\x0a" + u32(2**32 - 1) + bytes(1000)
    tag = b"\x12" + len(script).to_bytes(3, "big") + bytes(7) + script
    return b"FLV\1\5\0\0\0\x09\0\0\0\0" + tag + u32(len(tag))


@hostile("lengths of 2^63.mxf", "streams")
def _(media):
    data = media["master.mxf"]
    key = b"\x06\x0e\x2b\x34"
    second = data.index(key, 16)
    return data[: second + 16] + b"\x88" + u64(2**63 - 1) + data[second + 25 :]


@hostile("cut after 3000 bytes.wmv", "streams", "cut short")
def _(media):
    return media["screen.wmv"][:3000]


# ---- what no one would call a recording


@hostile("empty.mkv", "refused", "empty")
def _(media):
    return b""


@hostile("zeros.mp3", "refused", "")
def _(media):
    return bytes(100_000)


@hostile("noise.mpg", "refused", "")
def _(media):
    out, state = bytearray(), 1
    for _ in range(200_000):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(state >> 16 & 0xFF)
    return bytes(out)


@hostile("program.mp4", "refused", "a program")
def _(media):
    return b"\x7fELF" + bytes(1000)


# ---- names


def tune(media):
    return media["speech.m4a"]


@hostile(b"new\nline.m4a", "streams")
def _(media):
    return tune(media)


@hostile(b"not \xff\xfe UTF-8.m4a", "streams")
def _(media):
    return tune(media)


@hostile(b"l" * 251 + b".m4a", "streams")
def _(media):
    return tune(media)


@hostile("<script>alert(1)</script>.m4a".replace("/", "\N{DIVISION SLASH}"), "streams")
def _(media):
    return tune(media)


@hostile("a%2f..%2f..%2fetc%2fpasswd.m4a", "streams")
def _(media):
    return tune(media)


@hostile("-rf \u202e4pm.m4a", "streams")
def _(media):
    return tune(media)


@hostile("...m4a", "silent")
def _(media):
    return tune(media)


# ---- what is no file


class Special:
    """Not bytes but something made in place."""

    def __init__(self, make):
        self.make = make


@hostile("pipe.mp4", "warned", "not a regular file")
def _(media):
    return Special(os.mkfifo)


@hostile("device.mp4", "warned", "not a regular file")
def _(media):
    return Special(lambda path: os.symlink("/dev/zero", path))


@hostile("socket.mp4", "warned", "not a regular file")
def _(media):
    def make(path):
        here = os.getcwd()
        os.chdir(os.path.dirname(path))  # an address of a socket is short
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(os.path.basename(path))
        os.chdir(here)

    return Special(make)


@hostile("dangling.mp4", "warned", "No such file")
def _(media):
    return Special(lambda path: os.symlink("nowhere.mp4", path))


@hostile("link to itself.mp4", "warned", "symbolic links")
def _(media):
    return Special(lambda path: os.symlink("link to itself.mp4", path))


@hostile("folder.mp4", "silent")
def _(media):
    return Special(os.mkdir)


@hostile("loop", "silent")
def _(media):
    return Special(lambda path: os.symlink(".", path))


# ---- beside recordings that are well: each has its own, `NAME.m4a`

SIDES = []


def side(recording, suffix, words):
    """`words`: what the warning says; empty where nothing is wrong with it."""

    def add(make):
        SIDES.append((recording, suffix, words))
        hostile(recording + ".m4a", "streams")(lambda media: tune(media))
        hostile(recording + suffix, "warned" if words else "silent", words)(make)
        return make

    return add


class Sparse:
    def __init__(self, head, size):
        self.head, self.size = head, size


@side("words of 100 MB", ".vtt", "at most")
def _(media):
    return Sparse(b"WEBVTT\n\n", 100_000_000)


@side("words with nulls", ".vtt", "")
def _(media):
    return b"WEBVTT\n\n00:00.000 --> 00:01.000\nA\0B\0\n"


@side("words of nulls", ".srt", "no line has times")
def _(media):
    return bytes(100_000)


@side("tags in tags", ".vtt", "")
def _(media):
    return b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"<b>" * 200_000 + b"x\n"


@side("arrows", ".vtt", "no cue|")
def _(media):
    return b"WEBVTT\n\n" + b"00:00.000 --> " * 100_000


@side("100000 cues", ".srt", "")
def _(media):
    return b"".join(b"%d\n00:00:00,000 --> 00:00:01,000\nx\n\n" % i for i in range(100_000))


@side("laughs", ".ttml", "")
def _(media):
    entities = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 12))
    return (
        b'<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY l0 "ha">' + entities + b']><tt xmlns="http://www.w3.org/ns/ttml">'
        b'<body><div><p begin="0s" end="1s">&l11;</p></div></body></tt>')


@side("spans in spans", ".ttml", ".")
def _(media):
    return (b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="0s" end="1s">' + b"<span>" * 100_000 + b"x"
            + b"</span>" * 100_000 + b"</p></div></body></tt>")


@side("override blocks", ".ass", "")
def _(media):
    return (b"[Script Info]\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
            b"Dialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,," + b"{\\i1}" * 100_000 + b"x\n")


@side("aliases", ".yaml", "too many values|alias")
def _(media):
    return b"a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + b"".join(
        b"a%d: &a%d [%s]\n" % (i, i, b",".join([b"*a%d" % (i - 1)] * 10)) for i in range(1, 10))


@side("brackets", ".yaml", "deep")
def _(media):
    return b"label: " + b"[" * 1_000_000


@side("braces", ".yaml", "deep|.")
def _(media):
    return b"{" * 1_000_000


@side("questions", ".yaml", "deep|.")
def _(media):
    return b"? " * 500_000


@side("dashes", ".yaml", "deep|.")
def _(media):
    return b"- " * 500_000


@side("anchors", ".yaml", ".")
def _(media):
    return b"&a " * 300_000


@side("colons", ".yaml", ".")
def _(media):
    return b"a: " * 300_000


@side("tabs", ".yaml", ".")
def _(media):
    return b"\t" * 1_000_000 + b"x"


@side("arrays", ".json", "deep|.")
def _(media):
    return b"[" * 1_000_000


@side("nulls", ".yaml", ".")
def _(media):
    return b"label: a\0b\0\nsummary: \0\0\n"


@side("picture of 2^31", ".png", "damaged")
def _(media):
    return b"\x89PNG\r\n\x1a\n" + u32(13) + b"IHDR" + u32(2**31 - 1) * 2 + b"\x08\x06\0\0\0" + bytes(100)


@side("picture of nothing", ".jpg", ".")
def _(media):
    return b""


@side("picture of markers", ".jpg", ".")
def _(media):
    return b"\xff\xd8" + b"\xff\xe1\0\2" * 500_000


@side("side that is a pipe", ".vtt", "not a regular file")
def _(media):
    return Special(os.mkfifo)


# ---- tables of descriptions, each in a folder of its own


def table(folder, make, words):
    hostile(folder + "/tune.m4a", "streams")(lambda media: tune(media))
    hostile(folder + "/metadata.csv", "warned" if words else "silent", words)(make)


table("one long line", lambda media: Sparse(b"file,title\n", 1_000_000_000), "at most")
table("many columns", lambda media: b"file" + b",c" * 10_000 + b"\n" + b"tune.m4a,x\n" * 10_000, ".")
table("quotes", lambda media: b'file,title\n"' + b'""' * 1_000_000, "never closed")
table("nulls", lambda media: b"file,title\ntune.m4a,a\0b\n", "")
table("many rows", lambda media: b"file,title\n" + b"tune.m4a,x\n" * 300_000, "more rows and columns are not used")


def make(media_folder, out, only=""):
    """Makes them, an hour old, so that none is taken for unfinished."""
    media = Media(media_folder)
    for number, fate in enumerate(FILES):
        if only and only.encode() not in fate.name:
            continue
        path = os.path.join(os.fsencode(out), fate.name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        content = fate.make(media)
        if isinstance(content, Special):
            content.make(os.fsdecode(path))
            continue
        with open(path, "wb") as file:
            file.write(content.head if isinstance(content, Sparse) else content)
            if isinstance(content, Sparse):
                file.truncate(content.size)
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    make(*sys.argv[1:])
