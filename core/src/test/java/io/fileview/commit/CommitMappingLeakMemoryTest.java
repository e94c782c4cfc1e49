package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.live.Counters;
import io.fileview.testing.Eventually;
import io.fileview.testing.LogRecords;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A commit mapping that a program forgets to close. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitMappingLeakMemoryTest {
    /** In a method of its own, so that no local variable keeps the mapping. */
    private static void leak(CommitWorld world) throws IOException {
        CommitMapping commits = world.open();
        View view = commits.map();
        view.guarded().setByte(0, (byte) 'b');
        commits.commit();
        view.guarded().setByte(0, (byte) 'n');
    }

    /** Its journal is left as after a crash. */
    @Test
    void aLeakedMappingIsClosedAndReported() throws Exception {
        CommitWorld world = new CommitWorld(PAGE);
        long leaked = Counters.LEAKED_MAPPINGS.get();
        long live = Counters.LIVE_MAPPINGS.get();
        String report = "commit mapping of " + CommitWorld.FILE + ", now closed";
        try (LogRecords records = LogRecords.open();
                FileMapping mapping =
                        FileMapping.builder(CommitWorld.FILE)
                                .engine(world.system.engine())
                                .protection(Protection.READ_WRITE)
                                .open()) {
            leak(world);
            Eventually.holds(
                    "the mapping is reported and no longer counted",
                    () -> {
                        System.gc();
                        return Counters.LEAKED_MAPPINGS.get() > leaked
                                && Counters.LIVE_MAPPINGS.get() <= live + 1
                                && !records.messages(report).isEmpty();
                    });
            assertThat(records.messages(report))
                    .anyMatch(message -> !message.contains("still mapped"));
            assertThat(world.journalIsThere()).isTrue();
            try (CommitMapping next = world.open()) {
                assertThat(next.changed()).isEmpty();
            }
            assertThat(world.file()[0]).isEqualTo((byte) 'b');
            mapping.truncate(0); // Nothing of the leaked mapping is left.
        }
    }
}
