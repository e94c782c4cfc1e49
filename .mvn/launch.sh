# shellcheck shell=sh disable=SC2154
# What the launchers share: one way to find a JDK, to build what is missing, and to install packages.
# The caller has set $root to the checkout and $name to what it is called, and runs with set -eu. Any
# POSIX shell can read this.

# Ends the launcher with one line. Labs set exit_code, since 1 says there that a promise was broken.
die() {
    printf '%s: %s\n' "$name" "$1" >&2
    exit "${exit_code:-1}"
}

# Is there a JDK 25 or later in directory $1? Its release file says so without starting it, or anything
# else: JAVA_VERSION="25.0.2" and OS_ARCH="x86_64".
is_jdk() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    jdk_version='' jdk_arch='' major=''
    while IFS='=' read -r key value || [ -n "$key" ]; do
        value=${value#\"}
        value=${value%%\"*}
        case $key:$value in
            *:*[!0-9A-Za-z._+-]*) ;;
            JAVA_VERSION:*) jdk_version=$value ;;
            OS_ARCH:*) jdk_arch=$value ;;
        esac
        # The shell reads the file byte by byte, and its list of modules is long.
        major=${jdk_version%%[!0-9]*}
        if [ -n "$jdk_version" ] && { [ -n "$jdk_arch" ] || [ "${major:-0}" -lt 25 ]; }; then
            break
        fi
    done <"$1/release"
    [ "${major:-0}" -ge 25 ]
}

# Sets java_home to a JDK 25 or later that is on this machine, and jdk_version and jdk_arch to what it is.
search_jdk() {
    on_path=$(readlink -f "$(command -v java)" 2>/dev/null) || on_path=
    for java_home in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/* \
        "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /opt/*jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if is_jdk "$java_home"; then
            return
        fi
    done
    return 1
}

# The same, and installs one where Debian has it; ends the launcher where there is none.
find_jdk() {
    java_home=${FILEVIEW_JAVA_HOME:-}
    if [ -n "$java_home" ]; then
        is_jdk "$java_home" ||
            die "FILEVIEW_JAVA_HOME is $java_home, where there is no JDK 25 or later: correct it, or unset it to use any that is installed."
    elif ! search_jdk; then
        { install_packages openjdk-25-jdk-headless && search_jdk; } ||
            die "a JDK 25 or later is needed and was not found: install one, for example from https://adoptium.net, and set JAVA_HOME to it."
    fi
}

# Prints the packages of those commands that are missing: COMMAND:PACKAGE...
missing_packages() {
    for pair in "$@"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%:*}" >/dev/null || printf '%s ' "${pair#*:}"
    done
}

# Is this Debian, or made from it, and are we root?
can_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# Installs Debian packages, after saying so. False, and a line, if they cannot be had.
install_packages() {
    can_install || return 1
    echo "Installing $*…" >&2
    apt_install "$@" 2>/dev/null || { apt-get update -qq </dev/null && apt_install "$@"; } || {
        echo "$name: apt-get could not install $*." >&2
        return 1
    }
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" \
        </dev/null >/dev/null
}

# Is file $1 missing, or anything it is made from newer, which are the other arguments, as paths in
# the checkout? Directories count: they show deletions.
is_stale() (
    product=$1
    shift
    cd "$root" || return
    [ ! -e "$product" ] || [ -n "$(find pom.xml "$@" -newer "$product" -print)" ]
)

# Lets one launcher build at a time: whoever comes second waits here, and finds the work done.
lock() {
    exec 9<"$root/pom.xml"
    if command -v flock >/dev/null; then
        flock 9
    fi
}

unlock() {
    exec 9<&-
}

# Ends the launcher where there is no Maven and none can be installed.
need_maven() {
    command -v mvn >/dev/null || install_packages maven ||
        die "Maven is needed to build it: apt-get install maven, or see https://maven.apache.org."
}

# Runs Maven on the checkout. It runs on the Java of its own choice where that will do; what it
# builds and tests always uses the JDK that was found.
run_maven() {
    maven_java=$(mvn -v 2>/dev/null </dev/null | sed -n 's/.*Java version: \([0-9]*\).*/\1/p')
    maven_home=${JAVA_HOME:-}
    if [ "${maven_java:-0}" -lt 17 ]; then
        maven_home=$java_home
    fi
    JAVA_HOME=$maven_home JAVA25_HOME=$java_home \
        mvn -B -ntp -f "$root/pom.xml" -Dtoolchain.jdk.env=JAVA25_HOME "$@" </dev/null
}

# Makes file $1 by running Maven with the other arguments; what Maven says goes into a log beside it.
build() {
    product=$1
    log=${product%.*}-build.log
    shift
    mkdir -p "$(dirname "$product")"
    touch "$product.start"
    run_maven -q "$@" >"$log" 2>&1 || {
        rm -f "$product"
        tail -n 20 "$log" >&2
        die "the build failed; all of its output is in $log."
    }
    # As old as the start of the build, so that an edit made meanwhile is noticed.
    touch -r "$product.start" "$product"
    rm "$product.start"
}
