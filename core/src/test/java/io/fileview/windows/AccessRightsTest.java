package io.fileview.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.Needs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRightsTest {
    private static final String OWNER = "S-1-5-21-1-2-3-1000";

    @BeforeEach
    void needWindows() {
        Needs.windows();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "D:P(A;;FA;;;OWNER), 600, ''",
        "D:(A;;FA;;;WD), 666, ''",
        "D:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;OWNER)(A;;FR;;;WD), 644, ''",
        "D:(A;;FA;;;OWNER)(A;;0x1301bf;;;AU), 666, ''",
        "D:(A;;FA;;;OWNER)(A;;FR;;;BU), 644, ''",
        "D:(A;;FA;;;OWNER)(A;;FA;;;S-1-5-21-1-2-3-513), 666, ''",
        "D:(A;;FA;;;OWNER)(A;;FA;;;S-1-5-21-1-2-3-2000), 660, S-1-5-21-1-2-3-2000",
        "D:(A;;FA;;;OWNER)(A;;FR;;;S-1-5-21-1-2-3-7)(A;;FW;;;S-1-5-21-1-2-3-6), 660,"
                + " S-1-5-21-1-2-3-6 S-1-5-21-1-2-3-7",
        "D:(A;;FR;;;OWNER)(A;;WD;;;S-1-5-21-1-2-3-6), 420, S-1-5-21-1-2-3-6",
        "D:(D;;FW;;;WD)(A;;FA;;;WD), 444, ''",
        "D:(A;OICIIO;FA;;;WD)(A;;FA;;;OWNER), 600, ''",
        "D:(A;ID;FA;;;WD), 666, ''",
        "D:P, 0, ''",
    })
    void theListIsToldInTheTermsOfUnix(String list, String permissions, String group) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptor = descriptor(list.replace("OWNER", OWNER), arena);
            AccessRights rights = AccessRights.of(descriptor, Optional.of(OWNER));
            assertThat(Integer.toOctalString(rights.permissions())).isEqualTo(permissions);
            assertThat(rights.group()).isEqualTo(group);
        }
    }

    @Test
    void withoutAListEverybodyMayDoEverything() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptor = arena.allocate(20, 8);
            assertThat(AccessRights.of(descriptor, Optional.of(OWNER)).permissions())
                    .isEqualTo(0666);
        }
    }

    @SuppressWarnings("restricted")
    private static MemorySegment descriptor(String text, Arena arena) {
        MemorySegment descriptor = arena.allocate(ADDRESS);
        MemorySegment size = arena.allocate(JAVA_INT);
        boolean succeeded =
                WindowsFunction.of(
                        "ConvertStringSecurityDescriptorToSecurityDescriptorW", "advapi32")
                        .succeeds(
                                WindowsFunction.wide(text, arena).address(),
                                1,
                                descriptor.address(),
                                size.address());
        assertThat(succeeded).as(text).isTrue();
        return MemorySegment.ofAddress(descriptor.get(JAVA_LONG, 0))
                .reinterpret(size.get(JAVA_INT, 0));
    }
}
