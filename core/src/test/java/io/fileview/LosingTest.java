package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.live.LeakReportsOfTests;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.LogRecords;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views and mappings that a program forgets to close. */
class LosingTest {
    @TempDir
    Path directory;

    private LogRecords reports;

    @BeforeEach
    void listen() {
        LeakReportsOfTests.startOver();
        reports = LogRecords.open();
    }

    @AfterEach
    void stopListening() {
        reports.close();
    }

    private FileMapping open(Path file) throws IOException {
        return EngineUnderTest.open(file, Protection.READ_WRITE);
    }

    /** Collects garbage until something holds. */
    private static void collectUntil(String what, BooleanSupplier something) {
        Eventually.holds(
                what,
                () -> {
                    System.gc();
                    return something.getAsBoolean();
                });
    }

    /** In a method of its own, so that no local variable keeps the view. */
    private static String loseView(FileMapping mapping) throws IOException {
        View view = mapping.map(0, 100);
        bytesOf(view).set(0, 1);
        return view.toString();
    }

    @Test
    void aLostViewIsUnmappedCountedAndReportedOnce() throws IOException {
        try (FileMapping mapping = open(Sample.file(directory, 5000))) {
            ViewStatistics before = Views.statistics();
            String name = loseView(mapping);
            collectUntil("the view is reported", () -> !reports.messages(name).isEmpty());
            collectUntil(
                    "the view is not counted",
                    () -> Views.statistics().liveViews() == before.liveViews());
            assertThat(Views.statistics().leakedViews()).isEqualTo(before.leakedViews() + 1);
            assertThat(Views.statistics().mappedBytes()).isEqualTo(before.mappedBytes());
            assertThat(mapping.liveViews()).isEmpty();
            assertThat(reports.messages(name)).hasSize(1);
            assertThat(reports.messages(name).get(0))
                    .contains("now unmapped")
                    .contains("recordOpenSite()");
            assertThat(reports.all().get(0).getThrown()).isNull();
        }
    }

    @Test
    void theReportHasTheStackWhereThatWasAskedFor() throws IOException {
        Path file = Sample.file(directory, 5001);
        try (FileMapping mapping =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .recordOpenSite()
                        .open()) {
            String name = loseView(mapping);
            collectUntil("the view is reported", () -> !reports.messages(name).isEmpty());
            LogRecord report =
                    reports.all().stream()
                            .filter(record -> record.getMessage().contains(name))
                            .findFirst()
                            .orElseThrow();
            assertThat(report.getThrown().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("loseView"));
        }
    }

    private void loseMapping(Path file) throws IOException {
        assertThat(open(file).isOpen()).isTrue();
    }

    @Test
    void aLostMappingIsClosedCountedAndReportedOnce() throws IOException {
        Path file = Sample.file(directory, 5002);
        ViewStatistics before = Views.statistics();
        loseMapping(file);
        collectUntil("the mapping is reported", () -> !reports.messages(file.toString()).isEmpty());
        collectUntil(
                "the mapping is not counted",
                () -> Views.statistics().liveMappings() == before.liveMappings());
        assertThat(Views.statistics().leakedMappings()).isEqualTo(before.leakedMappings() + 1);
        assertThat(reports.messages(file.toString())).hasSize(1);
    }

    /** Who is refused at a limit tries again when a leak has been counted. */
    @Test
    @NeedsKernel("looks into /proc/self/fd")
    void aLostMappingIsClosedBeforeItIsReported() throws IOException {
        Needs.linux();
        Path file = Sample.file(directory, 5008);
        AtomicInteger open = new AtomicInteger(-1);
        reports.whenLogged(() -> open.set(descriptors(file)));
        loseMapping(file);
        collectUntil("the mapping is reported", () -> !reports.messages(file.toString()).isEmpty());
        assertThat(open).hasValue(0);
    }

    private static int descriptors(Path file) {
        try {
            return Math.toIntExact(AddressSpace.openDescriptors(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsClosedIsNotReported() throws IOException {
        Path file = Sample.file(directory, 5003);
        ViewStatistics before = Views.statistics();
        for (int i = 0; i < 100; i++) {
            try (FileMapping mapping = open(file);
                    View view = mapping.map()) {
                assertThat(view.isMapped()).isTrue();
            }
        }
        // Something that is lost later is the sign that the cleaner has come by.
        loseMapping(Sample.file(directory, 5004));
        collectUntil("something is reported", () -> !reports.all().isEmpty());
        assertThat(reports.messages(file.toString())).isEmpty();
        assertThat(Views.statistics().leakedViews()).isEqualTo(before.leakedViews());
    }

    private static MemorySegment segmentAlone(FileMapping mapping) throws IOException {
        return mapping.map(0, 5000).segment().asSlice(10, 20);
    }

    @Test
    @Tag("linux-only")
    @NeedsSegment
    void aSegmentKeepsItsViewMapped() throws IOException {
        Path file = Sample.file(directory, 5005);
        try (FileMapping mapping = open(file)) {
            MemorySegment slice = segmentAlone(mapping);
            loseMapping(Sample.file(directory, 5006));
            collectUntil("something is reported", () -> !reports.all().isEmpty());
            assertThat(slice.toArray(JAVA_BYTE))
                    .isEqualTo(java.util.Arrays.copyOfRange(Sample.bytes(5005), 10, 30));
            assertThat(mapping.liveViews()).hasSize(1);
            Views.unmap(slice.address() - 10);
            assertThat(slice.scope().isAlive()).isFalse();
        }
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel("looks into /proc/self/maps")
    void aLostConfinedViewIsUnmappedToo() throws IOException {
        try (FileMapping mapping = open(Sample.file(directory, 5007))) {
            long address = mapping.view(0, 5007).threadConfined().map().address();
            collectUntil("the view is not live", () -> mapping.liveViews().isEmpty());
            AddressSpace.mustBeFree(address, 5007);
        }
    }
}
