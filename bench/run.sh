#!/bin/bash
# Builds the benchmarks and runs them against Python's torch; arguments go to run.py, and without any the optimizers, the operations, the data loader, the metrics, projections, trained models, the model zoo and rasters follow.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/Thelper.Bench -c Release -p:RunAnalyzers=false --nologo -v quiet -clp:NoSummary
status=0
/usr/bin/python3 bench/run.py "$@" || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/optim.py || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/operations.py || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/loader.py || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/metrics.py || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/projections.py || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/infer.py || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/zoo.py || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/scenes.py || status=$?
[ $# -gt 0 ] || /usr/bin/python3 bench/geo.py || status=$?
exit $status
