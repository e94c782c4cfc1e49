package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the directory of a process in {@code /proc} tells about its user namespace. */
class UserNamespaceTest {
    private static final String ALL = "         0          0 4294967295\n";

    @TempDir
    Path process;

    @Test
    void withoutProcNothingIsKnown() {
        assertThat(UserNamespace.hasAllIds(process)).isFalse();
    }

    @Test
    void aKernelWithoutUserNamespacesHasNoMaps() throws IOException {
        Files.writeString(process.resolve("status"), "Name:\tjava\n");
        assertThat(UserNamespace.hasAllIds(process)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void bothMapsMustHaveAllIds(boolean users, boolean groups) throws IOException {
        Files.writeString(process.resolve("status"), "Name:\tjava\n");
        Files.writeString(process.resolve("uid_map"), users ? ALL : "0 1000 1\n");
        Files.writeString(process.resolve("gid_map"), groups ? ALL : "0 100000 65536\n");
        assertThat(UserNamespace.hasAllIds(process)).isEqualTo(users && groups);
    }
}
