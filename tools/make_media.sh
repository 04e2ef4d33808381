#!/bin/bash
# make_media.sh OUTDIR [fast|full]: makes the recordings that tests and trials use, from nothing: every
# container and quirk we read, a few seconds each, and broken ones. The same on every run with the same
# ffmpeg. `fast` leaves out what takes long to encode (AV1, HEVC, VP9, ProRes, DV). Needs ffmpeg, python3;
# speaks the words with espeak-ng where it is installed.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 OUTDIR [fast|full]" >&2; exit 2; }
mkdir -p "$1"
cd "$1"
size=${2:-full}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export SVT_LOG=1
exact=(-fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata -1)
# make NAME ffmpeg-arguments...: written beside and renamed, so that a half-made file is never used.
make() {
  local name=$1
  shift
  [ -e "$name" ] && return
  ffmpeg -nostdin -v error -y -threads 1 "$@" "$work/out.${name##*.}" </dev/null || { echo "cannot make $name" >&2; exit 1; }
  mv "$work/out.${name##*.}" "$name"
}
picture() { echo "testsrc2=size=${1:-160x120}:rate=${2:-25}:duration=${3:-4}"; }
tone() { echo "sine=frequency=${1:-440}:sample_rate=${2:-44100}:duration=${3:-4}"; }
x264=(-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 25 -threads 1)
no_b=("${x264[@]}" -bf 0)
aac=(-c:a aac -b:a 48k)
av=(-f lavfi -i "$(picture)" -f lavfi -i "$(tone)")

# ---- MP4 and QuickTime
make moov-end.mp4 "${av[@]}" "${no_b[@]}" "${aac[@]}" "${exact[@]}"
make faststart.mp4 "${av[@]}" "${no_b[@]}" "${aac[@]}" "${exact[@]}" -movflags +faststart
make b-frames.mp4 "${av[@]}" "${x264[@]}" -bf 3 "${aac[@]}" "${exact[@]}"
make b-frames-no-edits.mp4 "${av[@]}" "${x264[@]}" -bf 3 "${aac[@]}" "${exact[@]}" -use_editlist 0
make b-frames-negative.mp4 "${av[@]}" "${x264[@]}" -bf 3 "${aac[@]}" "${exact[@]}" -movflags +negative_cts_offsets
make b-frames-video-only.mp4 -f lavfi -i "$(picture)" "${x264[@]}" -bf 3 "${exact[@]}" -use_editlist 0
make ntsc.mp4 -f lavfi -i "$(picture 160x120 30000/1001)" -f lavfi -i "$(tone 440 48000)" "${no_b[@]}" "${aac[@]}" "${exact[@]}"
make film-b.mp4 -f lavfi -i "$(picture 160x120 24000/1001)" -f lavfi -i "$(tone 440 48000)" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}"
make open-gop.mp4 "${av[@]}" "${x264[@]}" -bf 3 -x264-params open-gop=1:keyint=15:min-keyint=15 "${aac[@]}" "${exact[@]}"
make variable-rate.mp4 -f lavfi -i "$(picture)" -vf "select='not(eq(mod(n\,7)\,3))'" -vsync vfr "${no_b[@]}" "${exact[@]}"
make fragmented.mp4 "${av[@]}" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}" -movflags +frag_keyframe+empty_moov
make fragmented-cmaf.mp4 "${av[@]}" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}" -movflags +frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+cmaf
make fragmented-base.mp4 "${av[@]}" "${no_b[@]}" "${aac[@]}" "${exact[@]}" -movflags +frag_keyframe+omit_tfhd_offset -frag_duration 700000
make fragmented-mixed.mp4 "${av[@]}" "${no_b[@]}" "${aac[@]}" "${exact[@]}" -movflags +frag_keyframe
make fragmented-sidx.mp4 "${av[@]}" "${no_b[@]}" "${aac[@]}" "${exact[@]}" -movflags +dash+global_sidx+frag_keyframe
make rotated-flat.mp4 -f lavfi -i "$(picture 160x90)" "${no_b[@]}" "${exact[@]}"
make rotated.mp4 -i rotated-flat.mp4 -c copy -metadata:s:v:0 rotate=270 "${exact[@]:0:2}"
make anamorphic.mp4 -f lavfi -i "$(picture 180x144)" -vf setsar=16/11 "${no_b[@]}" "${exact[@]}"
make two-languages.mp4 "${av[@]}" -f lavfi -i "$(tone 660)" -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" "${exact[@]}" \
  -metadata:s:a:0 language=eng -metadata:s:a:1 language=cym -metadata:s:a:1 handler_name="Sain ddisgrifio" \
  -disposition:a:0 default -disposition:a:1 0
make timecode.mov -f lavfi -i "$(picture 160x120 30000/1001)" "${no_b[@]}" "${exact[@]}" -timecode "01:00:00;02"
make pcm.mov -f lavfi -i "$(picture)" -f lavfi -i "$(tone 440 48000)" "${no_b[@]}" -c:a pcm_s24le "${exact[@]}"
make mono-16.mov -f lavfi -i "$(tone 440 44100)" -c:a pcm_s16be "${exact[@]}"
make aac.mov "${av[@]}" "${no_b[@]}" "${aac[@]}" "${exact[@]}"
make delayed-sound.mp4 -f lavfi -i "$(picture)" -itsoffset 0.5 -f lavfi -i "$(tone)" "${no_b[@]}" "${aac[@]}" "${exact[@]}"
make alac.m4a -f lavfi -i "$(tone)" -c:a alac "${exact[@]}"
make ac3.mp4 -f lavfi -i "$(tone 440 48000)" -c:a ac3 -ac 6 "${exact[@]}"
make eac3.mp4 -f lavfi -i "$(tone 440 48000)" -c:a eac3 "${exact[@]}"
make opus.mp4 -f lavfi -i "$(tone 440 48000)" -c:a libopus -b:a 32k "${exact[@]}"
make flac.mp4 -f lavfi -i "$(tone)" -c:a flac -strict -2 "${exact[@]}"
make mp3.mp4 -f lavfi -i "$(tone)" -c:a libmp3lame -b:a 64k "${exact[@]}"
make mp3.mov -f lavfi -i "$(tone)" -c:a libmp3lame -b:a 64k "${exact[@]}"
make mpeg4.mp4 "${av[@]}" -c:v mpeg4 -bf 2 "${aac[@]}" "${exact[@]}"
make phone.3gp -f lavfi -i "$(picture 176x144 15)" -c:v h263 "${exact[@]}"
make subtitles.mp4 "${av[@]}" -i <(printf '1\n00:00:00,500 --> 00:00:02,000\nBore da\n') -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" -c:s mov_text "${exact[@]}"

cat >"$work/chapters.txt" <<'TEXT'
;FFMETADATA1
title=Atgofion
artist=Siân Owen
date=1972
comment=Tâp 3
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1500
title=Plentyndod
[CHAPTER]
TIMEBASE=1/1000
START=1500
END=4000
title=Y chwarel: "dŵr & llechi"
TEXT
make cover.png -f lavfi -i "testsrc=size=64x64:rate=1:duration=1" -frames:v 1
make chapters.m4a -f lavfi -i "$(tone)" -i "$work/chapters.txt" -i cover.png -map 0 -map 2 -map_metadata 1 -map_chapters 1 "${aac[@]}" -c:v copy -disposition:v attached_pic -fflags +bitexact
make chapters-nero.m4a -f lavfi -i "$(tone)" -i "$work/chapters.txt" -map 0 -map_metadata 1 -map_chapters 1 "${aac[@]}" -movflags +disable_chpl -fflags +bitexact

# ---- counters: the number of each frame stands in it as 16 bars below line 90, the lowest bit to the left
bars="geq=lum='if(lt(X\\,256)*gt(Y\\,90)\\,if(mod(floor(N/pow(2\\,floor(X/16)))\\,2)\\,235\\,16)\\,100)':cb=128:cr=128"
counter() { echo "color=size=320x180:rate=${1:-25}:duration=${2:-12},format=yuv420p,$bars"; }
counted=(-c:v libx264 -preset veryfast -pix_fmt yuv420p -threads 1 "${aac[@]}" "${exact[@]}" -movflags +faststart)
make counter-drop-frame.mp4 -f lavfi -i "$(counter 30000/1001)" -f lavfi -i "$(tone 440 48000 12)" "${counted[@]}" -g 45 -bf 0 -timecode "01:00:00;02"
make counter-film.mp4 -f lavfi -i "$(counter 24000/1001)" -f lavfi -i "$(tone 440 48000 12)" "${counted[@]}" -g 48 -bf 3
make counter-open-gop.mp4 -f lavfi -i "$(counter 25)" -f lavfi -i "$(tone 440 44100 12)" "${counted[@]}" -bf 3 -x264-params open-gop=1:keyint=25:min-keyint=25
make counter-variable.mp4 -f lavfi -i "$(counter 25)" -f lavfi -i "$(tone 440 44100 12)" -vf "select='not(eq(mod(n\,7)\,3)+eq(mod(n\,11)\,5))'" -fps_mode vfr "${counted[@]}" -g 40 -bf 2
make counter-long-gop.mp4 -f lavfi -i "$(counter 30 12)" -f lavfi -i "$(tone 440 48000 12)" "${counted[@]}" -g 600 -bf 3
make counter-mpeg2.mkv -i counter-open-gop.mp4 -c:v mpeg2video -q:v 3 -g 15 -bf 2 -c:a mp2 "${exact[@]}"
make counter-interlaced.mp4 -f lavfi -i "$(counter 25 8)" "${counted[@]}" -g 40 -bf 2 -flags +ildct+ilme+bitexact -top 1
make counter-10-bit.mp4 -i counter-film.mp4 "${counted[@]}" -pix_fmt yuv420p10le -g 40 -bf 2
make counter-422.mp4 -i counter-film.mp4 "${counted[@]}" -pix_fmt yuv422p -g 40 -bf 2
make counter-colours.mp4 -i counter-film.mp4 -vf setsar=16/11 "${counted[@]}" -g 40 -bf 2 \
  -color_primaries bt470bg -color_trc gamma28 -colorspace bt470bg -color_range pc -chroma_sample_location topleft
make counter-no-idr.mp4 -f lavfi -i "$(counter 25 30)" "${counted[@]}" -an -bf 3 -x264-params open-gop=1:keyint=25:min-keyint=25
make beep-and-flash.mp4 -f lavfi -i "color=size=320x180:rate=30:duration=12,format=yuv420p,geq=lum='if(lt(mod(N\,30)\,2)\,235\,16)':cb=128:cr=128" \
  -f lavfi -i "aevalsrc='0.8*sin(2*PI*1000*t)*lt(mod(t\,1)\,0.05)':sample_rate=48000:duration=12" "${counted[@]}" -g 50 -bf 2

# ---- other containers
subtitle() { printf '1\n00:00:00,500 --> 00:00:02,000\n%s\n\n2\n00:00:02,000 --> 00:00:03,500\n%s\n' "$1" "$2"; }
cat >"$work/styled.ass" <<'TEXT'
[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Siân,0,0,0,,{\i1}Bore da{\i0}\Nbawb
TEXT
make two-subtitles.mkv "${av[@]}" -i <(subtitle 'Good <i>morning</i>' 'R&D [door slams]') -i <(subtitle 'Bore da' 'Ymchwil') -i "$work/styled.ass" \
  -map 0 -map 1 -map 2 -map 3 -map 4 "${no_b[@]}" "${aac[@]}" "${exact[@]}" -c:s:0 srt -c:s:1 srt -c:s:2 ass \
  -metadata:s:s:0 language=eng -metadata:s:s:1 language=wel -metadata:s:s:1 title="Cymraeg syml" -metadata:s:s:2 language=wel \
  -disposition:s:0 hearing_impaired -disposition:s:1 default -disposition:s:2 forced
# PGS: a composition without objects, and its end.
python3 - "$work/pictures.sup" <<'PYTHON'
import struct, sys
def segment(seconds, kind, body): return b"PG" + struct.pack(">IIBH", int(seconds * 90000), 0, kind, len(body)) + body
composition = struct.pack(">HHBHBBBB", 160, 120, 0x10, 0, 0x80, 0, 0, 0)
open(sys.argv[1], "wb").write(b"".join(segment(t, 0x16, composition) + segment(t, 0x80, b"") for t in (0.5, 1, 2)))
PYTHON
make picture-subtitles.mkv "${av[@]}" -i "$work/pictures.sup" -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" "${exact[@]}" -c:s copy -metadata:s:s:0 language=eng
# Text tracks of other kinds, some of which begin late; SSA differs from ASS only in its name.
cat >"$work/cues.vtt" <<'TEXT'
WEBVTT

first
00:00:01.000 --> 00:00:02.000 line:10% align:start
<v Siân>Bore <i>da</i>

00:00:02.500 --> 00:00:03.500
R&amp;D
TEXT
late() { printf '1\n00:00:02,500 --> 00:00:03,000\nLate\n'; }
make webvtt.mkv "${av[@]}" -i "$work/cues.vtt" -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" "${exact[@]}" -c:s copy -metadata:s:s:0 language=wel
make late-text.mkv "${av[@]}" -i <(late) -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" "${exact[@]}" -c:s srt
make late-text.mp4 "${av[@]}" -i <(late) -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" "${exact[@]}" -c:s mov_text
make moved-text.mp4 "${av[@]}" -itsoffset 1 -i <(subtitle One Two) -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" "${exact[@]}" -c:s mov_text
make ttml.mp4 "${av[@]}" -i <(subtitle 'Bore da' 'R&D') -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" "${exact[@]}" -c:s ttml -metadata:s:s:0 language=wel
make ass.mkv "${av[@]}" -i "$work/styled.ass" -map 0 -map 1 -map 2 "${no_b[@]}" "${aac[@]}" "${exact[@]}" -c:s ass
[ -e ssa.mkv ] || python3 -c 'open("ssa.mkv", "wb").write(open("ass.mkv", "rb").read().replace(b"S_TEXT/ASS", b"S_TEXT/SSA"))'

# Tracks that say what they are for.
subtitle 'Good morning' '[door slams]' >"$work/deaf.srt"
subtitle 'Sign: QUARRY' 'Sign: CLOSED' >"$work/signs.srt"
purposes=(-f lavfi -i "$(picture)" -f lavfi -i "$(tone)" -f lavfi -i "$(tone 550)" -f lavfi -i "$(tone 660)" -f lavfi -i "$(tone 770)"
  -i "$work/deaf.srt" -i "$work/signs.srt" -map 0 -map 1 -map 2 -map 3 -map 4 -map 5 -map 6 "${no_b[@]}" "${aac[@]}"
  -metadata:s:a:0 language=eng -metadata:s:a:1 language=eng -metadata:s:a:2 language=eng -metadata:s:a:3 language=cym
  -metadata:s:s:0 language=eng -metadata:s:s:1 language=eng
  -disposition:a:0 default+original -disposition:a:1 comment -disposition:a:2 visual_impaired -disposition:a:3 dub
  -disposition:s:0 hearing_impaired -disposition:s:1 forced)
make purposes.mkv "${purposes[@]}" "${exact[@]}" -c:s srt
make purposes.mp4 "${purposes[@]}" "${exact[@]}" -c:s mov_text

# CEA-608 between the pictures: "HELLO" pops on at frame 30 and off at 60, "WORLD" at 90; first into H.264 by
# hand, then through ffmpeg, which carries them along into B-frames and MPEG-2.
make plain.h264 -f lavfi -i "$(picture 160x120 30000/1001)" "${no_b[@]}" "${exact[@]}"
[ -e captioned.h264 ] || python3 - <<'PYTHON'
import re
def parity(byte): return byte | (0 if bin(byte).count("1") % 2 else 0x80)
def twice(a, b): return [(a, b), (a, b)]
def words(text): return [(ord(text[i]), ord(text[i + 1]) if i + 1 < len(text) else 0) for i in range(0, len(text), 2)]
def load(text): return twice(0x14, 0x20) + twice(0x14, 0x2E) + twice(0x14, 0x70) + words(text)
line = {}
for start, pairs in ((2, load("HELLO")), (30, twice(0x14, 0x2F)), (60, twice(0x14, 0x2C)), (64, load("WORLD")), (90, twice(0x14, 0x2F))):
    for i, pair in enumerate(pairs): line[start + i] = pair
def message(frame):
    a, b = line.get(frame, (0, 0))
    data = b"\xb5\x00\x31GA94\x03\x42\xff" + bytes((0xFC, parity(a), parity(b), 0xFD, 0x80, 0x80)) + b"\xff"
    return b"\0\0\1\x06" + re.sub(rb"\0\0(?=[\0-\3])", lambda _: b"\0\0\3", bytes((4, len(data))) + data) + b"\x80"
stream, frame = b"", 0
for unit in re.split(rb"\0?\0\0\x01", open("plain.h264", "rb").read())[1:]:
    if unit[0] & 31 in (1, 5):
        stream += message(frame)
        frame += 1
    stream += b"\0\0\1" + unit
open("captioned.h264", "wb").write(stream)
PYTHON
make captioned.mp4 -r 30000/1001 -i captioned.h264 "${x264[@]}" -bf 2 "${exact[@]}"
make captioned.mkv -i captioned.mp4 -c copy "${exact[@]}"
make captioned.ts -i captioned.mp4 -c:v mpeg2video -bf 2 "${exact[@]}"
make h264.mkv "${av[@]}" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}"
make ntsc.mkv -f lavfi -i "$(picture 160x120 30000/1001)" -f lavfi -i "$(tone 440 48000)" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}"
make flac.mkv -f lavfi -i "$(tone)" -c:a flac "${exact[@]}"
make opus.webm -f lavfi -i "$(tone 440 48000)" -c:a libopus -b:a 32k "${exact[@]}"
make vp8.webm -f lavfi -i "$(picture 160x120 25 2)" -c:v libvpx -deadline realtime -cpu-used 8 -b:v 200k "${exact[@]}"
make chapters.mka -f lavfi -i "$(tone)" -i "$work/chapters.txt" -map 0 -map_metadata 1 -map_chapters 1 -c:a flac -fflags +bitexact
make cbr.mp3 -f lavfi -i "$(tone)" -c:a libmp3lame -b:a 64k "${exact[@]}"
make vbr.mp3 -f lavfi -i "$(tone)" -i "$work/chapters.txt" -i cover.png -map 0 -map 2 -map_metadata 1 -c:v copy -c:a libmp3lame -q:a 4 -id3v2_version 3 -fflags +bitexact
make vbr-bare.mp3 -f lavfi -i "$(tone)" -c:a libmp3lame -q:a 4 -write_xing 0 -id3v2_version 0 "${exact[@]}"
make sound.flac -f lavfi -i "$(tone)" -i "$work/chapters.txt" -map_metadata 1 -c:a flac -fflags +bitexact
make sound.wav -f lavfi -i "$(tone 440 48000)" -c:a pcm_s24le "${exact[@]}"
make sound-rf64.wav -f lavfi -i "$(tone 440 48000)" -c:a pcm_s16le -rf64 always "${exact[@]}"
make broadcast-plain.wav -f lavfi -i "$(tone 440 48000)" -c:a pcm_s16le -write_bext 1 -metadata description="Tâp 3" -metadata time_reference=172800000 -fflags +bitexact
make sound.aiff -f lavfi -i "$(tone)" -c:a pcm_s16be "${exact[@]}"
make opus.ogg -f lavfi -i "$(tone 440 48000)" -c:a libopus -b:a 32k "${exact[@]}"
make flac.ogg -f lavfi -i "$(tone)" -c:a flac "${exact[@]}"
make vorbis.ogg -f lavfi -i "$(tone)" -c:a libvorbis "${exact[@]}"
make sound.aac -f lavfi -i "$(tone)" "${aac[@]}" "${exact[@]}"
make sound.ac3 -f lavfi -i "$(tone 440 48000)" -c:a ac3 "${exact[@]}"
make mpeg2.ts -f lavfi -i "$(picture 352x288)" -f lavfi -i "$(tone 440 48000)" -c:v mpeg2video -bf 2 -c:a mp2 "${exact[@]}"
make h264.ts "${av[@]}" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}"
make h264.m2ts "${av[@]}" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}"
make sounds.ts -f lavfi -i "$(tone 440 48000)" -map 0 -map 0 -map 0 -c:a:0 libmp3lame -c:a:1 ac3 -c:a:2 eac3 "${exact[@]}"
# Its clock of 33 bits begins anew in the middle.
make late.ts "${av[@]}" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}" -output_ts_offset 95441.7
make counter.ts -i counter-film.mp4 -c copy "${exact[@]}"
make movie.vob -f lavfi -i "$(picture 352x288)" -f lavfi -i "$(tone 440 48000)" -c:v mpeg2video -bf 2 -c:a ac3 "${exact[@]}"
make program.mpg -f lavfi -i "$(picture 352x288)" -f lavfi -i "$(tone 440 48000)" -c:v mpeg2video -c:a mp2 "${exact[@]}"
make mpeg4.avi -f lavfi -i "$(picture)" -f lavfi -i "$(tone)" -c:v mpeg4 -c:a libmp3lame "${exact[@]}"
make h264.flv "${av[@]}" "${x264[@]}" -bf 2 "${aac[@]}" "${exact[@]}"
make screen.wmv -f lavfi -i "$(picture)" -f lavfi -i "$(tone)" -c:v wmv2 -c:a wmav2 "${exact[@]}"

if command -v espeak-ng >/dev/null; then
  [ -e "$work/words.wav" ] || espeak-ng -v en -s 150 -w "$work/words.wav" "We came down from the quarry at six in the morning."
  make speech.m4a -i "$work/words.wav" -ar 44100 "${aac[@]}" "${exact[@]}"
fi

if [ "$size" = full ]; then
  make hevc.mp4 -f lavfi -i "$(picture 160x120 25 2)" -c:v libx265 -preset ultrafast -x265-params log-level=none:pools=1 -tag:v hvc1 "${exact[@]}"
  make hevc.ts -i hevc.mp4 -c copy "${exact[@]}"
  make av1.mp4 -f lavfi -i "$(picture 160x120 25 2)" -c:v libsvtav1 -preset 12 -g 25 "${exact[@]}"
  make av1.mkv -f lavfi -i "$(picture 160x120 25 2)" -c:v libsvtav1 -preset 12 -g 25 "${exact[@]}"
  make vp9.webm -f lavfi -i "$(picture 160x120 30000/1001 3)" -f lavfi -i "$(tone 440 48000 3)" -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 100k -g 30 -c:a libopus -b:a 32k "${exact[@]}"
  make vp9.mp4 -f lavfi -i "$(picture 160x120 25 2)" -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 100k "${exact[@]}"
  make counter.webm -f lavfi -i "$(counter 30 8)" -f lavfi -i "$(tone 440 48000 8)" -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -crf 20 -b:v 0 -g 60 -c:a libopus -b:a 32k "${exact[@]}"
  make counter-hevc.mp4 -i counter-film.mp4 -c:v libx265 -preset ultrafast -x265-params log-level=none:pools=1:keyint=30:min-keyint=30:bframes=3 \
    -tag:v hvc1 -c:a copy "${exact[@]}"
  make counter-av1.mp4 -i counter-film.mp4 -c:v libsvtav1 -preset 12 -g 30 -c:a copy "${exact[@]}"
  make counter-vp9.mp4 -i counter.webm -c copy "${exact[@]}"
  make prores.mov -f lavfi -i "$(picture 160x120 25 1)" -f lavfi -i "$(tone 440 48000 1)" -c:v prores_ks -profile:v 0 -c:a pcm_s16le "${exact[@]}"
  make tape.dv -f lavfi -i "$(picture 720x576 25 1)" -f lavfi -i "$(tone 440 48000 1)" -c:v dvvideo -pix_fmt yuv420p -c:a pcm_s16le -ac 2 "${exact[@]}"
  make tape.avi -f lavfi -i "$(picture 720x576 25 1)" -f lavfi -i "$(tone 440 48000 1)" -c:v dvvideo -pix_fmt yuv420p -c:a pcm_s16le "${exact[@]}"
  make master.mxf -f lavfi -i "$(picture 160x120 25 1)" -f lavfi -i "$(tone 440 48000 1)" -c:v mpeg2video -c:a pcm_s16le -timecode 10:00:00:00 "${exact[@]}"
fi

# A Broadcast Wave file with two cue points and their names (RIFF `cue ` and `adtl`).
python3 - <<'PYTHON'
import struct
data = bytearray(open("broadcast-plain.wav", "rb").read())
def chunk(name, body): return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
points = [(1, 48000), (2, 120000)]
cue = struct.pack("<I", len(points)) + b"".join(struct.pack("<II4sIII", i, at, b"data", 0, 0, at) for i, at in points)
labels = b"adtl" + b"".join(chunk(b"labl", struct.pack("<I", i) + name + b"\0") for i, name in ((1, b"Plentyndod"), (2, b"Y chwarel")))
data += chunk(b"cue ", cue) + chunk(b"LIST", labels)
struct.pack_into("<I", data, 4, len(data) - 8)
open("broadcast.wav", "wb").write(data)
PYTHON

# ---- broken, hostile, and oddly named
head -c 40000 faststart.mp4 >cut-front.mp4
head -c 40000 moov-end.mp4 >cut-end.mp4
head -c 50000 fragmented.mp4 >cut-fragmented.mp4
echo "This is a note, not a film." >text.mp4
: >empty.mp4
python3 - <<'PYTHON'
import random, struct
random.seed(1)
open("random.mp4", "wb").write(bytes(random.randrange(256) for _ in range(100_000)))
open("random.bin", "wb").write(bytes(random.randrange(256) for _ in range(100_000)))

def patched(name, box, entry):
    data = bytearray(open("faststart.mp4", "rb").read())
    at = data.index(box)
    data[at + entry:at + entry + 4] = struct.pack(">I", 0xFFFFFFF0)
    open(name, "wb").write(data)

patched("absurd-stts.mp4", b"stts", 8)
patched("absurd-stsz.mp4", b"stsz", 12)
patched("absurd-stco.mp4", b"stco", 8)
patched("absurd-delta.mp4", b"stts", 16)

# The same film with 64-bit chunk offsets and a 64-bit mdat header, header at the end.
data = open("moov-end.mp4", "rb").read()
moov = data.index(b"moov") - 4
def widened(box):
    out, at = b"", 0
    while at + 8 <= len(box):
        size, kind = struct.unpack(">I4s", box[at:at + 8])
        body = box[at + 8:at + size]
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
            body = widened(body)
        if kind == b"stco":
            count = struct.unpack(">I", body[4:8])[0]
            offsets = struct.unpack(f">{count}I", body[8:8 + 4 * count])
            kind, body = b"co64", body[:8] + struct.pack(f">{count}Q", *offsets)
        out += struct.pack(">I4s", 8 + len(body), kind) + body
        at += size
    return out
open("co64.mp4", "wb").write(data[:moov] + widened(data[moov:]))
PYTHON
for name in 'C# minor.mp4' 'a+b.mp4' '100%.mp4' "it's \"quoted\".mp4" 'dwy  ofod.mp4' 'Llanfairpwll – tŷ newydd.mp4' '日本語.mp4'; do
  [ -e "$name" ] || cp faststart.mp4 "$name"
done
