#!/bin/bash
# Prints the launcher that 'make build' puts at the root of the repository.
cat <<'LAUNCHER'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
[ -n "${DOTNET_ROOT:-}" ] || DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
# OpenBLAS threads otherwise spin for some 25 ms after each product, on cores that the loader threads could use.
: "${OPENBLAS_THREAD_TIMEOUT:=12}"
export DOTNET_ROOT OPENBLAS_THREAD_TIMEOUT
exec "$here/artifacts/thelper/Thelper.Cli" "$@"
LAUNCHER
