package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.commit.CommitModelWorld.Reader;
import io.fileview.commit.CommitModelWorld.Shown;
import io.fileview.commit.CommitModelWorld.Taken;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.testing.Commits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Steps of those who read what was committed, and keep it. */
final class CommitReaderSteps {
    private static final int MOST = 3;

    private final CommitModelWorld world;

    CommitReaderSteps(CommitModelWorld world) {
        this.world = world;
    }

    void open() throws IOException {
        if (world.readers.size() < MOST) {
            world.log("open a reader");
            Reader reader = new Reader(Commits.reader(world.file));
            reader.hasSeenDeath = world.journalIsLeft;
            world.readers.add(reader);
            assertThat(reader.reader.size()).isEqualTo(world.size());
        }
    }

    private @Nullable Reader any() {
        return world.readers.isEmpty() ? null : world.any(world.readers);
    }

    void close() throws IOException {
        Reader reader = any();
        if (reader != null) {
            world.log("close a reader with " + reader.locks.size() + " locks");
            for (ReadLock lock : reader.locks) {
                lock.close();
            }
            reader.reader.close();
            world.readers.remove(reader);
            for (Shown view : reader.views) {
                if (!reader.hasSeenDeath) {
                    CommitModelWorld.mustShow(view, world.committed);
                }
                view.view().close();
            }
            assertThatThrownBy(reader.reader::readLock).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(reader.reader::map).isInstanceOf(IllegalStateException.class);
        }
    }

    void lock() throws IOException {
        Reader reader = any();
        if (reader != null) {
            boolean again = !reader.locks.isEmpty();
            world.log("read lock" + (again ? ", once more" : ""));
            reader.locks.add(reader.reader.readLock());
            if (!again) {
                assertThat(reader.reader.size()).isEqualTo(world.size());
            }
        }
    }

    void unlock() throws IOException {
        Reader reader = any();
        if (reader != null && !reader.locks.isEmpty()) {
            ReadLock lock = world.any(reader.locks);
            world.log("release a read lock of " + reader.locks.size());
            lock.close();
            reader.locks.remove(lock);
            if (world.oneIn(4)) {
                lock.close();
            }
        }
    }

    void map() throws IOException {
        Reader reader = any();
        if (reader != null && reader.views.size() < MOST) {
            int size = Math.toIntExact(reader.reader.size());
            int offset = world.offset(size);
            int length = world.length(size - offset);
            world.log("map [" + offset + ", " + length + "] for reading");
            Shown view = new Shown(reader.reader.map(offset, length), offset, length);
            reader.views.add(view);
            reader.lookAgain();
            CommitModelWorld.mustShow(view, world.committed);
        }
    }

    void unmap() {
        Reader reader = any();
        if (reader != null && !reader.views.isEmpty()) {
            Shown view = world.any(reader.views);
            world.log("unmap " + view + " of a reader");
            view.view().close();
            reader.views.remove(view);
        }
    }

    void read() throws IOException {
        Reader reader = any();
        if (reader != null && !reader.views.isEmpty()) {
            Shown view = world.any(reader.views);
            int from = world.offset(view.length());
            int count = world.length(view.length() - from);
            world.log("read [" + from + ", " + count + "] of " + view + " of a reader");
            reader.lookAgain();
            CommitModelWorld.mustShow(view, world.committed, from, count);
        }
    }

    void snapshot() throws IOException {
        if (world.snapshots.size() == MOST) {
            Taken oldest = world.snapshots.removeFirst();
            CommitModelWorld.mustHave(oldest);
            oldest.snapshot.close();
        }
        Reader reader = any();
        CommitMapping writer = world.writer;
        if (writer != null && (reader == null || world.oneIn(2))) {
            world.log("take a snapshot of what is written to");
            take(writer.snapshot());
        } else if (reader != null) {
            world.log("take a snapshot of what is read");
            take(reader.reader.snapshot());
        }
    }

    private void take(Snapshot snapshot) throws IOException {
        Taken taken = new Taken(snapshot, world.committed);
        world.snapshots.add(taken);
        CommitModelWorld.mustHave(taken);
    }

    void closeAll() throws IOException {
        while (!world.readers.isEmpty()) {
            close();
        }
        for (Taken taken : world.snapshots) {
            CommitModelWorld.mustHave(taken);
            taken.snapshot.close();
        }
        world.snapshots.clear();
    }
}
