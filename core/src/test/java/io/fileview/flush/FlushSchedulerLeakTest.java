package io.fileview.flush;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.Views;
import io.fileview.live.LeakReportsOfTests;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flush schedulers that a program forgets to close. */
class FlushSchedulerLeakTest {
    /** Held, because a logger that nobody holds loses its handlers. */
    private static final Logger LOGGER = Logger.getLogger("io.fileview");

    private static final Path FILE = Path.of("/leaked/file").toAbsolutePath();
    private static final Duration HOUR = Duration.ofHours(1);

    private final MemoryFileSystem system = new MemoryFileSystem(Options.DEFAULT);
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord report) {
                    records.add(report);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
    private final Level level = LOGGER.getLevel();

    @BeforeEach
    void listen() throws IOException {
        system.others().createDirectories(FILE.getParent());
        system.others().write(FILE, new byte[8192]);
        LOGGER.addHandler(handler);
        LOGGER.setLevel(null);
        LOGGER.setUseParentHandlers(false);
        LeakReportsOfTests.startOver();
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
        LOGGER.setLevel(level);
        LOGGER.setUseParentHandlers(true);
    }

    private FileMapping open() throws IOException {
        return FileMapping.builder(FILE)
                .engine(system.engine())
                .protection(Protection.READ_WRITE)
                .open();
    }

    private List<String> messages(String text) {
        return records.stream().map(LogRecord::getMessage).filter(m -> m.contains(text)).toList();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("fileview flush of "))
                .filter(thread -> thread.getName().contains(FILE.toString()))
                .count();
    }

    private static void collectUntil(String what, BooleanSupplier something) {
        Eventually.holds(
                what,
                () -> {
                    System.gc();
                    return something.getAsBoolean();
                });
    }

    /** In a method of its own, so that no local variable keeps the scheduler. */
    private static void leak(FileMapping mapping) {
        assertThat(FlushScheduler.start(mapping, 1 << 20, HOUR).backlog().bytes()).isZero();
    }

    @Test
    void aThousandLeakedOnesKeepNeitherThreadsNorTheFile() throws IOException {
        long leaked = Views.statistics().leakedSchedulers();
        long mappings = Views.statistics().liveMappings();
        try (FileMapping mapping = open()) {
            for (int i = 0; i < 1_000; i++) {
                leak(mapping);
            }
        }
        collectUntil(
                "all threads have ended, and the file is closed",
                () -> threads() == 0 && Views.statistics().liveMappings() <= mappings);
        Eventually.holds(
                "all are counted",
                () -> Views.statistics().leakedSchedulers() == leaked + 1_000);
        assertThat(messages("flush scheduler of " + FILE)).hasSize(10 + 6); // 16, 32 … 512
        assertThat(records.getFirst().getThrown()).hasMessage("started here");
        assertThat(records.getFirst().getThrown().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("leak"));
    }

    private static void writeAndLeak(FileMapping mapping) throws IOException {
        FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR);
        try (View view = mapping.map()) {
            view.guarded().setByte(5, (byte) 'x');
            scheduler.wrote(view, 5, 1);
        }
    }

    @Test
    void whatWasReportedIsFlushedOnceMore() throws IOException {
        try (FileMapping mapping = open()) {
            writeAndLeak(mapping);
            collectUntil("its thread has ended", () -> threads() == 0);
            assertThat(system.disk().readDurable(FILE)[5]).isEqualTo((byte) 'x');
        }
        assertThat(messages("leaked without being closed: flush scheduler")).hasSize(1);
    }

    /** The last flush is not repeated; what it could not do is said when the file is closed. */
    @Test
    void aLastFlushThatFailsEndsTheThreadToo() throws IOException {
        FileMapping mapping = open();
        system.faults()
                .plan(Faults.each(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
        try {
            writeAndLeak(mapping);
            collectUntil("its thread has ended", () -> threads() == 0);
            mapping.close();
            assertThat(messages("closed with changes that no flush could make durable"))
                    .hasSize(1);
        } finally {
            mapping.close();
            system.faults().none();
        }
    }

    @Test
    void oneThatWasClosedIsNotReported() throws IOException {
        long leaked = Views.statistics().leakedSchedulers();
        try (FileMapping mapping = open()) {
            for (int i = 0; i < 10; i++) {
                FlushScheduler.start(mapping, 1 << 20, HOUR).close();
            }
            leak(mapping); // the sign that the cleaner has come by
            collectUntil("one is reported", () -> !records.isEmpty());
            collectUntil("its thread has ended", () -> threads() == 0);
        }
        assertThat(Views.statistics().leakedSchedulers()).isEqualTo(leaked + 1);
        assertThat(messages("flush scheduler")).hasSize(1);
    }
}
