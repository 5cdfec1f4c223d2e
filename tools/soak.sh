#!/bin/bash
# Disturbs sessions in every way that tests/Thelper.Cli.Tests/Soak knows, for SECONDS (3600): kills and signals at random instants of every verb, full disks, data that
# goes away, two processes in one folder, a clock that is set back, very many images, threads and epochs. SEED is the first seed (in thousands; by default the time), so
# that every run tries others; ONLY="KillSoakTests ..." names the classes that are run (all). Full disks need root. Ends with the totals; the exit code is 1 if
# anything failed.
set -uo pipefail

seconds=${SECONDS_LIMIT:-3600}
seed=${SEED:-$(( $(date +%s) % 100000 ))}
folder=artifacts/soak
rm -rf "$folder"
mkdir -p "$folder"
: > "$folder/counts"

export THELPER_SOAK_PROGRAM=$PWD/artifacts/thelper/Thelper.Cli.dll
dotnet build tests/Thelper.Cli.Tests -c Release --nologo -v quiet -clp:'ErrorsOnly;NoSummary' -p:RunAnalyzers=false || exit 1

read -ra classes <<< "${ONLY:-KillSoakTests SceneKillSoakTests AnnotKillSoakTests DiskSoakTests NeighbourSoakTests DataSoakTests ClockSoakTests LongSessionSoakTests}"
echo "seeds from ${seed}000 on"
end=$(($(date +%s) + seconds))
# Each test of a class has this long; the first three have several rounds to make.
each=$((seconds * 3 / (${#classes[@]} * 10)))
each=$((each < 1 ? 1 : each > 300 ? 300 : each))
failed=0
while :; do
  for class in "${classes[@]}"; do
    log=$folder/$class.$seed.log
    THELPER_SOAK_SECONDS=$each THELPER_SOAK_SEED=$seed tests/Thelper.Cli.Tests/bin/Release/net10.0/Thelper.Cli.Tests \
      -class "Thelper.Cli.Tests.Soak.$class" -noColor -noLogo > "$log" 2>&1
    status=$?
    grep -E '\[SKIP\]' -A 1 "$log"
    if [ "$status" -ne 0 ]; then
      echo "$class, seed $seed: exit code $status"
      grep -E '\[FAIL\]' -A 12 "$log" | head -40
      failed=$((failed + 1))
    fi
    [ "$(date +%s)" -lt "$end" ] || break 2
  done
  seed=$((seed + 1))
done
awk '{ number = $1; $1 = ""; sum[$0] += number } END { for (what in sum) print sum[what] what }' "$folder/counts" | sort -k 2
echo "$([ "$failed" -eq 0 ] && echo "nothing failed" || echo "$failed classes failed: $folder")"
[ "$failed" -eq 0 ]
