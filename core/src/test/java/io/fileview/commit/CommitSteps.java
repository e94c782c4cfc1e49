package io.fileview.commit;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.BeyondEndException;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewsMappedException;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.commit.CommitModelWorld.Shown;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Steps of the writer, and of one that dies. */
final class CommitSteps {
    private static final int MOST_VIEWS = 6;
    private static final long SMALL_JOURNAL = 16L * CommitModelWorld.PAGE;

    /** So large that it never has to be emptied. */
    private static final long LARGE_JOURNAL = 1L << 40;

    /** What a commit takes beside its pages, at most. */
    private static final long TABLE = 16 << 10;

    private final CommitModelWorld world;
    private long journalLimit;

    CommitSteps(CommitModelWorld world) {
        this.world = world;
    }

    void open() throws Throwable {
        if (world.writer != null) {
            world.log("open once more");
            world.refused(CommitInUseException.class, () -> Commits.open(world.file));
            return;
        }
        if (world.journalIsLeft && world.anyLockIsHeld()) {
            return; // A recovery waits for those who read, also if they are this thread.
        }
        journalLimit = world.oneIn(2) ? LARGE_JOURNAL : SMALL_JOURNAL;
        CommitMappingBuilder builder = Commits.builder(world.file).journalLimit(journalLimit);
        int size = world.size();
        if (world.oneIn(5)) {
            size = Math.min(CommitModelWorld.LARGEST,
                    size + world.length(4 * CommitModelWorld.PAGE));
            builder.size(size);
        }
        if (world.oneIn(4)) {
            builder.create();
        }
        world.log("open with " + size + " bytes and a journal of " + journalLimit);
        if (world.oneIn(10)) {
            builder.createNew();
            world.refused(FileAlreadyExistsException.class, builder::open);
            return;
        }
        CommitMapping mapping = builder.open();
        world.grown(size);
        world.flushed = journalLimit == LARGE_JOURNAL ? world.committed : null;
        world.opened(mapping);
        assertThat(mapping.size()).isEqualTo(size);
        assertThat(mapping.changed()).isEmpty();
    }

    void close() throws Throwable {
        CommitMapping writer = world.writer;
        if (writer == null) {
            return;
        }
        world.log("close");
        List<Shown> views = List.copyOf(world.views);
        writer.close();
        world.closed();
        views.forEach(view -> assertThat(view.view().isMapped()).isFalse());
        assertThat(TestFiles.exists(journal())).as("the journal is left").isFalse();
        List<ThrowingCallable> uses =
                List.of(writer::commit, writer::rollback, writer::map, writer::snapshot);
        assertThatThrownBy(world.any(uses)).isInstanceOf(IllegalStateException.class);
        writer.close();
    }

    /**
     * The process dies, and perhaps the power goes: of the pages that were committed since the file
     * was flushed, the disk has some as they were.
     */
    void die() throws Throwable {
        CommitMapping writer = world.writer;
        if (writer == null) {
            return;
        }
        byte[] flushed = world.flushed;
        boolean powerGoes = flushed != null && !world.anyLockIsHeld() && world.oneIn(2);
        world.log("die" + (powerGoes ? ", and the power goes" : ""));
        writer.abandon();
        world.closed();
        world.journalIsLeft = true;
        world.readers.forEach(reader -> reader.hasSeenDeath = true);
        if (flushed != null && powerGoes) {
            loseSomePages(flushed);
            recover();
        }
    }

    private void loseSomePages(byte[] flushed) throws IOException {
        for (int at = 0; at < world.size(); at += CommitModelWorld.PAGE) {
            int end = Math.min(at + CommitModelWorld.PAGE, world.size());
            if (Arrays.mismatch(flushed, at, end, world.committed, at, end) >= 0
                    && world.oneIn(2)) {
                TestFiles.write(world.file, at, Arrays.copyOfRange(flushed, at, end));
                world.note("  lost the page at " + at);
            }
        }
    }

    /** Before anybody looks: whoever reads without a lock sees what the disk has. */
    private void recover() throws IOException {
        world.note("  recovered");
        Commits.open(world.file).close();
        world.journalIsLeft = false;
        assertThat(TestFiles.exists(journal())).as("the journal is left").isFalse();
    }

    private java.nio.file.Path journal() {
        return world.file.resolveSibling(world.file.getFileName() + ".fileview-journal");
    }

    void map() throws Throwable {
        CommitMapping writer = world.writer;
        if (writer == null || world.views.size() >= MOST_VIEWS) {
            return;
        }
        int offset = world.offset(world.size());
        int room = world.size() - offset;
        boolean beyond = world.oneIn(20);
        int length = beyond ? room + 1 : world.length(room);
        world.log("map [" + offset + ", " + length + "]");
        View[] view = new View[1];
        if (!world.refused(
                beyond ? BeyondEndException.class : null,
                () -> view[0] = writer.map(offset, length))) {
            Shown shown = new Shown(view[0], offset, length);
            world.views.add(shown);
            CommitModelWorld.mustShow(shown, world.shown);
        }
    }

    void unmap() {
        if (!world.views.isEmpty()) {
            Shown view = world.any(world.views);
            world.log("unmap " + view);
            view.view().close();
            world.views.remove(view);
            assertThatThrownBy(view.view()::guarded).isInstanceOf(IllegalStateException.class);
        }
    }

    void read() throws IOException {
        if (!world.views.isEmpty()) {
            Shown view = world.any(world.views);
            int from = world.offset(view.length());
            int count = world.length(view.length() - from);
            world.log("read [" + from + ", " + count + "] of " + view);
            CommitModelWorld.mustShow(view, world.shown, from, count);
        }
    }

    void write() throws IOException {
        if (!world.views.isEmpty()) {
            Shown view = world.any(world.views);
            int from = world.offset(view.length());
            byte[] data = world.bytes(world.length(view.length() - from));
            if (world.oneIn(5)) {
                Arrays.fill(data, (byte) world.below(2));
            }
            world.log("write [" + from + ", " + data.length + "] of " + view);
            if (world.oneIn(2)) {
                bytesOf(view.view()).write(from, data);
            } else {
                view.view().guarded().copyFrom(from, data, 0, data.length);
            }
            world.write(view.offset() + from, data);
        }
    }

    void refuse() throws Throwable {
        if (!world.views.isEmpty()) {
            View view = world.any(world.views).view();
            world.log("flush and remap");
            world.refused(
                    UnsupportedOperationException.class, () -> view.flush(Durability.DEVICE));
            assertThatThrownBy(() -> view.remap(view.length() + 1))
                    .isInstanceOfAny(
                            UnsupportedOperationException.class, BeyondEndException.class);
            try (FileMapping mapping =
                    EngineUnderTest.open(world.file, Protection.READ_WRITE)) {
                assertThatThrownBy(() -> mapping.truncate(1))
                        .isInstanceOf(ViewsMappedException.class);
            }
        }
    }

    void changed() throws IOException {
        CommitMapping writer = world.writer;
        if (writer != null) {
            world.log("ask what has changed");
            mustBeTheChangedPages(writer.changed());
        }
    }

    /** Pages that differ are listed; those that were written to as they were before may be. */
    private void mustBeTheChangedPages(List<ByteRange> ranges) {
        BitSet told = new BitSet();
        long before = -1;
        for (ByteRange range : ranges) {
            assertThat(range.offset()).isGreaterThan(before);
            assertThat(range.offset() % CommitModelWorld.PAGE).isZero();
            assertThat(range.length()).isPositive();
            before = range.end();
            told.set(
                    (int) range.offset() / CommitModelWorld.PAGE,
                    (int) (range.end() - 1) / CommitModelWorld.PAGE + 1);
        }
        assertThat(before).isLessThanOrEqualTo(world.size());
        IntStream.range(0, (world.size() - 1) / CommitModelWorld.PAGE + 1)
                .forEach(
                        page -> {
                            int at = page * CommitModelWorld.PAGE;
                            int end = Math.min(at + CommitModelWorld.PAGE, world.size());
                            boolean differs =
                                    Arrays.mismatch(
                                            world.shown, at, end, world.committed, at, end)
                                            >= 0;
                            assertThat(told.get(page) || !differs)
                                    .as("page %s is changed, and told", page)
                                    .isTrue();
                            assertThat(!told.get(page) || world.written.get(page))
                                    .as("page %s is told, and was written to", page)
                                    .isTrue();
                        });
    }

    void commit() throws Throwable {
        CommitMapping writer = world.writer;
        if (writer == null) {
            return;
        }
        List<ByteRange> changed = writer.changed();
        long bytes = changed.stream().mapToLong(ByteRange::length).sum();
        world.log("commit " + bytes + " bytes");
        if (world.anyLockIsHeld()) {
            world.refused(IllegalStateException.class, writer::commit);
            return;
        }
        try {
            writer.commit();
            assertThat(bytes).isLessThanOrEqualTo(journalLimit);
        } catch (CommitFailedException tooLarge) {
            world.isRefused(tooLarge.getMessage());
            assertThat(tooLarge.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
            assertThat(bytes).isGreaterThan(journalLimit - TABLE);
            assertThat(writer.changed()).isEqualTo(changed);
            return;
        }
        world.committed = world.shown.clone();
        world.forgetChanges();
        assertThat(writer.changed()).isEmpty();
    }

    void rollback() throws Throwable {
        CommitMapping writer = world.writer;
        if (writer != null) {
            world.log("roll back");
            writer.rollback();
            world.forgetChanges();
            assertThat(writer.changed()).isEmpty();
        }
    }

    void checkpoint() throws Throwable {
        CommitMapping writer = world.writer;
        if (writer != null) {
            world.log("checkpoint");
            writer.checkpoint();
            world.flushed = journalLimit == LARGE_JOURNAL ? world.committed : null;
        }
    }

    void grow() throws Throwable {
        CommitMapping writer = world.writer;
        if (writer == null) {
            return;
        }
        if (world.oneIn(2)) {
            world.views.forEach(view -> view.view().close());
            world.views.clear();
        }
        int size = Math.min(CommitModelWorld.LARGEST,
                world.size() + world.length(CommitModelWorld.PAGE * 4));
        if (world.oneIn(10)) {
            size = world.below(world.size());
        }
        int newSize = size;
        world.log("grow to " + newSize);
        Class<? extends Exception> refusal =
                newSize < world.size() ? IllegalArgumentException.class : null;
        if (!world.views.isEmpty()) {
            refusal = ViewsMappedException.class;
        }
        if (!world.refused(refusal, () -> writer.grow(newSize))) {
            world.grown(newSize);
        }
        assertThat(writer.size()).isEqualTo(world.size());
    }
}
