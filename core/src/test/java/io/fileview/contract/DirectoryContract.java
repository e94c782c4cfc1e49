package io.fileview.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine.Entry;
import io.fileview.spi.EngineFile;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Directories do as {@link Directory} says. */
public interface DirectoryContract extends EngineWorld {
    OpenRequest READ = OpenRequest.existing(Protection.READ_ONLY);
    OpenRequest CREATE = new OpenRequest(Protection.READ_WRITE, Creation.CREATE, true);
    OpenRequest CREATE_NEW = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);

    @Test
    default void aLocationIsResolvedToAnEntryThatNeedNotExist() throws Exception {
        Entry entry = engine().resolve(at("file"));
        try (Directory directory = entry.directory()) {
            assertThat(entry.name()).isEqualTo("file");
            assertThat(directory.find("file")).isEmpty();
            try (EngineFile file = directory.open("file", CREATE_NEW);
                    EngineFile again = engine().open(directory.locationOf("file"), READ)) {
                assertThat(file.created()).isTrue();
                assertThat(again.identity()).isEqualTo(file.identity());
                assertThat(directory.find("file")).contains(file.identity());
            }
        }
        assertThat(outside().exists("file")).isTrue();
    }

    @Test
    default void aLocationInAMissingDirectoryIsNotResolved() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> engine().resolve(at("missing/file")));
    }

    @Test
    default void symbolicLinksLeadToTheEntryThatOpeningWouldCreate() throws Exception {
        outside().createDirectory("below");
        outside().symlink("below/third", "fourth");
        outside().symlink("first", "second");
        outside().symlink("second", "below/third");
        Entry entry = engine().resolve(at("first"));
        try (Directory directory = entry.directory()) {
            assertThat(entry.name()).isEqualTo("fourth");
            try (EngineFile file = directory.open("fourth", CREATE)) {
                assertThat(file.created()).isTrue();
            }
        }
        assertThat(outside().exists("below/fourth")).isTrue();
    }

    @Test
    default void aLinkUnderAnEntrysNameIsNotFollowed() throws Exception {
        outside().write("file", sample(100));
        outside().symlink("link", "file");
        outside().symlink("dangling", "nowhere");
        try (Directory directory = directory()) {
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(() -> directory.open("link", READ));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> directory.open("dangling", CREATE));
            assertThat(outside().exists("nowhere")).isFalse();
            assertThat(directory.find("dangling")).isPresent();
            assertThat(directory.find("link")).isPresent().isNotEqualTo(directory.find("file"));
            assertThat(directory.remove("link")).isTrue();
        }
        assertThat(outside().read("file")).isEqualTo(sample(100));
    }

    @Test
    default void entriesAreOpenedAsAsked() throws Exception {
        outside().createDirectory("below");
        try (Directory directory = directory()) {
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> directory.open("file", READ));
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(() -> directory.open("below", READ));
            outside().write("file", sample(10));
            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> directory.open("file", CREATE_NEW));
            try (EngineFile file = directory.open("file", CREATE)) {
                assertThat(file.created()).isFalse();
                assertThat(file.size()).isEqualTo(10);
            }
        }
    }

    @Test
    default void removingTellsWhetherThereWasSomething() throws Exception {
        outside().write("file", sample(10));
        try (Directory directory = directory()) {
            assertThat(directory.remove("file")).isTrue();
            assertThat(directory.remove("file")).isFalse();
            assertThat(directory.find("file")).isEmpty();
        }
        assertThat(outside().exists("file")).isFalse();
    }

    @Test
    default void renamingReplaces() throws Exception {
        outside().write("from", sample(10));
        outside().write("to", sample(20));
        try (Directory directory = directory()) {
            directory.rename("from", "to");
            assertThat(outside().exists("from")).isFalse();
            assertThat(outside().read("to")).isEqualTo(sample(10));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> directory.rename("from", "to"));
            assertThat(outside().read("to")).isEqualTo(sample(10));
        }
    }

    @Test
    default void renamingToANewNameReplacesNothing() throws Exception {
        outside().write("from", sample(10));
        outside().write("to", sample(20));
        outside().symlink("dangling", "nowhere");
        try (Directory directory = directory()) {
            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> directory.renameNew("from", "to"));
            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> directory.renameNew("from", "dangling"));
            assertThat(outside().read("from")).isEqualTo(sample(10));
            assertThat(outside().read("to")).isEqualTo(sample(20));
            directory.renameNew("from", "new");
            assertThat(outside().exists("from")).isFalse();
            assertThat(outside().read("new")).isEqualTo(sample(10));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> directory.renameNew("from", "newer"));
        }
    }

    @Test
    default void aFileWithoutANameIsGivenANameThatReplacesNothing() throws Exception {
        outside().write("old", sample(20));
        try (Directory directory = directory()) {
            Optional<EngineFile> unnamed = directory.openUnnamed("called");
            Assumptions.assumeTrue(unnamed.isPresent(), "needs files without a name");
            try (EngineFile file = unnamed.get()) {
                assertThat(file.name()).isEqualTo("called");
                EngineWorld.write(file, 0, sample(10));
                assertThatExceptionOfType(FileAlreadyExistsException.class)
                        .isThrownBy(() -> directory.link(file, "old"));
                directory.link(file, "new");
                assertThat(directory.find("new")).contains(file.identity());
            }
        }
        assertThat(outside().read("new")).isEqualTo(sample(10));
        assertThat(outside().read("old")).isEqualTo(sample(20));
    }

    @Test
    default void nothingIsCreatedInADirectoryThatHasBeenRemoved() throws Exception {
        outside().needImmediateDeletion();
        outside().createDirectory("below");
        try (Directory directory = engine().resolve(at("below/any")).directory()) {
            outside().delete("below");
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> directory.open("file", CREATE));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> directory.openTemporary("temporary-"));
        }
        assertThat(outside().exists("below")).isFalse();
    }

    @Test
    default void anotherDirectoryThatTakesThePathIsNeitherSeenNorChanged() throws Exception {
        outside().createDirectory("below");
        outside().createDirectory("other");
        outside().write("other/file", sample(10));
        outside().write("other/more", sample(20));
        String temporary = "temporary-00000000-0000-0000-0000-000000000000";
        outside().write("other/" + temporary, sample(30));
        try (Directory directory = engine().resolve(at("below/any")).directory()) {
            outside().rename("below", "away");
            outside().rename("other", "below");
            // An engine either still has the first directory, which is empty, or knows nothing.
            refusedOr(() -> assertThat(directory.find("file")).isEmpty());
            refusedOr(() -> assertThat(directory.status("file")).isEmpty());
            refusedOr(() -> assertThat(directory.remove("file")).isFalse());
            refusedOr(() -> directory.rename("file", "more"));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> directory.open("file", READ).close());
            refusedOr(() -> directory.open("new", CREATE_NEW).close());
            refusedOr(() -> directory.openTemporary("temporary-").close());
            directory.removeTemporaries("temporary-");
        }
        assertThat(outside().read("below/file")).isEqualTo(sample(10));
        assertThat(outside().read("below/more")).isEqualTo(sample(20));
        assertThat(outside().read("below/" + temporary)).isEqualTo(sample(30));
        assertThat(outside().count("below")).isEqualTo(3);
    }

    private static void refusedOr(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        if (failure != null) {
            assertThat(failure).isInstanceOf(IOException.class);
        }
    }

    @Test
    default void aTemporaryFileLeavesNothing() throws Exception {
        int before = outside().count("");
        try (Directory directory = directory()) {
            try (EngineFile one = directory.openTemporary("temporary-");
                    EngineFile other = directory.openTemporary("temporary-")) {
                EngineWorld.write(one, 0, sample(5_000));
                assertThat(EngineWorld.read(one, 0, 6_000)).isEqualTo(sample(5_000));
                assertThat(other.size()).isZero();
            }
            directory.flush();
        }
        assertThat(outside().count("")).isEqualTo(before);
    }

    @Test
    default void filesStayOpenWhenTheirDirectoryIsClosed() throws Exception {
        EngineFile file;
        try (Directory directory = directory()) {
            file = directory.open("file", CREATE);
        }
        EngineWorld.write(file, 0, sample(10));
        file.flush();
        file.close();
        assertThat(outside().read("file")).isEqualTo(sample(10));
    }

    private Directory directory() throws IOException {
        return engine().resolve(at("any")).directory();
    }
}
