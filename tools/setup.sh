#!/bin/bash
# Installs the Debian packages that are missing, after naming them. Usage: tools/setup.sh build|test|bench|portable|soak|zoo
# 'make fresh' proves the list on a minimal Debian. It names what the build and the program use themselves, though some of it comes with other packages.
set -euo pipefail

packages=(
  g++                     # compiles the native shims
  cmake                   # writes their build
  ninja-build             # runs it
  libtorch-dev            # tensors, autograd and kernels
  libopenblas0-pthread    # matrix products: with the reference BLAS, which libtorch is content with, they take many times longer
  libopencv-core-dev      # image operations on raw memory ...
  libopencv-imgproc-dev   # ... resizing, warping, colours, drawing ...
  libopencv-imgcodecs-dev # ... and image files
  libjpeg-dev             # JPEG files, decoded in part
  liblz4-1                # LZ4 in HDF5 archives, loaded at run time
  gnuplot-nox             # draws charts
  fonts-dejavu-core       # their font
)
# Georeferenced data are read by GDAL, which is loaded when a configuration names them; its package's name has a number that differs between releases.
gdal=libgdal32
if grep -qs '^VERSION_CODENAME=trixie' /etc/os-release; then
  gdal=libgdal36
fi
if [ "${1:-build}" = test ]; then
  packages+=(
    chromium              # opens the pages in the tests, by way of Microsoft.Playwright, which brings no browser
    "$gdal"               # rasters and vectors
  )
fi
if [ "${1:-build}" = bench ]; then
  packages+=(
    "$gdal"               # rasters and vectors ...
    python3-gdal          # ... and what reading them is measured against ...
    python3-rasterio      # ... and predicting on scenes, window by window
    python3-torch         # what the program is measured against ...
    python3-torchvision   # ... its models and transforms
    python3-opencv        # ... its image operations
    python3-sklearn       # ... its metrics, t-SNE
    umap-learn            # ... UMAP
    python3-h5py          # what thelper 0.6.2 imports before it exports ...
    python3-matplotlib    # ... this ...
    python3-tqdm          # ... and this
  )
fi
if [ "${1:-build}" = zoo ]; then
  packages+=(
    python3-onnx          # checks exported models ...
    python3-torch         # ... runs them ...
    python3-torchvision   # ... knows the operators of detectors, and the models that they are compared with ...
    python3-opencv        # ... and opens them in its dnn
  )
fi
if [ "${1:-build}" = portable ]; then
  packages+=(qemu-user)   # emulates processors, for 'make portable'
fi
if [ "${1:-build}" = soak ]; then
  packages+=(faketime)    # sets the clock back, for 'make soak'
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
