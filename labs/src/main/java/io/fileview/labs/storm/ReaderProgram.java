package io.fileview.labs.storm;

import io.fileview.View;
import io.fileview.commit.CommitReader;
import io.fileview.commit.Snapshot;
import io.fileview.labs.common.Pause;
import io.fileview.labs.storm.Events.Kind;
import io.fileview.labs.storm.Pages.MixedException;
import java.io.IOException;
import java.nio.file.Path;

/** Reads under read locks. */
final class ReaderProgram extends Program {
    private static final int MOST_READS = 100;

    private ReaderProgram(String... arguments) {
        super(arguments);
    }

    /**
     * Runs the program.
     *
     * @param arguments as in {@link Program}
     */
    public static void main(String[] arguments) {
        new ReaderProgram(arguments).runForEver();
    }

    @Override
    void use(Path name) throws IOException, MixedException {
        try (CommitReader reader =
                watch.time("open for reading", () -> CommitReader.open(name, engine));
                View view = reader.map()) {
            Pages pages = null;
            for (int reads = random.nextInt(MOST_READS); reads > 0; reads--) {
                long[] promised = new long[Scene.FILES + 1];
                for (int file = 1; file <= Scene.FILES; file++) {
                    promised[file] = acknowledged(file).last();
                }
                MixedException mixed = null;
                long file = 0;
                long found = 0;
                try (CommitReader.ReadLock lock =
                        watch.time("read lock", () -> reader.readLock(Watch.LIMIT))) {
                    byte[] content = Pages.contentOf(view);
                    Pages known = pages == null ? Pages.in(content) : pages;
                    pages = known;
                    file = known.file();
                    found = known.check("under a read lock of " + name, content);
                    if (oneIn(30)) {
                        snapshot(reader, known);
                    }
                    hold(lock);
                } catch (MixedException seen) {
                    mixed = seen;
                }
                // It counts if the lock was held to the end, which its closing tells.
                if (mixed != null && mixed.getSuppressed().length > 0) {
                    throw new IOException(mixed.getSuppressed()[0]);
                }
                if (mixed != null) {
                    throw mixed;
                }
                report(file, found, promised[(int) file]);
            }
        }
    }

    private void report(long file, long found, long promised) {
        if (found < promised) {
            events.add(
                    Kind.LOST,
                    "under a read lock, file " + file + " is as of commit " + found + ", but "
                            + promised + " was promised before");
        }
        events.add(Kind.READ, "commit");
    }

    private void snapshot(CommitReader reader, Pages pages) throws IOException, MixedException {
        try (Snapshot snapshot = watch.time("snapshot of a reader", reader::snapshot);
                View of = snapshot.map()) {
            pages.check("in a snapshot of a reader", Pages.contentOf(of));
        }
    }

    /** Some locks are held longer, so that writers have to wait. */
    private void hold(CommitReader.ReadLock lock) {
        if (lock != null && oneIn(10)) {
            Pause.millis(random.nextInt(1, 5));
        }
    }
}
