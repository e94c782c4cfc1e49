package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recorder hears of flushes. */
class FlushEventsTest extends LiveFixture {
    @TempDir
    private Path directory;

    @Test
    void eachFlushIsAnEventWithItsRangeAndItsOutcome() throws IOException {
        Path dump = directory.resolve("events.jfr");
        try (Recording recording = new Recording();
                FileMapping mapping = mapping(Protection.READ_WRITE);
                View view = mapping.map(4096, 100)) {
            recording.enable("io.fileview.Flush").withoutThreshold();
            recording.start();
            view.flush(3, 20, Durability.WRITTEN);
            mapping.flush(Durability.DEVICE);
            view.guarded().setByte(0, (byte) 'x');
            system.faults().plan(Faults.once(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            recording.stop();
            recording.dump(dump);
            system.faults().none();
            mapping.flush(Durability.DEVICE);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(dump);
        assertThat(events)
                .extracting(
                        event -> event.getString("durability"),
                        event -> event.getLong("offset"),
                        event -> event.getLong("length"),
                        event -> event.getBoolean("succeeded"))
                .containsExactly(
                        tuple("WRITTEN", 4099L, 20L, true),
                        tuple("DEVICE", 0L, (long) SIZE, true),
                        tuple("DEVICE", 4096L, 100L, false));
        assertThat(events).allMatch(event -> event.getString("file").equals(FILE.toString()));
    }
}
