package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.live.Counters;
import io.fileview.live.LeakReportsOfTests;
import io.fileview.testing.Eventually;
import io.fileview.testing.LogRecords;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A commit mapping that a program forgets to close. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitMappingLeakMemoryTest {
    private static final int COLLECTIONS = 20;

    private static final AtomicInteger TESTS = new AtomicInteger();

    /** A file of its own, so that no leak of another test is taken for one of this. */
    private final Path file = CommitWorld.DIRECTORY.resolve("leaking-" + TESTS.incrementAndGet());

    private CommitWorld world;
    private LogRecords records;

    @BeforeEach
    void record() throws IOException {
        world = new CommitWorld(PAGE);
        world.system.others().write(file, CommitWorld.initial(PAGE));
        LeakReportsOfTests.startOver();
        records = LogRecords.open();
    }

    @AfterEach
    void close() {
        records.close();
    }

    private CommitMapping open() throws IOException {
        return CommitMapping.builder(file).engine(world.system.engine()).open();
    }

    private static void collect() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }

    /** In a method of its own, so that no local variable keeps the mapping. */
    private void leak() throws IOException {
        CommitMapping commits = open();
        View view = commits.map();
        view.guarded().setByte(0, (byte) 'b');
        commits.commit();
        view.guarded().setByte(0, (byte) 'n');
    }

    /** Its journal is left as after a crash. */
    @Test
    void aLeakedMappingIsClosedAndReportedOnce() throws Exception {
        long leaked = Counters.LEAKED_MAPPINGS.get();
        long live = Counters.LIVE_MAPPINGS.get();
        String report = "commit mapping of " + file + ", now closed";
        try (FileMapping mapping =
                FileMapping.builder(file)
                        .engine(world.system.engine())
                        .protection(Protection.READ_WRITE)
                        .open()) {
            leak();
            Eventually.holds(
                    "the mapping is reported and no longer counted",
                    () -> {
                        System.gc();
                        return Counters.LEAKED_MAPPINGS.get() > leaked
                                && Counters.LIVE_MAPPINGS.get() <= live + 1
                                && !records.messages(report).isEmpty();
                    });
            collect();
            assertThat(records.messages("mapping of " + file)).singleElement()
                    .asString()
                    .contains(report)
                    .doesNotContain("still mapped");
            assertThat(world.system.others().list(CommitWorld.DIRECTORY))
                    .contains(file.getFileName() + ".fileview-journal");
            try (CommitMapping next = open()) {
                assertThat(next.changed()).isEmpty();
            }
            assertThat(world.system.others().read(file)[0]).isEqualTo((byte) 'b');
            mapping.truncate(0); // Nothing of the leaked mapping is left.
        }
    }

    private MemorySegment segmentOfDroppedMapping() throws IOException {
        return open().map().segment();
    }

    @Test
    void aMappingIsNotLeakedWhileASegmentOfItIsUsed() throws Exception {
        MemorySegment segment = segmentOfDroppedMapping();
        collect();
        assertThat(records.messages(file.toString())).isEmpty();
        assertThat(segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 'a');
    }

    @Test
    void aMappingThatIsClosedIsNotReported() throws Exception {
        open().close();
        open().abandon();
        collect();
        assertThat(records.messages(file.toString())).isEmpty();
    }
}
