#!/bin/bash
# Runs Examples/slurm/a2d.sbatch in a Slurm of its own: an array of 4 tasks, the second of them killed
# in the middle and requeued, the parts merged.
#
#     cd EMPTY_FOLDER && slurm-array.sh REFSEG DATA SBATCH
#
# Any user can, where munged, slurmctld and slurmd are installed. The merged results are left in out/.
# Everything that was started has ended when the script ends, however it ends.
set -euo pipefail

refseg=$1 data=$2 batch=$3
here=$PWD
host=$(hostname -s) user=$(id -un)
export SLURM_CONF=$here/slurm/slurm.conf

# Fails unless COMMAND succeeds within SECONDS.
await() { # SECONDS WHAT COMMAND…
    local end=$((SECONDS + $1)) what=$2
    until "${@:3}"; do
        ((SECONDS < end)) || { echo "$what: nothing for $1 s" >&2; return 1; }
        sleep 0.2
    done
}

# A daemon keeps nothing open that the caller may wait for the end of.
daemon() { # PROGRAM ARGUMENTS…
    (
        for file in /proc/"$BASHPID"/fd/*; do
            file=${file##*/}
            ((file <= 2)) || eval "exec $file>&-"
        done
        exec setsid "/usr/sbin/$1" "${@:2}"
    ) </dev/null >"slurm/$1.out" 2>&1 &
    disown
}

client() { timeout -k 1 20 "$@" </dev/null; }

# Processes of this Slurm, tasks included, have its configuration in their environment.
processes() {
    local mark=SLURM_CONF=$SLURM_CONF
    (
        unset SLURM_CONF
        grep -lsxz "$mark" /proc/[0-9]*/environ | cut -d / -f 3
    )
}
is_over() { [ -z "$(processes)" ]; }

end() {
    local status=$?
    trap - EXIT
    trap '' INT TERM
    for signal in TERM KILL; do
        kill -"$signal" $(processes) 2>/dev/null || true
        await 5 "the end after $signal" is_over && break
    done
    is_over || status=1
    if ((status)); then
        tail -n 30 slurm/*.out slurm/*.log ./*.log >&2 2>/dev/null || true
    fi
    exit "$status"
}
trap end EXIT
trap 'exit 1' INT TERM

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_ports() { port=$((20000 + RANDOM % 6000 * 2)); is_free $port && is_free $((port + 1)); }

mkdir slurm slurm/{run,spool,state}
await 10 'two free ports' free_ports
(umask 077 && head -c 128 /dev/urandom >slurm/munge.key)
cat >"$SLURM_CONF" <<EOF
ClusterName=refseg
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$here/slurm/run/munge.socket
CredType=cred/munge
StateSaveLocation=$here/slurm/state
SlurmdSpoolDir=$here/slurm/spool
SlurmctldPidFile=$here/slurm/run/slurmctld.pid
SlurmdPidFile=$here/slurm/run/slurmd.pid
SlurmctldPort=$port
SlurmdPort=$((port + 1))
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
KillWait=2
SchedulerParameters=sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF

daemon munged --foreground --force --socket="$here/slurm/run/munge.socket" \
    --key-file="$here/slurm/munge.key" --pid-file="$here/slurm/run/munged.pid" \
    --log-file="$here/slurm/munged.log" --seed-file="$here/slurm/munge.seed"
await 20 'munged' test -S slurm/run/munge.socket
daemon slurmctld -D
daemon slurmd -D -N "$host"
node_is_idle() { [[ $(client sinfo -h -o %T 2>/dev/null) == idle* ]]; }
await 30 'the node' node_is_idle

# Stands for refseg: in the second task's first start, kills it once a video of several is in the
# journal, and hangs until Slurm takes the task away.
cat >killed-once <<'EOF'
#!/bin/bash
[ "$SLURM_ARRAY_TASK_ID" = 1 ] && [ "${SLURM_RESTART_COUNT:-0}" = 0 ] || exec "$REAL" "$@"
"$REAL" "$@" &
while kill -0 $! && [ "$(cat out/shard-2-of-4/journal 2>/dev/null | wc -l)" -lt 2 ]; do
    sleep 0.01
done
kill -KILL $! || exit
touch killed
exec sleep 600
EOF
chmod +x killed-once
job=$(client sbatch --parsable --chdir="$here" --export="ALL,REFSEG=$here/killed-once,REAL=$refseg" \
    "$batch" "$data" out --quiet)
await 60 'the killed task' test -e killed
client scontrol requeue "${job}_1"
# A requeued task waits two minutes unless told otherwise; one that starts within the second in which it
# was taken away is refused by the node ("Job credential revoked").
is_pending() { [ "$(client squeue -h -j "${job}_1" -o %T)" = PENDING ]; }
await 20 'the requeued task' is_pending
client scontrol update "JobId=${job}_1" StartTime=now+3
queue_is_empty() { [ -z "$(client squeue -h || echo unknown)" ]; }
await 60 'the end of the array' queue_is_empty

grep 'DUE TO JOB REQUEUE' "refseg-a2d-$job-1.log"
client "$refseg" evaluate merge out
