#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whether others can read what sonde prints of hits: the files of tests/data/trace-outputs, which the
# unit tests hold against what is printed, are given to what knows these formats.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/../lint/lib.sh"

command -v python3 >/dev/null 2>&1 || skip_all "python3 was not found: apt-get install python3"
outputs=tests/data/trace-outputs

# each SUFFIX COMMAND...: the command is silent and content with each file of that kind.
each()
{
  suffix=$1
  shift
  : >"$scratch/bad"
  for file in "$outputs"/*."$suffix"; do
    [ -e "$file" ] || die "no file is called *.$suffix"
    "$@" "$file" >"$scratch/said" 2>&1 || echo "$file: exit status $?" >>"$scratch/bad"
    sed "s|^|$file: |" "$scratch/said" >>"$scratch/bad"
  done
}

# A JSON object on each line, in the order of time.
cat >"$scratch/check_json.py" <<'EOF'
import datetime, json, sys

before = 0
for line in open(sys.argv[1], encoding="utf-8", newline="\n"):
    hit = json.loads(line)
    assert hit["ns"] >= before
    before = hit["ns"]
    time = datetime.datetime.strptime(hit["time"][:26], "%Y-%m-%dT%H:%M:%S.%f")
    assert hit["time"].endswith("Z") and time.microsecond == hit["ns"] // 1000 % 1000000
    if "lost" in hit:
        continue
    fields = hit["fields"]
    for name in hit.get("faults", []):
        assert fields[name] is None
    for name in hit.get("cut", []):
        assert isinstance(fields[name], str)
    for name, text in hit.get("bytes", {}).items():
        assert bytes.fromhex(text).decode("utf-8", "replace").startswith(fields[name][:3])
    for name in list(hit.get("enumerators", {})) + list(hit.get("symbols", {})):
        assert name in fields
    for frame in hit.get("stack", []) + hit.get("user_stack", []):
        int(frame["address"], 16)
        assert frame.keys() <= {"address", "symbol", "offset", "object"}
EOF
each json python3 "$scratch/check_json.py"
report "JSON is an object a line" "$scratch/bad"

# As perf-script(1) has samples with the fields comm, tid, cpu, time, event, trace, and with stacks
# ip, sym, symoff, dso; and as the scripts take them apart that make flame graphs of these.
cat >"$scratch/check_perf.py" <<'EOF'
import collections, re, sys

head = re.compile(r"^(.*?\S) +(\d+) \[(\d{3,})\] +(\d+)\.(\d{6}): +(\S+:\S+): (.*)$")
frame = re.compile(r"^\t {0,15}([0-9a-f]{1,16}) (\S.*) \((.*)\)$")
name = re.compile(r"^(.*?)(\+0x[0-9a-f]+)?$")
loose_head, loose_frame = r"^(\S.+?)\s+(\d+)/*(\d+)*\s+", r"^\s*(\w+)\s*(.+) \((.*)\)"

path = sys.argv[1]
lines = open(path, encoding="utf-8", newline="\n").read().split("\n")
assert lines.pop() == ""
with_stacks = "" in lines
stack, folded, before = None, collections.Counter(), 0
for line in lines:
    if line.startswith("# "):
        continue
    if with_stacks and not line:
        folded[";".join(stack)] += 1
        stack = None
    elif line.startswith("\t"):
        address, symbol, _ = frame.match(line).groups()
        assert len(line.split(symbol)[0]) == 1 + 16 + 1 and re.match(loose_frame, line)
        stack.insert(1, name.match(symbol).group(1))
    else:
        assert stack is None, "no empty line behind the stack"
        comm, tid, _, seconds, micro, event, _ = head.match(line).groups()
        time = int(seconds) * 1000000 + int(micro)
        assert time >= before
        before = time
        if with_stacks:
            assert re.match(loose_head, line).group(1, 2) == (comm, tid)
            stack = [comm.replace(" ", "_")]
        else:
            assert len(line) - len(line.lstrip()) + len(comm) >= 16
assert stack is None
if with_stacks:
    assert folded == {
        "Web_Content;[unknown];[unknown];read;ksys_read;nfs_file_read;vfs_read": 1,
        "sh;ksys_read;nfs_file_read;vfs_read": 1, "sh": 1}, folded
else:
    assert "stacks" not in path
EOF
each perf python3 "$scratch/check_perf.py"
report "what reads perf script's output reads this" "$scratch/bad"

# control FILE: lines with what commands a terminal.
control()
{
  ! tr -d '\n\t' <"$1" | LC_ALL=C grep '[[:cntrl:]]'
}
each columns control
report "columns command no terminal" "$scratch/bad"

# What the manual shows is what is printed: each block of text is in one of the files, objects of
# JSON with any blanks.
cat >"$scratch/check_page.py" <<'EOF'
import glob, json, os, re, sys

outputs, page = sys.argv[1], open(sys.argv[2], encoding="utf-8").read()
page = page.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "").replace("\\(dq", '"')
texts = {os.path.basename(name): open(name, encoding="utf-8", newline="\n").read().expandtabs()
         for name in glob.glob(outputs + "/*") if not name.endswith(".words")}
objects = [json.loads(line) for name, text in texts.items() if name.endswith(".json")
           for line in text.split("\n")[:-1]]
blocks = re.findall(r"^\.EX\n(.*?)^\.EE$", page, re.MULTILINE | re.DOTALL)
assert len(blocks) >= 5, "the page has too few examples"
for block in blocks:
    if block.startswith("{"):
        assert json.loads(block) in objects, block
    else:
        assert any(block in text for text in texts.values()), block
words = open(outputs + "/page.words", encoding="utf-8").read().rstrip("\n")
assert '.B "' + words + '"' in page, words
EOF
: >"$scratch/bad"
python3 "$scratch/check_page.py" "$outputs" docs/sonde-trace-output.5 >"$scratch/bad" 2>&1 || :
report "the manual shows what is printed" "$scratch/bad"
finish
