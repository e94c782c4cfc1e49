package io.fileview.labs.sizes;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tries one {@link Case} and prints a line for each thing that works or is refused. */
final class SizeProgram {
    private static final int PAGE = 4096;
    private static final int BLOCK = 1024;

    private final Path place;
    private final long number;

    private SizeProgram(Path place, long number) {
        this.place = place;
        this.number = number;
    }

    /** Takes the name of the case, a directory or file, and a number that some cases need. */
    public static void main(String[] arguments) throws IOException {
        new SizeProgram(Path.of(arguments[1]), Long.parseLong(arguments[2]))
                .run(Case.valueOf(arguments[0]));
    }

    private void run(Case tried) throws IOException {
        switch (tried) {
            case EMPTY -> small(0);
            case ONE_BYTE -> small(1);
            case NINE_TEBIBYTES -> {
                Path file = sparse(number);
                shared(file);
                commit(file);
            }
            case LARGEST -> largest();
            case LARGE_COPY -> copy(sparse(number));
            case LARGE_COMMIT -> commit(sparse(number));
            case HUGE_PAGES -> hugePages();
            case BLOCK_DEVICE -> blockDevice();
            case EXTENTS -> extents();
            case VIEWS -> views();
            case FORGOTTEN -> forgotten();
            case FOREIGN -> foreign();
            case FOREIGN_MEANWHILE -> foreignMeanwhile();
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void attempt(Attempt attempt, Body body) {
        CaseRun.Result result;
        try {
            body.run();
            result = new CaseRun.Result(attempt, true, "");
        } catch (IOException | UnsupportedOperationException refused) {
            result =
                    new CaseRun.Result(
                            attempt,
                            false,
                            refused.getClass().getSimpleName() + ": " + refused.getMessage());
        }
        System.out.println(result.line());
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private Path sparse(long size) throws IOException {
        Path file = place.resolve("file");
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(size);
        }
        return file;
    }

    private static FileMapping open(Path file) throws IOException {
        return FileMapping.open(file, Protection.READ_WRITE);
    }

    private void small(long size) throws IOException {
        Path file = sparse(size);
        shared(file);
        copy(file);
        commit(file);
        attempt(Attempt.EMPTY_VIEW, () -> {
            try (FileMapping mapping = open(file);
                    View view = mapping.map(size, 0)) {
                check(view.segment().byteSize() == 0, "the segment is not empty");
                view.flush(Durability.DEVICE);
                check(view.pages().pageCount() == 0, "there are pages");
            }
        });
    }

    private static void shared(Path file) {
        attempt(Attempt.SHARED, () -> {
            try (FileMapping mapping = open(file);
                    View view = mapping.map()) {
                writeEnds(view, 1);
                view.flush(Durability.DEVICE);
            }
        });
    }

    private static void copy(Path file) {
        attempt(Attempt.COPY, () -> {
            try (FileMapping mapping = FileMapping.open(file, Protection.COPY_ON_WRITE);
                    View view = mapping.map()) {
                writeEnds(view, 2);
            }
        });
    }

    private static void commit(Path file) {
        attempt(Attempt.COMMIT, () -> {
            try (CommitMapping commits = CommitMapping.open(file);
                    View view = commits.map()) {
                writeEnds(view, 3);
                commits.commit();
                check(commits.changed().isEmpty(), "something is not committed");
            }
            try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                    View view = mapping.map()) {
                check(
                        view.length() == 0 || view.guarded().getByte(view.length() - 1) == 3,
                        "the commit is not in the file");
            }
        });
    }

    private static void writeEnds(View view, int value) throws IOException {
        if (view.length() > 0) {
            GuardedAccess access = view.guarded();
            access.setByte(0, (byte) value);
            access.setByte(view.length() - 1, (byte) value);
            check(access.getByte(view.length() - 1) == value, "the view lost a byte");
        }
    }

    private void largest() throws IOException {
        Path file = sparse(Long.MAX_VALUE);
        long lastPages = Long.MAX_VALUE / PAGE * PAGE;
        try (FileMapping mapping = open(file)) {
            attempt(Attempt.ALL, () -> mapping.map().close());
            attempt(Attempt.LAST_PAGES, () -> {
                try (View view = mapping.map(lastPages - PAGE, PAGE)) {
                    writeEnds(view, 1);
                    view.flush(Durability.DEVICE);
                }
            });
            attempt(Attempt.LAST_BYTE, () -> mapping.map(Long.MAX_VALUE - 1, 1).close());
            attempt(Attempt.EMPTY_VIEW, () -> mapping.map(Long.MAX_VALUE, 0).close());
        }
    }

    private void hugePages() throws IOException {
        Path file = place.resolve("huge");
        try (FileMapping mapping =
                FileMapping.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(2 * number)
                        .open()) {
            check(mapping.pageSize() == number, "the page size is " + mapping.pageSize());
            attempt(Attempt.HUGE_VIEW, () -> {
                try (View view = mapping.map(100, number)) {
                    writeEnds(view, 1);
                    view.flush(Durability.DEVICE);
                    view.remap(2 * number - 100);
                    writeEnds(view, 2);
                }
            });
            attempt(Attempt.HUGE_COPY, () -> {
                try (View view =
                        mapping.view(0, 10).protection(Protection.COPY_ON_WRITE).map()) {
                    writeEnds(view, 1);
                }
            });
            attempt(Attempt.ODD_SIZE, () -> mapping.truncate(100));
            attempt(Attempt.TOO_MANY_PAGES, () -> mapping.grow(1_000_000 * number));
        }
        attempt(Attempt.COMMIT, () -> CommitMapping.open(file).close());
    }

    private void blockDevice() {
        shared(place);
        copy(place);
        attempt(Attempt.LARGER_DEVICE, () -> {
            try (FileMapping mapping = open(place)) {
                mapping.grow(mapping.size() + 1);
            }
        });
        attempt(Attempt.COMMIT, () -> CommitMapping.open(place).close());
    }

    private void extents() throws IOException {
        Path file = place.resolve("extents");
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(2 * BLOCK * number);
            byte[] block = new byte[BLOCK];
            block[0] = 1;
            for (long i = 0; i < number; i++) {
                made.seek(2 * BLOCK * i);
                made.write(block);
            }
            made.getFD().sync();
        }
        try (FileMapping mapping = open(file);
                View view = mapping.map()) {
            attempt(Attempt.EXTENTS, () -> {
                view.prefetch();
                GuardedAccess access = view.guarded();
                for (long i = 0; i < number; i++) {
                    check(access.getByte(2 * BLOCK * i) == 1, "extent " + i + " is lost");
                    access.setByte(2 * BLOCK * i, (byte) 2);
                }
                view.flush(Durability.DEVICE);
            });
        }
        attempt(Attempt.EXTENTS_COMMITTED, () -> {
            try (CommitMapping commits = CommitMapping.open(file);
                    View view = commits.map()) {
                for (long i = 0; i < number; i += 1_000) {
                    view.guarded().setByte(2 * BLOCK * i, (byte) 3);
                }
                commits.commit();
            }
        });
    }

    private void views() throws IOException {
        List<View> views = new ArrayList<>();
        try (FileMapping mapping = open(sparse(2L * PAGE * 100_000))) {
            attempt(Attempt.VIEWS, () -> {
                while (views.size() < number) {
                    views.add(mapping.map(2L * PAGE * views.size(), PAGE));
                }
            });
            attempt(Attempt.MORE_VIEWS, () -> {
                while (views.size() < number + 40_000) {
                    views.add(mapping.map(2L * PAGE * (views.size() % 100_000), PAGE));
                }
            });
            attempt(Attempt.VIEWS_CLOSED, () -> {
                views.forEach(View::close);
                mapping.map(0, PAGE).close();
            });
        }
    }

    private void forgotten() throws IOException {
        try (FileMapping mapping = open(sparse(2L * PAGE * 100_000))) {
            attempt(Attempt.FORGOTTEN, () -> {
                for (long i = 0; i < number; i++) {
                    mapping.map(2L * PAGE * (i % 100_000), PAGE);
                }
            });
        }
    }

    private void foreign() throws IOException {
        Path file = sparse(2L * PAGE * 100_000);
        List<MappedByteBuffer> others = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            for (long i = 0; i < number; i++) {
                others.add(
                        channel.map(FileChannel.MapMode.READ_ONLY, 2 * PAGE * i, PAGE));
            }
        }
        List<View> views = new ArrayList<>();
        try (FileMapping mapping = open(file)) {
            attempt(Attempt.FEW_BESIDE_OTHERS, () -> mapMore(1_000, mapping, views));
            attempt(Attempt.MANY_BESIDE_OTHERS, () -> mapMore(4_000, mapping, views));
            attempt(Attempt.CLOSED_BESIDE_OTHERS, () -> {
                views.forEach(View::close);
                views.clear();
                mapMore(1_000, mapping, views);
                views.forEach(View::close);
            });
        }
        check(others.size() == number, "the mappings were collected");
    }

    private void foreignMeanwhile() throws IOException {
        Path file = sparse(2L * PAGE * 100_000);
        List<MappedByteBuffer> others = new ArrayList<>();
        List<View> views = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file);
                FileMapping mapping = open(file)) {
            attempt(Attempt.WITH_OTHERS, () -> {
                while (views.size() < number) {
                    for (int i = 0; i < 3; i++) {
                        others.add(
                                channel.map(
                                        FileChannel.MapMode.READ_ONLY,
                                        2L * PAGE * others.size(),
                                        PAGE));
                    }
                    mapMore(1, mapping, views);
                }
            });
            attempt(Attempt.CLOSED_BESIDE_OTHERS, () -> {
                views.forEach(View::close);
                views.clear();
                mapMore(1_000, mapping, views);
                views.forEach(View::close);
            });
        }
        check(others.size() > number, "the mappings were collected");
    }

    private static void mapMore(int number, FileMapping mapping, List<View> views)
            throws IOException {
        for (int i = 0; i < number; i++) {
            views.add(mapping.map(2L * PAGE * views.size(), PAGE));
        }
    }
}
