package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.Commits;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may read a file may read its journal, and nobody else may. */
@Tag("linux-only")
@NeedsKernel("has another user open the file, in another process")
class CommitPermissionsTest {
    private static final int OTHER_GROUP = 23_456;

    @TempDir
    Path temporary;

    private Path directory;
    private Path file;
    private Path journal;

    @BeforeEach
    void makeFile() throws IOException {
        Needs.root();
        ChildJvm.openTo(temporary);
        directory = ChildJvm.openTo(Files.createDirectory(temporary.resolve("directory")));
        file = Files.write(directory.resolve("file"), CommitNamesFixture.filled('a'));
        journal = directory.resolve("file.fileview-journal");
    }

    @AfterEach
    void nobodyElsesRightsWereTouched() throws IOException {
        assertThat(Files.getPosixFilePermissions(temporary))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private void assertJournal(String permissions) throws IOException {
        assertThat(Files.getPosixFilePermissions(journal))
                .isEqualTo(PosixFilePermissions.fromString(permissions));
    }

    private static String asNobody(Path path) throws IOException {
        return Command.run(
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                "head", "--bytes=1", path.toString());
    }

    private static void assertUnreadableForNobody(Path path) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> asNobody(path))
                .withMessageContaining("Permission denied");
    }

    private void writerDies() throws IOException {
        ChildJvm.of(CommitChild.class, "die", file, "b").run();
    }

    @Test
    void aReaderOfAnotherUserReadsWhatADeadWriterCommitted() throws Exception {
        permit("rw-r--r--");
        writerDies();
        assertJournal("rw-r--r--");
        assertThat(CommitChild.asNobody(temporary, "read", file)).startsWith("b");
    }

    @Test
    void aJournalThatRootWritesBelongsToTheOwnerOfTheFile() throws Exception {
        Files.setAttribute(file, "unix:uid", 65_534);
        Files.setAttribute(file, "unix:gid", 65_534);
        permit("rw-------");
        writerDies();
        assertThat(Files.getAttribute(journal, "unix:uid")).isEqualTo(65_534);
        assertJournal("rw-------");
        assertThat(CommitChild.asNobody(temporary, "read", file)).startsWith("b");
    }

    @Test
    void theGroupOfTheFileReadsTheJournal() throws Exception {
        Files.setAttribute(file, "unix:gid", OTHER_GROUP);
        permit("rw-r-----");
        try (CommitMapping commits = Commits.open(file)) {
            CommitChild.commit(commits, 'b');
            assertThat(Files.getAttribute(journal, "unix:gid")).isEqualTo(OTHER_GROUP);
            assertJournal("rw-r-----");
        }
    }

    @Test
    void rightsToTheFileThatAreWithdrawnAreWithdrawnFromTheJournal() throws Exception {
        permit("rw-r--r--");
        try (CommitMapping commits = Commits.open(file)) {
            CommitChild.commit(commits, 'b');
            asNobody(journal);
            permit("rw-------");
            CommitChild.commit(commits, 'c');
            assertJournal("rw-------");
            assertUnreadableForNobody(journal);
            permit("rw-rw-r--");
            CommitChild.commit(commits, 'd');
            assertJournal("rw-rw-r--");
        }
    }

    @Test
    void usersWhomAnAccessControlListNamesReadTheJournal() throws Exception {
        Needs.tool("setfacl");
        permit("rw-------");
        Command.run("setfacl", "-m", "u:65534:r", file.toString());
        writerDies();
        assertThat(CommitChild.asNobody(temporary, "read", file)).startsWith("b");
    }

    @Test
    void usersWhomAnAccessControlListKeepsOutAreKeptOutOfTheJournal() throws Exception {
        Needs.tool("setfacl");
        permit("rw-r--r--");
        Command.run("setfacl", "-m", "u:65534:-", file.toString());
        try (CommitMapping commits = Commits.open(file)) {
            CommitChild.commit(commits, 'b');
            assertUnreadableForNobody(file);
            assertUnreadableForNobody(journal);
            Command.run("setfacl", "-b", file.toString());
            CommitChild.commit(commits, 'c');
            asNobody(journal);
            Command.run("setfacl", "-m", "u:65534:-", file.toString());
            CommitChild.commit(commits, 'd');
            assertUnreadableForNobody(journal);
        }
    }

    @Test
    void theDefaultListOfADirectoryLetsNobodyIntoTheJournalOfAFileThatHasNone() throws Exception {
        Needs.tool("setfacl");
        permit("rw-rw----");
        Command.run("setfacl", "-d", "-m", "u:65534:rwx", directory.toString());
        try (CommitMapping commits = Commits.open(file)) {
            CommitChild.commit(commits, 'b');
            assertUnreadableForNobody(file);
            assertUnreadableForNobody(journal);
            assertJournal("rw-rw----");
        }
    }
}
