#!/bin/bash
# Prints the launcher that 'make build' puts at the root of the repository.
cat <<'LAUNCHER'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
[ -n "${DOTNET_ROOT:-}" ] || DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
export DOTNET_ROOT
exec "$here/artifacts/thelper/Thelper.Cli" "$@"
LAUNCHER
