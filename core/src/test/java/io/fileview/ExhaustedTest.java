package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.commit.CommitMapping;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the stack or the heap ends within a call, no lock stays taken and no view is half changed. */
@NeedsKernel("counts the mappings of a process")
class ExhaustedTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int SIZE = 16 * PAGE;

    @TempDir
    Path directory;

    /** A call; what it maps and does not close itself is closed afterwards. */
    private interface Call {
        void run(List<View> views) throws IOException;
    }

    /** Makes calls where the stack ends, or the heap. */
    static final class Calls {
        private static final int ROUNDS = 4_000;
        private static final int ROUNDS_OF_THE_HEAP = 320;
        private static final int NEAR = 700;
        private static final int STACK = 512 << 10;
        private static final String[] NAMES = {
            "map", "close", "flush", "remap", "grow", "commit", "lock", "open"
        };

        private final SplittableRandom random = new SplittableRandom(7);
        private final FileMapping mapping;
        private final CommitMapping commits;
        private final Path file;
        private final Heap heap = new Heap();
        private int deepest;
        private int failures;
        private Throwable latest;
        private int calls;

        private Calls(FileMapping mapping, CommitMapping commits, Path file) {
            this.mapping = mapping;
            this.file = file;
            this.commits = commits;
        }

        public static void main(String[] arguments) throws Exception {
            Path file = Path.of(arguments[0]);
            Path committed = Path.of(arguments[1]);
            try (FileMapping mapping =
                    EngineUnderTest.builder(file)
                            .protection(Protection.READ_WRITE)
                            .waitLimit(Duration.ofSeconds(5))
                            .open();
                    CommitMapping commits =
                            CommitMapping.builder(committed)
                                    .engine(EngineUnderTest.name())
                                    .lockTimeout(Duration.ofSeconds(5))
                                    .open()) {
                Calls calls = new Calls(mapping, commits, file);
                for (int i = 0; i < 50; i++) { // so that all classes are loaded
                    for (String name : NAMES) {
                        calls.make(name, (call, views) -> call.run(views));
                    }
                }
                Throwable[] failure = new Throwable[1];
                Thread thread = new Thread(null, () -> {
                    try {
                        if (arguments[2].equals("stack")) {
                            calls.exhaust();
                        } else {
                            calls.exhaustTheHeap();
                        }
                    } catch (Throwable e) {
                        failure[0] = e;
                    }
                }, "deep", STACK);
                thread.start();
                thread.join();
                if (failure[0] != null) {
                    throw new AssertionError(failure[0]);
                }
                System.out.println(
                        calls.failures + " failures in " + calls.calls + " calls");
            }
            List<String> open = openFilesIn(file.getParent());
            if (!open.isEmpty()) {
                throw new AssertionError("still open: " + open);
            }
        }

        /** Elsewhere than on Linux, the deletion of the directory shows what is left. */
        private void requireUnmapped(String name) throws IOException {
            if (!System.getProperty("os.name").equals("Linux")) {
                return;
            }
            try (Stream<String> areas = Files.lines(Path.of("/proc/self/maps"))) {
                List<String> left = areas.filter(area -> area.endsWith(file.toString())).toList();
                if (!left.isEmpty()) {
                    throw new AssertionError(name + " has left " + left, latest);
                }
            }
        }

        /** Not those that the JDK opens, and leaves to the collector if it has no memory then. */
        private static List<String> openFilesIn(Path directory) throws IOException {
            List<String> files = new ArrayList<>();
            if (!System.getProperty("os.name").equals("Linux")) {
                return files;
            }
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                for (Path descriptor : open.toList()) {
                    if (Files.exists(descriptor)) { // not that of the list itself
                        files.add(Files.readSymbolicLink(descriptor).toString());
                    }
                }
            }
            files.removeIf(name -> !name.startsWith(directory.toString()));
            return files;
        }

        private interface Way {
            void make(Call call, List<View> views) throws IOException;
        }

        private void exhaust() throws Exception {
            for (int i = 0; i < ROUNDS; i++) {
                measure();
                int depth = Math.max(0, deepest - random.nextInt(NEAR));
                make(NAMES[i % NAMES.length], (call, views) -> descend(depth, call, views));
            }
        }

        private void exhaustTheHeap() throws Exception {
            for (int i = 0; i < ROUNDS_OF_THE_HEAP; i++) {
                int left = random.nextInt(Heap.MOST_LEFT);
                make(
                        NAMES[i % NAMES.length],
                        (call, views) -> {
                            heap.fill(left);
                            try {
                                call.run(views);
                            } finally {
                                heap.empty();
                            }
                        });
            }
        }

        /** Anew each time, because compiled frames are smaller. */
        private void measure() throws IOException {
            deepest = 0;
            try {
                descend(Integer.MAX_VALUE, views -> {}, List.of());
            } catch (StackOverflowError end) {
                // As deep as the stack allows.
            }
        }

        private int descend(int depth, Call call, List<View> views) throws IOException {
            deepest++;
            if (depth == 0) {
                call.run(views);
                return 0;
            }
            return descend(depth - 1, call, views) + 1;
        }

        private void make(String name, Way way) throws Exception {
            List<View> views = new ArrayList<>(2);
            if (!name.equals("map") && !name.equals("commit")) {
                views.add(mapping.map(0, SIZE / 2));
            }
            int before = deepest;
            calls++;
            try {
                way.make(call(name), views);
            } catch (StackOverflowError | OutOfMemoryError e) {
                failures++;
                latest = e;
            } finally {
                deepest = before;
            }
            for (View view : views) {
                mustBeWhole(view);
                view.close();
            }
            mapping.map(0, 1).close(); // unmaps what could not be
            if (!mapping.engine().equals("portable")) { // the JDK may leak what it maps then
                requireUnmapped(name);
            }
            // Another thread takes each lock alone.
            Throwable[] failure = new Throwable[1];
            Thread other = new Thread(() -> {
                try {
                    mapping.grow(mapping.size());
                    mapping.truncate(mapping.size());
                    commits.rollback();
                } catch (Throwable e) {
                    failure[0] = e;
                }
            });
            other.start();
            other.join();
            if (failure[0] != null) {
                throw new AssertionError("after " + name + ": " + failure[0], failure[0]);
            }
        }

        private static void mustBeWhole(View view) throws IOException {
            if (view.isMapped()) {
                view.segment().set(java.lang.foreign.ValueLayout.JAVA_BYTE, 1, (byte) 1);
                if (view.segment().byteSize() != view.length()) {
                    throw new AssertionError("half remapped: " + view);
                }
                view.flush(Durability.SCHEDULED);
            }
        }

        private Call call(String name) {
            return switch (name) {
                case "map" -> views -> views.add(mapping.map(PAGE, PAGE));
                case "close" -> views -> views.getFirst().close();
                case "flush" -> views -> views.getFirst().flush(Durability.WRITTEN);
                case "remap" -> views -> views.getFirst().remap(SIZE);
                case "lock" -> views -> {
                    if (mapping.engine().equals("linux")) {
                        views.getFirst().lock(PAGE, PAGE);
                        views.getFirst().unlock(0, SIZE / 2);
                    }
                };
                case "open" -> views -> EngineUnderTest.open(file, Protection.READ_ONLY).close();
                case "grow" -> views -> mapping.grow(mapping.size());
                case "commit" -> views -> {
                    try (View view = commits.map()) {
                        view.guarded().setByte(5, (byte) 1);
                        commits.commit();
                    }
                };
                default -> throw new AssertionError(name);
            };
        }
    }

    /** Objects that leave no memory to others. */
    private static final class Heap {
        /** The most of the smallest objects that are left out. */
        static final int MOST_LEFT = 50;

        private static final int SLACK = 3 << 20;

        private static final class Filling {
            private final Filling next;
            private final byte[] bytes;

            Filling(byte[] bytes, Filling next) {
                this.bytes = bytes;
                this.next = next;
            }

            long size() {
                return bytes.length;
            }
        }

        private Filling always;
        private Filling now;

        void fill(int left) {
            if (always == null) {
                byte[] slack = new byte[SLACK];
                always = filling(1 << 16, always);
                if (always.size() > slack.length) {
                    throw new AssertionError("the slack is too small");
                }
            }
            now = filling(1 << 10, now);
            now = filling(8, now);
            for (int i = 0; i < left && now != null; i++) {
                now = now.next;
            }
        }

        private static Filling filling(int size, Filling first) {
            Filling last = first;
            try {
                while (true) {
                    last = new Filling(new byte[size], last);
                }
            } catch (OutOfMemoryError full) {
                return last;
            }
        }

        void empty() {
            now = null;
        }
    }

    @Test
    void theStack() throws Exception {
        Path file = Sample.file(directory, SIZE);
        Path committed = Sample.file(directory, SIZE + 1);
        String said = ChildJvm.of(Calls.class, file, committed, "stack").run();
        assertThat(said).containsPattern("[1-9][0-9]+ failures in");
    }

    @Test
    void theHeap() throws Exception {
        Path file = Sample.file(directory, SIZE);
        Path committed = Sample.file(directory, SIZE + 1);
        String said =
                ChildJvm.of(Calls.class, file, committed, "heap")
                        .option("-Xms24m", "-Xmx24m")
                        .run();
        assertThat(said).containsPattern("[1-9][0-9]+ failures in");
    }

    /** As that of a thread of a server with thousands of them. */
    @Test
    void aSmallStackIsEnough() throws Exception {
        Path file = Sample.file(directory, SIZE);
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable work =
                () -> {
                    try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                            View view = mapping.map()) {
                        view.guarded().setByte(5, (byte) 1);
                        view.flush(Durability.WRITTEN);
                    } catch (Throwable failure) {
                        done.completeExceptionally(failure);
                    }
                    done.complete(null); // after the file has been closed, so that it can be deleted
                };
        new Thread(null, work, "small stack", 224 << 10).start();
        done.get();
    }
}
