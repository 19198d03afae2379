#!/usr/bin/env bash
# Installs programs that come from Debian and Ubuntu, not from PyPI, by the names of the packages:
#
#     tools/debian_packages.sh chromium nginx wrk postgresql
#
# Installs only missing ones, and only as root or by sudo without a password; else says in one
# sentence what to install, and fails. It starts no services.
set -euo pipefail

there() {
    case $1 in
        postgresql) ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 ;;
        nginx) command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] ;;
        chromium) [ -n "${CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null ;;
        default-jre-headless) command -v java >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=()
for package in "$@"; do
    there "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

give_up() {
    echo "$1: sudo apt install --no-install-recommends ${missing[*]}" >&2
    exit 1
}
command -v apt-get >/dev/null || { echo "Not installed, and there is no apt to install it: ${missing[*]}." >&2; exit 1; }
if [ "$(id -u)" = 0 ]; then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo)
else
    give_up "Only root can install what is missing"
fi

# PostgreSQL's package makes and starts a server of its own unless it is told not to.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    "${as_root[@]}" mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
# Packages ask this program whether they may start their service; 101 means no.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
    "${as_root[@]}" chmod +x $policy
    trap '"${as_root[@]}" rm -f $policy' EXIT
fi
"${as_root[@]}" apt-get update -qq || give_up "The lists of packages could not be fetched"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    give_up "They could not be installed"
