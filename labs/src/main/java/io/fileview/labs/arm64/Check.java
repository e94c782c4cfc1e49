package io.fileview.labs.arm64;

import io.fileview.labs.common.Lab;
import java.util.Optional;

/**
 * How one check in a machine ended.
 *
 * @param name what was checked
 * @param code its exit code
 * @param seconds how long it took there
 * @param words the last line that it printed
 */
record Check(String name, int code, long seconds, String words) {
    private static final String MARK = "@check ";

    /** Reads what a machine printed; empty if it is not the result of a check. */
    static Optional<Check> in(String line) {
        String[] fields = line.split("\\|", 4);
        if (!line.startsWith(MARK) || fields.length < 4) {
            return Optional.empty();
        }
        return Optional.of(
                new Check(
                        fields[0].substring(MARK.length()),
                        Integer.parseInt(fields[1]),
                        Long.parseLong(fields[2]),
                        fields[3].strip()));
    }

    boolean passed() {
        return code == Lab.PASSED;
    }

    boolean couldNotRun() {
        return code == Lab.COULD_NOT_RUN;
    }

    String result() {
        return passed() ? "passed" : couldNotRun() ? "could not run" : "failed";
    }
}
