# What the launchers of the labs share. The caller has set $labs to the directory of this file.
root=$(dirname "$labs")
jar=$labs/target/fileview-labs.jar
log=$labs/target/fileview-labs-build.log

die() {
    echo "$(basename "$0"): $1" >&2
    exit 3
}

# Is there a Java 25 or later in directory $1? Its release file says so without starting it.
is_java() {
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [ "${version:-0}" -ge 25 ]
}

find_java() {
    on_path=$(readlink -f "$(command -v java || true)" || true)
    for home in "${FILEVIEW_JAVA_HOME:-}" "${JAVA_HOME:-}" "${on_path%/bin/java}" \
        /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /opt/*jdk*; do
        if [ -n "$home" ] && is_java "$home"; then
            echo "$home"
            return
        fi
    done
    return 1
}

# Installs the packages of commands that are missing, where this is Debian and root: COMMAND:PACKAGE...
need() {
    packages=()
    for pair in "$@"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%:*}" >/dev/null || packages+=("${pair#*:}")
    done
    if [ ${#packages[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing ${packages[*]}…" >&2
        {
            DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
                "${packages[@]}" || {
                apt-get update -qq
                DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
                    "${packages[@]}"
            }
        } </dev/null >/dev/null || echo "could not install ${packages[*]}" >&2
    fi
}

# Is the jar missing, or anything it is made from newer? Directories count: they show deletions.
is_stale() {
    [ ! -e "$jar" ] || [ -n "$(find "$root/pom.xml" "$root/core/pom.xml" "$root/labs/pom.xml" \
        "$root/core/src/main" "$root/labs/src/main" -newer "$jar" -print | head -n 1)" ]
}

build() {
    command -v mvn >/dev/null || die "Maven is needed to build the labs: apt-get install maven."
    echo "Building the labs, once; this takes about a minute…" >&2
    mkdir -p "$labs/target"
    touch "$labs/target/.build-start"
    # JAVA25_HOME tells Maven of the JDK found here, wherever it is.
    JAVA25_HOME=$java_home JAVA_HOME=${JAVA_HOME:-$java_home} \
        mvn -B -q -ntp -f "$root/pom.xml" -pl labs -am -Dquick package </dev/null >"$log" 2>&1 || {
        rm -f "$jar"
        tail -n 20 "$log" >&2
        die "the build failed; all of its output is in $log."
    }
    # As old as the start of the build, so that an edit made meanwhile is noticed.
    touch -r "$labs/target/.build-start" "$jar"
}

# Runs main class $1 with the other arguments.
launch() {
    java_home=$(find_java) || die "Java 25 or later is needed and was not found: install one and set JAVA_HOME to it."
    # One at a time: whoever comes second waits here, and finds the work done.
    exec 9<"$root/pom.xml"
    flock 9
    if is_stale; then
        build
    fi
    exec 9<&-
    options=(--enable-native-access=ALL-UNNAMED -cp "$jar")
    # In a mount namespace of its own, so that nobody else's copy keeps our mounts alive.
    if [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
        set -- unshare --mount "$java_home/bin/java" "${options[@]}" "$@"
    else
        set -- "$java_home/bin/java" "${options[@]}" "$@"
    fi
    exec "$@"
}
