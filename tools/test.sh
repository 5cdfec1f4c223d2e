#!/bin/bash
# Builds and runs every test project, and closes with one line of totals, which it also leaves in artifacts/tests/totals.
# Two rows run beside each other and take about as long: the sessions of the command line are half of it. In each the fast ones come first.
set -uo pipefail

results=artifacts/tests
rm -rf "$results"
mkdir -p "$results"
dotnet build Thelper.slnx -c Release --nologo -v quiet -clp:'ErrorsOnly;NoSummary' -p:RunAnalyzers=false || { echo "0 passed, 1 failed" | tee "$results/totals"; exit 1; }

# Programs that run beside each other need not spin for work: waiting threads sleep. It halves the processor time of many tests, and changes no number.
export OMP_WAIT_POLICY=passive OPENBLAS_THREAD_TIMEOUT=12

# As the program's launcher has it: pages of 2 MiB. Some tests take half the time.
export GLIBC_TUNABLES=glibc.malloc.hugetlb=1

# Hundreds of short processes: each compiles its methods at once, and mapping every page of code twice is a tenth of that.
export DOTNET_EnableWriteXorExecute=0

# The youngest generation is otherwise half as large as the processor's cache, and tests look at how far a process grows.
export DOTNET_GCgen0MaxBudget=4000000

passed=0
failed=0
skipped=0
row=(Thelper.Imaging Thelper.Onnx Thelper.Vision Thelper Thelper.Web)
beside=(Thelper.Torch Thelper.Geo Thelper.Cli)
run() {
  # A shell's background processes ignore Ctrl-C; those that the tests start must not.
  env --default-signal=INT,QUIT "tests/$1.Tests/bin/Release/net10.0/$1.Tests" -noColor -noLogo -result-junit "$results/$1.Tests.xml" "${@:2}" > "$results/$1.Tests.log" 2>&1
  echo $? > "$results/$1.Tests.exit"
}
(for project in "${beside[@]}"; do run "$project" "$@"; done) &
beside_pid=$!

for project in "${row[@]}" "${beside[@]}"; do
  name=$project.Tests
  log=$results/$name.log
  if [[ " ${row[*]} " == *" $project "* ]]; then
    run "$project" "$@"
  elif [ ! -f "$results/$name.exit" ]; then
    wait "$beside_pid"
  fi
  status=$(cat "$results/$name.exit")
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+, Not Run: [0-9]+, Time: [0-9.]+s' "$log" | tail -1)
  if [ -z "$summary" ]; then
    echo "$name did not finish (exit code $status):"
    tail -30 "$log"
    failed=$((failed + 1))
    continue
  fi
  echo "$name: $summary"
  read -r total errors fails skips notrun <<< "$(grep -oE '[0-9]+(,|$)' <<< "${summary%, Time*}," | tr -d ',' | tr '\n' ' ')"
  failed=$((failed + errors + fails))
  skipped=$((skipped + skips))
  passed=$((passed + total - errors - fails - skips - notrun))
  if [ $((errors + fails)) -gt 0 ] || [ "$status" -ne 0 ]; then
    grep -vE '^(  (Discovering|Discovered|Starting|Finished):)' "$log"
    [ $((errors + fails)) -gt 0 ] || failed=$((failed + 1))
  fi
done

line="$passed passed, $failed failed"
if [ "$skipped" -gt 0 ]; then
  line+=", $skipped skipped"
fi
echo "$line" | tee "$results/totals"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
