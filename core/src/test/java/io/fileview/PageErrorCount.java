package io.fileview;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.fileview.guarded.GuardedAccess;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.windows.Wine;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts how accesses to a file that has been truncated under its view end; run in its own JVM. */
final class PageErrorCount {
    private static final int BURST = 100;
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final long SIZE = 64L * PAGE;

    private long precise;
    private long silent;
    private long late;
    private long sum; // of what was read, so that no read is in vain

    private PageErrorCount() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        int bursts = Integer.parseInt(arguments[2]);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            PageErrorCount count = new PageErrorCount();
            switch (arguments[0]) {
                case "guarded" -> count.guarded(view, bursts);
                case "raw" -> count.raw(view, bursts);
                default -> count.comingAndGoing(view, file, bursts);
            }
            System.out.println(
                    "precise "
                            + count.precise
                            + ", silent "
                            + count.silent
                            + ", late "
                            + count.late
                            + ", sum "
                            + count.sum);
        }
    }

    /** Good and bad accesses take turns from the start, or the JVM would not compile this. */
    private void guarded(View view, int bursts) throws Exception {
        GuardedAccess access = view.guarded();
        truncate(view.path().orElseThrow(), PAGE);
        for (int round = 0; round < bursts; round++) {
            for (GuardedOperation operation : GuardedOperation.values()) {
                try {
                    operation.run(access, 0);
                    burst(operation, access);
                } catch (InternalError error) {
                    late++;
                }
            }
        }
    }

    private void burst(GuardedOperation operation, GuardedAccess access) throws Exception {
        for (int i = 0; i < BURST; i++) {
            long at = PAGE + i * 64L;
            try {
                operation.run(access, at);
                silent++;
            } catch (FileShrankException e) {
                precise += e.offset() == at ? 1 : 0;
            }
        }
    }

    /** The control: the same with the raw segment. */
    private void raw(View view, int bursts) throws Exception {
        MemorySegment segment = view.segment();
        truncate(view.path().orElseThrow(), PAGE);
        for (int round = 0; round < bursts; round++) {
            try {
                rawBurst(segment);
            } catch (InternalError error) {
                late++;
            }
        }
    }

    /** One access of ten is bad: so the code gets hot, and is compiled for good and bad alike. */
    private void rawBurst(MemorySegment segment) {
        for (int i = 0; i < 10 * BURST; i++) {
            boolean bad = i % 10 == 9;
            try {
                // With its sign the int would end the process; see PageOperations.
                sum += Integer.toUnsignedLong(
                        segment.get(JAVA_INT_UNALIGNED, (bad ? PAGE : 0) + i * 4L));
                silent += bad ? 1 : 0;
            } catch (InternalError error) {
                precise++;
            }
        }
    }

    /** The page goes and comes back all the time: it may go in the middle of any operation. */
    private void comingAndGoing(View view, Path file, int bursts) throws Exception {
        GuardedAccess access = view.guarded();
        AtomicBoolean done = new AtomicBoolean();
        Thread other =
                new Thread(
                        () -> {
                            try (FileChannel channel =
                                    FileChannel.open(file, StandardOpenOption.WRITE)) {
                                while (!done.get()) {
                                    channel.truncate(PAGE);
                                    channel.write(java.nio.ByteBuffer.allocate(1), SIZE - 1);
                                }
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        other.start();
        try {
            for (int round = 0; round < bursts; round++) {
                for (GuardedOperation operation : GuardedOperation.values()) {
                    for (int i = 0; i < BURST; i++) {
                        try {
                            operation.run(access, PAGE + i * 64L);
                        } catch (MappingException e) {
                            precise++;
                        } catch (InternalError e) {
                            late++;
                        }
                    }
                }
            }
        } finally {
            done.set(true);
            other.join();
        }
    }

    /** Without the classes of JUnit, which the children do not have. */
    static void truncate(Path file, long size) throws Exception {
        if (Needs.isWindows()) {
            Wine.truncate(file, size);
        } else {
            Command.run("truncate", "--size=" + size, file.toString());
        }
    }
}
