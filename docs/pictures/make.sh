#!/usr/bin/env bash
# Makes the README's pictures of the viewer: runs it in a terminal of tmux, types
# keys, and turns the screen into SVG.
#
#     docs/pictures/make.sh [MODEL]
#
# MODEL is a model file; without it the pictures show the model that is part of
# the program. It needs tmux, Go and a C compiler; the verification in the first
# picture needs the tool chains that docs/verify.md names.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'tmux -S "$work/socket" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
go build -o "$work/transcoder" ./cmd/transcoder
go build -o "$work/picture" ./tui/picture
export LC_ALL=C.UTF-8

# screen WIDTH HEIGHT ARGUMENT...: starts the viewer in a terminal of that size.
screen() {
	tmux -S "$work/socket" kill-server 2>/dev/null || true
	while pgrep -f "$work/socket" >/dev/null; do sleep 0.1; done # it ends behind its answer
	tmux -S "$work/socket" -f /dev/null new-session -d -x "$1" -y "$2" \
		"env TERM=xterm-256color COLORTERM=truecolor NO_COLOR= XDG_STATE_HOME=$work/state $work/transcoder view ${*:3}"
}

# wait TEXT: waits until the screen shows it, two minutes at most.
wait() {
	for _ in $(seq 600); do
		if tmux -S "$work/socket" capture-pane -p | grep -qF -- "$1"; then
			sleep 1 # for the colors, which follow
			return
		fi
		sleep 0.2
	done
	echo "the screen never shows: $1" >&2
	tmux -S "$work/socket" capture-pane -p >&2
	exit 1
}

keys() { for k in "$@"; do tmux -S "$work/socket" send-keys "$k"; sleep 0.2; done; }

# picture NAME: what is on the screen becomes docs/pictures/NAME.svg.
picture() { tmux -S "$work/socket" capture-pane -e -p -N | "$work/picture" "${@:2}" >"docs/pictures/$1.svg"; }

model=()
if [ $# -gt 0 ]; then model=(--model "$1"); fi

screen 120 34 examples/primes.cpp --to python --theme dark "${model[@]}"
wait ' functions'
keys J v
wait 'sandbox '
picture verdict

screen 120 26 examples/binary_search.py --to java --theme light "${model[@]}"
wait ' functions'
keys J j j j j a ]
wait 'comes from'
picture alignment -background '#fbfbfd' -foreground '#20242e'
