#!/bin/bash
# tools/make_samples.sh DIR: makes a small collection to try Avocet on, from nothing but ffmpeg's test sources and
# the voice of espeak-ng. The same commands give the same files. Does nothing when DIR is already as wanted.
set -euo pipefail
out=${1:?where to}
made_by=$(sha256sum "$0")
[[ -e $out/.made && $(<"$out/.made") == "$made_by" ]] && exit 0
rm -rf "$out"
mkdir -p "$out"
cd "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

font=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
clock="drawtext=fontfile=$font:text='%{pts\:hms}':fontsize=h/9:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=12:x=(w-tw)/2:y=h*0.08"
quiet=(ffmpeg -nostdin -v error -y)
exact=(-fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata -1)
# One thread: with more, x264 does not give the same bytes twice.
x264=(-c:v libx264 -threads 1 -preset veryfast -crf 25 -pix_fmt yuv420p -g 50)
aac=(-c:a aac -b:a 96k -ar 48000)

# say VOICE WORDS FILE: one spoken sentence as WAV.
say() { espeak-ng -v "$1" -s 145 -w "$3" "$2"; }

seconds() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1"; }

# stamp SECONDS: 65.5 -> 00:01:05.500
stamp() { awk -v s="$1" 'BEGIN {ms = int(s * 1000 + 0.5); printf "%02d:%02d:%02d.%03d", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000}'; }

# interview NAME VOICES... < lines "voice|speaker|words": NAME.wav and NAME.vtt, a cue for each sentence.
interview() {
  local name=$1 at=0 number=0 voice speaker words
  printf 'WEBVTT\n' >"$work/$name.vtt"
  : >"$work/$name.txt"
  while IFS='|' read -r voice speaker words; do
    local spoken=$work/$name-$number.wav
    say "$voice" "$words" "$work/raw.wav"
    "${quiet[@]}" -i "$work/raw.wav" -af apad=pad_dur=0.6 -ar 48000 -ac 1 "$spoken"
    local end
    end=$(awk -v a="$at" -v d="$(seconds "$spoken")" 'BEGIN {print a + d}')
    printf '\n%s --> %s\n<v %s>%s\n' "$(stamp "$at")" "$(stamp "$end")" "$speaker" "$words" >>"$work/$name.vtt"
    echo "file '$spoken'" >>"$work/$name.txt"
    at=$end number=$((number + 1))
  done
  "${quiet[@]}" -f concat -safe 0 -i "$work/$name.txt" -c copy "$work/$name.wav"
}

# ---- The top of the collection
cat >collection.yaml <<'YAML'
label: Samples of a county archive
summary: Test pictures and a synthetic voice, made on this machine, to show what a folder of recordings becomes.
YAML

# A film with a running clock, captions in two languages, and a poster of its own.
"${quiet[@]}" -f lavfi -i "testsrc2=s=960x540:r=25:d=40" -f lavfi -i "sine=f=220:r=48000:b=4:d=40" \
  -vf "hue=s=0.35,$clock" "${x264[@]}" "${aac[@]}" "${exact[@]}" -movflags +faststart Clockwork.mp4
"${quiet[@]}" -ss 12 -i Clockwork.mp4 -frames:v 1 -q:v 3 "${exact[@]}" Clockwork.jpg
captions() { # LANGUAGE WORDS: "WORDS 1" from 0 to 4 s, and so on
  printf 'WEBVTT\n'
  for ((i = 0; i < 8; i++)); do
    printf '\n%s --> %s\n%s %d\n' "$(stamp $((i * 5)))" "$(stamp $((i * 5 + 4)))" "$1" $((i * 5))
  done
}
captions 'The clock passes second' >Clockwork.en.vtt
captions "Mae'r cloc yn pasio eiliad" >Clockwork.cy.vtt

# A minute with two sound tracks.
for voice in en-gb cy; do
  words='one, two, three, four, five, six, seven, eight, nine, ten.'
  [[ $voice == cy ]] && words='un, dau, tri, pedwar, pump, chwech, saith, wyth, naw, deg.'
  say "$voice" "$words $words $words $words $words $words" "$work/count-$voice.wav"
done
"${quiet[@]}" -f lavfi -i "cellauto=s=160x90:r=25:rule=110:seed=5" -i "$work/count-en-gb.wav" -i "$work/count-cy.wav" -t 60 \
  -map 0:v -map 1:a -map 2:a -vf "scale=640:360:flags=neighbor,$clock" -af apad "${x264[@]}" "${aac[@]}" "${exact[@]}" \
  -metadata title='Counting in two languages' -metadata:s:a:0 language=eng -metadata:s:a:1 language=cym \
  "counting in two languages.mp4"

# Other containers.
"${quiet[@]}" -f lavfi -i "testsrc=s=480x360:r=24:d=20" -f lavfi -i "sine=f=330:r=48000:d=20" \
  -vf "$clock" -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k -g 48 -c:a libopus "${exact[@]}" "Gate & Garden #3.webm"
"${quiet[@]}" -f lavfi -i "aevalsrc=0.3*sin(2*PI*(220+110*floor(mod(t\,4)))*t):s=44100:d=30" -c:a flac "${exact[@]}" \
  -metadata title='Four notes' four-notes.flac

# ---- Interviews: a collection in the collection
mkdir -p Interviews/weaver Interviews/lighthouse
cat >Interviews/collection.yaml <<'YAML'
label: {en: [Interviews], cy: [Cyfweliadau]}
summary: People who are not there, about places that are.
YAML

interview weaver <<'LINES'
en-gb|Interviewer|Tell me about the first loom you worked on.
en-gb-scotland|Weaver|It was older than my grandmother, and it had more opinions.
en-gb-scotland|Weaver|You did not set the pattern. You asked for it.
en-gb|Interviewer|And if it refused?
en-gb-scotland|Weaver|Then you had your tea, and asked again in the afternoon.
en-gb|Interviewer|What did the mill sound like?
en-gb-scotland|Weaver|Like rain on a tin roof, if the rain could count to four.
en-gb-scotland|Weaver|When it stopped, nobody could sleep.
LINES
cat >"$work/weaver.meta" <<'META'
;FFMETADATA1
title=The weaver
[CHAPTER]
TIMEBASE=1/1000
START=0
END=11000
title=The first loom
[CHAPTER]
TIMEBASE=1/1000
START=11000
END=20000
title=Tea
META
printf '[CHAPTER]\nTIMEBASE=1/1000\nSTART=20000\nEND=%.0f\ntitle=The sound of the mill\n' \
  "$(awk -v d="$(seconds "$work/weaver.wav")" 'BEGIN {print d * 1000}')" >>"$work/weaver.meta"
"${quiet[@]}" -i "$work/weaver.wav" -i "$work/weaver.meta" -map 0:a -map_metadata 1 -map_chapters 1 \
  "${aac[@]}" -fflags +bitexact -flags:a +bitexact -movflags +faststart Interviews/weaver/weaver.m4a
cp "$work/weaver.vtt" Interviews/weaver/weaver.en.vtt
sed -n 's/^<v \([^>]*\)>/\1: /p' "$work/weaver.vtt" >Interviews/weaver/weaver.en.transcript.txt
cat >Interviews/weaver/item.yaml <<'YAML'
label: The weaver
summary: An interview in three chapters, with captions and a transcript.
rights: http://creativecommons.org/publicdomain/zero/1.0/
metadata:
  Speaker: A synthetic voice
  Place: Nowhere in particular
YAML

# Two reels that belong together.
for reel in 1 2; do
  "${quiet[@]}" -f lavfi -i "life=s=320x240:r=25:mold=10:ratio=0.12:death_color=#203040:life_color=#e8d8b0:seed=$reel" \
    -f lavfi -i "anoisesrc=c=brown:r=48000:a=0.2:seed=$reel" -t 15 \
    -vf "scale=640:480:flags=neighbor,$clock" "${x264[@]}" "${aac[@]}" "${exact[@]}" "Interviews/lighthouse/reel-$reel.mp4"
done
cat >Interviews/lighthouse/item.yaml <<'YAML'
label: The lighthouse, in two reels
behavior: [auto-advance]
thumbnailNav: 5
requiredStatement:
  label: Attribution
  value: Provided by the county archive of nowhere
metadata:
  Date: "1974"
YAML

# ---- Made of the others: a playlist, and a canvas that several things are painted on.
mkdir -p Highlights Screens
cat >Highlights/item.yaml <<'YAML'
label: Highlights of the archive
summary: Stretches of three recordings, one after the other.
behavior: auto-advance
items:
- {item: Clockwork, start: "0:10", end: "0:20", label: Ten seconds of the clock}
- {item: Interviews/weaver, start: "0:11", end: "0:20", label: {en: Tea}, summary: What to do when a pattern refuses.}
- {item: Interviews/lighthouse, part: 2, end: 5}
YAML
cp Clockwork.jpg Screens/back.jpg
cat >Screens/item.yaml <<'YAML'
label: A wall of screens
canvas:
  width: 1920
  height: 1080
  duration: 30
  paint:
  - {picture: back.jpg}
  - {item: Clockwork, source: ["0:05", "0:15"], time: [2, 22], region: [80, 80, 960, 540], timeMode: loop, label: A clock}
  - {item: Interviews/lighthouse, part: reel-1, source: [0, 10], time: [5, 25], region: [1200, 500, 640, 480], timeMode: scale, label: The lighthouse}
  - {item: four-notes, time: [22, 30]}
  - {text: {en: The end, cy: Y diwedd}, time: [26, 30], region: [0, 900, 1920, 180]}
YAML

echo "$made_by" >.made
