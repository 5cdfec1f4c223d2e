#!/bin/bash
# Damages what is read, over and over, for SECONDS (600): configurations, checkpoints, pickles, safetensors, archives, annotations, lists, images, GeoTIFFs, published data sets, and the
# values of whole sessions, which 'check' then tries. Not among them are vector files, ONNX files and exported programs.
# SEED is the first seed (in millions; by default the time), so that every run tries others. Each input must be read, or refused by a typed error, within
# ten seconds and a GiB. The readers run in a process of their own; what it dies of is kept as well. Ends with a line of totals; the exit code is 1 if anything was found.
set -uo pipefail

seconds=${SECONDS_LIMIT:-600}
seed=${SEED:-$(( $(date +%s) % 2000 ))}
folder=artifacts/fuzz
most_kib=$((3 << 20)) # what the process may have altogether; the inputs' own limit is looked at inside
rm -rf "$folder"
mkdir -p "$folder/now" "$folder/found"
: > "$folder/counts"

dotnet build Thelper.slnx -c Release --nologo -v quiet -clp:'ErrorsOnly;NoSummary' -p:RunAnalyzers=false || exit 1

echo "seeds from ${seed}000000 on"
targets=(
  "Thelper ConfigFuzzTests Thelper.Tests.Config"
  "Thelper AnnotationFuzzTests Thelper.Tests.Data.Formats"
  "Thelper.Torch CheckpointFuzzTests Thelper.Torch.Tests.Serialization"
  "Thelper.Imaging ImageFuzzTests Thelper.Imaging.Tests"
  "Thelper.Geo RasterFuzzTests Thelper.Geo.Tests.Rasters"
  "Thelper.Vision DamagedDatasetTests Thelper.Vision.Tests.Datasets"
  "Thelper.Cli SessionFuzzTests Thelper.Cli.Tests"
)
each=$((seconds / 120 < 1 ? 1 : seconds / 120 > 30 ? 30 : seconds / 120))
end=$(($(date +%s) + seconds))

# Runs one class; stops it where it takes too much memory or an input does not end, and keeps what it was reading.
run() {
  local name=$1.Tests class=$3.$2 log=$folder/$2.log
  THELPER_MAX_MODEL_MIB=256 THELPER_FUZZ_SECONDS=$each THELPER_FUZZ_SEED=$seed DOTNET_GCHeapHardLimit=0x60000000 \
    "tests/$name/bin/Release/net10.0/$name" -class "$class" -noColor -noLogo > "$log" 2>&1 &
  local child=$! rss stuck
  while kill -0 "$child" 2> /dev/null; do
    sleep 0.5
    rss=$(awk '/^VmRSS:/ { print $2 }' "/proc/$child/status" 2> /dev/null)
    stuck=$(find "$folder/now" -type f -mmin +0.5 2> /dev/null | head -1)
    if [ "${rss:-0}" -gt "$most_kib" ] || [ -n "$stuck" ]; then
      echo "$2: stopped at ${rss:-0} KiB${stuck:+, after half a minute with $stuck}"
      kill -KILL "$child"
    fi
  done
  wait "$child"
  local status=$?
  find "$folder/now" -type f -exec mv -t "$folder/found" {} +
  if [ "$status" -ne 0 ]; then
    echo "$2: exit code $status"
    grep -E '\[FAIL\]|kept as|Exception:|should' "$log" | head -20
    failed=$((failed + 1))
  fi
}

failed=0
while :; do
  for target in "${targets[@]}"; do
    # shellcheck disable=SC2086 # the words of a target
    run $target
    [ "$(date +%s)" -lt "$end" ] || break 2
  done
  seed=$((seed + 1))
done
found=$(find "$folder/found" -type f | wc -l)
awk '{ sum[$2] += $1 } END { for (what in sum) print sum[what], what }' "$folder/counts" | sort -k 2
inputs=$(awk '{ sum += $1 } END { print sum + 0 }' "$folder/counts")
echo "$inputs inputs, $found found$([ "$found" -eq 0 ] || echo ": $folder/found")"
[ "$failed" -eq 0 ] && [ "$found" -eq 0 ]
