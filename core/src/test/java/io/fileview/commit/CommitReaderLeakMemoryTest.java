package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Views;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.live.LeakReportsOfTests;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.testing.Eventually;
import io.fileview.testing.LogRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers and read locks that a program forgets to close, and those that it closes. */
class CommitReaderLeakMemoryTest extends CommitReaderFixture {
    private static final int COLLECTIONS = 20;

    /** A file of its own, so that no leak of another test is taken for one of this. */
    private static final Path FILE = CommitWorld.DIRECTORY.resolve("leaking");

    private static final String READER = "commit reader of " + FILE;

    private LogRecords records;

    @BeforeEach
    void record() throws IOException {
        world.system.others().write(FILE, CommitWorld.initial(SIZE));
        LeakReportsOfTests.startOver();
        records = LogRecords.open();
    }

    @AfterEach
    void close() {
        records.close();
    }

    private CommitReader open() throws IOException {
        return CommitReader.open(FILE, world.system.engine());
    }

    private void collect() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }

    private void awaitReport(String report) {
        Eventually.<RuntimeException>holds(
                report + " is reported",
                () -> {
                    System.gc();
                    return !records.messages(report).isEmpty();
                });
    }

    @Test
    void whatIsClosedIsNotReported() throws Exception {
        try (CommitReader reader = open()) {
            reader.readLock().close();
            ReadLock twice = reader.readLock();
            twice.close();
            twice.close();
        }
        collect();
        assertThat(records.messages(FILE.toString())).isEmpty();
    }

    /** In a method of its own, so that no local variable keeps the reader. */
    private void leakReader() throws IOException {
        open();
    }

    @Test
    void aLeakedReaderIsClosedCountedAndReported() throws IOException {
        long leaked = Views.statistics().leakedReaders();
        leakReader();
        awaitReport(READER + ", now closed");
        assertThat(Views.statistics().leakedReaders()).isGreaterThan(leaked);
        assertThat(world.system.others().list(CommitWorld.DIRECTORY))
                .containsExactly("file", "leaking");
    }

    private void leakLock(CommitReader reader) throws IOException {
        assertThat(reader.readLock()).isNotNull();
    }

    @Test
    void aLeakedReadLockIsReleasedCountedAndReported() throws IOException {
        try (CommitReader reader = open()) {
            long leaked = Views.statistics().leakedReadLocks();
            leakLock(reader);
            awaitReport("read lock of " + READER);
            assertThat(Views.statistics().leakedReadLocks()).isGreaterThan(leaked);
            assertThat(ReadLocks.areHeld()).isFalse();
            try (CommitMapping commits =
                    CommitMapping.builder(FILE)
                            .engine(world.system.engine())
                            .lockTimeout(Duration.ZERO)
                            .open()) {
                commits.map().guarded().setByte(0, (byte) 'b');
                commits.commit();
            }
        }
    }

    @Test
    void aLeakedReadLockThatCannotBeReleasedIsReportedWithTheReason() throws IOException {
        CommitReader reader = open();
        leakLock(reader);
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.UNLOCK
                                        && call.offset() == STATE,
                                Fault.error(OsError.EIO)));
        awaitReport("read lock of " + READER);
        assertThat(records.all())
                .filteredOn(each -> each.getMessage().contains("read lock of " + READER))
                .singleElement()
                .satisfies(
                        each -> assertThat(each.getThrown())
                                .isInstanceOf(IOException.class)
                                .hasMessageContaining("UNLOCK failed"));
        reader.close();
    }
}
