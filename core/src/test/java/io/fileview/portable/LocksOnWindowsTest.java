package io.fileview.portable;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On Windows, a lock ends with the handle that it was acquired through, and with no other. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "elsewhere a lock belongs to the process")
class LocksOnWindowsTest {
    private static final long POSITION = 1L << 40;
    private static final int OPENINGS = 100;

    private final PortableEngine engine = new PortableEngine();

    private FileLocation file = FileLocation.of(Path.of("file"));

    @BeforeEach
    void create(@TempDir Path directory) throws IOException {
        file = FileLocation.of(Files.write(directory.resolve("file"), new byte[10_000]));
    }

    private EngineFile open() throws IOException {
        return engine.open(file, OpenRequest.existing(Protection.READ_WRITE));
    }

    private static int handles() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            long self = -1;
            assertThat(
                    WindowsFunction.of("GetProcessHandleCount").succeeds(self, count.address()))
                    .isTrue();
            return count.get(JAVA_INT, 0);
        }
    }

    @Test
    void whatIsClosedWhileAnotherOpeningHoldsALockKeepsNoHandle() throws IOException {
        try (EngineFile holder = open()) {
            assertThat(holder.lock(POSITION, false, Duration.ZERO)).isTrue();
            open().close();
            int few = handles();
            try (EngineFile another = open()) {
                assumeTrue(
                        handles() > few,
                        "this Windows does not count handles, as Wine does not");
                assertThat(another.size()).isEqualTo(10_000);
            }
            int before = handles();
            for (int i = 0; i < OPENINGS; i++) {
                open().close();
            }
            assertThat(handles() - before).isLessThan(OPENINGS / 2);
            assertThat(holder.holdsLock(POSITION)).isTrue();
        }
    }

    @Test
    void aSharedLockOutlivesTheOpeningThatAcquiredIt() throws IOException {
        EngineFile first = open();
        EngineFile second = open();
        assertThat(first.lock(POSITION, true, Duration.ZERO)).isTrue();
        assertThat(second.lock(POSITION, true, Duration.ZERO)).isTrue();
        first.close();
        assertThat(second.holdsLock(POSITION)).isTrue();
        second.close();
        try (EngineFile third = open()) {
            assertThat(third.lock(POSITION, false, Duration.ZERO)).isTrue();
        }
    }
}
