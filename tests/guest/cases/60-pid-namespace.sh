# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# In a container with process numbers of its own the kernel would take others for those that are meant:
# it is refused, before anything is written. What needs no numbers works there too.
. /test/lib.sh

# within COMMAND...: run it as a process 1.
within()
{
  run unshare -p -f -m sh -c 'mount -t proc proc /proc && exec "$@"' within "$@"
}

for words in 'trace --via ftrace' 'trace --via bpf' 'hist --by comm' latency count stacks; do
  # shellcheck disable=SC2086 # several words
  within sonde $words vfs_read -d 0.1 -p 1
  is "$status" 1 "$words -p: fails"
  like "$err" '^ *(Error: )?-p: Processes have other numbers in this container' "$words -p: it is said why"
  # shellcheck disable=SC2086 # several words
  within sonde $words vfs_read -- touch "$tmp/ran"
  is "$status" 1 "$words with a command: fails"
  like "$err" '^ *(Error: )?--: Processes have other numbers in this container' "$words with a command: it is said why"
  not_ok "$words with a command: which was not run" [ -e "$tmp/ran" ]
  is "$(kernel_probes)$(ls "$t/instances")" "" "$words: nothing was written"
done
runs_ok "outside the same is fine" sonde trace --via ftrace vfs_read -- true

while sleep 0.3; do :; done &
sleeps=$!
within sonde trace --via ftrace --format '%pid %comm' sched:sched_process_exec -d 2
is "$status" 0 "others can be traced there"
like "$out" '^- (sh|sleep)$' "their processes are not guessed by what has the number in the container"
kill $sleeps
within sonde hist sched:sched_process_exit --by comm -d 0.1
is "$status" 0 "and measured"
finish
