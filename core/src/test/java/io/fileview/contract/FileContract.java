package io.fileview.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.BlockCloning;
import io.fileview.spi.EngineFile;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.WritebackRepair;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Files are opened, created, read, written and resized as {@link io.fileview.spi} says. */
public interface FileContract extends EngineWorld {
    @Test
    default void aMissingFileIsNotOpened() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> open("missing", Protection.READ_ONLY));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> open("missing/file", Creation.CREATE));
        assertThat(outside().exists("missing")).isFalse();
    }

    @Test
    default void aDirectoryIsNotOpened() throws Exception {
        outside().createDirectory("directory");
        assertThatExceptionOfType(NotMappableException.class)
                .isThrownBy(() -> open("directory", Protection.READ_ONLY));
    }

    @Test
    default void aFileIsCreatedOnce() throws Exception {
        try (EngineFile first = open("new", Creation.CREATE);
                EngineFile second = open("new", Creation.CREATE)) {
            assertThat(first.created()).isTrue();
            assertThat(first.size()).isZero();
            assertThat(second.created()).isFalse();
        }
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> open("new", Creation.CREATE_NEW));
        try (EngineFile other = open("other", Creation.CREATE_NEW)) {
            assertThat(other.created()).isTrue();
        }
        assertThat(outside().read("other")).isEmpty();
    }

    @Test
    default void openingKeepsTheBytes() throws Exception {
        try (EngineFile file = openSample("file", 10_000);
                EngineFile again = open("file", Creation.CREATE)) {
            assertThat(file.size()).isEqualTo(10_000);
            assertThat(EngineWorld.read(again, 0, 20_000)).isEqualTo(sample(10_000));
        }
    }

    @Test
    default void symbolicLinksAreFollowed() throws Exception {
        outside().write("file", sample(100));
        outside().symlink("link", "file");
        outside().symlink("dangling", "target");
        try (EngineFile file = open("file", Protection.READ_ONLY);
                EngineFile link = open("link", Protection.READ_ONLY)) {
            assertThat(link.identity()).isEqualTo(file.identity());
        }
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> open("dangling", Protection.READ_ONLY));
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> open("dangling", Creation.CREATE_NEW));
        assertThat(outside().exists("target")).isFalse();
        try (EngineFile made = open("dangling", Creation.CREATE)) {
            assertThat(made.created()).isTrue();
        }
        assertThat(outside().exists("target")).isTrue();
    }

    @Test
    default void aFileIsItselfByEachOfItsNames() throws Exception {
        outside().write("file", sample(100));
        outside().link("second", "file");
        outside().write("other", sample(100));
        try (EngineFile file = open("file", Protection.READ_WRITE);
                EngineFile second = open("second", Protection.READ_ONLY);
                EngineFile other = open("other", Protection.READ_ONLY)) {
            assertThat(second.identity()).isEqualTo(file.identity());
            assertThat(second.identity().key()).isEqualTo(file.identity().key());
            assertThat(other.identity().key()).isNotEqualTo(file.identity().key());
            EngineWorld.write(file, 3, (byte) 1, (byte) 2);
            assertThat(EngineWorld.read(second, 3, 2)).containsExactly(1, 2);
            outside().rename("file", "renamed");
            try (EngineFile renamed = open("renamed", Protection.READ_ONLY)) {
                assertThat(renamed.identity()).isEqualTo(file.identity());
            }
        }
    }

    @Test
    default void aFileThatWasDeletedGoesOnUntilItIsClosed() throws Exception {
        outside().needImmediateDeletion();
        try (EngineFile file = openSample("file", 5_000)) {
            outside().delete("file");
            assertThat(EngineWorld.read(file, 0, 5_000)).isEqualTo(sample(5_000));
            EngineWorld.write(file, 6_000, (byte) 1);
            assertThat(file.size()).isEqualTo(6_001);
            try (EngineFile successor = open("file", Creation.CREATE)) {
                assertThat(successor.created()).isTrue();
                assertThat(successor.identity()).isNotEqualTo(file.identity());
                assertThat(successor.size()).isZero();
            }
        }
    }

    @Test
    default void readingEndsWithTheFile() throws Exception {
        try (EngineFile file = openSample("file", 10_000)) {
            byte[] all = sample(10_000);
            assertThat(EngineWorld.read(file, 4_090, 20))
                    .isEqualTo(Arrays.copyOfRange(all, 4_090, 4_110));
            assertThat(EngineWorld.read(file, 9_990, 100))
                    .isEqualTo(Arrays.copyOfRange(all, 9_990, 10_000));
            assertThat(EngineWorld.read(file, 10_000, 1)).isEmpty();
            assertThat(EngineWorld.read(file, 1L << 40, 1)).isEmpty();
            assertThat(EngineWorld.read(file, 5, 0)).isEmpty();
        }
    }

    @Test
    default void writingExtendsTheFileWithZerosInBetween() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            EngineWorld.write(file, 9_000, (byte) 7);
            byte[] expected = Arrays.copyOf(sample(100), 9_001);
            expected[9_000] = 7;
            assertThat(outside().read("file")).isEqualTo(expected);
            EngineWorld.write(file, 50, (byte) 8);
            expected[50] = 8;
            assertThat(outside().read("file")).isEqualTo(expected);
        }
    }

    @Test
    default void extendingNeverShrinksNorChangesAByte() throws Exception {
        try (EngineFile file = openSample("file", 5_000)) {
            file.extend(10, false);
            assertThat(file.size()).isEqualTo(5_000);
            file.extend(6_000, false);
            file.extend(20_000, true);
            assertThat(file.size()).isEqualTo(20_000);
            assertThat(outside().read("file")).isEqualTo(Arrays.copyOf(sample(5_000), 20_000));
        }
    }

    @Test
    default void whatWasTruncatedIsZeroWhenTheFileGrowsAgain() throws Exception {
        try (EngineFile file = openSample("file", 20_000)) {
            file.truncate(5_000);
            assertThat(file.size()).isEqualTo(5_000);
            assertThat(outside().read("file")).isEqualTo(Arrays.copyOf(sample(20_000), 5_000));
            file.extend(20_000, false);
            byte[] expected = Arrays.copyOf(Arrays.copyOf(sample(20_000), 5_000), 20_000);
            assertThat(outside().read("file")).isEqualTo(expected);
            file.truncate(0);
            assertThat(outside().read("file")).isEmpty();
        }
    }

    @Test
    default void whatOtherProgramsDoIsSeen() throws Exception {
        try (EngineFile file = openSample("file", 20_000)) {
            outside().truncate("file", 7);
            assertThat(file.size()).isEqualTo(7);
            outside().truncate("file", 9_000);
            assertThat(EngineWorld.read(file, 0, 10_000))
                    .isEqualTo(Arrays.copyOf(Arrays.copyOf(sample(20_000), 7), 9_000));
            outside().write("file", sample(300));
            assertThat(EngineWorld.read(file, 0, 1_000)).isEqualTo(sample(300));
        }
    }

    @Test
    default void aFileThatIsOpenForReadingIsNotChanged() throws Exception {
        outside().write("file", sample(100));
        try (EngineFile file = open("file", Protection.READ_ONLY)) {
            assertThatException()
                    .isThrownBy(() -> EngineWorld.write(file, 0, (byte) 1));
            assertThatException().isThrownBy(() -> file.extend(200, false));
            assertThatException().isThrownBy(() -> file.truncate(5));
        }
        assertThat(outside().read("file")).isEqualTo(sample(100));
    }

    @Test
    default void aFileThatWasCreatedCanBeDiscarded() throws Exception {
        outside().needImmediateDeletion();
        try (EngineFile file = open("new", Creation.CREATE)) {
            file.discardCreated();
            assertThat(outside().exists("new")).isFalse();
            outside().write("new", sample(10));
            file.discardCreated();
        }
        assertThat(outside().read("new")).isEqualTo(sample(10));
        try (EngineFile found = open("new", Creation.CREATE)) {
            found.discardCreated();
        }
        assertThat(outside().exists("new")).isTrue();
    }

    @Test
    default void flushingSucceeds() throws Exception {
        try (EngineFile file = open("new", Creation.CREATE)) {
            EngineWorld.write(file, 0, sample(10_000));
            file.reserve(List.of(new ByteRange(0, 10_000)));
            file.flush();
            file.flushMetadata();
            assertThat(outside().read("new")).isEqualTo(sample(10_000));
        }
    }

    /** One that may not flush may have to leave that open. */
    @Test
    default void aCheckForWriteErrorsThatMayFlushLeavesNoneOut() throws Exception {
        try (EngineFile file = openSample("file", 10_000)) {
            Assumptions.assumeTrue(file.writebackRepair().isPresent());
            WritebackRepair repair = file.writebackRepair().orElseThrow();
            assertThat(repair.lookForWriteError(true)).isTrue();
            EngineWorld.write(file, 0, sample(10_000));
            assertThat(repair.lookForWriteError(true)).isTrue();
        }
    }

    @Test
    default void memoryIsAFileWithoutAName() throws Exception {
        int before = outside().count("");
        try (EngineFile memory = engine().openMemory();
                EngineFile other = engine().openMemory()) {
            assertThat(memory.size()).isZero();
            memory.extend(10_000, false);
            EngineWorld.write(memory, 5_000, (byte) 9);
            byte[] expected = new byte[10_000];
            expected[5_000] = 9;
            assertThat(EngineWorld.read(memory, 0, 10_000)).isEqualTo(expected);
            assertThat(other.identity()).isNotEqualTo(memory.identity());
            assertThat(other.size()).isZero();
            memory.flush();
        }
        assertThat(outside().count("")).isEqualTo(before);
    }

    @Test
    default void aThreadThatIsInterruptedGoesOnAndStaysInterrupted() throws Exception {
        try (EngineFile file = openSample("file", 10_000)) {
            Thread.currentThread().interrupt();
            EngineWorld.write(file, 0, (byte) 1);
            byte[] read = EngineWorld.read(file, 0, 1);
            file.extend(20_000, false);
            file.flush();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(read).containsExactly(1);
            assertThat(file.size()).isEqualTo(20_000);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    default void aCloneHasTheBytesOfItsMoment() throws Exception {
        try (EngineFile file = openSample("file", 10_000);
                EngineFile copy = open("copy", Creation.CREATE)) {
            BlockCloning cloning = copy.blockCloning().orElse(null);
            if (cloning == null || !cloning.cloneFrom(file)) {
                assertThat(copy.size()).isZero();
                return;
            }
            EngineWorld.write(file, 0, new byte[10_000]);
            assertThat(outside().read("copy")).isEqualTo(sample(10_000));
            EngineWorld.write(copy, 0, (byte) 1);
            assertThat(outside().read("file")).isEqualTo(new byte[10_000]);
        }
    }

    @Test
    default void onlyTheOwnerMayOpenAFileIfAsked() throws Exception {
        OpenRequest request = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);
        try (EngineFile file = engine().open(at("own"), request)) {
            assertThat(file.created()).isTrue();
        }
        assertThat(outside().exists("own")).isTrue();
    }

    /** What an engine cannot copy by itself, it leaves to the caller. */
    @Test
    default void bytesAreCopiedFromFileToFileOrNotAtAll() throws Exception {
        outside().write("from", sample(100_000));
        outside().write("to", new byte[0]);
        try (EngineFile from = open("from", Protection.READ_ONLY);
                EngineFile to = open("to", Protection.READ_WRITE)) {
            long copied = to.copyFrom(from, 1_000, 50_000);
            assertThat(copied).isBetween(0L, 50_000L);
            assertThat(to.size()).isEqualTo(copied == 0 ? 0 : 1_000 + copied);
            assertThat(EngineWorld.read(to, 1_000, (int) copied))
                    .isEqualTo(Arrays.copyOfRange(sample(100_000), 1_000, 1_000 + (int) copied));
            assertThat(to.copyFrom(from, 100_000, 1)).isZero();
            from.releaseCached(new ByteRange(0, 100_000));
            assertThat(EngineWorld.read(from, 0, 100_000)).isEqualTo(sample(100_000));
        }
    }

    @Test
    default void aHoleStartsWhereDataEnds() throws Exception {
        try (EngineFile file = openSample("file", 10_000)) {
            file.extend(10_000_000, true);
            long hole = file.nextHole(0);
            assertThat(hole).isGreaterThanOrEqualTo(10_000);
            if (hole < 10_000_000) {
                assertThat(file.nextData(hole)).isGreaterThan(hole);
            }
        }
    }
}
