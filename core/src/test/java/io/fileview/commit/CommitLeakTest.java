package io.fileview.commit;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.View;
import io.fileview.Views;
import io.fileview.testing.Commits;
import io.fileview.testing.Eventually;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit mapping that the program has dropped stays as long as the program uses a view of it. */
class CommitLeakTest {
    private static final int SIZE = 20_000;
    private static final int COLLECTIONS = 20;

    @TempDir
    Path directory;

    /** In a method of its own, so that no local variable keeps the mapping. */
    private static View viewOfDroppedMapping(Path file) throws IOException {
        return Commits.open(file).map(100, 5_000);
    }

    /** On the portable engine a segment does not keep its view, but no access goes astray. */
    @Test
    @Tag("linux-only")
    @NeedsSegment
    void itsPagesStayMappedUnderASegment() throws Exception {
        Path file = Sample.file(directory, SIZE);
        long leaked = Views.statistics().leakedMappings();
        MemorySegment segment = viewOfDroppedMapping(file).segment();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(10);
            segment.set(JAVA_BYTE, i, (byte) i);
            assertThat(segment.get(JAVA_BYTE, i)).isEqualTo((byte) i);
        }
        assertThat(Views.statistics().leakedMappings()).isEqualTo(leaked);
        assertThat(Views.at(segment.address())).isPresent();
        Views.at(segment.address()).orElseThrow().close();
    }

    @Test
    void aMappingThatNothingUsesIsClosed() throws Exception {
        Path file = Sample.file(directory, SIZE);
        long leaked = Views.statistics().leakedMappings();
        WeakReference<CommitMapping> dropped = new WeakReference<>(Commits.open(file));
        for (int i = 0; i < 1_000 && dropped.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(dropped.get()).isNull();
        Eventually.<IOException>holds("the file can be opened again", () -> opens(file));
        assertThat(Views.statistics().leakedMappings()).isGreaterThan(leaked);
    }

    private static boolean opens(Path file) throws IOException {
        try (CommitMapping again = Commits.open(file)) {
            return again.size() == SIZE;
        } catch (CommitInUseException notClosedYet) {
            return false;
        }
    }
}
