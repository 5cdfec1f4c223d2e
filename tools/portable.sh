#!/bin/bash
# Runs parity tests under emulated processors: what they compare to the last bit must hold there too. Minutes each: emulation is some thirty times slower.
#   PROCESSORS   qemu's names; each must have AVX2 and FMA   "Haswell EPYC" (default)
set -euo pipefail
cd "$(dirname "$0")/.."
: "${PROCESSORS:=Haswell EPYC}"

dotnet build tests/Thelper.Torch.Tests -c Release -p:RunAnalyzers=false --nologo -v quiet -clp:NoSummary
dotnet build tests/Thelper.Cli.Tests -c Release -p:RunAnalyzers=false --nologo -v quiet -clp:NoSummary
host=$(readlink -f "$(command -v dotnet)")

# The compiler of .NET writes for the processor it finds, and asks the kernel, not the emulator, how memory may be mapped: hence the second line.
status=0
run() {
  local processor=$1 project=$2
  local log=artifacts/portable-$processor-$project.log
  shift 2
  DOTNET_EnableWriteXorExecute=0 DOTNET_TieredCompilation=1 \
    qemu-x86_64 -cpu "$processor" "$host" exec "tests/$project/bin/Release/net10.0/$project.dll" "$@" -noColor -noLogo > "$log" 2>&1 || status=1
  echo "$processor, $project: $(grep -oE 'Total: .*' "$log" | tail -1 || true)"
  grep -E '^ +.*\[(FAIL|SKIP)\]' "$log" || true
}

mkdir -p artifacts
for processor in $PROCESSORS; do
  run "$processor" Thelper.Torch.Tests -class Thelper.Torch.Tests.Native.ProcessorPinsTests
  run "$processor" Thelper.Cli.Tests -method 'Thelper.Cli.Tests.OriginalSessionTests.*'
done
exit "$status"
