package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.ChildJvm.Talk;
import io.fileview.testing.Command;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long names, names that the locale cannot express, other users, and places to read only. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@NeedsKernel("uses the file in another process")
class CommitPlacesTest extends CommitNamesFixture {
    private static final String RESULT = "result: ";

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 218, 219, 220, 240, 255})
    void aLongNameLeavesRoomForTheJournal(int length) throws IOException {
        Path named = Files.write(directory.resolve("n".repeat(length)), filled('a'));
        Path other = Files.write(directory.resolve("n".repeat(length - 1) + "m"), filled('o'));
        leaveCommit(named);
        assertThat(CommitChild.writer(other)).isEqualTo("admitted");
        assertThat(CommitChild.snapshot(named)).isEqualTo("b");
        assertLeadsToCommit(named);
        try (Talk writer = liveWriter(named)) {
            assertThat(CommitChild.writer(other)).isEqualTo("admitted");
            writer.say("c");
            writer.await("committed");
        }
        assertThat(CommitChild.writer(named)).isEqualTo("admitted");
        assertFull(named, 'c');
        assertFull(other, 'o');
        assertNothingLeftIn(directory);
    }

    /** Runs an action in a process of a locale. */
    private static String inLocale(String locale, String action, URI name) throws IOException {
        String output =
                ChildJvm.of(CommitChild.class, action, name, "b")
                        .under("env", "LC_ALL=" + locale)
                        .run();
        return output.substring(output.indexOf(RESULT) + RESULT.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void aNameThatTheLocaleCannotExpressIsServedOrRefused(String locale) throws IOException {
        for (String bytes : List.of("na%FFme", "%C3%A4%C3%B6", "n%FF" + "n".repeat(250))) {
            URI name = URI.create(directory.toUri() + bytes);
            URI other = URI.create(name.toString().replace("%FF", "%FE"));
            Files.write(Path.of(name), filled('a'));
            boolean isExpressed = locale.equals("C.UTF-8") && !bytes.contains("%FF");
            if (isPortable() && !isExpressed) {
                assertThat(inLocale(locale, "write", name)).contains("cannot be expressed");
                assertThat(inLocale(locale, "read", name)).contains("cannot be expressed");
            } else {
                leaveCommitIn(locale, name);
                if (!name.equals(other)) {
                    Files.write(Path.of(other), filled('o'));
                    assertThat(inLocale(locale, "write", other)).startsWith("admitted");
                    assertFull(Path.of(other), 'o');
                    Files.delete(Path.of(other));
                }
                Path link = Files.createLink(temporary.resolve("link"), Path.of(name));
                if (isPortable()) {
                    Files.delete(link);
                    link = Path.of(name);
                }
                assertThat(inLocale(locale, "read", name)).startsWith("b");
                assertThat(inLocale(locale, "read", link.toUri())).startsWith("b");
                assertThat(inLocale(locale, "write", link.toUri())).startsWith("admitted");
                assertFull(Path.of(name), 'b');
                Files.deleteIfExists(temporary.resolve("link"));
            }
            Files.delete(Path.of(name));
        }
        assertNothingLeftIn(directory);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    private static void leaveCommitIn(String locale, URI name) throws IOException {
        ChildJvm.of(CommitChild.class, "die", name, "b").under("env", "LC_ALL=" + locale).run();
        Files.write(Path.of(name), filled('a'), StandardOpenOption.WRITE);
    }

    @Test
    void aReaderOnAReadOnlyMountReadsTheJournalAndWritesNothing() throws IOException {
        Needs.administrator();
        leaveCommit();
        Path mounted = Files.createDirectory(temporary.resolve("mounted"));
        Command.run("mount", "--bind", directory.toString(), mounted.toString());
        try {
            Command.run("mount", "-o", "remount,ro,bind", mounted.toString());
            Files.deleteIfExists(directory.resolve("file.fileview-lock"));
            String before = Command.run("ls", "-lai", "--full-time", directory.toString());
            if (isPortable()) {
                assertThat(CommitChild.reader(mounted.resolve("file")))
                        .contains("permission to write the file");
            } else {
                assertThat(CommitChild.reader(mounted.resolve("file"))).isEqualTo("b");
            }
            assertThat(CommitChild.writer(mounted.resolve("file")))
                    .matches("(?s).*(EROFS|[Rr]ead-only).*");
            assertThat(Command.run("ls", "-lai", "--full-time", directory.toString()))
                    .isEqualTo(before);
            assertFull(file, 'a');
        } finally {
            Command.run("umount", mounted.toString());
        }
        assertLeadsToCommit(file);
    }

    @Test
    void aReaderOnAReadOnlyMountReadsBesideTheLiveWriter() throws IOException {
        Needs.administrator();
        Path mounted = Files.createDirectory(temporary.resolve("mounted"));
        Command.run("mount", "--bind", directory.toString(), mounted.toString());
        try {
            Command.run("mount", "-o", "remount,ro,bind", mounted.toString());
            try (Talk writer = liveWriter(file)) {
                assertThat(CommitChild.reader(mounted.resolve("file"))).isEqualTo("b");
                writer.say("c");
                writer.await("committed");
                assertThat(CommitChild.reader(mounted.resolve("file"))).isEqualTo("c");
            }
        } finally {
            Command.run("umount", mounted.toString());
        }
    }

    /** Journal, lock file and snapshots can be created there, and not removed. */
    @Test
    void inAnAppendOnlyDirectoryWhatCannotBeRemovedIsLeftEmpty() throws IOException {
        Needs.administrator();
        Needs.tool("chattr");
        try {
            Command.run("chattr", "+a", directory.toString());
            assertThat(CommitChild.writer(file)).isEqualTo("admitted");
            assertThat(Files.size(journal)).isZero();
            try (Talk writer = liveWriter(file)) {
                assertThat(CommitChild.reader(file)).isEqualTo("b");
                assertThat(CommitChild.snapshot(file)).isEqualTo("b");
                writer.say("c");
                writer.await("committed");
            }
            assertThat(CommitChild.writer(file)).isEqualTo("admitted");
            assertFull(file, 'c');
            Files.write(file, filled('a'), StandardOpenOption.WRITE);
            leaveCommit();
            assertThat(CommitChild.reader(file)).isEqualTo("b");
            assertThat(CommitChild.writer(file)).isEqualTo("admitted");
            assertFull(file, 'b');
            assertThat(Files.size(journal)).isZero();
        } finally {
            Command.run("chattr", "-a", directory.toString());
        }
        Files.delete(journal);
        assertLeftEmpty(directory);
    }

    private static void assertLeftEmpty(Path directory) throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            for (Path entry : left.toList()) {
                if (entry.toString().contains(".fileview-")) {
                    assertThat(Files.size(entry)).as(entry.toString()).isZero();
                }
            }
        }
    }

    @Test
    void aUserWhoMayWriteNeitherDirectoryNorFileTakesASnapshot() throws IOException {
        Assumptions.assumeFalse(isPortable(), "the portable engine needs a lock file");
        assertThat(CommitChild.asNobody(temporary, "snapshot", file)).startsWith("a");
    }

    @Test
    void aUserWhoMayNotWriteTheDirectoryIsToldThat() throws IOException {
        Needs.root();
        Files.setAttribute(file, "unix:uid", 65534);
        assertThat(CommitChild.asNobody(temporary, "write", file))
                .startsWith("AccessDeniedException")
                .contains(directory.toString(), "permission");
        assertFull(file, 'a');
        assertNothingLeftIn(directory);
        assertThat(directory.resolve("file.fileview-lock")).doesNotExist();
    }

    @Test
    void aUserWhoMayOnlyReadReadsBesideTheLiveWriterAndWhatADeadOneCommitted() throws IOException {
        try (Talk writer = liveWriter(file)) {
            assertThat(CommitChild.asNobody(temporary, "read", file)).startsWith("b");
            assertThat(CommitChild.asNobody(temporary, "write", file))
                    .startsWith("AccessDeniedException");
            writer.say("c");
            writer.await("committed");
        }
        assertThat(CommitChild.writer(file)).isEqualTo("admitted");
        leaveCommit();
        if (isPortable()) {
            assertMissesTheJournal("read");
        } else {
            assertThat(CommitChild.asNobody(temporary, "read", file)).startsWith("b");
        }
        assertThat(CommitChild.asNobody(temporary, "write", file))
                .startsWith("AccessDeniedException");
        assertLeadsToCommit(file);
    }

    private void assertMissesTheJournal(String action) throws IOException {
        assertThat(CommitChild.asNobody(temporary, action, file))
                .startsWith("AccessDeniedException")
                .contains(
                        "may lack commits",
                        "open the file once for commits as the owner of the journal");
    }

    /** Its views show a commit in private pages, which the JDK maps of writable files only. */
    @Test
    void aReaderWhoMayNotWriteTheFileShowsNoPartOfACommit() throws IOException {
        Needs.root();
        leaveCommit();
        Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-r--r--"));
        String read = CommitChild.asNobody(temporary, "read", file);
        if (isPortable()) {
            assertThat(read).contains("permission to write the file");
        } else {
            assertThat(read).startsWith("b");
        }
        assertLeadsToCommit(file);
    }

    /** The portable engine cannot give the journal to the owner of the file. */
    @Test
    void theCommitOfTheOwnerIsRecoveredByRootAndTheReverse() throws IOException {
        Needs.root();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setAttribute(file, "unix:uid", 65534);
        ChildJvm.of(CommitChild.class, "die", file, "b").asNobody(temporary).run();
        Files.write(file, filled('a'), StandardOpenOption.WRITE);
        assertLeadsToCommit(file);
        Files.write(file, filled('a'), StandardOpenOption.WRITE);
        leaveCommit();
        Files.deleteIfExists(directory.resolve("file.fileview-lock"));
        if (isPortable()) {
            assertMissesTheJournal("read");
            assertMissesTheJournal("write");
            assertLeadsToCommit(file);
        } else {
            assertThat(CommitChild.asNobody(temporary, "read", file)).startsWith("b");
        }
        assertThat(CommitChild.asNobody(temporary, "write", file)).startsWith("admitted");
    }
}
