package io.fileview.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SystemErrorTest {
    private static final Pattern DEFINED = Pattern.compile("#define\\s+(E\\w+)\\s+(\\d+)\\b.*");
    private static final List<Path> HEADERS =
            List.of(
                    Path.of("/usr/include/asm-generic/errno-base.h"),
                    Path.of("/usr/include/asm-generic/errno.h"));

    @Test
    void allErrorsOfLinuxHaveTheirNumbers() throws IOException {
        Map<String, Integer> defined = new TreeMap<>();
        for (Path header : HEADERS) {
            assumeTrue(Files.exists(header), () -> header + " is not installed");
            for (String line : Files.readAllLines(header)) {
                Matcher matcher = DEFINED.matcher(line);
                if (matcher.matches()) {
                    defined.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
                }
            }
        }
        Map<String, Integer> known = new TreeMap<>();
        for (SystemError error : SystemError.values()) {
            known.put(error.name(), error.number());
        }
        assertThat(known).isEqualTo(defined);
    }

    @Test
    void eachIsFoundByItsNumberItsNameAndItsText() {
        for (SystemError error : SystemError.values()) {
            assertThat(SystemError.of(error.number())).contains(error);
            assertThat(SystemError.named(error.name())).contains(error);
            assertThat(SystemError.ofEnglish(error.text())).contains(error);
        }
        for (long number : new long[] {-1, 0, 41, 58, 134, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(SystemError.of(number)).isEmpty();
        }
        assertThat(SystemError.named("ENOTHING")).isEmpty();
        assertThat(SystemError.ofEnglish("No such thing")).isEmpty();
    }

    @Test
    void itIsReadInsideASentence() {
        assertThat(SystemError.ENOSPC.inWords()).isEqualTo("no space left on device (ENOSPC)");
        assertThat(SystemError.EDOTDOT.inWords()).isEqualTo("RFS specific error (EDOTDOT)");
        assertThat(SystemError.EMFILE.remedy()).hasValueSatisfying(
                remedy -> assertThat(remedy).contains("ulimit -n"));
    }

    /** Many causes have the same error, and a container's filter is only one of them. */
    @Test
    void noErrorIsBlamedOnAFilterAlone() {
        for (SystemError error : SystemError.values()) {
            String remedy = error.remedy().orElse("");
            assertThat(remedy.contains("seccomp"))
                    .as(remedy)
                    .isEqualTo(remedy.contains("newer kernel"));
        }
        assertThat(SystemError.EPERM.remedy().orElse(""))
                .contains("immutable", "append-only", "sealed", "another user's");
    }

    @Test
    void aDirectoryMayLackInodesInsteadOfBytes() {
        for (SystemError error : SystemError.values()) {
            boolean mayBeInodes = error == SystemError.ENOSPC || error == SystemError.EDQUOT;
            assertThat(error.remedyForEntry().orElse("").contains("inodes"))
                    .isEqualTo(mayBeInodes);
            if (!mayBeInodes) {
                assertThat(error.remedyForEntry()).isEqualTo(error.remedy());
            }
        }
    }
}
