#!/bin/bash
# Builds the benchmark and runs it against Python's torch; arguments go to run.py.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/Thelper.Bench -c Release -p:RunAnalyzers=false --nologo -v quiet -clp:NoSummary
exec /usr/bin/python3 bench/run.py "$@"
