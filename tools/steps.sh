# Sourced by demo and check: runs a step, shows how long it takes, keeps its output in build/logs.
# shellcheck shell=bash

mkdir -p build/logs

# run_step NAME COMMAND...: prints "NAME ... 12 s"; the output goes to build/logs/NAME.log.
# Returns the command's status. Where the output is a terminal, the seconds are seen running.
run_step() {
  local name=$1 log status=0 started=$SECONDS
  shift
  log=build/logs/${name// /_}.log
  printf '%-28s' "$name"
  set -m # a process group of its own, so that stopping the step stops all of it
  "$@" >"$log" 2>&1 </dev/null &
  local pid=$!
  set +m
  trap 'kill -TERM -- "-$pid" 2>/dev/null; exit 130' INT TERM
  if [[ -t 1 ]]; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\r%-28s%4d s ' "$name" $((SECONDS - started))
      sleep 0.2
    done
    printf '\r%-28s' "$name"
  fi
  wait "$pid" || status=$?
  trap - INT TERM
  printf '%4d s  ' $((SECONDS - started))
  return "$status"
}

# show_log NAME: what a step's log says of its failures, with a few lines around each, and its end, set in.
show_log() {
  local log=build/logs/${1// /_}.log
  {
    grep -aE -B 12 -A 2 ': Failure$|^\[  FAILED  \] [^,]*\(|^not ok|^FAILED|: error:|ERROR: .*Sanitizer|runtime error:' "$log" | head -n 80
    echo '...'
    tail -n "${2:-15}" "$log"
  } | sed 's/^/    | /'
  echo "    the whole log: $log"
}
