#!/bin/bash
# Exports every model and opens the files in Python's torch, torchvision, onnx and OpenCV; then what is too large or too slow for 'make test'. Usage: tools/zoo.sh [BEGINNING OF NAMES ...]
# The files of one group of models are there at a time: of those with v (VGG, vision transformers) some 20 GB. What failed is told in the end; artifacts/zoo keeps the logs and the table.
set -uo pipefail
cd "$(dirname "$0")/.."
results=$PWD/artifacts/zoo
rm -rf "$results"
mkdir -p "$results"
for project in Thelper Thelper.Onnx Thelper.Torch Thelper.Cli; do
  dotnet build "tests/$project.Tests" -c Release --nologo -v quiet -clp:'ErrorsOnly;NoSummary' -p:RunAnalyzers=false || exit 1
done
export OMP_WAIT_POLICY=passive OPENBLAS_THREAD_TIMEOUT=12 GLIBC_TUNABLES=glibc.malloc.hugetlb=1

failures=()
tests() {
  "tests/$1.Tests/bin/Release/net10.0/$1.Tests" -class "$2" -noColor -noLogo > "$results/$3.log" 2>&1 || { cat "$results/$3.log"; failures+=("$3"); }
}

if [ $# -eq 0 ]; then
  set -- thelper. torchvision.models.{a,c,d,e,g,i,m,r,s,v}
fi
for group in "$@"; do
  rm -rf "$results/files"
  mkdir "$results/files"
  THELPER_ZOO=$group THELPER_ZOO_FILES=$results/files tests Thelper Thelper.Tests.Export.ZooExportTests "$group"
  /usr/bin/python3 tools/zoo.py "$results/files" > "$results/group.txt" || failures+=("$group in Python")
  tee -a "$results/models.txt" < "$results/group.txt"
done
rm -rf "$results/files" "$results/group.txt"

THELPER_ZOO=all tests Thelper Thelper.Tests.Bundles.DetectorBundleTests bundles
THELPER_ZOO=all tests Thelper.Cli Thelper.Cli.Tests.OtherLanguagesTests pages
THELPER_LARGE=1 tests Thelper.Onnx Thelper.Onnx.Tests.ExternalDataTests large-onnx
THELPER_LARGE=1 tests Thelper.Onnx Thelper.Onnx.Tests.OnnxModelTests large-batches
THELPER_LARGE=1 tests Thelper.Torch Thelper.Torch.Tests.Serialization.LargeFileTests large-checkpoints

[ -s "$results/models.txt" ] || failures+=("no model was exported")
if [ ${#failures[@]} -gt 0 ]; then
  printf 'failed: %s\n' "${failures[@]}"
  exit 1
fi
echo "$(wc -l < "$results/models.txt") models, 0 failed"
