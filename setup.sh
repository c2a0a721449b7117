#!/bin/sh
# Installs what is missing, builds Lexigate, and runs the main job on the project's own reviews.
set -eu
cd "$(dirname "$0")"

if ! command -v swift >/dev/null 2>&1; then
  echo "setup: no Swift toolchain found; install Swift 6.1 or later from https://swift.org/install and run this again" >&2
  exit 1
fi

# Runs a command as root, whether or not we are.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    echo "setup: need root for: $*" >&2
    exit 1
  fi
}

if ! echo '#include <zlib.h>' | clang -E -x c - >/dev/null 2>&1; then
  echo "setup: installing zlib's headers" >&2
  if command -v apt-get >/dev/null 2>&1; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq zlib1g-dev
  else
    echo "setup: zlib.h is missing and there is no apt-get; install zlib's development package and run this again" >&2
    exit 1
  fi
fi

swift run -c release lexigate run Pipelines/food-reviews.json "$@"
