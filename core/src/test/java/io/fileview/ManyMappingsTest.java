package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The mappings that the kernel counts, and of which a JVM needs some: what adds to them besides
 * views, who else makes them, and what of them is garbage. The JVMs that come to the limit are
 * children without AssertJ.
 */
@NeedsKernel("reaches the limit of mappings of another process")
class ManyMappingsTest {
    private static final int PAGE = EngineUnderTest.pageSize();

    /** Every second page with advice of its own makes one mapping of each page. */
    private static final int PAGES = 80_000;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeAFileOfManyPages() throws IOException {
        Needs.linux();
        file = directory.resolve("many");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength((long) PAGES * PAGE);
        }
    }

    private String run(Class<?> child, Object... more) throws IOException {
        Object[] arguments = new Object[more.length + 1];
        arguments[0] = file;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return ChildJvm.of(child, arguments).option("-Xms128m").run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"advise", "lock", "unlock"})
    @Tag("linux-only")
    void alternatePagesOfAViewAreRefusedBeforeTheJvmEnds(String what) throws Exception {
        Needs.root(); // who may lock without limit
        if (what.equals("unlock")) {
            Needs.memory(2L * PAGES * PAGE); // all of the file is locked first
        }
        assertThat(run(AlternatePages.class, what))
                .contains("vm.max_map_count allows", "reserved for the JVM", file.toString())
                .endsWith("alive, and again");
    }

    /** Divides one view into as many mappings as it may have. */
    static final class AlternatePages {
        private AlternatePages() {}

        public static void main(String[] args) throws Exception {
            try (FileMapping mapping =
                    EngineUnderTest.open(Path.of(args[0]), Protection.READ_ONLY);
                    View view = mapping.map()) {
                if (args[1].equals("unlock")) {
                    view.lock();
                }
                int calls = 0;
                try {
                    for (; calls < PAGES / 2; calls++) {
                        divide(view, args[1], 2L * calls * PAGE);
                    }
                    throw new AssertionError("divided without a limit");
                } catch (MappingLimitException refused) {
                    System.out.println(refused.getMessage());
                    requireTrue(refused);
                    require(refused.offset() == 2L * calls * PAGE, "offset " + refused.offset());
                    require(refused.length() == PAGE, "length " + refused.length());
                }
                require(calls > 30_000, "only " + calls + " calls");
                System.out.print("alive");
                live();
            }
            try (FileMapping mapping =
                    EngineUnderTest.open(Path.of(args[0]), Protection.READ_ONLY);
                    View view = mapping.map()) {
                view.advise(0, PAGE, Advice.RANDOM);
                live();
                System.out.println(", and again");
            }
        }

        private static void divide(View view, String what, long offset) throws IOException {
            switch (what) {
                case "advise" -> view.advise(offset, PAGE, Advice.RANDOM);
                case "lock" -> view.lock(offset, PAGE);
                default -> view.unlock(offset, PAGE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mappingsOfOthersCount(boolean afterSome) throws Exception {
        assertThat(run(Beside.class, afterSome))
                .contains("vm.max_map_count allows", "reserved for the JVM", file.toString())
                .endsWith("alive");
    }

    /** Maps after others in the process have mapped nearly as much as it may. */
    static final class Beside {
        private Beside() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            List<View> views = new ArrayList<>();
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                    FileChannel other = FileChannel.open(file, StandardOpenOption.READ);
                    Arena arena = Arena.ofShared()) {
                if (Boolean.parseBoolean(args[1])) {
                    views.add(mapping.map(0, 1));
                }
                for (int i = 0; i < 62_000; i++) {
                    other.map(MapMode.READ_ONLY, 0, 1, arena);
                }
                try {
                    while (views.size() < 62_000) {
                        views.add(mapping.map(5, 10));
                    }
                    throw new AssertionError("mapped without a limit");
                } catch (MappingLimitException refused) {
                    System.out.println(refused.getMessage());
                    requireTrue(refused);
                }
                require(views.size() > 500, "only " + views.size() + " views");
                live();
                for (int i = 0; i < 200; i++) {
                    views.removeLast().close();
                }
                for (int i = 0; i < 100; i++) {
                    mapping.map(5, 10).close();
                }
                views.forEach(View::close);
                System.out.println("alive");
            }
        }
    }

    @Test
    void forgottenViewsAreCollectedBeforeMoreAreRefused() throws Exception {
        assertThat(
                ChildJvm.of(Forgotten.class, file)
                        .option("-Xms1g", "-Xmx1g", "-Xmn512m") // no collection by itself
                        .run()
                        .lines())
                .contains("150000 mapped"); // the cleaner may still report leaks after that
    }

    /** Maps and closes nothing. */
    static final class Forgotten {
        private Forgotten() {}

        public static void main(String[] args) throws Exception {
            try (FileMapping mapping =
                    EngineUnderTest.open(Path.of(args[0]), Protection.READ_ONLY)) {
                for (int i = 0; i < 150_000; i++) {
                    mapping.map(5, 10);
                }
            }
            long left = Views.statistics().liveViews();
            require(left < 66_000, left + " views are left");
            live();
            System.out.println("150000 mapped");
        }
    }

    @Test
    void viewsThatAreHeldAreRefusedAfterTheCollection() throws Exception {
        assertThat(run(Held.class)).endsWith("alive");
    }

    /** Holds half of what it maps. */
    static final class Held {
        private Held() {}

        public static void main(String[] args) throws Exception {
            List<View> views = new ArrayList<>();
            try (FileMapping mapping =
                    EngineUnderTest.open(Path.of(args[0]), Protection.READ_ONLY)) {
                try {
                    while (views.size() < 100_000) {
                        views.add(mapping.map(5, 10));
                        mapping.map(5, 10);
                    }
                    throw new AssertionError("mapped without a limit");
                } catch (MappingLimitException refused) {
                    requireTrue(refused);
                }
                require(views.size() > 62_000, "only " + views.size() + " views");
                live();
                views.forEach(View::close);
                System.out.println("alive");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/self/maps", "/proc/sys/vm/max_map_count", "/proc"})
    void theDefaultLimitHoldsWhereProcCannotBeRead(String hidden) throws Exception {
        Needs.administrator();
        String output =
                ChildJvm.of(WithoutProc.class, file, hidden)
                        .option("-Xms128m")
                        .under("unshare", "--mount")
                        .run();
        assertThat(output).contains("vm.max_map_count allows 65530").endsWith("alive");
    }

    /** Maps where the mappings cannot be counted. */
    static final class WithoutProc {
        private WithoutProc() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            hide(args[1], file);
            List<View> views = new ArrayList<>();
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
                for (int i = 0; i < 100_000; i++) { // what is closed does not count
                    mapping.map(5, 10).close();
                }
                try {
                    while (views.size() < 70_000) {
                        views.add(mapping.map(5, 10));
                    }
                    throw new AssertionError("mapped without a limit");
                } catch (MappingLimitException refused) {
                    System.out.println(refused.getMessage());
                    require(refused.limit() == 65_530, "limit " + refused.limit());
                    require(refused.count() > 60_000, "count " + refused.count());
                }
                require(views.size() > 60_000, "only " + views.size() + " views");
                live();
                views.forEach(View::close);
                System.out.println("alive");
            }
        }

        /** In the mount namespace of this process alone. */
        private static void hide(String what, Path file) throws Exception {
            String self = "/proc/" + ProcessHandle.current().pid();
            Path nothing = Files.createFile(file.resolveSibling("nothing" + System.nanoTime()));
            List<String> command =
                    what.equals("/proc")
                            ? List.of("mount", "-t", "tmpfs", "none", "/proc")
                            : List.of(
                                    "mount",
                                    "--bind",
                                    nothing.toString(),
                                    what.replace("/proc/self", self));
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            require(exit == 0, command + " ended with " + exit);
        }
    }

    private static void requireTrue(MappingLimitException refused) throws IOException {
        long limit =
                Long.parseLong(
                        Files.readAllLines(Path.of("/proc/sys/vm/max_map_count")).get(0));
        long count = Files.readAllLines(Path.of("/proc/self/maps")).size();
        require(refused.limitName().equals("vm.max_map_count"), refused.limitName());
        require(refused.limit() == limit, "limit " + refused.limit());
        require(
                Math.abs(refused.count() - count) < 200,
                "count " + refused.count() + " of " + count);
        require(limit - count > 800 && limit - count < 1_200, count + " mappings");
    }

    /** Does what a JVM needs mappings for. */
    private static void live() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Thread thread = new Thread(System::gc);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        require(new byte[1 << 24].length > 0, "memory");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
