package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.proc.MappingRoom;
import io.fileview.proc.MemoryLimits;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views in the middle of an area that the kernel has joined do not use up the last mappings. */
@Tag("linux-only")
@NeedsKernel("fills the mappings of a process")
class UnmapWithoutRoomTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int VIEWS = 7;

    /** Larger than the gaps between the libraries, so that the kernel places views side by side. */
    private static final long SIZE = 256L << 20;

    @TempDir
    Path directory;

    @Test
    void aViewAmidOthersIsUnmappedWithOneOfThem() throws Exception {
        Path file = directory.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(VIEWS * SIZE);
        }
        assertThat(ChildJvm.of(Closer.class, file).run())
                .contains("joined 1", "amid 1", "with neighbours 1 of 3 views", "all 0");
    }

    /** Closes views after having left no room. */
    static final class Closer {
        private Closer() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            try (FileMapping mapping =
                    FileMapping.builder(file)
                            .protection(Protection.READ_WRITE)
                            .engine("linux")
                            .open()) {
                List<View> views = new ArrayList<>();
                for (int i = 0; i < VIEWS; i++) {
                    views.add(mapping.map((VIEWS - 1L - i) * SIZE, SIZE));
                }
                System.out.println("joined " + areasOf(file).size());
                leaveNoRoom();
                views.get(1).close();
                views.get(3).close();
                System.out.println("amid " + areasOf(file).size());
                views.get(0).close();
                views.get(2).close();
                List<Long> areas = areasOf(file);
                System.out.println(
                        "with neighbours " + areas.size() + " of " + areas.get(0) + " views");
                views.get(5).close();
                views.get(6).close();
                views.get(4).close();
                System.out.println("all " + areasOf(file).size());
            }
        }

        /** Advice for every second page divides an area, until half of the reserve is left. */
        private static void leaveNoRoom() throws IOException {
            long limit = MemoryLimits.mappingLimit().orElseThrow();
            long fill = limit - areas().size() - 500;
            long address =
                    SystemCalls.call(SystemCall.MMAP, 0, (fill + 2) * PAGE, 0, 0x4022, -1, 0);
            for (long page = 1; page < fill; page += 2) {
                SystemCalls.call(SystemCall.MADVISE, address + page * PAGE, PAGE, 1);
            }
            // Nor from what was granted before.
            if (MappingRoom.OF_PROCESS.take(limit, 0).isEmpty()) {
                throw new IllegalStateException("there is room for as many as are allowed");
            }
        }

        private static List<String> areas() throws IOException {
            try (Stream<String> areas = Files.lines(Path.of("/proc/self/maps"))) {
                return areas.toList();
            }
        }

        /** Returns the sizes, counted in views. */
        private static List<Long> areasOf(Path file) throws IOException {
            return areas().stream()
                    .filter(area -> area.endsWith(file.toString()))
                    .map(area -> area.substring(0, area.indexOf(' ')).split("-"))
                    .map(
                            area -> (Long.parseUnsignedLong(area[1], 16)
                                    - Long.parseUnsignedLong(area[0], 16)) / SIZE)
                    .toList();
        }
    }
}
