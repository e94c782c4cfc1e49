# The emulated machine, in a directory that is kept between runs.
#   machine.sh prepare CACHE FILES PAGES...   packages, root file system, kernels of 4, 16, 64 KiB pages
#   machine.sh boot CACHE PAGES IMAGE MIB PROCESSORS     boots with IMAGE as the second disk
# Nothing foreign runs here: packages are unpacked, not configured, and the machine is emulated.
set -eu
PATH=$PATH:/usr/sbin:/sbin
command=$1
cache=$2
shift 2

# A configuration of apt of its own, for arm64, with the addresses that this machine has.
use_apt() {
    mkdir -p "$cache/apt/etc/apt.conf.d" "$cache/apt/etc/preferences.d" \
        "$cache/apt/etc/sources.list.d" "$cache/apt/state/lists/partial" \
        "$cache/apt/cache/archives/partial" "$cache/packages/partial"
    : >"$cache/apt/status"
    # shellcheck disable=SC2016
    mirror=$(env -u APT_CONFIG apt-get indextargets --format '$(REPO_URI)' |
        grep -v security | sort -u | head -n 1)
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb [signed-by=$keys] $mirror trixie main" >"$cache/apt/etc/sources.list"
    cat >"$cache/apt/apt.conf" <<C
Dir::Etc "$cache/apt/etc";
Dir::State "$cache/apt/state";
Dir::State::status "$cache/apt/status";
Dir::Cache "$cache/apt/cache";
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
C
    APT_CONFIG=$cache/apt/apt.conf
    export APT_CONFIG
    if [ ! -e "$cache/apt/updated" ]; then
        apt-get update -qq
        : >"$cache/apt/updated"
    fi
}

root_files() {
    [ ! -e "$cache/root.done" ] || return 0
    rm -rf "$cache/root"
    apt-get install -y -qq --download-only -o Dir::Cache::archives="$cache/packages/" \
        openjdk-25-jdk-headless bash coreutils diffutils util-linux util-linux-extra mount e2fsprogs \
        xfsprogs btrfs-progs libudev1 libc-bin grep sed gawk procps kmod findutils tar gzip \
        busybox-static >/dev/null
    for directory in usr/bin usr/sbin usr/lib lab proc sys dev tmp run root out etc; do
        mkdir -p "$cache/root/$directory"
    done
    for directory in bin sbin lib; do
        ln -sfn usr/$directory "$cache/root/$directory"
    done
    for package in "$cache"/packages/*.deb; do
        case $package in
        */linux-* | *python3* | *systemd_* | */udev_* | *initramfs* | *klibc* | *dracut*) continue ;;
        esac
        dpkg-deb --fsys-tarfile "$package" | tar x -C "$cache/root" --keep-directory-symlink
    done
    rm -rf "$cache/root/usr/share/doc" "$cache/root/usr/share/man" "$cache/root/usr/share/locale"
    # Links that the packages would make when they are configured.
    ln -sfn gawk "$cache/root/usr/bin/awk"
    ln -sfn bash "$cache/root/usr/bin/sh"
    printf 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n' \
        >"$cache/root/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\n' >"$cache/root/etc/group"
    echo '127.0.0.1 localhost' >"$cache/root/etc/hosts"
    : >"$cache/root.done"
}

modules_of() { # VERSION DIRECTORY MODULE...: the files of modules and of what they need, in order
    modules_version=$1
    modules_directory=$2
    shift 2
    for module in "$@"; do
        modprobe -S "$modules_version" -d "$modules_directory" --show-depends "$module" 2>/dev/null
    done | awk '/^insmod/ && !seen[$2]++ { print $2 }'
}

# The modules that the checks use, beside those that the boot needs.
modules='loop fuse xfs btrfs overlay'

debian_kernel() { # PAGES META-PACKAGE
    [ "$(cat "$cache/kernel-$1.modules" 2>/dev/null)" != "$modules" ] || return 0
    rm -f "$cache/root.image" # which has the modules
    name=$(apt-cache depends "$2" | awk '/Depends: linux-image/ { print $2; exit }')
    (cd "$cache/packages" && apt-get download -qq "$name")
    rm -rf "$cache/kernel-$1.files"
    dpkg-deb -x "$cache/packages/$name"_*.deb "$cache/kernel-$1.files"
    version=$(ls "$cache/kernel-$1.files/usr/lib/modules")
    depmod -b "$cache/kernel-$1.files/usr" "$version"
    first=$cache/kernel-$1.first
    rm -rf "$first"
    for directory in bin m proc dev root; do
        mkdir -p "$first/$directory"
    done
    cp "$cache/root/usr/bin/busybox" "$first/bin/"
    ln -sfn busybox "$first/bin/sh"
    cp "$files/initrd-init" "$first/init"
    chmod +x "$first/init"
    number=100
    for module in $(modules_of "$version" "$cache/kernel-$1.files/usr" virtio_mmio virtio_blk ext4); do
        xz -dc "$module" >"$first/m/$number-$(basename "${module%.xz}")"
        number=$((number + 1))
    done
    (cd "$first" && find . | cpio -o -H newc --quiet | gzip) >"$cache/kernel-$1.initrd"
    to=$cache/root/usr/lib/modules/$version
    mkdir -p "$to"
    cp "$cache/kernel-$1.files/usr/lib/modules/$version"/modules.* "$to"
    # shellcheck disable=SC2086
    for module in $(modules_of "$version" "$cache/kernel-$1.files/usr" $modules); do
        place=${module#*"/lib/modules/$version/"}
        mkdir -p "$to/$(dirname "$place")"
        cp "$module" "$to/$place"
    done
    cp "$cache/kernel-$1.files"/boot/vmlinuz-* "$cache/kernel-$1.part"
    rm -rf "$cache/kernel-$1.files" "$first"
    mv "$cache/kernel-$1.part" "$cache/kernel-$1"
    echo "$modules" >"$cache/kernel-$1.modules"
}

# Debian has no arm64 kernel with pages of 64 KiB. This one has no modules. It is compiled again if its
# configuration has changed.
own_kernel() {
    ! cmp -s "$files/kernel-64k.config" "$cache/kernel-64.config" || return 0
    (cd "$cache/packages" && apt-get download -qq linux-source-6.12)
    rm -rf "$cache/source"
    mkdir "$cache/source"
    dpkg-deb -x "$cache"/packages/linux-source-6.12_*.deb "$cache/source"
    tar xf "$cache/source/usr/src/linux-source-6.12.tar.xz" -C "$cache/source"
    set -- make -s -C "$cache/source/linux-source-6.12" ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-
    "$@" KCONFIG_ALLCONFIG="$files/kernel-64k.config" allnoconfig
    "$@" -j"$(nproc)" Image
    cp "$cache/source/linux-source-6.12/arch/arm64/boot/Image" "$cache/kernel-64.part"
    rm -rf "$cache/source"
    mv "$cache/kernel-64.part" "$cache/kernel-64"
    cp "$files/kernel-64k.config" "$cache/kernel-64.config"
}

prepare() {
    files=$1
    shift
    mkdir -p "$cache"
    use_apt
    root_files
    debian_kernel 4 linux-image-cloud-arm64
    debian_kernel 16 linux-image-arm64-16k
    for pages in "$@"; do
        [ "$pages" != 64 ] || own_kernel
    done
    if ! cmp -s "$files/guest-init" "$cache/root/init" || [ ! -e "$cache/root.image" ]; then
        cp "$files/guest-init" "$cache/root/init"
        chmod +x "$cache/root/init"
        rm -f "$cache/root.image.part"
        truncate -s 1500M "$cache/root.image.part"
        mke2fs -q -F -t ext4 -b 4096 -d "$cache/root" "$cache/root.image.part"
        mv "$cache/root.image.part" "$cache/root.image"
    fi
}

boot() { # PAGES IMAGE MIB PROCESSORS
    pages=$1
    image=$2
    mib=$3
    processors=$4
    set --
    [ ! -e "$cache/kernel-$pages.initrd" ] || set -- -initrd "$cache/kernel-$pages.initrd"
    # One is a processor of servers, emulated by one thread; several have every extension there is.
    if [ "$processors" = 1 ]; then
        set -- "$@" -cpu neoverse-n1 -accel tcg,thread=single
    else
        set -- "$@" -cpu max,pauth-impdef=on -accel tcg,thread=multi
    fi
    # The devices are numbered from the last to the first.
    exec qemu-system-aarch64 -M virt,gic-version=3 -smp "$processors" -m "$mib" \
        -display none -no-reboot -nodefaults \
        -serial stdio -kernel "$cache/kernel-$pages" "$@" \
        -drive "if=none,id=b,file=$image,format=raw,cache=unsafe" -device virtio-blk-device,drive=b \
        -drive "if=none,id=a,file=$cache/root.image,format=raw,cache=unsafe,snapshot=on" \
        -device virtio-blk-device,drive=a -device virtio-rng-device \
        -append "console=ttyAMA0 root=/dev/vda rw init=/init rdinit=/init loglevel=3 panic=1" \
        </dev/null
}

"$command" "$@"
