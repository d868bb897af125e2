#!/usr/bin/env bash
# From sources.toml to a model: fetches the sources, builds the corpus, trains, and
# writes the model in 8 bits with its curves. Every step goes on where it was when
# the script is run again.
#
#	models/build.sh WORK [TIME] [SUITE_HASHES]
#
# WORK is a folder for sources, corpus and training: 10 GB. TIME is that of the
# training, 15h where it is not given; the schedules follow it. SUITE_HASHES is a
# folder with the hashes of an evaluation suite, whose code is left out
# (docs/corpora.md); a model that is to be scored needs it.
#
# SETTINGS=FILE takes other settings than settings.json, INIT=MODEL starts from a
# model, JOBS=N uses so many processors. The sources are taken as they are today:
# the corpus's manifest.json records the commits.
set -euo pipefail
work=${1:?usage: models/build.sh WORK [TIME] [SUITE_HASHES]}
time=${2:-15h}
hashes=${3:-}
mkdir -p "$work/sources"
work=$(cd "$work" && pwd)
[ -z "$hashes" ] || hashes=$(cd "$hashes" && pwd)
cd "$(dirname "$0")/.."
go build -o "$work/transcoder" ./cmd/transcoder

echo '== sources'
export SOURCES=$work/sources
sed -n 's/^name = "\(.*\)"$/\1/p' models/sources.toml | while read -r name; do
	case $name in
	debian:*) # the files of a package
		folder=$SOURCES/debian-${name#debian:}
		[ -d "$folder" ] && continue
		download=$(mktemp -d "$work/package.XXXXXX")
		(cd "$download" && apt-get download -q "${name#debian:}")
		dpkg-deb -x "$download"/*.deb "$download/content"
		mv "$download/content" "$folder"
		rm -r "$download"
		;;
	*) # a repository on GitHub, without its history
		folder=$SOURCES/${name/\//+}
		[ -d "$folder" ] && continue
		rm -rf "$folder.part"
		git clone -q --bare --depth 1 "https://github.com/$name" "$folder.part" </dev/null
		mv "$folder.part" "$folder"
		;;
	esac
done

echo '== corpus'
if [ ! -e "$work/corpus/manifest.json" ]; then
	"$work/transcoder" corpus build --out "$work/corpus" --sources models/sources.toml ${hashes:+--exclude-overlap "$hashes"}
fi

echo '== training'
"$work/transcoder" train all --corpus "$work/corpus" --out "$work/training" --preset small --time-limit "$time" \
	--jobs "${JOBS:-0}" ${INIT:+--init "$INIT"} --settings "$(cat "${SETTINGS:-models/settings.json}")"

echo '== model'
"$work/transcoder" model export "$work/training" --int8 --out "$work/default.transcoder"
go run ./models/curves -o "$work/curves.svg" "$work/training/metrics.jsonl"
echo "model: $work/default.transcoder; copy it to models/ to make it the program's"
