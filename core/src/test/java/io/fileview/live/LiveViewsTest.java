package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewStatistics;
import io.fileview.Views;
import io.fileview.ViewsMappedException;
import io.fileview.memory.Ability;
import io.fileview.memory.Mode;
import io.fileview.memory.Options;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.LogRecords;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The registry of what is mapped, and what calls of views need of an engine. */
class LiveViewsTest extends LiveFixture {
    @Test
    void theRegistryKnowsWhatIsMapped() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        long views = Counters.LIVE_VIEWS.get();
        long bytes = Counters.MAPPED_BYTES.get();
        MappedView first = map(opening, 0, 100);
        MappedView second = map(opening, 4096, 200);
        assertThat(Counters.LIVE_VIEWS.get()).isEqualTo(views + 2);
        assertThat(Counters.MAPPED_BYTES.get()).isEqualTo(bytes + 300);
        assertThat(LiveViews.all()).contains(first, second);
        assertThat(LiveViews.through(opening.engineFile())).containsExactlyInAnyOrder(first,
                second);
        assertThat(LiveViews.startingAt(first.address())).isSameAs(first);
        assertThat(LiveViews.startingAt(first.address() + 1)).isNull();
        assertThat(LiveViews.containing(first.address())).isSameAs(first);
        assertThat(LiveViews.containing(first.address() + 99)).isSameAs(first);
        assertThat(LiveViews.containing(first.address() + 100)).isNull();
        assertThat(LiveViews.containing(first.address() - 1)).isNotSameAs(first);
        assertThat(LiveViews.containing(second.address() + 199)).isSameAs(second);
        first.close();
        assertThat(LiveViews.startingAt(first.address())).isNull();
        assertThat(LiveViews.containing(first.address())).isNull();
        assertThat(LiveViews.through(opening.engineFile())).containsExactly(second);
        second.remap(SIZE - 4096);
        assertThat(Counters.LIVE_VIEWS.get()).isEqualTo(views + 1);
        assertThat(Counters.MAPPED_BYTES.get()).isEqualTo(bytes + SIZE - 4096);
        assertThat(LiveViews.startingAt(second.address())).isSameAs(second);
        assertThat(LiveViews.containing(second.address() + SIZE - 4097)).isSameAs(second);
        second.close();
        second.close();
        assertThat(Counters.LIVE_VIEWS.get()).isEqualTo(views);
        assertThat(Counters.MAPPED_BYTES.get()).isEqualTo(bytes);
        opening.release();
    }

    @Test
    void ofViewsThatStartAtOneAddressTheLastIsFound() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        MappedView first = map(opening, 0, 100);
        MappedView second = map(opening, 0, 50);
        assertThat(second.address()).isEqualTo(first.address());
        assertThat(LiveViews.startingAt(first.address())).isSameAs(second);
        assertThat(LiveViews.containing(first.address() + 10)).isSameAs(second);
        assertThat(LiveViews.containing(first.address() + 70)).isSameAs(first);
        second.close();
        assertThat(LiveViews.startingAt(first.address())).isSameAs(first);
        first.close();
        opening.release();
    }

    /** A range that belongs to something larger is no view, and keeps the file from shrinking. */
    @Test
    void aRangeThatIsNoViewIsNotCounted() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        long views = Counters.LIVE_VIEWS.get();
        long bytes = Counters.MAPPED_BYTES.get();
        LiveView within = LiveView.within(opening.file(), "something", 0x5000, 100);
        LiveViews.add(within);
        assertThat(Counters.LIVE_VIEWS.get()).isEqualTo(views);
        assertThat(Counters.MAPPED_BYTES.get()).isEqualTo(bytes);
        assertThat(LiveViews.startingAt(0x5000)).isNull();
        assertThat(LiveViews.containing(0x5000)).isNull();
        assertThat(within.toString()).isEqualTo("something [offset 0, length 100] at 0x5000");
        assertThat(within.view()).isNull();
        assertThat(within.dirtiesFile()).isFalse();
        assertThatExceptionOfType(ViewsMappedException.class)
                .isThrownBy(() -> opening.truncate(0))
                .withMessageContaining("something");
        assertThat(opening.liveViews()).isEmpty(); // It is mapped through no opening.
        within.moved(0x7000, 300);
        assertThat(within.address()).isEqualTo(0x7000);
        assertThat(within.length()).isEqualTo(300);
        within.unmapped();
        within.unmapped();
        opening.truncate(0);
        opening.release();
    }

    @Test
    void aLeakedViewIsUnmappedReportedAndReleasesItsFile() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        long leaked = Counters.LEAKED_VIEWS.get();
        boolean[] reclaimed = {false};
        opening.retain();
        LiveView stays =
                LiveView.of(opening, 5, 0x9000, 10, true, () -> reclaimed[0]);
        LiveViews.add(stays);
        assertThat(stays.toString()).contains("of " + FILE + " [offset 5, length 10] at 0x9000");
        stays.run();
        assertThat(Counters.LEAKED_VIEWS.get()).isEqualTo(leaked + 1);
        assertThat(opening.liveViews()) // It stays mapped.
                .singleElement().asString().contains("leaked, which could not be unmapped yet");
        assertThatExceptionOfType(ViewsMappedException.class)
                .isThrownBy(() -> opening.truncate(0))
                .withMessageContaining("leaked, which could not be unmapped yet");
        stays.run();
        stays.unmapped();
        assertThat(Counters.LEAKED_VIEWS.get()).isEqualTo(leaked + 1);
        reclaimed[0] = true;
        assertThat(opening.liveViews()).isEmpty(); // It has been unmapped now.
        opening.retain();
        LiveView goes = LiveView.of(opening, 5, 0x9000, 10, true, () -> reclaimed[0]);
        LiveViews.add(goes);
        goes.run();
        assertThat(Counters.LEAKED_VIEWS.get()).isEqualTo(leaked + 2);
        assertThat(opening.liveViews()).isEmpty();
        assertThat(opening.file().flushes().debt().closings()).isEqualTo(2);
        opening.release();
        assertThat(opening.tryRetain()).isFalse();
    }

    @Test
    void aLeakedViewFoundWithoutMemoryIsUnmappedLater() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        ViewStatistics before = Views.statistics();
        boolean[] isFull = {true};
        for (int i = 0; i < 3; i++) {
            opening.retain();
            LiveView view =
                    LiveView.of(
                            opening,
                            5,
                            0x9000,
                            10,
                            true,
                            () -> {
                                if (isFull[0]) {
                                    throw new OutOfMemoryError("made by the test");
                                }
                                return true;
                            });
            LiveViews.add(view);
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(view::run);
            view.run(); // has no effect
        }
        assertThat(Views.statistics().leakedViews()).isEqualTo(before.leakedViews() + 3);
        assertThat(opening.liveViews()).hasSize(3);
        isFull[0] = false;
        assertThat(opening.liveViews()).isEmpty();
        assertThat(Views.statistics().liveViews()).isEqualTo(before.liveViews());
        assertThat(opening.file().flushes().debt().closings()).isEqualTo(3);
        opening.release();
        assertThat(opening.tryRetain()).isFalse();
    }

    @Test
    void whatAnEngineCannotDoIsToldAsNotSupported() throws IOException {
        Options options = Options.DEFAULT.mode(Mode.SOFTWARE);
        for (Ability ability : Ability.values()) {
            options = options.without(ability);
        }
        use(options);
        try (FileMapping mapping = mapping(Protection.READ_WRITE); View view = mapping.map()) {
            for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                    () -> view.lock(0, 1),
                    () -> view.unlock(0, 1),
                    () -> view.trim(0, 1),
                    view::segment)) {
                assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(call)
                        .withMessageContaining("the engine memory")
                        .withMessageContaining(view.toString());
            }
            assertThat(view.pages(0, SIZE).pageCount()).isEqualTo(3);
            assertThat(mapping.cached()).isEmpty();
        }
    }

    @Test
    void aRangeOfSomethingLargerIsNotUnmappedByItself() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        LiveView within = LiveView.within(opening.file(), "something", 0x5000, 100);
        LiveViews.add(within);
        within.run();
        assertThat(LiveViews.of(opening.file())).containsExactly(within); // It stays mapped.
        LiveViews.remove(within);
        opening.release();
    }

    @Test
    void aLeakIsReportedWithTheSiteIfThatWasRecorded() throws IOException {
        Leaks.startOver();
        try (LogRecords reports = LogRecords.open()) {
            for (boolean record : new boolean[] {true, false}) {
                FileLocation location = FileLocation.of(FILE);
                CountedFile opening =
                        new CountedFile(
                                system.engine(),
                                system.engine().open(location,
                                        OpenRequest.existing(Protection.READ_ONLY)),
                                location, Protection.READ_ONLY, false, record);
                opening.retain();
                boolean[] reclaimed = {record};
                LiveView view =
                        LiveView.of(opening, 5, 0x9000, 10, false, () -> reclaimed[0]);
                LiveViews.add(view);
                view.run();
                assertThat(reports.all().getLast().getMessage())
                        .contains(" of " + FILE + " [offset 5, length 10] at 0x9000")
                        .contains(record ? ", now unmapped" : ", which could not be unmapped yet");
                assertThat(reports.all().getLast().getMessage().contains("recordOpenSite()"))
                        .isNotEqualTo(record);
                assertThat(reports.all().getLast().getThrown() != null).isEqualTo(record);
                reclaimed[0] = true;
                LiveView.reclaimLeaked();
                opening.release();
            }
        }
    }
}
