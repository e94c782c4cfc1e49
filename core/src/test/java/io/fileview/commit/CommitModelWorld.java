package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.View;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.FileAssert;
import io.fileview.testing.RandomRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that is committed to, byte for byte, and everybody who has it open. */
final class CommitModelWorld extends RandomRun {
    static final int PAGE = EngineUnderTest.pageSize();
    static final int LARGEST = Math.max(256 << 10, 24 * PAGE);

    final Path file;

    /** What the last commit made of the file. */
    byte[] committed;

    /** What the views of the writer show. */
    byte[] shown;

    /** What a power cut may leave of {@link #committed}; null where that is not known. */
    byte @Nullable [] flushed;

    /** Pages that were written to since they were committed or rolled back. */
    final BitSet written = new BitSet();

    @Nullable CommitMapping writer;

    /** A journal was left by a writer that died. */
    boolean journalIsLeft;

    final List<Shown> views = new ArrayList<>();
    final List<Reader> readers = new ArrayList<>();
    final List<Taken> snapshots = new ArrayList<>();

    /** A view, and where it is in the file. */
    record Shown(View view, int offset, int length) {
        @Override
        public String toString() {
            return "[" + offset + ", " + length + "]";
        }
    }

    /** A reader, its views, and the locks that it holds. */
    static final class Reader {
        final CommitReader reader;
        final List<Shown> views = new ArrayList<>();
        final List<CommitReader.ReadLock> locks = new ArrayList<>();

        /** A writer has died meanwhile: views show commits of the journal until the next read lock. */
        boolean hasSeenDeath;

        Reader(CommitReader reader) {
            this.reader = reader;
        }

        /** Makes the views show what was committed, if they may show an older state. */
        void lookAgain() throws IOException {
            if (hasSeenDeath) {
                reader.readLock().close();
            }
        }
    }

    /** A snapshot, and what the file was then. */
    static final class Taken {
        final Snapshot snapshot;
        final byte[] then;

        Taken(Snapshot snapshot, byte[] then) {
            this.snapshot = snapshot;
            this.then = then;
        }
    }

    CommitModelWorld(long seed, Path file, byte[] bytes) {
        super(seed);
        this.file = file;
        this.committed = bytes;
        this.shown = bytes.clone();
    }

    int size() {
        return committed.length;
    }

    /** The writer has the file open, with what was committed. */
    void opened(CommitMapping mapping) {
        writer = mapping;
        journalIsLeft = false;
        forgetChanges();
    }

    /** The writer and its views are gone, and with them what was not committed. */
    void closed() {
        writer = null;
        views.clear();
        forgetChanges();
    }

    void forgetChanges() {
        shown = committed.clone();
        written.clear();
    }

    /** The file has grown, whoever commits. */
    void grown(int size) {
        committed = Arrays.copyOf(committed, size);
        shown = Arrays.copyOf(shown, size);
        if (flushed != null) {
            flushed = Arrays.copyOf(flushed, size);
        }
    }

    void write(int from, byte[] data) {
        System.arraycopy(data, 0, shown, from, data.length);
        written.set(from / PAGE, (from + data.length - 1) / PAGE + 1);
    }

    boolean anyLockIsHeld() {
        return readers.stream().anyMatch(reader -> !reader.locks.isEmpty());
    }

    /** Everything that can be read has what it must have. */
    void mustAgree() throws IOException {
        FileAssert.assertThatFile(file).hasBinaryContent(committed);
        for (Shown view : views) {
            mustShow(view, shown);
        }
        for (Reader reader : readers) {
            reader.lookAgain();
            for (Shown view : reader.views) {
                mustShow(view, committed);
            }
        }
        for (Taken taken : snapshots) {
            mustHave(taken);
        }
    }

    static void mustShow(Shown view, byte[] file) throws IOException {
        mustShow(view, file, 0, view.length);
    }

    static void mustShow(Shown view, byte[] file, int from, int count) throws IOException {
        byte[] bytes = new byte[count];
        view.view.guarded().copyTo(from, bytes, 0, count);
        int start = view.offset + from;
        int wrong = Arrays.mismatch(bytes, 0, count, file, start, start + count);
        if (wrong >= 0) {
            throw new AssertionError(
                    "byte " + (start + wrong) + " is " + bytes[wrong] + " instead of "
                            + file[start + wrong] + " in " + view.view);
        }
    }

    static void mustHave(Taken taken) throws IOException {
        assertThat(taken.snapshot.size()).isEqualTo(taken.then.length);
        try (View view = taken.snapshot.map()) {
            mustShow(new Shown(view, 0, taken.then.length), taken.then);
        }
    }

    /** After a failure: later tests shall find nothing of this one. */
    void abandon() throws IOException {
        if (writer != null) {
            writer.abandon();
        }
        for (Reader reader : readers) {
            reader.views.forEach(shownView -> shownView.view.close());
            for (CommitReader.ReadLock lock : reader.locks) {
                lock.close();
            }
            reader.reader.close();
        }
        snapshots.forEach(taken -> taken.snapshot.close());
    }
}
