#!/usr/bin/env bash
# Installs the Debian package on a fresh Debian, unpacks the tarball on another, segments a clip with
# each, and runs the tests of the Python package against the former. As root, with debootstrap and a
# network:
#
#     make dist && sudo Tests/dist.sh [SUITE]
#
# SUITE is the Debian that the package was made on, by default this machine's.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${1:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
mirror=${MIRROR:-http://deb.debian.org/debian}
package=$(ls dist/refseg_*.deb) tarball=$(ls dist/refseg-*.tar.gz)
query=$(cat Examples/blue-car/query.txt)

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

# Makes a Debian in $root/$1 with nothing but the base system and an example clip.
fresh() {
    if [ ! -d "$root/base" ]; then
        debootstrap --variant=minbase "$suite" "$root/base" "$mirror" > "$root/debootstrap.log" ||
            { tail "$root/debootstrap.log"; exit 1; }
    fi
    cp -a "$root/base" "$root/$1"
    cp -r Examples/blue-car/frames "$root/$1/root/frames"
}

# Runs a command in $root/$1, from the folder of the clip. /proc, by which the program finds its files, is
# mounted for as long as it runs.
inside() {
    unshare --mount sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" sh -c "cd /root && exec \"\$@\"" sh "$@"' \
        "$root/$1" "${@:2}"
}

# Installs packages in $root/$1.
install() {
    { inside "$1" apt-get update -qq && inside "$1" apt-get install -y -qq --no-install-recommends "${@:2}"; } \
        > "$root/apt.log" 2>&1 || { cat "$root/apt.log"; exit 1; }
}

# Masks of the clip, and what the program tells of itself, with the program $2 in $root/$1.
try() {
    inside "$1" "$2" --version
    inside "$1" "$2" doctor
    inside "$1" "$2" "$query" frames -o out --quiet
    [ "$(ls "$root/$1/root/out/masks/0" | wc -l)" = 12 ]
}

echo "== $package on a fresh $suite"
fresh deb
cp "$package" "$root/deb/root/refseg.deb"
install deb /root/refseg.deb
try deb refseg
for file in man/man1/refseg.1.gz bash-completion/completions/refseg doc/refseg/copyright; do
    [ -s "$root/deb/usr/share/$file" ]
done
inside deb dpkg --verify refseg
echo "== Python/ with it"
install deb python3-numpy python3-pil ffmpeg
mkdir -p "$root/deb/root/refseg/Tests/SpeechTests"
cp -r Python Examples "$root/deb/root/refseg/"
cp -r Tests/SpeechTests/Fixtures "$root/deb/root/refseg/Tests/SpeechTests/"
inside deb sh -c 'cd refseg/Python && PYTHONPATH=src python3 -m unittest'
inside deb apt-get remove -y -qq refseg > "$root/apt.log" 2>&1
[ ! -e "$root/deb/usr/bin/refseg" ]
[ ! -e "$root/deb/usr/lib/refseg" ]

echo "== $tarball on a fresh $suite"
fresh tarball
tar -C "$root/tarball/opt" -xzf "$tarball"
folder=$(basename "$tarball" .tar.gz)
packages=$(sed -n '/It needs these packages/,/and for videos/p' "$root/tarball/opt/$folder/INSTALL.txt" |
    sed -n 's/^    //p')
install tarball $packages
try tarball "/opt/$folder/bin/refseg"
echo "both work"
