#!/usr/bin/env bash
# What each part of the method is worth: trains models of one size, one corpus and
# one budget of processor time, each without one part, and scores them all, and the
# translator without a model or without a grammar, on one suite.
#
#	bench/ablations.sh WORK CORPUS SUITE [BUDGET] [VARIANT...]
#
# WORK is a folder for the models and results; what is there is not made again.
# BUDGET is the processor time of one model, 20m where it is not given, or a number of
# steps. Without VARIANTs all are run:
#
#	full        masked LM, denoising, back-translation; AdamW
#	no-mlm      the encoder starts from random weights
#	no-dae      no denoising
#	no-bt       no back-translation
#	adabelief   AdaBelief in the place of AdamW
#	accept      translations that behave otherwise than their source are not learnt from
#	replay      with the verified pairs of PAIRS (a file of train pairs)
#
# INIT=FILE is a model that all of them go on from, as self-training does. The programs that
# accept runs are no part of BUDGET: give it steps.
#
# What docs/training.md shows was made with BEAM=1, JOBS=1, a budget of 18m, and
# SETTINGS='{"min_word_count": 10, "grammar": true, "noise": {"word_shuffle": 3,
# "shuffle_share": 0.25, "word_dropout": 0.1, "word_blank": 0.1}}'.
#
# SETTINGS=JSON changes the size and all else for all of them alike, PRESET=NAME
# another preset than small, LIMIT=N scores on the first N problems, JOBS=N uses so
# many processors, BEAM=N hypotheses.
set -euo pipefail
usage='usage: bench/ablations.sh WORK CORPUS SUITE [BUDGET] [VARIANT...]'
work=${1:?$usage} corpus=${2:?$usage} suite=${3:?$usage} budget=${4:-20m}
shift $(($# < 4 ? $# : 4))
case $budget in
*[!0-9]*) limit=(--cpu-limit "$budget") ;;
*) limit=(--steps "$budget") ;;
esac
variants=("$@")
if [ ${#variants[@]} = 0 ]; then
	variants=(full no-mlm no-dae no-bt adabelief accept)
	[ -z "${PAIRS-}" ] || variants+=(replay)
fi
repository=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$work"
work=$(cd "$work" && pwd)
(cd "$repository" && go build -o "$work/transcoder" ./cmd/transcoder)
[ -n "${SETTINGS-}" ] || SETTINGS='{}'

# change VARIANT prints its settings, over SETTINGS.
change() {
	case $1 in
	full) echo '{}' ;;
	no-mlm) echo '{"pretraining": 0}' ;;
	no-dae) echo '{"denoising_share": [{"progress": 0, "value": 0}], "back_translation_share": [{"progress": 0, "value": 1}]}' ;;
	no-bt) echo '{"denoising_share": [{"progress": 0, "value": 1}], "back_translation_share": [{"progress": 0, "value": 0}]}' ;;
	adabelief) echo '{"optimizer": {"update": "adabelief", "epsilon": 1e-16}}' ;;
	accept) echo '{"accept": "behaves"}' ;;
	replay) printf '{"replay": "%s"}\n' "${PAIRS:?PAIRS names the verified pairs}" ;;
	*)
		echo "unknown variant $1" >&2
		return 2
		;;
	esac
}

# score NAME ARGUMENT... scores a system into NAME.json.
score() {
	local name=$1
	shift
	[ -s "$work/$name.json" ] && return
	"$work/transcoder" eval --suite "$suite" --beam "${BEAM:-5}" --limit "${LIMIT:-0}" --jobs "${JOBS:-0}" --json "$@" >"$work/$name.json.part"
	mv "$work/$name.json.part" "$work/$name.json"
}

# table prints the results so far.
table() {
	python3 - "$work" "$@" <<'PYTHON'
import json, os, sys

work, names = sys.argv[1], sys.argv[2:]
rows = [(n, json.load(open(os.path.join(work, n + ".json")))["directions"]) for n in names if os.path.exists(os.path.join(work, n + ".json"))]
if rows:
    columns = [d["src"] + "-" + d["tgt"] for d in rows[0][1]]
    print("| CA@1 | " + " | ".join(columns) + " | mean |")
    print("| --- |" + " --- |" * (len(columns) + 1))
    for name, directions in rows:
        values = [100 * d["ca1"] for d in directions]
        print("| %s | %s | %.1f |" % (name, " | ".join("%.1f" % v for v in values), sum(values) / len(values)))
PYTHON
}

for variant in "${variants[@]}"; do
	settings=$(change "$variant")
	# The settings of all, with the variant's over them.
	settings=$(python3 -c 'import json, sys; a, b = map(json.loads, sys.argv[1:]); a.update(b); print(json.dumps(a))' "$SETTINGS" "$settings")
	echo "== $variant: $settings" >&2
	if [ ! -e "$work/$variant/model.ckpt" ]; then
		"$work/transcoder" train all --corpus "$corpus" --out "$work/$variant" --preset "${PRESET:-small}" \
			"${limit[@]}" ${INIT:+--init "$INIT"} --jobs "${JOBS:-0}" --settings "$settings" >&2
	fi
	score "$variant" --model "$work/$variant" --system model
done
score rendering --system rendering
if [ -e "$work/full/model.ckpt" ]; then
	score full-unconstrained --model "$work/full" --system unconstrained
	score full-translator --model "$work/full"
fi
table rendering "${variants[@]}" full-unconstrained full-translator | tee "$work/table.md"
