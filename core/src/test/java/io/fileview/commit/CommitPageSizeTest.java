package io.fileview.commit;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.View;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Options;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The smallest journal has room for commits, whatever the size of a page is. */
class CommitPageSizeTest {
    @ParameterizedTest
    @ValueSource(ints = {4 << 10, 16 << 10, 64 << 10})
    void theSmallestJournalTakesACommitOfAnyThreePages(int page) throws Exception {
        MemoryFileSystem system = new MemoryFileSystem(Options.DEFAULT.pageSize(page));
        Path file = Path.of("/data");
        system.others().write(file, new byte[64 * page]);
        try (CommitMapping commits =
                CommitMapping.builder(file).engine(system.engine()).journalLimit(64 << 10).open();
                View view = commits.map()) {
            for (int at : new int[] {1, 3, 5}) {
                bytesOf(view).set((long) at * page, 7);
            }
            commits.commit();
            assertThat(system.others().read(file)[5 * page]).isEqualTo((byte) 7);

            for (int i = 0; i < 64; i += 2) {
                bytesOf(view).set((long) i * page, 9);
            }
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .withMessageContaining("with a larger journalLimit");
        }
    }
}
