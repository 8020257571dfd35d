#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whether others can read what sonde prints of tables: the files of tests/data/hist-outputs, which the
# unit tests hold against what is printed, are given to programs that know these formats.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/../lint/lib.sh"

for tool in promtool:prometheus xmllint:libxml2-utils python3:python3; do
  command -v "${tool%%:*}" >/dev/null 2>&1 ||
    skip_all "${tool%%:*} was not found: apt-get install ${tool#*:}"
done
# Packages of a distribution are those of its own Python.
python=
for candidate in python3 /usr/bin/python3; do
  ! "$candidate" -c 'import prometheus_client.openmetrics.parser' 2>/dev/null || python=$candidate
done
[ -n "$python" ] ||
  skip_all "Python's prometheus_client was not found: apt-get install python3-prometheus-client"
outputs=tests/data/hist-outputs

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

metrics()
{
  promtool check metrics <"$1"
}

each prom metrics
report "promtool has nothing against the metrics" "$scratch/bad"

# What OpenMetrics asks for besides; and that a histogram adds up.
cat >"$scratch/check_openmetrics.py" <<'EOF'
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as families
from prometheus_client.parser import text_string_to_metric_families as old_families

text = open(sys.argv[1], encoding="utf-8", newline="").read()
old = not text.endswith("# EOF\n")
found = list((old_families if old else families)(text))
assert found, "no family"
for family in found:
    assert family.name.startswith("sonde_"), family.name
    assert family.documentation, family.name + " has no HELP"
    assert family.type in ("counter", "gauge", "histogram"), family.type
    assert old or family.name.endswith(family.unit), family.name
    before = {}
    for sample in family.samples:
        if sample.name.endswith("_bucket"):
            labels = {k: v for k, v in sample.labels.items() if k != "le"}
            series = str(sorted(labels.items()))
            bound = float(sample.labels["le"])
            last = before.get(series, (float("-inf"), 0))
            assert bound > last[0] and sample.value >= last[1], sample
            before[series] = (bound, sample.value)
        if sample.name.endswith("_count"):
            assert before[str(sorted(sample.labels.items()))][1] == sample.value, sample
    assert all(last[0] == float("inf") for last in before.values()), family.name
EOF
each om "$python" "$scratch/check_openmetrics.py"
report "OpenMetrics' parser takes them, and buckets add up" "$scratch/bad"
each prom "$python" "$scratch/check_openmetrics.py"
report "the parser of the older format takes them too" "$scratch/bad"

each svg xmllint --noout
report "drawings are XML" "$scratch/bad"

cat >"$scratch/check_csv.py" <<'EOF'
import csv, io, sys

data = open(sys.argv[1], "rb").read()
assert data.endswith(b"\r\n"), "line ends"
text = data.decode("utf-8", "surrogateescape")
rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
assert len({len(row) for row in rows}) == 1, "rows differ in length"
assert len(set(rows[0])) == len(rows[0]), "two columns have one name"
head = rows[0]
for row in rows[1:]:
    assert int(row[head.index("hits")]) >= 0
    for at, name in enumerate(head):
        if name.endswith("_low"):
            assert int(row[at]) <= int(row[at + 1]), row
EOF
each csv "$python" "$scratch/check_csv.py"
report "CSV is CSV" "$scratch/bad"

cat >"$scratch/check_json.py" <<'EOF'
import json, sys

data = open(sys.argv[1], encoding="utf-8").read()
table = json.loads(data)
if sys.argv[1].endswith(".line.json"):
    assert data.count("\n") == 1
    assert table == json.load(open(sys.argv[1].replace(".line.json", ".json"), encoding="utf-8"))
assert table["hits"] == min(2**64 - 1,
                            sum(row["hits"] for row in table["rows"]) + table["left_out_hits"])
for row in table["rows"]:
    assert len(row["keys"]) == len(table["keys"]) and len(row["values"]) == len(table["values"])
EOF
each json "$python" "$scratch/check_json.py"
report "JSON is JSON" "$scratch/bad"

# stacks FILE: lines that are no stack with a number.
stacks()
{
  ! grep -nvE '^[^;]+(;[^;]+)* -?[0-9]+$' "$1"
}
each folded stacks
report "folded stacks are frames and a number" "$scratch/bad"
finish
