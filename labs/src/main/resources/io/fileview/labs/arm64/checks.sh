# What is checked in the emulated machine. Each check prints one line "@check NAME|CODE|SECONDS|WORDS",
# where CODE is the exit code: 0 is passed, 3 is not run.
cd /root || exit 1
class_path=$(cat /out/classpath)

check() {
    check_name=$1
    shift
    check_start=$(date +%s)
    "$@" >/root/output 2>&1
    check_code=$?
    check_words=$(grep -v '^$' /root/output | tail -n 1 | cut -c 1-300)
    [ $check_code = 0 ] || tail -n 40 /root/output
    echo "@check $check_name|$check_code|$(($(date +%s) - check_start))|$check_words"
}

program() {
    java -Xmx512m -XX:+UseSerialGC -XX:-CreateCoredumpOnCrash -XX:ErrorFile=/dev/stderr \
        --enable-native-access=ALL-UNNAMED -cp "$class_path" "$@"
}

demo() {
    program -XX:TieredStopAtLevel=1 io.fileview.cli.Main demo
}

# Bulk access to bad pages. So few calls are enough for C2, because it is told to wait for fewer.
bulk() {
    program "$@" io.fileview.labs.arm64.BadPagesProgram
}

check demo demo
check "bad pages, interpreted" bulk -Xint
check "bad pages, C1" bulk -XX:TieredStopAtLevel=1 -Xbatch
check "bad pages, C2" bulk -XX:-TieredCompilation -XX:CompileThreshold=200 -Xbatch
[ ! -e /out/long ] || check "page errors" program -XX:TieredStopAtLevel=1 \
    io.fileview.labs.pages.PageErrorLab --accesses 3000
[ ! -e /out/core-tests ] || check "tests of the library" java -Xmx1g -XX:+UseSerialGC \
    -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Dfileview.test.engine=linux \
    -Dfileview.test.patience=10 -cp "$(cat /out/core-tests)" org.junit.platform.console.ConsoleLauncher execute \
    --scan-classpath=/out/core-test-classes --exclude-tag=soak --details=none --disable-banner \
    --disable-ansi-colors --exclude-classname='.*ArchitectureTest' \
    --config=junit.jupiter.execution.timeout.mode=disabled
