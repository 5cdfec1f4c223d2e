#!/bin/bash
# Runs the tests of equal bits under emulated processors: products, decompositions, convolutions, optimizer steps.
#   PROCESSORS   qemu's names; each must have AVX2 and FMA   "Haswell EPYC" (default)
set -euo pipefail
cd "$(dirname "$0")/.."
: "${PROCESSORS:=Haswell EPYC}"

dotnet build tests/Thelper.Torch.Tests -c Release -p:RunAnalyzers=false --nologo -v quiet -clp:NoSummary
host=$(readlink -f "$(command -v dotnet)")

# Emulated signals and pages that change from writable to executable are more than the emulator bears: .NET does without both.
status=0
for processor in $PROCESSORS; do
  log=artifacts/portable-$processor.log
  DOTNET_EnableWriteXorExecute=0 DOTNET_ThreadSuspendInjection=0 \
    qemu-x86_64 -cpu "$processor" "$host" exec tests/Thelper.Torch.Tests/bin/Release/net10.0/Thelper.Torch.Tests.dll \
    -class Thelper.Torch.Tests.Native.ProcessorPinsTests -noColor -noLogo > "$log" 2>&1 || status=1
  grep -E '^ +.*\[(FAIL|SKIP)\]' "$log" || true
  summary=$(grep -oE 'Total: .*' "$log" | tail -1)
  echo "$processor: ${summary:-it did not finish, see $log}"
done
exit "$status"
