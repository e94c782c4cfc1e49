package io.fileview.labs.arm64;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one machine printed.
 *
 * @param kib the size of its pages in KiB, as was asked for
 * @param pageSize the size of its pages in bytes, as it said; 0 if it did not
 * @param checks what it checked
 * @param ended whether it came to its end
 * @param lastLine the last line that it printed
 */
record Boot(int kib, long pageSize, List<Check> checks, boolean ended, @Nullable String lastLine) {
    static Boot of(int kib, List<String> lines) {
        long pageSize = 0;
        boolean ended = false;
        List<Check> checks = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("@booted ")) {
                pageSize = Long.parseLong(line.split(" ", 3)[1]);
            }
            ended |= line.equals("@done");
            Check.in(line).ifPresent(checks::add);
        }
        return new Boot(
                kib, pageSize, List.copyOf(checks), ended,
                lines.isEmpty() ? null : lines.getLast());
    }
}
