#!/bin/bash
# Installs the Debian packages that are missing, after naming them. Usage: tools/setup.sh build|bench
set -euo pipefail

packages=(g++ cmake ninja-build libtorch-dev libopenblas0-pthread libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libjpeg-dev liblz4-1 gnuplot-nox fonts-dejavu-core)
if [ "${1:-build}" = bench ]; then
  packages+=(python3-torch python3-torchvision python3-opencv python3-sklearn)
fi
# A libtorch of the user's own takes the place of Debian's.
if [ -n "${TORCH_DIR:-}" ]; then
  packages=("${packages[@]/libtorch-dev/}")
fi

mkdir -p artifacts
if ! command -v dotnet > /dev/null; then
  echo "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download and put dotnet on the PATH." >&2
  exit 2
fi

missing=()
for package in "${packages[@]}"; do
  if [ -n "$package" ] && ! dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'install ok installed'; then
    missing+=("$package")
  fi
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

echo "These Debian packages are missing and will be installed: ${missing[*]}"
run=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "Installing needs root: run this as root, or install them yourself: apt-get install ${missing[*]}" >&2
    exit 2
  fi
  run=(sudo)
fi
"${run[@]}" apt-get update -qq
"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > artifacts/setup.log 2>&1 ||
  { tail -20 artifacts/setup.log >&2; echo "apt-get failed; the whole log is artifacts/setup.log" >&2; exit 1; }
