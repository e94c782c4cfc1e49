package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The life of a commit mapping, step by step, and what the file may be after each. A step that
 * fails is noted, and the next is tried.
 */
final class CommitScript {
    private static final int PAGE = CommitWorld.PAGE;
    static final int SIZE = 12 * PAGE + 77;
    private static final int GROWN = SIZE + 3 * PAGE;

    private final CommitWorld world;
    private CommitMapping commits;
    private View view;

    /** What the views show. */
    private byte[] shown = CommitWorld.initial(SIZE);

    /** The states that the file may have after a crash. */
    private List<byte[]> possible = new ArrayList<>(List.of(shown.clone()));

    private List<byte[]> before = possible;
    private byte[] underWay = shown;
    private boolean applied = true;
    private boolean growing;
    private boolean growingNow;
    private boolean stopsAtFailure;
    private boolean over;
    private IOException failure;

    private interface Step {
        void run() throws IOException;
    }

    CommitScript(CommitWorld world) {
        this.world = world;
    }

    CommitScript stoppingAtFailure() {
        stopsAtFailure = true;
        return this;
    }

    IOException failure() {
        return failure;
    }

    /** Nothing is done any more: the process has died. */
    void end() {
        over = true;
    }

    void run() throws IOException {
        open();
        commit(0, 5);
        commit(5, 12);
        change(1);
        rollback();
        commit(2, 3, 4);
        commit(6, 7, 8, 9); // The journal is full: a checkpoint comes before.
        grow();
        commit(11);
        step(() -> commits.checkpoint());
        step(this::takeSnapshot);
        commit(0, 10);
        close();
    }

    private void open() {
        for (int attempt = 0; attempt < 2 && commits == null; attempt++) {
            step(() -> commits = world.open());
        }
        over |= commits == null;
        map();
    }

    private void map() {
        step(() -> view = commits.map());
        if (view == null) {
            step(() -> view = commits.map()); // once more
        }
        over |= view == null;
    }

    private void change(int... pages) throws IOException {
        if (over) {
            return;
        }
        for (int page : pages) {
            int from = page * PAGE + 1;
            int to = Math.min(from + PAGE - 2, shown.length);
            int value = (shown[from] + 1) & 0x7f;
            try {
                CommitWorld.fill(view, from, to - from, value);
                Arrays.fill(shown, from, to, (byte) value);
            } catch (IOException refused) { // a call, where pages are held in software
                note(refused);
                over = true; // A part may have been changed.
                return;
            }
        }
    }

    private void commit(int... pages) throws IOException {
        change(pages);
        if (over) {
            return;
        }
        before = applied ? possible : before;
        underWay = shown.clone();
        try {
            commits.commit();
            applied = true;
            possible = new ArrayList<>(List.of(underWay));
        } catch (CommitFailedException e) {
            switch (e.outcome()) {
                case NOT_COMMITTED -> {}
                case COMMITTED_NOT_APPLIED -> {
                    applied = false;
                    possible = new ArrayList<>(List.of(underWay));
                }
                case COMMITTED_WITHOUT_NAME -> {
                    applied = true;
                    possible = new ArrayList<>(List.of(underWay));
                }
                case UNKNOWN -> possible.add(underWay);
            }
            note(e);
        } catch (IOException e) {
            note(e);
        }
        requireShown();
    }

    /** Whatever became of a commit, the views have the changes. */
    private void requireShown() throws IOException {
        if (!over) {
            byte[] bytes;
            try {
                bytes = CommitWorld.bytes(view);
            } catch (IOException refused) {
                note(refused);
                return;
            }
            assertThat(Arrays.equals(bytes, shown)).as("the views show the changes").isTrue();
        }
    }

    private void rollback() {
        if (!retried(() -> commits.rollback())) {
            over = true; // Some of the changes may have been dropped.
            return;
        }
        if (possible.size() == 1 && !over) {
            shown = possible.getFirst().clone();
        } else {
            over = true;
        }
    }

    private void grow() {
        if (over) {
            return;
        }
        growing = true;
        if (!retried(() -> view.close())) {
            over = true;
            return;
        }
        view = null;
        growingNow = true;
        boolean grown = retried(() -> commits.grow(GROWN));
        growingNow = false;
        if (!grown) {
            over = true;
            return;
        }
        if (!over) {
            shown = Arrays.copyOf(shown, GROWN);
            possible.replaceAll(state -> Arrays.copyOf(state, GROWN));
        }
        map();
    }

    private void takeSnapshot() throws IOException {
        try (Snapshot snapshot = commits.snapshot(); View of = snapshot.map()) {
            byte[] bytes = CommitWorld.bytes(of);
            assertThat(mayBe(bytes))
                    .as("first difference at %d", Arrays.mismatch(possible.getFirst(), bytes))
                    .isTrue();
        }
    }

    private void close() {
        step(() -> commits.close());
    }

    private boolean retried(Step step) {
        boolean[] done = new boolean[1];
        for (int attempt = 0; attempt < 2 && !done[0]; attempt++) {
            step(
                    () -> {
                        step.run();
                        done[0] = true;
                    });
        }
        return done[0];
    }

    private void step(Step step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (UncheckedIOException e) { // of a view that is closed
            note(e.getCause());
        } catch (IOException e) {
            note(e);
        }
    }

    private void note(IOException e) {
        failure = e;
        over |= stopsAtFailure;
    }

    /** Ends what is open as the death of the process does. */
    void abandon() throws IOException {
        if (commits != null) {
            commits.abandon();
        }
    }

    boolean isGrowingNow() {
        return growingNow;
    }

    /**
     * Whether the file may be so at this moment, if readers may look. If they could not be kept
     * out, a commit that is durable has not been begun to be written to the file.
     */
    boolean mayBeSeen(byte[] found) {
        return mayBeAfterDeath(found) || before.stream().anyMatch(state -> isState(state, found));
    }

    /** Whether the file may be so after a crash. */
    boolean mayBe(byte[] found) {
        return possible.stream().anyMatch(state -> isState(state, found));
    }

    /** Whether a file may be so for which the process died in the middle. */
    boolean mayBeAfterDeath(byte[] found) {
        return mayBe(found) || isState(underWay, found);
    }

    private boolean isState(byte[] state, byte[] found) {
        if (Arrays.equals(state, found)) {
            return true;
        }
        // Zeros that are to be appended may be there before they are promised.
        return growing && found.length > state.length && found.length <= GROWN
                && Arrays.equals(Arrays.copyOf(state, found.length), found);
    }
}
