package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObstaclesTest {
    private static final Path FILE = Path.of("f");
    private static final SystemUses NONE =
            new SystemUses(
                    false, List.of(), List.of(), List.of(), 1, false, Optional.of("/m"),
                    Optional.empty());

    @Test
    void nobodyIsInTheWay() {
        Obstacles obstacles = new Obstacles(FILE, List.of(), true, NONE);
        assertThat(obstacles.delete()).isEqualTo("no holder prevents it");
        assertThat(obstacles.truncate()).isEqualTo("no holder prevents it");
        assertThat(obstacles.unmount())
                .isEqualTo("its file system, /m, is not kept busy by this file");
    }

    /** A process that could not be inspected may be one of them. */
    @Test
    void nobodyIsSeenToBeInTheWay() {
        Obstacles obstacles = new Obstacles(FILE, List.of(), false, NONE);
        assertThat(obstacles.delete())
                .isEqualTo(
                        "no holder prevents it, but a process that could not be inspected may keep the"
                                + " space");
        assertThat(obstacles.truncate())
                .isEqualTo("no holder prevents it, as far as processes can be inspected");
        assertThat(obstacles.unmount())
                .isEqualTo(
                        "its file system, /m, is not kept busy by this file, as far as processes can be"
                                + " inspected");
    }

    /** Everybody may see its locks, though not its descriptors. */
    @Test
    void aProcessOfWhichOnlyALockIsSeenHasTheFileOpen() {
        HeldLock lock = HeldLock.parse("3: POSIX  ADVISORY  WRITE 12 fe:01:7 0 EOF");
        assertThat(lock).isNotNull();
        Holder holder = new Holder(12, "a", List.of(), null, List.of(lock), false);
        Obstacles obstacles = new Obstacles(FILE, List.of(holder), false, NONE);
        assertThat(obstacles.delete())
                .isEqualTo(
                        "no holder prevents it, but the space is free only when the process has let go"
                                + " of it");
        assertThat(obstacles.unmount())
                .isEqualTo("its file system, /m, is busy because of the process");
    }
}
