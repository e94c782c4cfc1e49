package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.pages.PageState;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a program is told at a limit of the system or of its process, and that it can go on. Each
 * limit is reached in a JVM of its own; the children have no AssertJ.
 */
@NeedsKernel("reaches limits that the kernel sets for another process")
class LimitsTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        Needs.linux();
        file = Sample.file(directory, SIZE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("linux-only")
    void mappings(boolean afterAnotherRefusal) throws Exception {
        String limit = Files.readAllLines(Path.of("/proc/sys/vm/max_map_count")).get(0);
        assertThat(
                ChildJvm.of(ManyViews.class, file, limit, afterAnotherRefusal)
                        .option("-Xms128m")
                        .run())
                .endsWith("unmapped and mapped again");
    }

    /** Maps until the system refuses. */
    static final class ManyViews {
        private ManyViews() {}

        public static void main(String[] args) throws IOException {
            long limit = Long.parseLong(args[1]);
            if (Boolean.parseBoolean(args[2])) {
                refuseOnce();
            }
            List<View> views = new ArrayList<>();
            try (FileMapping mapping =
                    EngineUnderTest.open(Path.of(args[0]), Protection.READ_ONLY)) {
                MappingLimitException refused = mapUntilRefused(mapping, views);
                System.out.println(refused.getMessage());
                require(refused.limitName().equals("vm.max_map_count"), refused.limitName());
                require(refused.limit() == limit, "limit " + refused.limit());
                require(
                        Math.abs(limit - 1000 - refused.count()) < 100,
                        "a thousand are left to the JVM, count " + refused.count());
                require(views.size() > limit * 9 / 10, "only " + views.size() + " views");
                require(refused.getMessage().contains(args[0]), "the file is named");
                require(refused.getMessage().contains("vm.max_map_count"), "the limit is named");
                require(refused.offset() == 5 && refused.length() == 10, "the range is named");
                require(Views.statistics().liveViews() == views.size(), "the count of views");

                for (View view : views.subList(views.size() - 1_000, views.size())) {
                    view.close();
                }
                for (int i = 0; i < 900; i++) {
                    mapping.map(5, 10).close();
                }
                views.forEach(View::close);
                mapping.map().close();
            }
            require(Views.statistics().liveViews() == 0, "no view is left");
            System.out.println("unmapped and mapped again");
        }

        /** Near the limit the JVM has no room to load the classes that a refusal needs. */
        private static void refuseOnce() throws IOException {
            try (FileMapping memory = EngineUnderTest.memoryBuilder(1L << 50).open()) {
                throw new AssertionError("mapped " + memory.map());
            } catch (MappingLimitException refused) {
                System.out.println(refused.getMessage());
            }
        }

        private static MappingLimitException mapUntilRefused(FileMapping mapping, List<View> views)
                throws IOException {
            while (views.size() < 1_000_000) {
                try {
                    views.add(mapping.map(5, 10));
                } catch (MappingLimitException refused) {
                    return refused;
                }
            }
            throw new AssertionError("a million views and no limit");
        }
    }

    @Test
    @Tag("linux-only")
    void lockedMemory() throws Exception {
        Needs.root(); // who may lock without limit, so that the child must be somebody else
        ChildJvm.openTo(directory);
        long limit = 4L * EngineUnderTest.pageSize();
        String output =
                ChildJvm.of(Locker.class, file, limit)
                        .under("prlimit", "--memlock=" + limit + ":" + limit)
                        .asNobody(directory)
                        .run();
        assertThat(output).contains("RLIMIT_MEMLOCK allows " + limit);
    }

    @Test
    @Tag("linux-only")
    void lockedMemoryWhereNoneIsAllowed() throws Exception {
        Needs.root();
        ChildJvm.openTo(directory);
        String output =
                ChildJvm.of(Locker.class, file, 0)
                        .under("prlimit", "--memlock=0:0")
                        .asNobody(directory)
                        .run();
        assertThat(output).contains("RLIMIT_MEMLOCK allows 0");
    }

    /** Locks more than it may, and then what it may. */
    static final class Locker {
        private Locker() {}

        public static void main(String[] args) throws IOException {
            long limit = Long.parseLong(args[1]);
            try (FileMapping mapping =
                    EngineUnderTest.open(Path.of(args[0]), Protection.READ_ONLY);
                    View view = mapping.map()) {
                if (limit > 0) {
                    view.lock(0, limit / 2);
                }
                try {
                    view.lock(100, SIZE - 100);
                    throw new AssertionError("locked more than allowed");
                } catch (MappingLimitException refused) {
                    System.out.println(refused.getMessage());
                    require(refused.limitName().equals("RLIMIT_MEMLOCK"), refused.limitName());
                    require(refused.limit() == limit, "limit " + refused.limit());
                    require(refused.count() == limit / 2, "count " + refused.count());
                    require(refused.offset() == 100, "offset " + refused.offset());
                    require(refused.length() == SIZE - 100, "length " + refused.length());
                }
                requireLocked(view, limit / 2);
                if (limit > 0) {
                    view.lock(0, limit);
                    requireLocked(view, limit);
                    view.unlock();
                    requireLocked(view, 0);
                }
            }
        }

        private static void requireLocked(View view, long bytes) throws IOException {
            long pages = view.pages().count(PageState.LOCKED);
            require(pages * view.pageSize() == bytes, pages + " pages are said to be locked");
            String line =
                    Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(status -> status.startsWith("VmLck:"))
                            .findFirst()
                            .orElseThrow();
            String kib = line.replaceAll("\\D", "");
            require(Long.parseLong(kib) * 1024 == bytes, "the kernel says " + line);
        }
    }

    @Test
    @Tag("linux-only")
    void addressSpace() throws Exception {
        String output =
                ChildJvm.of(GreedyMapper.class, 64L << 30)
                        .under("prlimit", "--as=" + (16L << 30))
                        .run();
        assertThat(output).contains("RLIMIT_AS allows " + (16L << 30));
    }

    /** Maps and remaps more than the process may have. */
    static final class GreedyMapper {
        private GreedyMapper() {}

        public static void main(String[] args) throws IOException {
            long tooMuch = Long.parseLong(args[0]);
            try (FileMapping memory = EngineUnderTest.memoryBuilder(tooMuch).open();
                    View small = memory.map(0, 10)) {
                requireRefusal(memory::map, tooMuch);
                requireRefusal(() -> small.remap(tooMuch), tooMuch);
                require(small.length() == 10 && small.isMapped(), "the view is as before");
                memory.map(0, 1 << 20).close();
            }
        }

        private static void requireRefusal(Act act, long length) throws IOException {
            try {
                act.run();
                throw new AssertionError("mapped more than allowed");
            } catch (MappingLimitException refused) {
                System.out.println(refused.getMessage());
                require(refused.limitName().equals("RLIMIT_AS"), refused.limitName());
                require(refused.limit() == 16L << 30, "limit " + refused.limit());
                require(refused.count() > 0 && refused.count() < refused.limit(), "count");
                require(refused.length() == length, "length " + refused.length());
            }
        }
    }

    @Test
    @Tag("linux-only")
    void theAddressSpaceOfTheProcessorItself() throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(Long.MAX_VALUE).open()) {
            for (long length : new long[] {1L << 50, Long.MAX_VALUE - 100, Long.MAX_VALUE}) {
                MappingLimitException refused =
                        org.junit.jupiter.api.Assertions.assertThrows(
                                MappingLimitException.class, () -> memory.map(0, length));
                assertThat(refused.getMessage()).contains(Long.toString(length));
                assertThat(refused.getMessage()).as("no negative amounts").doesNotContain("-");
                assertThat(refused.count()).isPositive();
            }
        }
    }

    @Test
    void openFiles() throws Exception {
        // As a jar, which is open already: to load a class from a folder takes another file.
        Path jar = directory.resolve("fileview.jar");
        String tool = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
        Command.run(tool, "-cf", jar.toString(), "-C", ChildJvm.mainClasses().toString(), ".");
        String output =
                ChildJvm.of(ManyMappings.class, file)
                        .classPath(jar, ChildJvm.testClasses())
                        .under("prlimit", "--nofile=100:100")
                        .run();
        assertThat(output).endsWith("closed and opened again");
    }

    /** Opens until the system refuses. */
    static final class ManyMappings {
        private ManyMappings() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            require(args.length == 1, "a file to open"); // also loads what require is in
            List<FileMapping> mappings = new ArrayList<>();
            MappingLimitException refused = openUntilRefused(file, mappings);
            System.out.println(refused.getMessage());
            require(refused.limitName().equals("RLIMIT_NOFILE"), refused.limitName());
            require(refused.getMessage().contains(args[0]), "the file is named");
            require(
                    Views.statistics().liveMappings() == mappings.size(),
                    Views.statistics() + " with " + mappings.size() + " mappings");
            for (FileMapping mapping : mappings) {
                mapping.close();
            }
            FileMapping.open(file, Protection.READ_ONLY).close();
            System.out.println("closed and opened again");
        }

        private static MappingLimitException openUntilRefused(Path file, List<FileMapping> mappings)
                throws IOException {
            while (mappings.size() < 100) {
                try {
                    mappings.add(EngineUnderTest.open(file, Protection.READ_ONLY));
                } catch (MappingLimitException refused) {
                    return refused;
                }
            }
            throw new AssertionError("a hundred files and no limit");
        }
    }

    /** The areas of the view, which differ, are in a file of /proc that must be opened. */
    @Test
    @Tag("linux-only")
    void aViewThatCannotBeRemappedBecauseOfOpenFilesStaysMapped() throws Exception {
        Path jar = directory.resolve("fileview.jar");
        String tool = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
        Command.run(tool, "-cf", jar.toString(), "-C", ChildJvm.mainClasses().toString(), ".");
        String output =
                ChildJvm.of(Remapping.class, file)
                        .classPath(jar, ChildJvm.testClasses())
                        .under("prlimit", "--nofile=100:100")
                        .run();
        assertThat(output).endsWith("remapped and unmapped");
    }

    /** Remaps while no file can be opened, and once one can. */
    static final class Remapping {
        private Remapping() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            List<FileMapping> mappings = new ArrayList<>();
            require(args.length == 1, "a file to open"); // also loads what require is in
            try (FileMapping memory = EngineUnderTest.memoryBuilder(SIZE).open();
                    View view = memory.map(0, SIZE / 2)) {
                view.advise(0, SIZE / 4, Advice.RANDOM);
                view.guarded().setByte(0, (byte) 1);
                ManyMappings.openUntilRefused(file, mappings);
                try {
                    view.remap(SIZE);
                    throw new AssertionError("a remapped view, and no file can be opened");
                } catch (IOException refused) {
                    System.out.println(refused.getMessage());
                }
                require(view.isMapped(), "the view is mapped");
                require(view.guarded().getByte(0) == 1, "the view shows its bytes");
                for (FileMapping mapping : mappings) {
                    mapping.close();
                }
                view.remap(SIZE);
                require(view.guarded().getByte(0) == 1, "the remapped view shows its bytes");
            }
            require(Views.statistics().liveViews() == 0, Views.statistics().toString());
            System.out.println("remapped and unmapped");
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
