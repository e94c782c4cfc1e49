# What is checked in the emulated machine. Each check prints one line "@check NAME|CODE|SECONDS|WORDS",
# where CODE is the exit code: 0 is passed, 3 is not run.
cd /root || exit 1
class_path=$(cat /out/classpath)

# The console shows what a check prints at once, so that what passed and failed is known before the end,
# and if there is none.
check() {
    check_name=$1
    shift
    check_start=$(date +%s)
    : >/root/output
    tail -n +1 -f /root/output | sed -u -e '/^@end$/q' -e '/ :: STARTED$/d' &
    check_shown=$!
    "$@" >>/root/output 2>&1
    check_code=$?
    check_words=$(words $check_code)
    printf '\n@end\n' >>/root/output
    wait $check_shown
    echo "@check $check_name|$check_code|$(($(date +%s) - check_start))|$check_words"
}

# The last line; of a check that failed, the last lines, since the last one may say little.
words() {
    lines=1
    [ "$1" = 0 ] || lines=8
    grep -v '^[[:space:]]*$' /root/output | tail -n $lines | cut -c 1-1000 | paste -s -d '~' |
        sed 's:~: / :g'
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

# The suite of the library. Its last line counts the tests and names those that failed; a test whose
# assumption does not hold has been skipped.
suite() {
    java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
        -Dfileview.test.engine=linux -Dfileview.test.patience=10 -Dfileview.errno.one-of=10 \
        -cp "$(cat /out/core-tests)" \
        org.junit.platform.console.ConsoleLauncher execute "$@" --exclude-tag=soak \
        --details=testfeed --disable-banner --disable-ansi-colors \
        --exclude-classname='.*ArchitectureTest' --config=junit.jupiter.execution.timeout.mode=disabled
    suite_code=$?
    awk '
        / tests found / { found = $2 }
        / tests (skipped|aborted) / { skipped += $2 }
        / tests successful / { passed = $2 }
        / tests failed / { failed = $2 }
        / :: FAILED$/ { sub(/ :: FAILED$/, ""); names = names "; " $0 }
        END {
            printf "%d tests: %d passed, %d skipped, %d failed%s\n", found, passed, skipped, failed, names
        }' /root/output
    return $suite_code
}

# Whether a part is to be run.
wanted() {
    case " $(cat /out/only) " in
    *" $1 "*) ;;
    *) return 1 ;;
    esac
}

if wanted demo; then
    check demo demo
fi
if wanted bulk; then
    check "bad pages, interpreted" bulk -Xint
    check "bad pages, C1" bulk -XX:TieredStopAtLevel=1 -Xbatch
    check "bad pages, C2" bulk -XX:-TieredCompilation -XX:CompileThreshold=200 -Xbatch
fi
if wanted errors; then # without Graal, which is not here
    check "page errors" program -XX:TieredStopAtLevel=1 \
        io.fileview.labs.pages.PageErrorLab --short --accesses 30000
fi
if wanted suite; then
    check "tests of the library" suite --scan-classpath=/out/core-test-classes \
        --include-classname="$(cat /out/tests)"
fi
