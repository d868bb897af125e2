#!/bin/sh
# Writes all assembly anew and fails if that is not what is committed.
set -e
cd "$(dirname "$0")/.."
go generate .
git diff --exit-code -- '*_amd64.s' '*_amd64.go'
test -z "$(git status --porcelain -- '*_amd64.s' '*_amd64.go')"
