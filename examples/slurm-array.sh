#!/bin/sh
# A Slurm array: four tasks share one list, and each uploads the rows that fall to it.  sbatch examples/slurm-array.sh
# A task that was killed goes on where it was: scontrol requeue JOB_3, or alone: KINESCOPE_SHARD=3/4 sbatch --array=3 ...
# KINESCOPE_LEDGER is on a disk that all nodes see, but no NFS, on which a ledger is refused; or it is on a disk of the node,
# and tasks are bound to their nodes. When all are done, one ledger is made of theirs, and is the import's result:
#   kinescope ledger merge videos.csv.ledger.db videos.csv.shard-*-of-4.ledger.db
#   kinescope ledger export videos.csv.ledger.db -o csv > results.csv
#SBATCH --job-name=kinescope
#SBATCH --array=1-4
#SBATCH --time=12:00:00
#SBATCH --signal=B:TERM@60
set -eu
list=${KINESCOPE_LIST:-examples/videos.csv}
# exec: the stop request 60 s before the time is up reaches the program, which finishes or saves what is under way.
exec kinescope import-csv "$list" --shard "${KINESCOPE_SHARD:-auto/4}" \
  --ledger "${KINESCOPE_LEDGER:-$list.ledger.db}" --progress plain
