#!/bin/bash
# Proves the set-up: README's commands, as they stand there, in a minimal Debian made for the purpose, as root and as a user with sudo.
# Needs root (or sudo), debootstrap, and Debian; Debian's packages are downloaded once. From the environment:
#   SUITE   Debian's release                             bookworm (default), trixie
#   USERS   who runs the commands                        "root user" (default), root, user
#   STEPS   targets of the Makefile, run in this order   "demo test" (default), demo, ...
#   WITH    more settings in the commands' environment   WITH="ATEN_CPU_CAPABILITY=default"
set -euo pipefail

: "${SUITE:=bookworm}" "${USERS:=root user}" "${STEPS:=demo test}" "${WITH:=}" "${XDG_CACHE_HOME:=$HOME/.cache}"

# Runs in a mount and process namespace of its own: what it mounts and starts is gone when it ends, however it ends.
round() {
  local user=$1 root=$2 debs=$3
  local home=/home/$user path=/usr/local/bin:/usr/bin:/bin packages=make,git,ca-certificates
  if [ "$user" = root ]; then
    home=/root path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  else
    packages+=,sudo
  fi

  # Debian's sources are those of this machine, for the other release.
  local sources mirror
  sources=$(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
    sed "s/ $(. /etc/os-release && echo "$VERSION_CODENAME")/ $SUITE/" | sort -u)
  mirror=$(awk -v suite="$SUITE" '$3 == suite { print $2; exit }' <<< "$sources")
  [ -n "$mirror" ] || { echo "apt does not know Debian's packages yet: apt-get update" >&2; exit 2; }
  debootstrap --variant=minbase --include="$packages" --cache-dir="$debs" "$SUITE" "$root" "$mirror" > "$debs/debootstrap.log" 2>&1 ||
    { tail -5 "$debs/debootstrap.log" >&2; exit 1; }
  echo "$sources" > "$root/etc/apt/sources.list"
  apt-config dump Acquire > "$root/etc/apt/apt.conf.d/acquire"
  cp /etc/hosts /etc/resolv.conf "$root/etc/"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"

  if [ "$user" != root ]; then
    chroot "$root" useradd --create-home "$user"
    echo "$user ALL=(ALL) NOPASSWD: ALL" > "$root/etc/sudoers.d/$user"
  fi
  cp -a "$(dirname "$(readlink -f "$(command -v dotnet)")")" "$root/opt/dotnet"
  ln -s /opt/dotnet/dotnet "$root/usr/local/bin/"
  if [ -f ~/.nuget/NuGet/NuGet.Config ]; then
    install -D ~/.nuget/NuGet/NuGet.Config "$root$home/.nuget/NuGet/NuGet.Config"
  fi
  git clone -q --no-hardlinks . "$root$home/thelper"
  chroot "$root" chown -R "$user:$user" "$home"

  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --bind "$debs" "$root/var/cache/apt/archives"
  local step
  for step in $STEPS; do
    SECONDS=0
    echo "== Debian $SUITE, $user: make $step"
    # A background process of the shell ignores Ctrl-C, which tests of stopping send: all signals back to default. WITH is a list.
    # shellcheck disable=SC2086
    chroot --userspec="$user:$user" "$root" env -i --default-signal -C "$home/thelper" HOME="$home" PATH="$path" LANG=C.UTF-8 $WITH make "$step" ||
      { echo "== Debian $SUITE, $user: make $step failed" >&2; exit 1; }
    echo "== Debian $SUITE, $user: make $step succeeded in $SECONDS s"
  done
}

cd "$(dirname "$0")/.."
if [ "${1:-}" = round ]; then
  round "${@:2}"
  exit
fi

if [ "$(id -u)" != 0 ] && command -v sudo > /dev/null; then
  exec sudo env PATH="$PATH" HOME="$HOME" XDG_CACHE_HOME="$XDG_CACHE_HOME" SUITE="$SUITE" USERS="$USERS" STEPS="$STEPS" WITH="$WITH" "$0"
fi
PATH+=:/usr/sbin:/sbin
if [ "$(id -u)" != 0 ] || ! type debootstrap dotnet > /dev/null 2>&1; then
  echo "make fresh needs root (or sudo), debootstrap (apt-get install debootstrap) and the .NET SDK" >&2
  exit 2
fi
if [ -n "$(git status --porcelain)" ]; then
  echo "Changes that are not committed are left out."
fi

debs=$XDG_CACHE_HOME/thelper-fresh/$SUITE
mkdir -p "$debs/partial"
round='' scratch=''
# The first process of the namespace takes all others with it, and 'wait' returns when they are gone.
end() {
  if [ -n "$round" ]; then
    kill -KILL "$(tr -d ' ' < "/proc/$round/task/$round/children")"
  fi
  wait
  rm -rf --one-file-system "$scratch"
}
trap end EXIT
trap 'exit 130' INT TERM HUP
for user in $USERS; do
  scratch=$(mktemp -d /var/tmp/thelper-fresh.XXXXXX)
  chmod 755 "$scratch"
  unshare --mount --pid --fork --kill-child --mount-proc "$0" round "$user" "$scratch" "$debs" &
  round=$!
  status=0
  wait "$round" || status=$?
  round=''
  rm -rf --one-file-system "$scratch"
  [ "$status" = 0 ] || exit "$status"
done
