# shellcheck shell=sh disable=SC2154
# What the launchers of the labs share. The caller has set $labs to the directory of this file.
name=$(basename "$0")
root=$(dirname "$labs")
jar=$labs/target/fileview-labs.jar
# What a lab ends with when it could not run; 1 means that a promise was broken.
# shellcheck disable=SC2034
exit_code=3
. "$root/.mvn/launch.sh"

# Installs the packages of commands that are missing, where this can be done: COMMAND:PACKAGE...
# The lab itself says what it cannot do without those that are still missing.
need() {
    packages=$(missing_packages "$@")
    if [ -n "$packages" ]; then
        # shellcheck disable=SC2086
        install_packages $packages || true
    fi
}

# Builds the labs where they are missing or old.
build_labs() {
    if is_stale "$jar" core/pom.xml cli/pom.xml labs/pom.xml core/src/main cli/src/main labs/src/main; then
        need_maven
        echo "Building the labs, once; this takes about a minute…" >&2
        build "$jar" -pl labs -am -Dquick package
    fi
}

# The version that the build uses of $1.
version_of() {
    sed -n "s:.*<version\.$1>\(.*\)</version\.$1>.*:\1:p" "$root/pom.xml"
}

# Builds the tests of modules, with a file in each that lists their class path, and fetches the console
# that runs them.
build_tests() {
    library=$labs/target/core-tests
    modules=
    stale=false
    for module in "$@"; do
        modules=$modules${modules:+,}$module
        if is_stale "$module/target/lab-classpath" "$module/pom.xml" "$module/src" core/src; then
            stale=true
        fi
    done
    if [ ! -d "$library" ] || $stale; then
        need_maven
        echo "Building the tests of $*, once; this takes about two minutes…" >&2
        junit=$(version_of junit)
        plugin=org.apache.maven.plugins:maven-dependency-plugin:$(version_of plugin.dependency)
        build "$root/$1/target/lab-classpath" -pl "$modules" -am -Dquick -Dmaven.test.skip=false \
            test-compile "$plugin:build-classpath" -Dmdep.includeScope=test \
            -Dmdep.outputFile=target/lab-classpath "$plugin:copy" "-DoutputDirectory=$library" \
            "-Dartifact=org.junit.platform:junit-platform-console-standalone:$junit"
    fi
}

# Runs a lab that starts the command line as its launcher does, which builds it, and what makes it quick
# to start, where they are missing or old: main class $1 with the other arguments.
launch_beside_command() {
    find_jdk
    "$root/fileview" --version >/dev/null || exit "$exit_code"
    cache=$root/cli/target/fileview-$(uname -m)-$jdk_version.aot
    [ -s "$cache" ] || cache=
    launch "-Dfileview.jar=$root/cli/target/fileview.jar" "-Dfileview.aot=$cache" "$@"
}

# Runs main class $1 with the other arguments. Options of the JVM may come first.
launch() {
    find_jdk
    lock
    build_labs
    unlock
    set -- "$java_home/bin/java" --enable-native-access=ALL-UNNAMED -cp "$jar" "$@"
    # In a mount namespace of its own, so that nobody else's copy keeps our mounts alive.
    if [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
        set -- unshare --mount "$@"
    fi
    exec "$@"
}
