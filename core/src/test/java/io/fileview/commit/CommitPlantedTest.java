package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.View;
import io.fileview.spi.Directory;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.ChildJvm.Talk;
import io.fileview.testing.Command;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * In a directory like {@code /tmp}, another user has made entries of the names that a commit file
 * uses. Nothing that is not the caller's is read, written, created or removed.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@NeedsKernel("plants files of other users")
class CommitPlantedTest {
    private static final int NOBODY = 65534;
    private static final int ANOTHER = 4242;
    private static final int SIZE = CommitChild.SIZE;

    /** Who opens the file, which is his; another user has planted the entries. */
    enum Caller {
        ROOT(0, NOBODY), NOBODY_ELSE(NOBODY, ANOTHER);

        private final int user;
        private final int planter;

        Caller(int user, int planter) {
            this.user = user;
            this.planter = planter;
        }
    }

    /** What the other user has made. */
    enum Plant {
        EMPTY, FULL, UNREADABLE, LOCKED, LINK, DANGLING_LINK, PIPE, DIRECTORY;

        void make(Path entry, Path victim, int planter) throws IOException {
            switch (this) {
                case EMPTY -> Files.createFile(entry);
                case FULL, UNREADABLE, LOCKED -> Files.write(entry, new byte[9_000]);
                case LINK -> Files.createSymbolicLink(entry, victim);
                case DANGLING_LINK ->
                    Files.createSymbolicLink(entry, victim.resolveSibling("absent"));
                case PIPE -> Command.run("mkfifo", entry.toString());
                case DIRECTORY -> Files.createDirectory(entry);
            }
            if (this == UNREADABLE) {
                Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rw-------"));
            }
            own(entry, planter);
        }
    }

    @TempDir
    Path temporary;

    private Path shared;
    private Path file;
    private Path victim;
    private Map<String, String> before = Map.of();

    @BeforeEach
    void makeFiles() throws IOException {
        Needs.root();
        ChildJvm.openTo(temporary);
        shared = Files.createDirectory(temporary.resolve("shared"));
        Command.run("chmod", "1777", shared.toString());
        file = Files.write(shared.resolve("file"), CommitNamesFixture.filled('a'));
        Path home = Files.createDirectory(temporary.resolve("home"));
        Command.run("chmod", "777", home.toString());
        victim = Files.write(home.resolve("victim"), CommitNamesFixture.filled('v'));
    }

    private static void own(Path entry, int user) throws IOException {
        Files.setAttribute(entry, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(entry, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
    }

    private void belongsTo(Caller caller) throws IOException {
        own(file, caller.user);
        own(victim, caller.user);
    }

    private String call(Caller caller, String action) throws IOException {
        if (caller == Caller.ROOT) {
            return switch (action) {
                case "write" -> CommitChild.writer(file);
                case "read" -> CommitChild.reader(file);
                default -> CommitChild.snapshot(file);
            };
        }
        return CommitChild.asNobody(temporary, action, file);
    }

    /** All entries with what others can see of them. */
    private Map<String, String> entries() throws IOException {
        Map<String, String> entries = new TreeMap<>();
        for (Path directory : new Path[] {shared, victim.getParent()}) {
            try (Stream<Path> found = Files.list(directory)) {
                for (Path entry : found.toList()) {
                    Map<String, Object> status =
                            Files.readAttributes(
                                    entry,
                                    "unix:ino,uid,gid,mode,nlink,size,lastModifiedTime",
                                    LinkOption.NOFOLLOW_LINKS);
                    boolean regular = Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
                    entries.put(
                            entry.toString(),
                            new TreeMap<>(status) + " "
                                    + (regular
                                            ? new String(
                                                    Files.readAllBytes(entry),
                                                    StandardCharsets.ISO_8859_1)
                                                    .hashCode()
                                            : ""));
                }
            }
        }
        return entries;
    }

    private void remember() throws IOException {
        before = entries();
    }

    @AfterEach
    void nothingHasChanged() throws IOException {
        if (!before.isEmpty()) {
            assertThat(entries()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ROOT, EMPTY", "ROOT, FULL", "ROOT, UNREADABLE", "ROOT, LOCKED", "ROOT, LINK",
        "ROOT, DANGLING_LINK", "ROOT, PIPE", "ROOT, DIRECTORY", "NOBODY_ELSE, EMPTY",
        "NOBODY_ELSE, FULL", "NOBODY_ELSE, UNREADABLE", "NOBODY_ELSE, LOCKED",
        "NOBODY_ELSE, LINK", "NOBODY_ELSE, DANGLING_LINK", "NOBODY_ELSE, PIPE",
        "NOBODY_ELSE, DIRECTORY"
    })
    void aPlantedLockFileIsNotUsed(Caller caller, Plant plant) throws IOException {
        belongsTo(caller);
        Path lock = shared.resolve("file.fileview-lock");
        plant.make(lock, victim, caller.planter);
        remember();
        if (plant == Plant.LOCKED) {
            try (Talk holder = ChildJvm.of(CommitChild.class, "lock", lock).start()) {
                holder.await("holding");
                assertLockFileIsNotUsed(caller, lock);
            }
        } else {
            assertLockFileIsNotUsed(caller, lock);
        }
    }

    private void assertLockFileIsNotUsed(Caller caller, Path lock) throws IOException {
        if (EngineUnderTest.isLinux()) {
            assertThat(call(caller, "write")).isEqualTo("admitted");
            assertThat(call(caller, "read")).isEqualTo("a");
            return;
        }
        for (String action : new String[] {"write", "read"}) {
            assertThat(call(caller, action))
                    .contains("the lock file " + lock + " belongs to a user who may not write")
                    .contains("(its owner has the id " + caller.planter + ")");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ROOT, EMPTY", "ROOT, FULL", "ROOT, UNREADABLE", "ROOT, LINK", "ROOT, DANGLING_LINK",
        "ROOT, PIPE", "ROOT, DIRECTORY", "NOBODY_ELSE, EMPTY", "NOBODY_ELSE, FULL",
        "NOBODY_ELSE, UNREADABLE", "NOBODY_ELSE, LINK", "NOBODY_ELSE, DANGLING_LINK",
        "NOBODY_ELSE, PIPE", "NOBODY_ELSE, DIRECTORY"
    })
    void aPlantedJournalIsNotUsed(Caller caller, Plant plant) throws IOException {
        belongsTo(caller);
        plant.make(shared.resolve("file.fileview-journal"), victim, caller.planter);
        remember();
        assertJournalIsNotUsed(caller);
    }

    private void assertJournalIsNotUsed(Caller caller) throws IOException {
        assertThat(call(caller, "read")).isEqualTo("a");
        assertThat(call(caller, "write"))
                .contains("the journal " + file + ".fileview-journal belongs to, or can be written")
                .contains("(its owner has the id " + caller.planter + ")");
    }

    /** A journal with a commit of 'b' that was written for this very file, as far as it says. */
    private Path journalOfThisFile() throws IOException {
        ChildJvm.of(CommitChild.class, "die", file, "b").run();
        Files.write(
                file,
                CommitNamesFixture.filled('a'),
                java.nio.file.StandardOpenOption.WRITE);
        attributes(file).delete(ExtendedAttribute.NAME); // Only writers of the file may set it.
        Files.deleteIfExists(shared.resolve("file.fileview-lock"));
        return shared.resolve("file.fileview-journal");
    }

    private static UserDefinedFileAttributeView attributes(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    }

    @ParameterizedTest
    @EnumSource
    void aPlantedJournalOfTheRightIdentityIsNotUsed(Caller caller) throws IOException {
        Path journal = journalOfThisFile();
        belongsTo(caller);
        own(journal, caller.planter);
        remember();
        assertJournalIsNotUsed(caller);
    }

    /** Whatever anybody creates in such a directory has the group of the file's writers. */
    @Test
    void aPlantedJournalWithTheGroupOfTheFileIsNotUsed() throws IOException {
        Path journal = journalOfThisFile();
        Command.run("chmod", "3777", shared.toString());
        Command.run("chmod", "664", file.toString());
        Files.setAttribute(file, "unix:gid", ANOTHER);
        Files.setAttribute(journal, "unix:uid", NOBODY);
        Files.setAttribute(journal, "unix:gid", ANOTHER);
        remember();
        assertJournalIsNotUsed(Caller.ROOT);
    }

    @ParameterizedTest
    @EnumSource
    void plantedNamesOfSnapshotsAreNotUsed(Caller caller) throws IOException {
        belongsTo(caller);
        for (Plant plant : Plant.values()) {
            plant.make(
                    shared.resolve("file.fileview-snapshot-" + plant.name()),
                    victim,
                    caller.planter);
        }
        remember();
        assertThat(call(caller, "snapshot")).isEqualTo("a");
    }

    /**
     * In a sticky directory only the owner of the file may replace it. Many kernels follow no link of
     * another user there.
     */
    @Test
    void aFileThatItsOwnerReplacesByALinkIsNotCommittedThrough() throws IOException {
        own(file, NOBODY);
        CommitMapping commits = Commits.open(file);
        Path away = Files.move(file, shared.resolve("away"));
        Files.createSymbolicLink(file, victim);
        own(file, NOBODY);
        try (View view = commits.map()) {
            view.guarded().fill(0, SIZE, (byte) 'x');
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .withMessageContaining(
                            linksAreProtected()
                                    ? "do not allow it"
                                    : "is another file than the one that was opened");
        }
        commits.abandon();
        assertThat(victim).hasBinaryContent(CommitNamesFixture.filled('v'));
        assertThat(attributes(victim).list()).isEmpty();
        assertThat(away).hasBinaryContent(CommitNamesFixture.filled('a'));
    }

    private static boolean linksAreProtected() throws IOException {
        Path setting = Path.of("/proc/sys/fs/protected_symlinks");
        return Files.exists(setting) && !Files.readString(setting).strip().equals("0");
    }

    /** The owner of a file may write its attribute, and so name any journal as its own. */
    @Test
    void aForgedAttributeDoesNotLeadToTheJournalOfAnotherFile() throws IOException {
        Path journal = victim.resolveSibling("victim.fileview-journal");
        try (CommitMapping commits = Commits.open(victim)) {
            byte[] bytes = Files.readAllBytes(journal);
            own(file, NOBODY);
            forge(journal);
            assertThat(CommitChild.writer(file)).contains("was written for another file");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> Commits.builder(file).adoptJournal().open())
                    .withMessageContaining("was written for another file");
            assertThat(journal).hasBinaryContent(bytes);
            CommitChild.commit(commits, 'c');
            assertThat(CommitChild.reader(file)).contains("was written for another file");
        }
        assertThat(file).hasBinaryContent(CommitNamesFixture.filled('a'));
        assertThat(victim).hasBinaryContent(CommitNamesFixture.filled('c'));
    }

    private void forge(Path journal) throws IOException {
        ByteBuffer mark = ByteBuffer.allocate(512).put((byte) 1);
        for (Path path : new Path[] {file, journal}) {
            FileIdentity identity = identity(path);
            mark.putLong(identity.numberHigh())
                    .putLong(identity.number())
                    .putLong(identity.birth());
        }
        mark.put(journal.toString().getBytes(StandardCharsets.UTF_8));
        attributes(file).write(ExtendedAttribute.NAME, mark.flip());
    }

    private static FileIdentity identity(Path path) throws IOException {
        var entry = EngineUnderTest.engine().resolve(FileLocation.of(path));
        try (Directory directory = entry.directory()) {
            return directory.find(entry.name()).orElseThrow();
        }
    }

    /** Whoever may open the lock file may lock it, and so stop the writer. */
    @Test
    void theLockFileOfAPrivateFileIsPrivate() throws IOException {
        Path lock = shared.resolve("file.fileview-lock");
        for (String mode : new String[] {"rw-------", "rw-r--r--"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            try (CommitMapping commits = Commits.open(file)) {
                assertThat(commits.size()).isEqualTo(SIZE);
                if (!EngineUnderTest.isLinux()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
                            .isEqualTo(mode);
                }
            }
            assertThat(lock).doesNotExist();
        }
    }

    /** The new lock file of another user comes into a directory where the writer works already. */
    @Test
    void aWriterGoesOnBesideALockFileThatIsPlantedLater() throws IOException {
        Path lock = shared.resolve("file.fileview-lock");
        try (CommitMapping commits = Commits.open(file)) {
            CommitChild.commit(commits, 'b');
            Path planted = Files.createFile(shared.resolve("planted"));
            own(planted, NOBODY);
            Files.move(planted, lock, StandardCopyOption.REPLACE_EXISTING);
            if (EngineUnderTest.isLinux()) {
                CommitChild.commit(commits, 'c');
            } else {
                assertThatExceptionOfType(CommitFailedException.class)
                        .isThrownBy(() -> CommitChild.commit(commits, 'c'))
                        .withMessageContaining("removed, replaced or unlocked");
                commits.rollback();
            }
        }
        assertThat(lock).isEmptyFile();
        assertThat(Files.getAttribute(lock, "unix:uid")).isEqualTo(NOBODY);
    }
}
