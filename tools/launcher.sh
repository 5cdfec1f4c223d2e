#!/bin/bash
# Prints the launcher that 'make build' puts at the root of the repository.
cat <<'LAUNCHER'
#!/bin/sh
here=$(readlink -f "$0")
here=${here%/*}
[ -n "${DOTNET_ROOT:-}" ] || { DOTNET_ROOT=$(readlink -f "$(command -v dotnet)"); DOTNET_ROOT=${DOTNET_ROOT%/*}; }
# OpenBLAS threads otherwise spin for some 25 ms after each product, on cores that the loader threads could use.
: "${OPENBLAS_THREAD_TIMEOUT:=12}"
# Memory of tensors comes in pages of 2 MiB where the kernel leaves that to the program: 512 times fewer faults. A setting of the caller's stands last, and wins.
GLIBC_TUNABLES="glibc.malloc.hugetlb=1${GLIBC_TUNABLES:+:$GLIBC_TUNABLES}"
# Where standard input is closed, the runtime would take its number for a pipe of its own, and whoever reads names from it would wait for ever.
[ -e /proc/self/fd/0 ] || exec < /dev/null
export DOTNET_ROOT OPENBLAS_THREAD_TIMEOUT GLIBC_TUNABLES
exec "$here/artifacts/thelper/Thelper.Cli" "$@"
LAUNCHER
