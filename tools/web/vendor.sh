#!/bin/bash
# Fetches the browser libraries of the pages from npm, pinned by version and hash, and writes what is used of them, with their licences:
# src/Thelper.Web/wwwroot/lib, and axe for the tests. Needs npm; users and builds do not.
set -euo pipefail
cd "$(dirname "$0")/../.."

lib=src/Thelper.Web/wwwroot/lib
axe=tests/Thelper.Web.Tests/axe
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# NAME@VERSION, SHA-512 of the package's file, folder to write to, then the files.
fetch() {
  local package=$1 hash=$2 to=$3 file
  shift 3
  file=$work/$(cd "$work" && npm pack --silent "$package")
  echo "$hash  $file" | sha512sum --check --quiet
  rm -rf "$to" "$work/package"
  mkdir -p "$to"
  tar -xzf "$file" -C "$work"
  (cd "$work/package" && cp "$@" "$OLDPWD/$to/")
  echo "$package" > "$to/VERSION"
}

preact=fc77c723fecdf387ba1ab581277276f34cf798b6912620dc4af8ff03ecbfe006cb9cd0ffd549461ded6c47aa18b931b021dd273fb76a0d4f4e9cbc4c3d9ef106
htm=f7cdd5ca0f0dc1413b26467a3663aaa4267eb21d5b2afda2613954933956980e490f669c2a8c5de0a5716cc9b15fff399ad7dd9c399316834a720e43180bf135
uplot=2883159c6ebccefbb95d751b0b82d010f9e1c0ec41b8bc96d401eda66e882935c89a46cb824332fa369b8cb8122cc6ac36e186cd09bf7a9ded3a4c93c6989023
openseadragon=83888a7b6abc07ae3649a053dfec78645dfff1bd53c4f3f27728e6b6b38b803ae561630a77d65733ed426ffc5af435724a4becffb97a1d1d671ca7c3e45dd3b3
axecore=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
fetch preact@11.2.0 "$preact" $lib/preact dist/preact.mjs hooks/dist/hooks.mjs LICENSE
fetch htm@3.1.1 "$htm" $lib/htm dist/htm.mjs LICENSE
fetch uplot@1.6.32 "$uplot" $lib/uplot dist/uPlot.esm.js dist/uPlot.min.css LICENSE
fetch openseadragon@6.1.1 "$openseadragon" $lib/openseadragon build/openseadragon/openseadragon.min.js LICENSE.txt
fetch axe-core@4.14.1 "$axecore" $axe axe.min.js LICENSE LICENSE-3RD-PARTY.txt

# Without a build step and without an import map, which the pages' policy forbids in a page, modules name each other by path; maps of sources are not kept.
sed -i 's#from"preact"#from"./preact.mjs"#' $lib/preact/hooks.mjs
sed -i '/^\/\/# sourceMappingURL=/d' $lib/*/*.mjs $lib/*/*.js
(cd $lib && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
