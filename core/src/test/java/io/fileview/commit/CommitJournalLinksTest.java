package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.testing.Commits;
import io.fileview.testing.Needs;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hard link by the name of the journal leads to a file that belongs to somebody else: only the
 * name goes, and never the content.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CommitJournalLinksTest {
    private static final int SIZE = 8_192;

    @TempDir
    Path directory;

    private Path file(String name) throws IOException {
        return TestFiles.write(directory.resolve(name), new byte[SIZE]);
    }

    private Path journal(String name) {
        return directory.resolve(name + ".fileview-journal");
    }

    @Test
    void theFileThatALinkLeadsToKeepsItsContent() throws IOException {
        byte[] content = "precious".repeat(4_000).getBytes(StandardCharsets.UTF_8);
        Path victim = TestFiles.write(directory.resolve("victim"), content);
        TestFiles.createLink(journal("file"), victim);
        Path data = file("file");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Commits.open(data).close())
                .withMessageContaining("no intact header");
        assertThatFile(victim).hasBinaryContent(content);
    }

    @Test
    void theJournalOfAnotherFileKeepsItsContent() throws IOException {
        Needs.immediateDeletion();
        Path other = file("other");
        byte[] before;
        try (CommitMapping commits = Commits.open(other); View view = commits.map()) {
            TestFiles.createLink(journal("file"), journal("other"));
            before = TestFiles.readAllBytes(journal("other"));
            Commits.open(file("file")).close();
            assertThatFile(journal("other")).hasBinaryContent(before);
            view.guarded().setByte(0, (byte) 'x');
            commits.commit();
            commits.abandon();
        }
        Commits.open(other).close();
        assertThatFile(other).hasSize(SIZE);
    }

    /** The caller's own file has the name of a journal. */
    @Test
    void aFileThatIsNoJournalKeepsItsContent() throws IOException {
        for (int times : new int[] {1, 20, 2_000, 20_000}) {
            byte[] content = "precious".repeat(times).getBytes(StandardCharsets.UTF_8);
            Path data = file("data" + times);
            TestFiles.write(journal("data" + times), content);
            assertThatExceptionOfType(MappingException.class)
                    .as("%d bytes", content.length)
                    .isThrownBy(() -> Commits.open(data).close())
                    .withMessageContaining("no intact header");
            assertThatFile(journal("data" + times)).hasBinaryContent(content);
        }
    }
}
