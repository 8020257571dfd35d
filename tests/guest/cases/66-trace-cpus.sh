# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# CPUs that are off, and go on and off while it is traced: all hits come, whichever way they are recorded,
# or are told to be lost.
. /test/lib.sh
mkdir "$tmp/cache"
count=$(argument 3)
cpus=/sys/devices/system/cpu

# reads N SIZE [CPU]: so many reads of so many bytes.
reads()
{
  taskset "${3:-1}" dd if=/dev/zero of=/dev/null "bs=$2" "count=$1" 2>/dev/null
}

# begin VIA: trace in the background, until end.
begin()
{
  : >"$tmp/err"
  sonde --buildid-dir "$tmp/cache" trace --via "$1" "vfs_read n=$count:u64" --if 'n == 771 || n == 773' \
    --format '%n %cpu' >"$tmp/out" 2>"$tmp/err" &
  sonde=$!
  soon has_begun "$tmp/err" $sonde
}

# end: sets out, err and status.
end()
{
  sleep 0.3
  kill -INT $sonde
  wait $sonde
  status=$?
  out=$(sort "$tmp/out" | uniq -c | sed 's/^ *//')
  err=$(cat "$tmp/err")
}

for via in bpf ftrace perf; do
  echo 0 >$cpus/cpu1/online
  begin $via
  reads 3 771
  end
  is "$status $out" "0 3 771 0" "$via: a CPU is off"
  begin $via
  reads 3 771
  echo 1 >$cpus/cpu1/online
  reads 5 773 2
  end
  is "$status" 0 "$via: it goes on meanwhile"
  # Of a CPU that was off perf has no buffer.
  other='5 773 1'
  [ $via != perf ] || other='1 LOST 5 events'
  is "$out" "3 771 0
$other" "$via: what has come there is shown, or told to be lost"
  begin $via
  reads 3 771 2
  echo 0 >$cpus/cpu1/online
  reads 5 773
  end
  echo 1 >$cpus/cpu1/online
  is "$status $out" "0 3 771 1
5 773 0" "$via: it goes off meanwhile"
done

if [ -e $cpus/cpu0/online ]; then
  echo 0 >$cpus/cpu0/online
  for via in bpf perf; do
    begin $via
    reads 3 771 2
    end
    is "$status $out" "0 3 771 1" "$via: the first CPU is off"
  done
  echo 1 >$cpus/cpu0/online
fi
is "$(kernel_probes)" "" "nothing is left"
finish
