#!/bin/bash
# Converts a folder on a Slurm cluster whose nodes share a disk: each task of the
# array does its part, and when all are done the reports say what needs a person.
#
#     sbatch --array=1-16 slurm.sh SOURCE LANGUAGE OUT
#
# Run again, it does what tasks that failed have left. The numbers of the array must
# follow each other and be the same in every run of a folder.
#SBATCH --job-name=convert
#SBATCH --array=1-16
#SBATCH --cpus-per-task=4
#SBATCH --mem=2G
#SBATCH --requeue
set -u
source=$1 language=$2 out=$3

transcoder convert "$source" --to "$language" --out "$out" --shard auto --jobs "${SLURM_CPUS_PER_TASK:-1}" --quiet
code=$?
# 1 says that something has no translation: the report names it, and to run the task
# again would not help.
[ "$code" -eq 1 ] && code=0
exit "$code"
