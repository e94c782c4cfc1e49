package io.fileview.labs.storm;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import io.fileview.commit.Snapshot;
import io.fileview.labs.common.Pause;
import io.fileview.labs.storm.Events.Kind;
import io.fileview.labs.storm.Pages.MixedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Commits, with checkpoints, rollbacks and snapshots between. */
class WriterProgram extends Program {
    private static final long JOURNAL = 512 << 10;
    private static final int MOST_COMMITS = 80;

    WriterProgram(String... arguments) {
        super(arguments);
    }

    /**
     * Runs the program.
     *
     * @param arguments as in {@link Program}
     */
    public static void main(String[] arguments) {
        new WriterProgram(arguments).runForEver();
    }

    static CommitMapping open(Path name, String engine) throws IOException {
        return CommitMapping.builder(name)
                .engine(engine)
                .lockTimeout(Watch.LIMIT)
                .journalLimit(JOURNAL)
                .open();
    }

    @Override
    void use(Path name) throws IOException, MixedException {
        boolean journal = Scene.hasJournal(name);
        CommitMapping mapping = watch.time("open for commits", () -> open(name, engine));
        try {
            events.add(Kind.OPENED, journal ? "with a journal" : "without a journal");
            try (View view = mapping.map()) {
                commitSome(mapping, view);
            }
        } catch (IOException | MixedException failure) {
            try {
                close(mapping);
            } catch (IOException also) {
                failure.addSuppressed(also);
            }
            throw failure;
        }
        close(mapping);
    }

    private void close(CommitMapping mapping) throws IOException {
        watch.time(
                "close",
                () -> {
                    mapping.close();
                    return true;
                });
    }

    private void commitSome(CommitMapping mapping, View view)
            throws IOException, MixedException {
        byte[] content = Pages.contentOf(view);
        Pages pages = Pages.in(content);
        long number = requirePromised(pages, content);
        Acknowledged acknowledged = acknowledged(pages.file());
        for (int commits = random.nextInt(MOST_COMMITS); commits > 0; commits--) {
            if (oneIn(8)) {
                pages.write(view, -number);
                mapping.rollback();
            }
            pages.write(view, ++number);
            commit(mapping, acknowledged, number);
            if (oneIn(12)) {
                watch.time(
                        "checkpoint",
                        () -> {
                            mapping.checkpoint();
                            return true;
                        });
            }
            if (oneIn(25)) {
                try (Snapshot snapshot = watch.time("snapshot", mapping::snapshot);
                        View of = snapshot.map()) {
                    pages.check("in a snapshot of the writer", Pages.contentOf(of));
                }
            }
        }
    }

    void commit(CommitMapping mapping, Acknowledged acknowledged, long number)
            throws IOException {
        watch.time(
                "commit",
                () -> {
                    mapping.commit();
                    return true;
                });
        acknowledged.add(number);
    }

    private long requirePromised(Pages pages, byte[] content)
            throws IOException, MixedException {
        long found = pages.check("opened for commits", content);
        long promised = acknowledged(pages.file()).last();
        if (found < promised) {
            events.add(
                    Kind.LOST,
                    "opened for commits, file " + pages.file() + " is as of commit " + found
                            + ", but " + promised + " was promised");
        }
        return found;
    }

    /** The control that promises a commit before it is made. */
    static final class TooEarly extends WriterProgram {
        private TooEarly(String... arguments) {
            super(arguments);
        }

        /**
         * Runs the program.
         *
         * @param arguments as in {@link Program}
         */
        public static void main(String[] arguments) {
            new TooEarly(arguments).runForEver();
        }

        @Override
        void commit(CommitMapping mapping, Acknowledged acknowledged, long number)
                throws IOException {
            acknowledged.add(number);
            mapping.commit();
        }
    }

    /** The control that has no journal: it writes to the file, page by page, and flushes. */
    static final class Plain extends Program {
        private Plain(String... arguments) {
            super(arguments);
        }

        /**
         * Runs the program.
         *
         * @param arguments as in {@link Program}
         */
        public static void main(String[] arguments) {
            new Plain(arguments).runForEver();
        }

        @Override
        void use(Path name) throws IOException, MixedException {
            try (FileMapping mapping =
                    FileMapping.builder(name)
                            .engine(engine)
                            .protection(Protection.READ_WRITE)
                            .open();
                    View view = mapping.map()) {
                events.add(Kind.OPENED, "without a journal");
                byte[] content = Pages.contentOf(view);
                Pages pages = Pages.in(content);
                for (long number = pages.check("opened without a journal", content) + 1;
                        Files.exists(name); number++) {
                    pages.write(view, number, () -> Pause.millis(1));
                    view.flush(Durability.WRITTEN);
                    acknowledged(pages.file()).add(number);
                }
            }
        }
    }
}
