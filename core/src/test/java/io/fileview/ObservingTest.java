package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.management.ViewsManagement;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be watched from outside: counters, the management bean, flight recorder events. */
class ObservingTest {
    @TempDir
    Path directory;

    private FileMapping open(int size) throws IOException {
        return EngineUnderTest.open(Sample.file(directory, size), Protection.READ_WRITE);
    }

    @Test
    void theCountersFollowMappingsViewsAndBytes() throws IOException {
        ViewStatistics before = Views.statistics();
        try (FileMapping mapping = open(10_000)) {
            View first = mapping.map(0, 4000);
            View second = mapping.map(5000, 1);
            ViewStatistics open = Views.statistics();
            assertThat(open.liveMappings()).isEqualTo(before.liveMappings() + 1);
            assertThat(open.liveViews()).isEqualTo(before.liveViews() + 2);
            assertThat(open.mappedBytes()).isEqualTo(before.mappedBytes() + 4001);
            assertThat(Views.live()).contains(first, second);
            first.remap(6000);
            assertThat(Views.statistics().mappedBytes()).isEqualTo(before.mappedBytes() + 6001);
            first.close();
            first.close();
            assertThat(Views.statistics().liveViews()).isEqualTo(before.liveViews() + 1);
            second.close();
        }
        assertThat(Views.statistics()).isEqualTo(before);
    }

    @Test
    void aFailedMapCountsNothing() throws IOException {
        try (FileMapping mapping = open(100)) {
            ViewStatistics before = Views.statistics();
            assertThatThrownBy(() -> mapping.map(0, 101)).isInstanceOf(BeyondEndException.class);
            assertThat(Views.statistics()).isEqualTo(before);
        }
    }

    @Test
    void theManagementBeanShowsTheCounters() throws Exception {
        ObjectName name = ViewsManagement.register();
        assertThat(ViewsManagement.register()).isEqualTo(name);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try (FileMapping mapping = open(100);
                View view = mapping.map()) {
            CompositeData statistics = (CompositeData) server.getAttribute(name, "Statistics");
            assertThat(statistics.get("liveViews")).isEqualTo(Views.statistics().liveViews());
            assertThat((long) statistics.get("mappedBytes")).isGreaterThanOrEqualTo(view.length());
        } finally {
            server.unregisterMBean(name);
        }
    }

    @Test
    void theFlightRecorderGetsAnEventForEachThingDone() throws IOException {
        Path dump = directory.resolve("events.jfr");
        Path file = Sample.file(directory, 9000);
        try (Recording recording = new Recording()) {
            recording.enable("io.fileview.Map").withoutThreshold();
            recording.enable("io.fileview.Unmap").withoutThreshold();
            recording.enable("io.fileview.Flush").withoutThreshold();
            recording.enable("io.fileview.Prefetch").withoutThreshold();
            recording.start();
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                    View view = mapping.map(4097, 4000)) {
                view.prefetch(List.of(new ByteRange(10, 20), new ByteRange(100, 5)));
                view.flush(1, 2, Durability.WRITTEN);
            }
            recording.stop();
            recording.dump(dump);
        }
        assertThat(Files.size(dump)).isPositive();
        List<RecordedEvent> events = RecordingFile.readAllEvents(dump);
        assertThat(event(events, "Map").getLong("offset")).isEqualTo(4097);
        assertThat(event(events, "Map").getLong("length")).isEqualTo(4000);
        assertThat(event(events, "Unmap").getLong("length")).isEqualTo(4000);
        assertThat(event(events, "Prefetch").getLong("offset")).isEqualTo(4097 + 10);
        assertThat(event(events, "Prefetch").getLong("length")).isEqualTo(25);
        RecordedEvent flush = event(events, "Flush");
        assertThat(flush.getLong("offset")).isEqualTo(4098);
        assertThat(flush.getString("durability")).isEqualTo("WRITTEN");
        assertThat(flush.getBoolean("succeeded")).isTrue();
        assertThat(flush.getString("file")).isEqualTo(file.toString());
        assertThat(flush.getDuration()).isPositive();
    }

    private static RecordedEvent event(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.fileview." + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event " + name + " in " + events));
    }
}
