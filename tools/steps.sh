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

# later NAME COMMAND...: a step for run_queue, which keeps one CPU busy.
# shellcheck disable=SC2034
queue_names=() queue_commands=()
later() {
  queue_names+=("$1")
  queue_commands+=("$(printf '%q ' "${@:2}")")
}

# run_queue TELL: what was put off, two at a time, for even the smallest machine has two cores, in the order given (the
# longest first, so that none is left alone at the end). As each ends: "NAME ... 12 s", then `TELL NAME STATUS`.
run_queue() {
  local tell=$1 next=0 pid status i
  local -A running=() started=()
  trap 'for pid in "${!running[@]}"; do kill -TERM -- "-$pid" 2>/dev/null; done; exit 130' INT TERM
  while [[ $next -lt ${#queue_names[@]} || ${#running[@]} -gt 0 ]]; do
    while [[ $next -lt ${#queue_names[@]} && ${#running[@]} -lt 2 ]]; do
      set -m # a process group of its own, as in run_step
      eval "${queue_commands[next]}" >"build/logs/${queue_names[next]// /_}.log" 2>&1 </dev/null &
      set +m
      running[$!]=$next started[$!]=$SECONDS
      next=$((next + 1))
    done
    status=0
    wait -n -p pid "${!running[@]}" || status=$?
    i=${running[$pid]}
    printf '%-28s%4d s  ' "${queue_names[i]}" $((SECONDS - started[$pid]))
    "$tell" "${queue_names[i]}" "$status"
    unset "running[$pid]" "started[$pid]"
  done
  trap - INT TERM
  queue_names=() queue_commands=()
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
