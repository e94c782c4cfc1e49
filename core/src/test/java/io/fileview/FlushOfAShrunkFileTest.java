package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** A flush does not report bytes as durable that another program has cut off. */
class FlushOfAShrunkFileTest {
    private static final int SIZE = 50_001;
    private static final int LEFT = 20_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SCHEDULED")
    void aRangeThatIsGoneIsNotReportedDone(Durability durability) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map(10, SIZE - 10)) {
            bytesOf(view).set(0, 1);
            bytesOf(view).set(SIZE - 11, 1);
            TestFiles.truncate(file, LEFT);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.flush(durability))
                    .withMessageContainingAll(file.toString(), Integer.toString(LEFT), "grow")
                    .satisfies(e -> assertThat(e.offset()).isEqualTo(10))
                    .satisfies(e -> assertThat(e.length()).isEqualTo(SIZE - 10));
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.flush(40_000, 1, durability))
                    .satisfies(e -> assertThat(e.offset()).isEqualTo(40_010));
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.flush(LEFT - 10, 1, durability)); // in the last page
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> mapping.flush(durability));
            view.flush(0, LEFT - 10, durability);
            view.flush(SIZE - 10, 0, durability);
        }
    }

    @Test
    void aScheduledFlushPromisesNothing() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            TestFiles.truncate(file, LEFT);
            view.flush(Durability.SCHEDULED);
        }
    }

    @Test
    void aReaderIsToldToo() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            TestFiles.truncate(file, LEFT);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> mapping.flush(Durability.DEVICE));
        }
    }

    /** Another program cuts the file off while a flush is under way, or cuts and extends it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRangeThatGoesWhileItIsFlushedIsNotReportedDone(boolean whole) throws Exception {
        Needs.truncationOfMappedFiles();
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        call -> {
                            if (call.equals("flush")) {
                                TestFiles.truncate(file, LEFT);
                            }
                        });
                View view = mapping.map()) {
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(
                            () -> {
                                if (whole) {
                                    mapping.flush(Durability.DEVICE);
                                } else {
                                    view.flush(Durability.DEVICE);
                                }
                            });
        }
    }

    @Test
    void aRangeThatWasGoneWhenTheFlushBeganIsNotReportedDone() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        call -> {
                            if (call.equals("flush")) {
                                TestFiles.truncate(file, SIZE);
                            }
                        });
                View view = mapping.map()) {
            TestFiles.truncate(file, LEFT);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            view.flush(Durability.DEVICE);
        }
    }

    @Test
    void whatIsLeftIsFlushedNevertheless() throws Exception {
        Path file = Sample.file(directory, SIZE);
        int[] flushes = new int[1];
        try (FileMapping mapping =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        call -> flushes[0] += call.equals("flush") ? 1 : 0);
                View view = mapping.map()) {
            TestFiles.truncate(file, LEFT);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            assertThat(flushes[0]).isEqualTo(1);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> mapping.flush(Durability.DEVICE));
            assertThat(flushes[0]).isEqualTo(2);
        }
    }

    @Test
    void onceTheFileIsExtendedAndWrittenAgainItIsFlushed() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            TestFiles.truncate(file, LEFT);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            mapping.grow(SIZE);
            bytesOf(view).set(SIZE - 1, 7);
            view.flush(Durability.DEVICE);
            mapping.flush(Durability.DEVICE);
            assertThat(TestFiles.read(file, SIZE - 1, 1)).containsExactly(7);
        }
    }

    /** The file lives on without a name, or under another one: its flushes are its own. */
    @ParameterizedTest
    @ValueSource(strings = {"deleted", "replaced", "renamed"})
    void aFileThatLostItsNameIsFlushed(String how) throws Exception {
        Path file = Sample.file(directory, SIZE);
        Path other = directory.resolve("other");
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            bytesOf(view).set(0, 7);
            switch (how) {
                case "deleted" -> TestFiles.delete(file);
                case "renamed" -> TestFiles.move(file, other);
                default -> TestFiles.move(TestFiles.write(other, new byte[1]), file);
            }
            view.flush(Durability.DEVICE);
            mapping.flush(Durability.DEVICE);
            if (how.equals("replaced")) {
                assertThatFile(file).hasSize(1);
            }
        }
    }
}
