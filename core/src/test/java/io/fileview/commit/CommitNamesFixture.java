package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.ChildJvm.Talk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file, full of 'a', in a directory that all users may list, and its writer in another process. */
abstract class CommitNamesFixture {
    static final int SIZE = CommitChild.SIZE;

    @TempDir
    Path temporary;

    Path directory;
    Path file;
    Path journal;

    @BeforeEach
    void makeFile() throws IOException {
        ChildJvm.openTo(temporary);
        directory = ChildJvm.openTo(Files.createDirectory(temporary.resolve("directory")));
        file = Files.write(directory.resolve("file"), filled('a'));
        journal = directory.resolve("file.fileview-journal");
    }

    static byte[] filled(char value) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /**
     * Another process commits 'b' and dies; then the file is as if the power had failed: only the
     * journal has the commit.
     */
    void leaveCommit() throws IOException {
        leaveCommit(file);
    }

    static void leaveCommit(Path path) throws IOException {
        ChildJvm.of(CommitChild.class, "die", path, "b").run();
        TestFiles.write(path, 0, filled('a'));
    }

    /** Another process commits 'b' and keeps the file open. */
    static Talk liveWriter(Path path) throws IOException {
        Talk writer = ChildJvm.of(CommitChild.class, "hold", path, "b").start();
        try {
            writer.await("holding");
            return writer;
        } catch (Throwable failure) {
            writer.close();
            throw failure;
        }
    }

    static void assertFull(Path path, char value) throws IOException {
        assertThat(Files.readAllBytes(path)).as("%s", path).isEqualTo(filled(value));
    }

    /** The name leads to the file and to the commit that its dead writer left. */
    void assertLeadsToCommit(Path name) throws IOException {
        assertThat(CommitChild.reader(name)).isEqualTo("b");
        assertFull(name, 'a'); // A reader changes nothing.
        assertThat(CommitChild.writer(name)).isEqualTo("admitted");
        assertFull(name, 'b');
    }

    /** The name leads to the file that a writer has open in another process. */
    static void assertIsInUse(Path name) {
        assertThat(CommitChild.writer(name)).startsWith("CommitInUseException")
                .contains("already open for commits");
        assertThat(CommitChild.reader(name)).isEqualTo("b");
    }

    /**
     * A writer of the portable engine that dies may leave its lock file, which has no effect, and
     * its next user by that name removes it.
     */
    static void assertNothingLeftIn(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            assertThat(entries.map(Path::toString).filter(name -> name.contains("fileview")))
                    .allMatch(name -> isPortable() && name.endsWith(".fileview-lock"));
        }
    }

    static boolean isPortable() {
        return EngineUnderTest.name().equals("portable");
    }
}
